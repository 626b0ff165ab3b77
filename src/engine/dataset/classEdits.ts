/** Changes of `classes` in a project file's text. Pure: text in, text out. */
import { createScanner, findNodeAtLocation } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
import type { ClassChange } from '../../domain/classes.ts';
import { defaultClassColor, defaultClassName } from '../../domain/palette.ts';
import type { ClassEntry } from '../../domain/projectFile.ts';
import { endOf, removeItem } from './listEdits.ts';
import { addObject, appendProperty, listNode, setKey } from './objectLists.ts';

/** The order of an entry's keys in the file. */
const KEYS = ['id', 'name', 'color', 'hidden', 'background', 'mergedInto'] as const;

/** jsonc-parser's kinds of token: comments of a line and of a block, and the end of the text. */
const COMMENTS: readonly number[] = [12, 13];
const END: number = 17;

/** The text of the value of `classes`, comments included; null where the file has none. */
export function classesText(text: string): string | null {
  const node = classesNode(text);
  return node ? text.slice(node.offset, endOf(node)) : null;
}

/** Puts the value of `classes` into a file's text, or takes the whole property out. */
export function withClassesText(text: string, value: string | null): string {
  const node = classesNode(text);
  if (value === null) return node ? removeItem(text, node.parent!) : text;
  if (node) return text.slice(0, node.offset) + value + text.slice(endOf(node));
  return withClassesText(appendProperty(text, 'classes', '[]'), value);
}

/**
 * Changes classes in a project file's text. Keys with their default value are taken out, a class with nothing but defaults gets no entry, and
 * an entry that came to it goes, unless it holds a comment. Everything else stays as it is written.
 */
export function editClasses(text: string, changes: readonly ClassChange[]): string {
  return changes.reduce(changeOne, text);
}

function changeOne(text: string, change: ClassChange): string {
  const entry = entryOf(text, change.id);
  if (!entry) {
    const made = newEntry(change);
    return isDefault(made) ? text : addEntry(text, made);
  }
  let changed = text;
  for (const [key, value] of Object.entries(valuesOf(change)))
    changed = setKey(changed, entryOf(changed, change.id)!, key, value);
  const left = entryOf(changed, change.id)!;
  return isDefault(readEntry(left)) && !holdsComment(changed, left) ? removeItem(changed, left) : changed;
}

/** The change as it is written: undefined where a key goes. */
function valuesOf({ id, name, color, hidden, background, mergedInto }: ClassChange): Record<string, unknown> {
  return {
    ...(name === undefined ? {} : { name: name ?? defaultClassName(id) }),
    ...(color === undefined ? {} : { color: color ?? defaultClassColor(id) }),
    ...(hidden === undefined ? {} : { hidden: hidden || undefined }),
    ...(background === undefined ? {} : { background: background || undefined }),
    ...(mergedInto === undefined ? {} : { mergedInto: mergedInto ?? undefined }),
  };
}

function newEntry(change: ClassChange): ClassEntry {
  const { id } = change;
  const entry: Record<string, unknown> = {
    id,
    name: defaultClassName(id),
    color: defaultClassColor(id),
    ...valuesOf(change),
  };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as ClassEntry;
}

function isDefault({ id, name, color, hidden, background, mergedInto }: ClassEntry): boolean {
  const isPlain = hidden !== true && background !== true && mergedInto === undefined;
  return isPlain && name === defaultClassName(id) && color === defaultClassColor(id);
}

function addEntry(text: string, entry: ClassEntry): string {
  return addObject(
    text,
    'classes',
    KEYS.map((key) => [key, entry[key]]),
  );
}

function classesNode(text: string): Node | undefined {
  return listNode(text, 'classes');
}

function entryOf(text: string, id: number): Node | undefined {
  return classesNode(text)?.children?.find((entry) => findNodeAtLocation(entry, ['id'])?.value === id);
}

function readEntry(entry: Node): ClassEntry {
  const pairs = (entry.children ?? []).map(({ children }) => [children![0]!.value, children![1]!.value] as const);
  return Object.fromEntries(pairs) as ClassEntry;
}

function holdsComment(text: string, { offset, length }: Node): boolean {
  const scanner = createScanner(text.slice(offset, offset + length), false);
  const next = (): number => scanner.scan();
  for (let token = next(); token !== END; token = next()) if (COMMENTS.includes(token)) return true;
  return false;
}
