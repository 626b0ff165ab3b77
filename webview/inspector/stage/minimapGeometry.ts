/** Where things lie on the minimap. All functions are pure. */
import type { Box } from './patchCell.ts';
import type { Point, Size, View } from './view.ts';

/** The minimap fits into this many CSS pixels. */
const MINIMAP: Size = { width: 128, height: 96 };

export function minimapSize(image: Size): Size {
  const scale = Math.min(MINIMAP.width / image.width, MINIMAP.height / image.height);
  return {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
}

/** The part of the image that the stage shows, in parts of the image, each in [0, 1]. */
export function visiblePart(view: View, stage: Size, image: Size): Box {
  const left = clamp(-view.x / (view.scale * image.width));
  const top = clamp(-view.y / (view.scale * image.height));
  const right = clamp((stage.width - view.x) / (view.scale * image.width));
  const bottom = clamp((stage.height - view.y) / (view.scale * image.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Whether nothing of the image is off the stage; a hair's breadth does not count. */
export function isWholeVisible(part: Box): boolean {
  return part.width > 0.999 && part.height > 0.999;
}

/** How far to pan, in CSS pixels of the stage, so that a point (in parts of the image) comes to its middle. */
export function panTo(at: Point, view: View, stage: Size, image: Size): Point {
  return {
    x: stage.width / 2 - (view.x + at.x * image.width * view.scale),
    y: stage.height / 2 - (view.y + at.y * image.height * view.scale),
  };
}

function clamp(part: number): number {
  return Math.min(1, Math.max(0, part));
}
