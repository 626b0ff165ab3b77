import { strokeWithRim } from './layer.ts';
import type { Frame, Layer } from './layer.ts';
import { cellOf } from './patchCell.ts';

/** The outline of one patch. */
export class PatchLayer implements Layer {
  patch: { index: number; grid: number } | null = null;

  draw(context: CanvasRenderingContext2D, frame: Frame): void {
    if (this.patch === null) return;
    const { x, y, width, height } = cellOf(this.patch.index, this.patch.grid, frame.image);
    const path = new Path2D();
    path.rect(x, y, width, height);
    strokeWithRim(context, path, frame);
  }
}
