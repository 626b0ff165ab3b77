import path from 'node:path';
import * as z from 'zod/mini';
import { EngineError } from '../../errors.ts';
import { describe, readIfPresent } from '../../files.ts';
import { unreadable } from './target.ts';

/** Where YOLO's tools keep the names of classes: a YAML file, or a list with one a line. */
const YAML_FILES = ['data.yaml', 'data.yml', 'dataset.yaml', 'dataset.yml'];
const LISTS = ['classes.txt', 'obj.names', 'labels/classes.txt'];

const yamlSchema = z.looseObject({
  names: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
});

export function isNamesFile(file: string): boolean {
  return LISTS.includes(file);
}

/** The name of each class by its number, of a YOLO data set's folder. @throws EngineError `exchange-missing`, `exchange-unreadable`. */
export async function readNames(folder: string): Promise<Map<number, string>> {
  for (const name of YAML_FILES) {
    const text = await textOf(path.join(folder, name));
    if (text !== null) return namesInYaml(text, path.join(folder, name));
  }
  for (const name of LISTS) {
    const text = await textOf(path.join(folder, name));
    if (text !== null)
      return new Map(text.split(/\r?\n/).flatMap((line, i) => (line.trim() === '' ? [] : [[i, line.trim()]])));
  }
  throw new EngineError(
    'exchange-missing',
    `Expected the names of the classes in ${folder} (data.yaml or classes.txt), found none. Name the folder of a YOLO data set.`,
  );
}

async function textOf(file: string): Promise<string | null> {
  return (await readIfPresent(file))?.toString('utf8').replace(/^\uFEFF/, '') ?? null;
}

async function namesInYaml(text: string, file: string): Promise<Map<number, string>> {
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw unreadable(file, 'YAML', describe(error), error);
  }
  const { data, error } = yamlSchema.safeParse(value);
  if (data === undefined) throw unreadable(file, 'YAML with the "names" of the classes', 'other YAML', error);
  return new Map(Object.entries(data.names).map(([id, name]) => [Number(id), String(name)]));
}

/** `data.yaml` for labels in their order; JSON's strings are YAML's too. */
export function namesText(labels: readonly string[]): string {
  const names = labels.map((label, i) => `  ${i}: ${JSON.stringify(label)}\n`).join('');
  return `# Annotations of kShot. Put the images, or a link to their folder, beside labels as images.\npath: .\ntrain: images\nval: images\nnames:${names === '' ? ' {}' : ''}\n${names}`;
}
