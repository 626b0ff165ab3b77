import type { Size, View } from './view.ts';

/** What a layer needs to know of the frame that it draws into. The context maps image pixels to the screen. */
export interface Frame {
  view: View;
  image: Size;
  stage: Size;
  /** Width of one CSS pixel in image pixels. */
  pixel: number;
  /** Screen pixels per CSS pixel. */
  ratio: number;
  theme: StageTheme;
  look: Look;
}

/** How strongly the layers are drawn: opacities from 0 (not at all) to 1. */
export interface Look {
  fill: number;
  outline: number;
  /** The class that stands out; the others fade. */
  hover: number | null;
  heat: number;
  /** The heat map only beyond the limit. */
  cut: boolean;
}

/** Theme colours that the canvas uses, read from the `--vscode-*` variables. */
export interface StageTheme {
  foreground: string;
  background: string;
  line: string;
  focus: string;
}

/** One thing drawn over the other, in image coordinates. Preparing is done when data arrives, not while drawing. */
export interface Layer {
  draw(context: CanvasRenderingContext2D, frame: Frame): void;
}

/** A canvas off screen, filled with pixels. */
export function canvasOf(width: number, height: number, pixels: Uint8ClampedArray<ArrayBuffer>): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')!.putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}

/** A line with a rim in the theme's other colour, so that it is seen on any picture. */
export function strokeWithRim(context: CanvasRenderingContext2D, path: Path2D, { pixel, theme }: Frame): void {
  for (const [color, width] of [
    [theme.background, 4],
    [theme.foreground, 2],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width * pixel;
    context.stroke(path);
  }
}
