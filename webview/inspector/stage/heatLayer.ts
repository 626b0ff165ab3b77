import { colorizeMap } from '../data/distanceMap.ts';
import type { DistanceMap } from '../data/distanceMap.ts';
import { canvasOf } from './layer.ts';
import type { Frame, Layer } from './layer.ts';

/** The heat map, stretched smoothly over the image. */
export class HeatLayer implements Layer {
  opacity = 1;

  private readonly canvas: OffscreenCanvas;

  constructor(map: DistanceMap) {
    const { side, pixels } = colorizeMap(map);
    this.canvas = canvasOf(side, side, pixels);
  }

  draw(context: CanvasRenderingContext2D, { image }: Frame): void {
    context.save();
    context.imageSmoothingEnabled = true;
    context.globalAlpha = this.opacity;
    context.drawImage(this.canvas, 0, 0, image.width, image.height);
    context.restore();
  }
}
