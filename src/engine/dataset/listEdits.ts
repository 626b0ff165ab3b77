/**
 * Edits of a list (the properties of an object, the elements of an array) in the text of a JSON file with comments. Unlike jsonc-parser's own
 * `modify`, what stands around the edit, comments and line breaks included, stays where it is.
 */
import { createScanner } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';

/** jsonc-parser's kinds of token; its enum is for type checks alone. */
const COMMA: number = 5;
const LINE_COMMENT: number = 12;
const LINE_BREAK: number = 14;
const BLANKS: number = 15;

export function endOf({ offset, length }: Node): number {
  return offset + length;
}

/** The text without an item of a list and without the comma that it no longer needs. Comments stay, and so does the end of a comment's line. */
export function removeItem(text: string, item: Node): string {
  const siblings = item.parent!.children!;
  const before = siblings[siblings.indexOf(item) - 1];
  const comma = commaAfter(text, endOf(item)) ?? (before ? commaAfter(text, endOf(before)) : null);
  const { from, isCommented } = blanksBefore(text, before ? endOf(before) : item.parent!.offset + 1, item.offset);
  const behind = text.slice(comma !== null && comma >= endOf(item) ? comma + 1 : endOf(item));
  // What follows on the item's own line must not become part of the comment.
  const isOpen = isCommented && !/^[ \t]*\r?\n/.test(behind);
  const cuts: [number, number][] = [[isOpen ? text.indexOf('\n', from) + 1 : from, endOf(item)]];
  if (comma !== null) cuts.push([comma, comma + 1]);
  return cuts.sort(([a], [b]) => b - a).reduce((left, [start, end]) => left.slice(0, start) + left.slice(end), text);
}

/** The white space before `end`, from `start` on: where it begins, and whether a comment to the end of its line stands before it. */
function blanksBefore(text: string, start: number, end: number): { from: number; isCommented: boolean } {
  const scanner = createScanner(text.slice(start, end), false);
  let found = { from: start, isCommented: false };
  for (let at = 0; at < end - start; at = scanner.getPosition()) {
    const token: number = scanner.scan();
    if (token !== LINE_BREAK && token !== BLANKS)
      found = { from: start + scanner.getPosition(), isCommented: token === LINE_COMMENT };
  }
  return found;
}

/**
 * The text with an item behind the last one of a list that is not empty: on a line of its own where the last one begins one, else beside it.
 * A comment behind the last one stays with it.
 */
export function appendItem(text: string, list: Node, item: string): string {
  const last = list.children!.at(-1)!;
  const comma = commaAfter(text, endOf(last));
  const indent = indentOf(text, last.offset);
  const end = comma === null ? endOf(last) : comma + 1;
  const separated = comma === null ? `${text.slice(0, end)},${text.slice(end)}` : text;
  const behind = comma === null ? end + 1 : end;
  const trailing = comma === null ? '' : ',';
  if (indent === null) return `${separated.slice(0, behind)} ${item}${trailing}${separated.slice(behind)}`;
  const rest = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(?=\r?\n)/.exec(separated.slice(behind))?.[0] ?? '';
  const at = behind + rest.length;
  return separated.slice(0, at) + lineBreak(text) + indent + item + trailing + separated.slice(at);
}

/** The white space that a line begins with, where what stands at `offset` is the first on its line; else null. */
export function indentOf(text: string, offset: number): string | null {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*$/.test(before) && text.lastIndexOf('\n', offset - 1) >= 0 ? before : null;
}

/** One step of indentation as the file has it. */
export function indentUnit(text: string): string {
  return /^(?:\t| {1,8})(?=\S)/m.exec(text)?.[0] ?? '  ';
}

export function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Where the comma stands that follows, or null. */
function commaAfter(text: string, offset: number): number | null {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  const token: number = scanner.scan();
  return token === COMMA ? scanner.getTokenOffset() : null;
}
