import type { ProjectClass } from '../../../src/domain/records.ts';
import { parseHex } from '../data/colorMap.ts';
import { drawable, traceOutlines } from '../data/outline.ts';
import type { LabelMap, Polygons } from '../data/outline.ts';
import { canvasOf } from './layer.ts';
import type { Frame, Layer } from './layer.ts';

/** Outlines with more corners than this are left to the class under the pointer, to keep drawing fast. */
const MAX_CORNERS = 40_000;
const LINE = 1.5;
const HOVER_LINE = 2.5;
/** Of its opacity, what a class keeps while another one is under the pointer. */
const FADED = 0.35;

/** The classes: fills in their colours and outlines that stay crisp at every zoom. */
export class ClassLayer implements Layer {
  opacity = 1;
  hover: number | null = null;

  private readonly fill: OffscreenCanvas;
  private readonly outlines: { id: number; color: string; path: Path2D }[] = [];
  private readonly drawOutlines: boolean;

  constructor(
    private readonly map: LabelMap,
    classes: ReadonlyMap<number, ProjectClass>,
  ) {
    const drawn = drawable(map);
    this.fill = canvasOf(drawn.width, drawn.height, paint(drawn, classes));
    let corners = 0;
    for (const [id, polygons] of traceOutlines(drawn)) {
      corners += polygons.reduce((sum, polygon) => sum + polygon.length / 2, 0);
      this.outlines.push({ id, color: classes.get(id)?.color ?? '#808080', path: pathOf(polygons, map, drawn) });
    }
    this.drawOutlines = corners <= MAX_CORNERS;
  }

  draw(context: CanvasRenderingContext2D, frame: Frame): void {
    const { image, theme } = frame;
    context.save();
    context.imageSmoothingEnabled = false;
    const hovered = this.outlines.find(({ id }) => id === this.hover);
    context.globalAlpha = this.opacity * (hovered === undefined ? 1 : FADED);
    context.drawImage(this.fill, 0, 0, image.width, image.height);
    const scale = { x: image.width / this.map.width, y: image.height / this.map.height };
    context.scale(scale.x, scale.y);
    const line = frame.pixel / Math.sqrt(scale.x * scale.y);
    context.lineJoin = 'round';
    // Outlines stay readable where the fill is faint.
    context.globalAlpha = Math.min(1, this.opacity * 2.5) * (hovered === undefined ? 1 : FADED);
    context.lineWidth = LINE * line;
    if (this.drawOutlines) {
      for (const { color, path } of this.outlines) {
        context.strokeStyle = color;
        context.stroke(path);
      }
    }
    if (hovered !== undefined) {
      context.globalAlpha = Math.min(1, this.opacity + 0.1);
      context.fillStyle = hovered.color;
      context.fill(hovered.path, 'evenodd');
      context.globalAlpha = 1;
      context.strokeStyle = theme.background;
      context.lineWidth = (HOVER_LINE + 2) * line;
      context.stroke(hovered.path);
      context.strokeStyle = hovered.color;
      context.lineWidth = HOVER_LINE * line;
      context.stroke(hovered.path);
    }
    context.restore();
  }
}

function paint(
  { width, height, labels }: LabelMap,
  classes: ReadonlyMap<number, ProjectClass>,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(width * height * 4);
  const words = new Uint32Array(pixels.buffer);
  const colors = new Uint32Array(256);
  const bytes = new Uint8ClampedArray(colors.buffer);
  for (let id = 1; id < 256; id++) bytes.set([...parseHex(classes.get(id)?.color ?? ''), 255], id * 4);
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
