/** Changes of a list of objects (`classes`, `defects`) in a project file's text: what is not changed stays as it is written. Pure: text in, text out. */
import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
import { appendItem, endOf, indentOf, indentUnit, lineBreak, removeItem } from './listEdits.ts';

/** A key and its value; undefined values are not written. */
export type Pairs = readonly (readonly [key: string, value: unknown])[];

/** The list that is the value of a property of the file; undefined where there is none. */
export function listNode(text: string, property: string): Node | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  return root && findNodeAtLocation(root, [property]);
}

/** Writes a value of an object, or takes the key out where the value is undefined. */
export function setKey(text: string, entry: Node, key: string, value: unknown): string {
  const node = findNodeAtLocation(entry, [key]);
  if (value === undefined) return node ? removeItem(text, node.parent!) : text;
  const written = JSON.stringify(value);
  if (node) return text.slice(0, node.offset) + written + text.slice(endOf(node));
  return appendItem(text, entry, `${JSON.stringify(key)}: ${written}`);
}

/** Adds an object behind the last one, written as that one is; the list too where there is none. */
export function addObject(text: string, property: string, values: Pairs): string {
  const list = listNode(text, property);
  if (!list) return addObject(appendProperty(text, property, '[]'), property, values);
  const pairs = values
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const last = list.children?.at(-1);
  if (last) return appendItem(text, list, written(text, last, pairs));
  const outer = indentOf(text, list.parent!.offset) ?? '';
  const inner = `${outer}${indentUnit(text)}`;
  const value = `[${lineBreak(text)}${inner}{ ${pairs.join(', ')} }${lineBreak(text)}${outer}]`;
  return text.slice(0, list.offset) + value + text.slice(endOf(list));
}

/** An entry as the one before it is written: on one line, or a line a key. */
function written(text: string, like: Node, pairs: readonly string[]): string {
  const inner = like.children?.[0] ? indentOf(text, like.children[0].offset) : null;
  if (inner === null) return text[like.offset + 1] === ' ' ? `{ ${pairs.join(', ')} }` : `{${pairs.join(', ')}}`;
  const outer = indentOf(text, like.offset) ?? inner.slice(indentUnit(text).length);
  const eol = lineBreak(text);
  return `{${eol}${pairs.map((pair) => inner + pair).join(`,${eol}`)}${eol}${outer}}`;
}

export function appendProperty(text: string, key: string, value: string): string {
  const root = parseTree(text)!;
  if (root.children && root.children.length > 0) return appendItem(text, root, `${JSON.stringify(key)}: ${value}`);
  return applyEdits(text, modify(text, [key], JSON.parse(value), {})); // no project file is empty
}
