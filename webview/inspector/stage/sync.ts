/** Views of images of different sizes, kept at the same place. All functions are pure. */
import { clampView, fitView } from './view.ts';
import type { Point, Size, View } from './view.ts';

/** A view without sizes: the zoom in parts of the fitted one, and what lies in the middle of the stage, in parts of the image. */
export interface RelativeView {
  zoom: number;
  u: number;
  v: number;
}

export function relativeView(view: View, stage: Size, image: Size): RelativeView {
  return {
    zoom: view.scale / fitView(stage, image).scale,
    u: (stage.width / 2 - view.x) / view.scale / image.width,
    v: (stage.height / 2 - view.y) / view.scale / image.height,
  };
}

/** The inverse of {@link relativeView}, kept within the limits of panning. */
export function absoluteView({ zoom, u, v }: RelativeView, stage: Size, image: Size): View {
  const scale = zoom * fitView(stage, image).scale;
  const x = stage.width / 2 - u * image.width * scale;
  const y = stage.height / 2 - v * image.height * scale;
  return clampView({ scale, x, y }, stage, image);
}

/** The same relative place in another image. */
export function mirrored(at: Point, from: Size, to: Size): Point {
  return { x: (at.x / from.width) * to.width, y: (at.y / from.height) * to.height };
}
