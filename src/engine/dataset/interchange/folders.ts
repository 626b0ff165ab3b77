/** What exports and imports of folders do alike. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../../files/replaceFile.ts';
import { describe } from '../../files.ts';
import { unreadable } from './target.ts';

const IGNORED = ['.kshot', '.git', 'node_modules'];

/** The files below a folder, relative to it, with `/`, by name; none where there is no such folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (at: string): Promise<void> => {
    for (const entry of await entriesOf(path.join(folder, at))) {
      const name = at === '' ? entry.name : `${at}/${entry.name}`;
      if (!entry.isDirectory()) found.push(name);
      else if (!IGNORED.includes(entry.name)) await visit(name);
    }
  };
  await visit('');
  return found.sort();
}

/** The folders in a folder, by name; none where there is no such folder. */
export async function foldersIn(folder: string): Promise<string[]> {
  return (await entriesOf(folder)).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return [];
    throw unreadable(folder, 'a folder that can be read', describe(error), error);
  }
}

/** A label as the name of a folder, on every system. */
export function folderName(label: string): string {
  const name = label.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '_').replace(/^[. ]+|[. ]+$/g, '');
  return name === '' ? '_' : name === 'good' ? 'good_' : name;
}

/** Gives images names of their own within each folder of a layout, and keeps what the names mean where they do not say it. */
export class Places {
  /** Path in the export → what it stands for: an image's path, or the label that a folder is for. */
  readonly names: Record<string, string> = {};
  private readonly taken = new Set<string>();
  private readonly given = new Map<string, string>();

  /** @param folder in the export, with `/`. @param image its path. Gives the name in the folder, without an ending: that of the file where it is free, the same at each call. */
  place(folder: string, image: string): string {
    const given = this.given.get(`${folder}/${image}`);
    if (given !== undefined) return given;
    const stem = image.replace(/\.[^./]+$/, '');
    const wanted = [path.posix.basename(stem), stem.replaceAll('/', '_'), image.replaceAll('/', '_')];
    let id = wanted.find((name) => !this.taken.has(`${folder}/${name}`.toLowerCase()));
    for (let i = 2; id === undefined; i++) {
      const next = `${wanted[2]}_${i}`;
      if (!this.taken.has(`${folder}/${next}`.toLowerCase())) id = next;
    }
    this.taken.add(`${folder}/${id}`.toLowerCase());
    this.names[`${folder}/${id}`] = image;
    this.given.set(`${folder}/${image}`, id);
    return id;
  }
}
