import type { Frame, Layer } from './layer.ts';
import type { Point } from './view.ts';

const ARM = 12;
const GAP = 4;

/** The cross hairs of the read-out while the keyboard moves it. */
export class CursorLayer implements Layer {
  /** The pixel that is read; its middle is half a pixel further. */
  at: Point | null = null;

  draw(context: CanvasRenderingContext2D, { pixel, theme }: Frame): void {
    if (this.at === null) return;
    const x = this.at.x + 0.5;
    const y = this.at.y + 0.5;
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
    for (const [color, width] of [
      [theme.background, 4],
      [theme.foreground, 2],
    ] as const) {
      context.strokeStyle = color;
      context.lineWidth = width * pixel;
      context.stroke(path);
    }
  }
}
