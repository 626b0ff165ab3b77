/** Label maps as they cross a process boundary: runs of equal classes, row-major. */
export interface LabelRuns {
  width: number;
  height: number;
  /** `[class, length, class, length, …]`; lengths sum to width · height. */
  runs: number[];
}

/** Encodes a label map of width · height bytes (pixel = class). */
export function encodeLabels(labels: Uint8Array, width: number, height: number): LabelRuns {
  if (labels.length !== width * height) {
    throw new RangeError(`Expected ${width * height} labels for ${width} × ${height}, got ${labels.length}.`);
  }
  const runs: number[] = [];
  let start = 0;
  for (let i = 1; i <= labels.length; i++) {
    if (i === labels.length || labels[i] !== labels[start]) {
      if (i > start) runs.push(labels[start]!, i - start);
      start = i;
    }
  }
  return { width, height, runs };
}

/** The inverse of {@link encodeLabels}. Throws a RangeError where the runs do not fill the map exactly. */
export function decodeLabels({ width, height, runs }: LabelRuns): Uint8Array {
  const labels = new Uint8Array(width * height);
  let at = 0;
  for (let i = 0; i + 1 < runs.length; i += 2) {
    labels.fill(runs[i]!, at, at + runs[i + 1]!);
    at += runs[i + 1]!;
  }
  if (at !== labels.length) throw new RangeError(`Expected runs of ${labels.length} labels in all, got ${at}.`);
  return labels;
}
