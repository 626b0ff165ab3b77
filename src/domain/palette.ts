/**
 * Default class colours, told apart by people with any common colour vision (order: Tableau 10, lightness alternating).
 * Class c takes entry (c − 1) modulo the length.
 */
export const CLASS_COLORS: readonly string[] = [
  '#4c78a8',
  '#f58518',
  '#54a24b',
  '#b279a2',
  '#eeca3b',
  '#72b7b2',
  '#e45756',
  '#9d755d',
  '#ff9da6',
  '#bab0ac',
];

export function defaultClassColor(id: number): string {
  return CLASS_COLORS[(id - 1) % CLASS_COLORS.length]!;
}

export function defaultClassName(id: number): string {
  return `class ${id}`;
}

/** What the pixels without a class are called. */
export const BACKGROUND_NAME = 'background';

/** A class's name in a project: its own, or the default. */
export function classNameOf(entries: readonly { id: number; name: string }[], id: number): string {
  return entries.find((entry) => entry.id === id)?.name ?? defaultClassName(id);
}
