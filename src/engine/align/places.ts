/** A row of target pixels' places on a grid with aligned corners: the cell before each, and the weight of the one after. */
export interface Places {
  readonly low: Int32Array;
  readonly weight: Float64Array;
}

/** The first and last pixel lie on the first and last cell; a single pixel lies on the first. */
export function placesOf(cells: number, pixels: number): Places {
  const source = (i: number): number => (pixels === 1 ? 0 : (i * (cells - 1)) / (pixels - 1));
  const low = Int32Array.from({ length: pixels }, (_, i) => Math.floor(source(i)));
  return { low, weight: Float64Array.from(low, (cell, i) => source(i) - cell) };
}
