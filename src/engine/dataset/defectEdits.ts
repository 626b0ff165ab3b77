/** Changes of `defects` in a project file's text. Pure: text in, text out. */
import { findNodeAtLocation } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
import type { DefectChange } from '../../domain/defects.ts';
import { endOf, removeItem } from './listEdits.ts';
import { addObject, listNode, setKey } from './objectLists.ts';

/** The order of an entry's keys in the file. */
const KEYS = ['name', 'kind', 'saturation', 'relative'] as const;

/**
 * Changes a project's labels in its file's text; everything else stays as it is written.
 * @returns null where a change names a label that is not there.
 */
export function editDefects(text: string, changes: readonly DefectChange[]): string | null {
  return changes.reduce<string | null>((changed, change) => changed && changeOne(changed, change), text);
}

function changeOne(text: string, change: DefectChange): string | null {
  if (change.type === 'add') {
    const { entry } = change;
    return addObject(
      text,
      'defects',
      KEYS.map((key) => [key, entry[key]]),
    );
  }
  const { name } = change;
  const entry = entryOf(text, name);
  if (!entry) return null;
  switch (change.type) {
    case 'remove':
      return removeItem(text, entry);
    case 'move':
      return moveEntry(text, entry, change.to);
    case 'change':
      return changeEntry(text, entry, change.to);
  }
}

function changeEntry(text: string, entry: Node, to: Extract<DefectChange, { type: 'change' }>['to']): string {
  const place = entry.parent!.children!.indexOf(entry);
  const values = KEYS.filter((key) => to[key] !== undefined).map((key) => [key, to[key]] as const);
  return values.reduce((changed, [key, value]) => {
    return setKey(changed, listNode(changed, 'defects')!.children![place]!, key, value);
  }, text);
}

function entryOf(text: string, name: string): Node | undefined {
  return listNode(text, 'defects')?.children?.find((entry) => findNodeAtLocation(entry, ['name'])?.value === name);
}

/** A comment to the end of a line, behind an entry and its comma: it goes where the entry goes. */
const TAIL = /^([ \t]*,?[ \t]*)((?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)?)(?=[ \t]*(?:\r?\n|$))/;

/** The entries in another order, each in the place of another one: commas, blanks and comments between them stay. */
function moveEntry(text: string, entry: Node, to: number): string {
  const entries = entry.parent!.children!;
  const parts = entries.map((node) => {
    const end = endOf(node);
    const [, gap = '', comment = ''] = TAIL.exec(text.slice(end)) ?? [];
    return { node, value: text.slice(node.offset, end), comment, from: end + gap.length };
  });
  const ordered = parts.filter(({ node }) => node !== entry);
  ordered.splice(Math.min(Math.max(to, 0), ordered.length), 0, parts[entries.indexOf(entry)]!);
  return parts.reduceRight((moved, { node, comment, from }, i) => {
    const own = ordered[i]!;
    const behind = withComment(moved, from, comment, own.comment);
    return behind.slice(0, node.offset) + own.value + behind.slice(endOf(node));
  }, text);
}

/** The text with the comment at an offset replaced; one that comes where there was none is set apart by a blank, and takes the blank with it again. */
function withComment(text: string, at: number, before: string, now: string): string {
  if (before === now) return text;
  const start = text.slice(0, at);
  const head = now === '' ? start.trimEnd() : before === '' && !/[ \t]$/.test(start) ? `${start} ` : start;
  return head + now + text.slice(at + before.length);
}
