import type { LabelMap } from '../image/rgbImage.ts';
import type { Size } from './deaotSize.ts';
import { highestOfPass } from './highestOfPass.ts';
import { placesOf, type Places } from './places.ts';

/** What one pass says: logits on a grid of `width` × `height`, plane by plane; plane 0 is background, i + 1 is class `classes[i]`. */
export interface Pass extends Size {
  readonly logits: Float32Array;
  readonly classes: readonly number[];
}

/**
 * The label map of some passes (MODELS, DeAOT): logits resized bilinearly with aligned corners, softmax over each pass's own classes,
 * background the product of the passes' backgrounds, then the most probable (background, then the first of equals). Planes of ids that a pass
 * has no class for are left out, which is the same as a logit of −1e10. Row by row: the resized planes are never all there.
 * @param passes at least one, all on grids of the same size. @param size of the result, in pixels.
 */
export function joinPasses(passes: readonly Pass[], { width, height }: Size): LabelMap {
  const { width: across, height: down } = passes[0]!;
  const columns = placesOf(across, width);
  const rows = placesOf(down, height);
  if (passes.length === 1) return { width, height, data: highestOfPass(passes[0]!, columns, rows) };
  const row = new RowJoin(passes, columns);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) row.write(rows.low[y]!, rows.weight[y]!, data.subarray(y * width, (y + 1) * width));
  return { width, height, data };
}

/** A logit so far below the highest adds nothing to a sum of probabilities that decides: e^−30 is 1e-13. Most are, and `exp` is what takes time. */
const NOTHING = -30;

/** One row of pixels after the other. */
class RowJoin {
  /** The current row's logits at the grid's columns, per pass: cell by cell, the planes of a cell together. */
  private readonly cells: readonly Float64Array[];
  /** Per pixel of the row: the best class so far, its probability, and the background's. */
  private readonly best: Float64Array;
  private readonly background: Float64Array;

  constructor(
    private readonly passes: readonly Pass[],
    private readonly columns: Places,
  ) {
    this.cells = passes.map(({ width, classes }) => new Float64Array((width + 1) * (classes.length + 1)));
    this.best = new Float64Array(columns.low.length);
    this.background = new Float64Array(columns.low.length);
  }

  /** @param low the grid's row before this one. @param weight of the row after that. */
  write(low: number, weight: number, labels: Uint8Array): void {
    this.passes.forEach((pass, index) => {
      blendRows(pass, low, weight, this.cells[index]!);
    });
    this.best.fill(0);
    this.background.fill(1);
    this.passes.forEach((pass, index) => {
      this.addProbabilities(pass, this.cells[index]!, labels);
    });
    for (let x = 0; x < labels.length; x++) if (this.background[x]! >= this.best[x]!) labels[x] = 0;
  }

  private addProbabilities({ classes }: Pass, cells: Float64Array, labels: Uint8Array): void {
    const planes = classes.length + 1;
    const { low, weight } = this.columns;
    const values = new Float64Array(planes);
    for (let x = 0; x < labels.length; x++) {
      const at = low[x]! * planes;
      const share = weight[x]!;
      let best = 1;
      for (let plane = 0; plane < planes; plane++) {
        const before = cells[at + plane]!;
        values[plane] = before + (cells[at + planes + plane]! - before) * share;
        if (plane > 1 && values[plane]! > values[best]!) best = plane;
      }
      const highest = Math.max(values[0]!, values[best]!);
      const background = Math.exp(values[0]! - highest);
      const object = Math.exp(values[best]! - highest);
      let sum = background + object;
      for (let plane = 1; plane < planes; plane++) {
        const below = values[plane]! - highest;
        if (plane !== best && below > NOTHING) sum += Math.exp(below);
      }
      this.background[x]! *= background / sum;
      const probability = object / sum;
      if (probability > this.best[x]!) {
        this.best[x] = probability;
        labels[x] = classes[best - 1]!;
      }
    }
  }
}

/** A pass's logits between two rows of its grid. The cell after the last one repeats it, so that every place has two. */
function blendRows({ width, height, logits, classes }: Pass, low: number, weight: number, cells: Float64Array): void {
  const planes = classes.length + 1;
  const high = Math.min(low + 1, height - 1);
  for (let plane = 0; plane < planes; plane++) {
    const before = (plane * height + low) * width;
    const after = (plane * height + high) * width;
    for (let x = 0; x < width; x++) {
      const value = logits[before + x]!;
      cells[x * planes + plane] = value + (logits[after + x]! - value) * weight;
    }
    cells[width * planes + plane] = cells[(width - 1) * planes + plane]!;
  }
}
