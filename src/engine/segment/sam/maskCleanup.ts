import { complementOf, joinRuns, type Runs } from './runs.ts';

/**
 * A mask without the holes, then without the islands, of fewer than `least` pixels (METHOD 6); regions are 8-connected, of the
 * holes too. A hole is any region outside the mask, one that an edge of the image closes as well.
 * @returns the mask, empty where every island is small, and whether anything was changed.
 */
export function cleanMask(
  runs: Runs,
  width: number,
  height: number,
  least: number,
): { readonly runs: Runs; readonly changed: boolean } {
  const holes = byRegionSize(complementOf(runs, width, height), width, least).small;
  const filled = holes.length > 0 ? joinRuns(runs, holes, width) : runs;
  const islands = byRegionSize(filled, width, least);
  return { runs: islands.large, changed: holes.length > 0 || islands.small.length > 0 };
}

/** The runs in regions of fewer than `least` pixels, and the others. */
function byRegionSize(runs: Runs, width: number, least: number): { small: Runs; large: Runs } {
  const root = connectRuns(runs, width);
  const area = new Int32Array(root.length);
  root.forEach((region, i) => (area[region]! += runs[2 * i + 1]! - runs[2 * i]!));
  const small: number[] = [];
  const large: number[] = [];
  root.forEach((region, i) => (area[region]! < least ? small : large).push(runs[2 * i]!, runs[2 * i + 1]!));
  return { small: Int32Array.from(small), large: small.length > 0 ? Int32Array.from(large) : runs };
}

/** The region of each run, as the number of one run in it: 8-connected. */
function connectRuns(runs: Runs, width: number): Int32Array {
  const parent = Int32Array.from({ length: runs.length / 2 }, (_, i) => i);
  const find = (run: number): number => {
    let at = run;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!; // halves the path
    return at;
  };
  // `above` walks the runs of the row before: those that end before this one's left neighbour touch no later run either.
  for (let run = 0, above = 0; run < parent.length; run++) {
    const start = runs[2 * run]! - width;
    const end = runs[2 * run + 1]! - width;
    const rowStart = (Math.floor(runs[2 * run]! / width) - 1) * width;
    while (above < run && (runs[2 * above]! < rowStart || runs[2 * above + 1]! < start)) above += 1;
    for (let other = above; other < run && runs[2 * other]! <= Math.min(end, rowStart + width - 1); other++)
      parent[find(other)] = find(run);
  }
  return parent.map((_, run) => find(run));
}
