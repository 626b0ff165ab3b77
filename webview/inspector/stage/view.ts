/** The view transform: where the image lies on the stage. All functions are pure. */
import type { Box } from '../../../src/domain/annotations/shapes.ts';

/** stage = scale · image + (x, y), in CSS pixels; image coordinates are pixels from the upper left corner. */
export interface View {
  scale: number;
  x: number;
  y: number;
}
export interface Size {
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}

/** Largest zoom: one image pixel covers 64 × 64 CSS pixels. */
export const MAX_SCALE = 64;
/** From this zoom on pixels are shown as squares. */
export const PIXELATED_FROM = 4;
/** Each key press or button zooms by this factor. */
export const ZOOM_STEP = 1.25;
/** Room around a fitted image. */
export const FIT_MARGIN = 16;
/** This much of the image stays on the stage however far it is panned. */
const KEEP_VISIBLE = 48;

/** The whole image, centred, as large as it can be. */
export function fitView(stage: Size, image: Size): View {
  const width = Math.max(1, stage.width - 2 * FIT_MARGIN);
  const height = Math.max(1, stage.height - 2 * FIT_MARGIN);
  return centred(Math.min(width / image.width, height / image.height, MAX_SCALE), stage, image);
}

/** One image pixel on one CSS pixel, around the same middle. */
export function actualView(view: View, stage: Size, image: Size): View {
  return zoomAt(view, 1 / view.scale, { x: stage.width / 2, y: stage.height / 2 }, stage, image);
}

/** Zooms by a factor so that the image point under `at` stays there (as far as the limits allow). */
export function zoomAt(view: View, factor: number, at: Point, stage: Size, image: Size): View {
  const scale = Math.min(MAX_SCALE, Math.max(minScale(stage, image), view.scale * factor));
  const real = scale / view.scale;
  return clampView({ scale, x: at.x - (at.x - view.x) * real, y: at.y - (at.y - view.y) * real }, stage, image);
}

export function panBy(view: View, dx: number, dy: number, stage: Size, image: Size): View {
  return clampView({ scale: view.scale, x: view.x + dx, y: view.y + dy }, stage, image);
}

/** The image point under a point of the stage. */
export function toImage(view: View, at: Point): Point {
  return { x: (at.x - view.x) / view.scale, y: (at.y - view.y) / view.scale };
}

export function toStage(view: View, at: Point): Point {
  return { x: at.x * view.scale + view.x, y: at.y * view.scale + view.y };
}

/** Pans just so far that an image point is on the stage, with a margin. */
export function reveal(view: View, at: Point, stage: Size, image: Size): View {
  const point = toStage(view, at);
  const dx = Math.max(0, FIT_MARGIN - point.x) + Math.min(0, stage.width - FIT_MARGIN - point.x);
  const dy = Math.max(0, FIT_MARGIN - point.y) + Math.min(0, stage.height - FIT_MARGIN - point.y);
  return dx === 0 && dy === 0 ? view : panBy(view, dx, dy, stage, image);
}

/** Zooms so that a box of the image takes this part of the stage, at most. */
const BOX_PART = 0.6;

/** A box of the image in the middle, as large as is useful: no pixels larger than a glance needs, no smaller than the fitted image. */
export function boxView({ x0, y0, x1, y1 }: Box, stage: Size, image: Size): View {
  const fitted = fitView(stage, image).scale;
  const filling = Math.min((BOX_PART * stage.width) / (x1 - x0), (BOX_PART * stage.height) / (y1 - y0));
  const scale = Math.max(fitted, Math.min(filling, Math.max(2 * PIXELATED_FROM, fitted), MAX_SCALE));
  const [x, y] = [stage.width / 2 - (scale * (x0 + x1)) / 2, stage.height / 2 - (scale * (y0 + y1)) / 2];
  return clampView({ scale, x, y }, stage, image);
}

/** Keeps the same relative view when the image is replaced by one of another size. */
export function rescale(view: View, from: Size, to: Size): View {
  return { scale: (view.scale * from.width) / to.width, x: view.x, y: view.y };
}

function minScale(stage: Size, image: Size): number {
  return Math.min(fitView(stage, image).scale, 1) / 4;
}

function centred(scale: number, stage: Size, image: Size): View {
  return { scale, x: (stage.width - image.width * scale) / 2, y: (stage.height - image.height * scale) / 2 };
}

/** Keeps some of the image on the stage. */
export function clampView(view: View, stage: Size, image: Size): View {
  return {
    scale: view.scale,
    x: clampAxis(view.x, image.width * view.scale, stage.width),
    y: clampAxis(view.y, image.height * view.scale, stage.height),
  };
}

function clampAxis(offset: number, length: number, room: number): number {
  const keep = Math.min(KEEP_VISIBLE, length, room);
  return Math.min(room - keep, Math.max(keep - length, offset));
}
