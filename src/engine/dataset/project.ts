import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { applyEdits, modify, parse, printParseErrorCode } from 'jsonc-parser';
import type { FormattingOptions, ParseError } from 'jsonc-parser';
import { mergeCycle } from '../../domain/classes.ts';
import type { ClassChange, ClassesEdit } from '../../domain/classes.ts';
import type { DefectChange } from '../../domain/defects.ts';
import type { ModelsChange } from '../../domain/models.ts';
import { PROJECT_SUFFIX, PROJECT_VERSION, projectSchema } from '../../domain/projectFile.ts';
import type { DefectEntry, ProjectFile } from '../../domain/projectFile.ts';
import { PRESETS } from '../../domain/features.ts';
import { explainIssues } from '../../domain/schemaErrors.ts';
import { EngineError } from '../errors.ts';
import { systemCode } from '../../files/replaceFile.ts';
import { describe, writeFileAtomic } from '../files.ts';
import { classesText, editClasses, withClassesText } from './classEdits.ts';
import { editDefects } from './defectEdits.ts';
import { inTurn } from './writeQueue.ts';

/** A project file that was read and found valid. */
export interface Project {
  /** Absolute path of the file. */
  readonly path: string;
  /** Absolute path of its folder: what all its paths are relative to. */
  readonly folder: string;
  readonly name: string;
  readonly file: ProjectFile;
}

/**
 * Reads a project file, or the only one in a folder.
 * @throws EngineError `project-missing`, `project-syntax`, `project-invalid`, `project-version`, `path-outside`, `reference-duplicate`.
 */
export async function readProject(file: string): Promise<Project> {
  const absolute = path.resolve(file);
  return checkProject(await readText(absolute), absolute);
}

/** A project by its file's text. Throws what `readProject` throws. */
function checkProject(text: string, absolute: string): Project {
  const value = parseJson(text, absolute);
  checkVersion(value, absolute);
  const parsed = projectSchema.safeParse(value);
  if (!parsed.success) {
    const { message, outside } = explainIssues(parsed.error.issues, value);
    throw new EngineError(outside ? 'path-outside' : 'project-invalid', `${absolute}: ${message}`);
  }
  const references = parsed.data.references.map((reference) => path.posix.normalize(reference));
  checkReferences(references, absolute);
  checkFactors(parsed.data, absolute);
  checkClasses(parsed.data, absolute);
  checkDefects(parsed.data, absolute);
  const name = parsed.data.name ?? path.basename(absolute).replace(PROJECT_SUFFIX, '');
  return { path: absolute, folder: path.dirname(absolute), name, file: { ...parsed.data, references } };
}

async function readText(file: string): Promise<string> {
  try {
    if ((await stat(file)).isDirectory())
      throw new EngineError(
        'project-missing',
        `Expected a project file NAME${PROJECT_SUFFIX}, got the folder ${file}. Name the file in it, or make one with "kshot init".`,
      );
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const reason = systemCode(error) === 'ENOENT' ? 'there is no such file' : describe(error);
    throw new EngineError(
      'project-missing',
      `Could not read the project file ${file}: ${reason}. Check the path, or make one with "kshot init".`,
      { cause: error },
    );
  }
}

function parseJson(text: string, file: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { disallowComments: false, allowTrailingComma: true });
  const first = errors[0];
  if (first !== undefined) {
    const before = text.slice(0, first.offset).split('\n');
    throw new EngineError(
      'project-syntax',
      `${file}:${before.length}:${before.at(-1)!.length + 1}: not valid JSON (${printParseErrorCode(first.error)}). Mend that line.`,
    );
  }
  return value;
}

function checkVersion(value: unknown, file: string): void {
  if (typeof value !== 'object' || value === null || !('version' in value)) return;
  if (typeof value.version === 'number' && value.version > PROJECT_VERSION) {
    throw new EngineError(
      'project-version',
      `${file}: the project's version is ${value.version}, this kShot knows versions up to ${PROJECT_VERSION}. Update kShot.`,
    );
  }
}

function checkReferences(references: readonly string[], file: string): void {
  const seen = new Set<string>();
  for (const reference of references) {
    if (seen.has(reference))
      throw new EngineError(
        'reference-duplicate',
        `${file}: the reference ${reference} is listed twice. Remove one of the two.`,
      );
    seen.add(reference);
  }
}

/** With every active factor at 0 all scores would be 0, and every image at the threshold. */
function checkFactors({ features }: ProjectFile, file: string): void {
  const active = PRESETS[features.preset].filter((name) => features.factors[name] !== 0);
  if (active.length === 0) {
    throw new EngineError(
      'project-invalid',
      `${file}: every feature of the preset ${features.preset} has the factor 0. Give at least one a factor above 0.`,
    );
  }
}

/** A class has one entry, and what it is merged into leads to a class that stands for itself. */
function checkClasses({ classes }: ProjectFile, file: string): void {
  const twice = classes.find(({ id }, i) => classes.findIndex((other) => other.id === id) !== i);
  if (twice)
    throw new EngineError(
      'project-invalid',
      `${file}: expected one entry for each class in "classes", got two for ${twice.id}. Remove one of the two.`,
    );
  const cycle = mergeCycle(classes);
  if (cycle)
    throw new EngineError(
      'project-invalid',
      `${file}: expected "mergedInto" to lead to a class that is merged into none, got the circle ${cycle.join(' → ')}. Take one of them out.`,
    );
}

/** A label is known by its name. */
function checkDefects({ defects }: ProjectFile, file: string): void {
  const twice = defects.find(({ name }, i) => defects.findIndex((other) => other.name === name) !== i);
  if (twice)
    throw new EngineError(
      'project-invalid',
      `${file}: expected every label in "defects" once, got ${JSON.stringify(twice.name)} twice. Remove one of the two, or rename it.`,
    );
}

/** What a new project file holds; the rest has defaults. */
export interface NewProjectFile {
  readonly name: string;
  readonly layout: ProjectFile['layout'];
  readonly references: readonly string[];
  readonly images: readonly string[];
}

/** Writes a new project file. @throws EngineError `project-exists` where there is one already, `disk-*`. */
export async function writeNewProject(file: string, content: NewProjectFile): Promise<void> {
  if (await stat(file).catch(() => null)) {
    throw new EngineError(
      'project-exists',
      `There is a project file already: ${file}. Open it, or choose another name with --name.`,
    );
  }
  await writeFileAtomic(file, `${JSON.stringify({ version: PROJECT_VERSION, ...content }, null, 2)}\n`);
}

/** Changes `references` in a project file's text, leaving everything else (comments, order, unknown formatting) as it is. */
export function changeReferences(
  file: string,
  change: { add?: readonly string[]; remove?: readonly string[] },
): Promise<void> {
  return inTurn(path.resolve(file), async () => {
    const project = await readProject(file);
    const removed = new Set(change.remove ?? []);
    const kept = project.file.references.filter((name) => !removed.has(name));
    const added = (change.add ?? []).filter((name, i, all) => !kept.includes(name) && all.indexOf(name) === i);
    await editText(project, [[['references'], [...kept, ...added]]]);
  });
}

/**
 * Changes `models` in a project file's text, leaving everything else as it is. Errors: those of `readProject`, `project-invalid` where the
 * values are none that a project may have (the file is then as it was), `disk-*`.
 */
export function changeModels(file: string, change: ModelsChange): Promise<void> {
  return inTurn(path.resolve(file), async () => {
    const project = await readProject(file);
    const parsed = projectSchema.safeParse({ ...project.file, models: { ...project.file.models, ...change } });
    if (!parsed.success) {
      const { message } = explainIssues(parsed.error.issues, { models: change });
      throw new EngineError('project-invalid', `${project.path}: ${message}`);
    }
    await editText(
      project,
      Object.entries(change).map(([key, value]) => [['models', key], value]),
    );
  });
}

/**
 * Changes classes in a project file's text, leaving everything else as it is, and gives the text of `classes` before and after. Errors: those of
 * `readProject`, also where the change would make the file such a one (it is then as it was), `disk-*`.
 */
export function changeClasses(file: string, changes: readonly ClassChange[]): Promise<ClassesEdit> {
  return inTurn(path.resolve(file), async () => {
    const project = await readProject(file);
    const text = await readFile(project.path, 'utf8');
    const changed = editClasses(text, changes);
    if (changed !== text) await writeChecked(project, changed);
    return { before: classesText(text), after: classesText(changed) };
  });
}

/**
 * Puts the text of `classes` back to what it was before a change. Errors: `classes-changed` where it is no longer what the change left, and those of
 * `changeClasses`.
 */
export function restoreClasses(file: string, { before, after }: ClassesEdit): Promise<void> {
  return inTurn(path.resolve(file), async () => {
    const project = await readProject(file);
    const text = await readFile(project.path, 'utf8');
    if (classesText(text) !== after) {
      throw new EngineError(
        'classes-changed',
        `${project.path}: expected the classes as the last change left them, but they were changed elsewhere since. Edit the file by hand.`,
      );
    }
    await writeChecked(project, withClassesText(text, before));
  });
}

/**
 * Changes labels in a project file's text, leaving everything else as it is, and gives the labels then. Errors: those of `changeClasses`; `project-invalid` also where
 * a label that is to be changed is not there (any more).
 */
export function changeDefects(file: string, changes: readonly DefectChange[]): Promise<DefectEntry[]> {
  return inTurn(path.resolve(file), async () => {
    const project = await readProject(file);
    const text = await readFile(project.path, 'utf8');
    const changed = editDefects(text, changes);
    if (changed === null) {
      const known = project.file.defects.map(({ name }) => name).join(', ');
      throw new EngineError(
        'project-invalid',
        `${project.path}: a label that was to be changed is not in "defects"; there are: ${known || 'none'}. It may have been changed elsewhere: try again.`,
      );
    }
    if (changed !== text) await writeChecked(project, changed);
    return (await readProject(file)).file.defects;
  });
}

async function writeChecked({ path: file }: Project, text: string): Promise<void> {
  checkProject(text.replace(/^\uFEFF/, ''), file);
  await writeFileAtomic(file, text);
}

/** Sets values by their paths in the file's text. */
async function editText({ path: file }: Project, edits: readonly (readonly [string[], unknown])[]): Promise<void> {
  let text = await readFile(file, 'utf8');
  const formattingOptions: FormattingOptions = {
    insertSpaces: true,
    tabSize: 2,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  for (const [at, value] of edits) text = applyEdits(text, modify(text, at, value, { formattingOptions }));
  await writeFileAtomic(file, text);
}
