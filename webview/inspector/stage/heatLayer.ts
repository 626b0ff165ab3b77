import { limitContour } from '../data/contour.ts';
import { colorizeMap } from '../data/distanceMap.ts';
import type { DistanceMap } from '../data/distanceMap.ts';
import { canvasOf } from './layer.ts';
import type { Frame, Layer } from './layer.ts';
import type { Size } from './view.ts';

/** Of its opacity, what the map keeps while a class stands out. */
const FADED = 0.35;
const LINE = 1.25;
const RIM = 3;

/** The heat map, stretched smoothly over the image: whole, or cut at the limit; a line marks the limit. */
export class HeatLayer implements Layer {
  private whole: OffscreenCanvas | null = null;
  private beyond: OffscreenCanvas | null = null;
  private readonly contour: Path2D;

  constructor(
    private readonly map: DistanceMap,
    image: Size,
  ) {
    this.contour = contourPath(limitContour(map), image);
    this.colored(false);
  }

  draw(context: CanvasRenderingContext2D, { image, look, pixel, theme }: Frame): void {
    if (look.heat === 0) return;
    context.save();
    context.imageSmoothingEnabled = true;
    context.globalAlpha = look.heat * (look.hover === null ? 1 : FADED);
    context.drawImage(this.colored(look.cut), 0, 0, image.width, image.height);
    context.lineCap = 'round';
    for (const [color, width] of [
      [theme.background, RIM],
      [theme.foreground, LINE],
    ] as const) {
      context.strokeStyle = color;
      context.lineWidth = width * pixel;
      context.stroke(this.contour);
    }
    context.restore();
  }

  /** Each of the two is coloured once. */
  private colored(cut: boolean): OffscreenCanvas {
    if (cut) return (this.beyond ??= coloredCanvas(this.map, true));
    return (this.whole ??= coloredCanvas(this.map, false));
  }
}

function coloredCanvas(map: DistanceMap, cut: boolean): OffscreenCanvas {
  const { side, pixels } = colorizeMap(map, cut);
  return canvasOf(side, side, pixels);
}

/** Pieces of a line in parts of the image, as a path in its pixels. */
function contourPath(pieces: readonly number[], { width, height }: Size): Path2D {
  const path = new Path2D();
  for (let i = 0; i < pieces.length; i += 4) {
    path.moveTo(pieces[i]! * width, pieces[i + 1]! * height);
    path.lineTo(pieces[i + 2]! * width, pieces[i + 3]! * height);
  }
  return path;
}
