/** The known name nearest by edit distance, where it is near enough to be meant. */
export function nearestName(key: string, known: readonly string[]): string | null {
  const ranked = known
    .map((other) => ({ other, distance: editDistance(key.toLowerCase(), other.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const first = ranked[0];
  return first !== undefined && first.distance <= Math.max(2, key.length / 2) ? first.other : null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** `did you mean X? ` where a known name is near, else nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === null ? '' : `Did you mean ${near}? `;
}
