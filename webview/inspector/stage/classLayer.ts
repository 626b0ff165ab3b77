import type { ProjectClass } from '../../../src/domain/records.ts';
import { parseHex } from '../data/colorMap.ts';
import { drawable, traceOutlines } from '../data/outline.ts';
import type { LabelMap, Polygons } from '../data/outline.ts';
import { canvasOf } from './layer.ts';
import type { Frame, Layer } from './layer.ts';

/** Outlines with more corners than this are left to the class that stands out, to keep drawing fast. */
const MAX_CORNERS = 40_000;
const LINE = 1.5;
const HOVER_LINE = 3;
/** Of its opacity, what a class keeps while another one stands out. */
const FADED = 0.25;
/** The class that stands out is filled at least this much. */
const HOVER_FILL = 0.45;

type Classes = ReadonlyMap<number, ProjectClass>;

/** Whether a class is drawn at all. */
function isDrawn(classes: Classes, id: number): boolean {
  return classes.get(id)?.hidden !== true;
}

/** The classes filled in their colours, pixel by pixel of the label map. */
export class ClassFillLayer implements Layer {
  private readonly canvas: OffscreenCanvas;

  constructor(map: LabelMap, classes: Classes) {
    const drawn = drawable(map);
    this.canvas = canvasOf(drawn.width, drawn.height, paint(drawn, classes));
  }

  draw(context: CanvasRenderingContext2D, { image, look }: Frame): void {
    if (look.fill === 0) return;
    context.save();
    context.imageSmoothingEnabled = false;
    context.globalAlpha = look.fill * (look.hover === null ? 1 : FADED);
    context.drawImage(this.canvas, 0, 0, image.width, image.height);
    context.restore();
  }
}

/** The outlines of the classes, crisp at every zoom, and the whole class that stands out. */
export class ClassOutlineLayer implements Layer {
  private readonly outlines: { id: number; color: string; path: Path2D }[] = [];
  private readonly drawAll: boolean;

  constructor(
    private readonly map: LabelMap,
    classes: Classes,
  ) {
    const drawn = drawable(map);
    let corners = 0;
    for (const [id, polygons] of traceOutlines(drawn)) {
      if (!isDrawn(classes, id)) continue;
      corners += polygons.reduce((sum, polygon) => sum + polygon.length / 2, 0);
      this.outlines.push({ id, color: classes.get(id)?.color ?? '#808080', path: pathOf(polygons, map, drawn) });
    }
    this.drawAll = corners <= MAX_CORNERS;
  }

  draw(context: CanvasRenderingContext2D, { image, pixel, theme, look }: Frame): void {
    const hovered = this.outlines.find(({ id }) => id === look.hover);
    const scale = { x: image.width / this.map.width, y: image.height / this.map.height };
    const line = pixel / Math.sqrt(scale.x * scale.y);
    context.save();
    context.scale(scale.x, scale.y);
    context.lineJoin = 'round';
    context.globalAlpha = look.outline * (look.hover === null ? 1 : FADED);
    if (this.drawAll && look.outline > 0)
      for (const { color, path } of this.outlines) stroke(context, path, color, LINE * line);
    if (hovered !== undefined) {
      context.globalAlpha = Math.max(HOVER_FILL, look.fill);
      context.fillStyle = hovered.color;
      context.fill(hovered.path, 'evenodd');
      context.globalAlpha = 1;
      stroke(context, hovered.path, theme.background, (HOVER_LINE + 4) * line);
      stroke(context, hovered.path, theme.foreground, (HOVER_LINE + 2) * line);
      stroke(context, hovered.path, hovered.color, HOVER_LINE * line);
    }
    context.restore();
  }
}

function stroke(context: CanvasRenderingContext2D, path: Path2D, color: string, width: number): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke(path);
}

function paint({ width, height, labels }: LabelMap, classes: Classes): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(width * height * 4);
  const words = new Uint32Array(pixels.buffer);
  const colors = new Uint32Array(256);
  const bytes = new Uint8ClampedArray(colors.buffer);
  for (let id = 1; id < 256; id++) {
    if (isDrawn(classes, id)) bytes.set([...parseHex(classes.get(id)?.color ?? ''), 255], id * 4);
  }
  for (let i = 0; i < labels.length; i++) words[i] = colors[labels[i]!]!;
  return pixels;
}

/** The outlines as a path in the pixels of the full label map. */
function pathOf(polygons: Polygons, map: LabelMap, drawn: LabelMap): Path2D {
  const path = new Path2D();
  const sx = map.width / drawn.width;
  const sy = map.height / drawn.height;
  for (const polygon of polygons) {
    path.moveTo(polygon[0]! * sx, polygon[1]! * sy);
    for (let i = 2; i < polygon.length; i += 2) path.lineTo(polygon[i]! * sx, polygon[i + 1]! * sy);
    path.closePath();
  }
  return path;
}
