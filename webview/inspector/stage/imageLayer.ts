import type { Frame, Layer } from './layer.ts';
import type { Picture } from './picture.ts';
import { PIXELATED_FROM } from './view.ts';

/** The image itself: from a smaller copy when zoomed out, as squares when zoomed in far. */
export class ImageLayer implements Layer {
  constructor(private readonly picture: Picture) {}

  draw(context: CanvasRenderingContext2D, { view, image, pixel, theme }: Frame): void {
    const screenScale = view.scale * window.devicePixelRatio;
    context.imageSmoothingEnabled = view.scale < PIXELATED_FROM;
    context.imageSmoothingQuality = 'low';
    context.drawImage(
      this.picture.source(screenScale * (image.width / this.picture.width)),
      0,
      0,
      image.width,
      image.height,
    );
    context.lineWidth = pixel;
    context.strokeStyle = theme.line;
    context.strokeRect(-pixel / 2, -pixel / 2, image.width + pixel, image.height + pixel);
  }
}
