/**
 * The cheapest one-to-one matching of rows to columns (the Hungarian problem, by shortest augmenting paths).
 * `cost[i][j]` must be finite; with more rows than columns some rows stay unmatched (−1).
 * Returns the column of each row.
 */
export function cheapestMatching(cost: readonly (readonly number[])[]): number[] {
  const rows = cost.length;
  const columns = cost[0]?.length ?? 0;
  if (rows > columns) {
    const transposed = Array.from({ length: columns }, (_, j) => cost.map((row) => row[j]!));
    const rowOf = cheapestMatching(transposed);
    const result = new Array<number>(rows).fill(-1);
    rowOf.forEach((row, column) => (result[row] = column));
    return result;
  }
  // Potentials u, v and the matched row of each column, 1-based; column 0 is the virtual start.
  const u = new Float64Array(rows + 1);
  const v = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  for (let i = 1; i <= rows; i++) augment(cost, i, columns, u, v, rowOf);
  const result = new Array<number>(rows).fill(-1);
  for (let j = 1; j <= columns; j++) if (rowOf[j]! > 0) result[rowOf[j]! - 1] = j - 1;
  return result;
}

function augment(
  cost: readonly (readonly number[])[],
  row: number,
  columns: number,
  u: Float64Array,
  v: Float64Array,
  rowOf: Int32Array,
): void {
  const least = new Float64Array(columns + 1).fill(Infinity);
  const from = new Int32Array(columns + 1);
  const used = new Uint8Array(columns + 1);
  rowOf[0] = row;
  let at = 0;
  do {
    used[at] = 1;
    const i = rowOf[at]!;
    let delta = Infinity;
    let next = 0;
    for (let j = 1; j <= columns; j++) {
      if (used[j]) continue;
      const reduced = cost[i - 1]![j - 1]! - u[i]! - v[j]!;
      if (reduced < least[j]!) [least[j], from[j]] = [reduced, at];
      if (least[j]! < delta) [delta, next] = [least[j]!, j];
    }
    for (let j = 0; j <= columns; j++) {
      if (used[j]) {
        u[rowOf[j]!]! += delta;
        v[j]! -= delta;
      } else least[j]! -= delta;
    }
    at = next;
  } while (rowOf[at] !== 0);
  while (at !== 0) {
    rowOf[at] = rowOf[from[at]!]!;
    at = from[at]!;
  }
}
