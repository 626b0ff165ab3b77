/** Colours of labels, the same wherever regions are drawn or listed. Pure. */

/**
 * Told apart from each other and from the class colours by being stronger, readable on light and dark pictures beside a rim (hues about evenly
 * spread; the order puts neighbours far apart).
 */
const LABEL_COLORS: readonly string[] = [
  '#ff3b5c',
  '#00a6ff',
  '#ffb300',
  '#b14cff',
  '#00c46a',
  '#ff6d00',
  '#00c8c8',
  '#ff5cc8',
  '#8fb800',
  '#7a7aff',
];

/** The colour of a label, `#rrggbb`: by its place among the project's, else by its name. */
export function labelColor(label: string, defects: readonly { readonly name: string }[]): string {
  const place = defects.findIndex(({ name }) => name === label);
  return LABEL_COLORS[(place < 0 ? hash(label) : place) % LABEL_COLORS.length]!;
}

/** FNV-1a over the UTF-16 units, a whole number of at least 0. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return sum >>> 0;
}
