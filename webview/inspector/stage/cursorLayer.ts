import { strokeWithRim } from './layer.ts';
import type { Frame, Layer } from './layer.ts';
import type { Point } from './view.ts';

const ARM = 12;
const GAP = 4;

/** The cross hairs of the read-out: while the keyboard moves it, and at the same place of the other image. */
export class CursorLayer implements Layer {
  /** In image pixels. */
  at: Point | null = null;

  draw(context: CanvasRenderingContext2D, frame: Frame): void {
    if (this.at === null) return;
    const { x, y } = this.at;
    const { pixel } = frame;
    const path = new Path2D();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      path.moveTo(x + dx * GAP * pixel, y + dy * GAP * pixel);
      path.lineTo(x + dx * ARM * pixel, y + dy * ARM * pixel);
    }
    strokeWithRim(context, path, frame);
  }
}
