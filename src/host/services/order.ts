/** Numbers within names count as numbers, as in the explorer: 2.png comes before 10.png. */
const collator = new Intl.Collator(undefined, { numeric: true });

export function byName(a: string, b: string): number {
  return collator.compare(a, b);
}
