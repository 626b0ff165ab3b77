import type { Region, Shape } from '../../../src/domain/annotations/annotations.ts';
import { labelColor } from '../../../src/domain/annotations/colors.ts';
import type { AnnotationComparison } from '../../../src/protocol/inspector.ts';
import type { Drawing } from '../annotate/drawing.ts';
import { drawHandles, drawShape, drawTag, isOnStage } from '../annotate/drawRegion.ts';
import type { RegionLook } from '../annotate/drawRegion.ts';
import type { ToolOverlay } from '../annotate/tool.ts';
import { drawVersions } from '../annotate/versions.ts';
import type { InspectorModel, InspectorStore } from '../model.ts';
import { strokeWithRim } from './layer.ts';
import type { Frame, Layer } from './layer.ts';

type Context = CanvasRenderingContext2D;

/** Of the layer's opacity, what the inside of a region has; the outline has more. */
const FILL = 0.5;
const LINE_GAIN = 2.5;
const FOREIGN_DASH = [4, 3];
const PREVIEW_DASH = [6, 4];

/** The annotated regions, what the tool in hand draws over them, and, where two versions are compared, how they differ. */
export class AnnotationLayer implements Layer {
  constructor(
    private readonly store: () => InspectorStore,
    private readonly drawing: () => Drawing,
  ) {}

  draw(context: Context, frame: Frame): void {
    const model = this.store().get();
    const { annotations, snapshot, settings } = model;
    const { visible, opacity } = settings.annotations;
    if (annotations === null || snapshot === null || !this.drawing().isShown) return;
    const { comparison } = snapshot;
    const overlay = this.drawing().overlay;
    if (visible) {
      const line = Math.min(1, opacity * LINE_GAIN);
      if (comparison !== null) this.versions(context, frame, model, comparison, line);
      else this.regions(context, frame, model, overlay, { fill: opacity * FILL, line });
    }
    drawOverlay(context, frame, model, overlay);
  }

  private versions(
    context: Context,
    frame: Frame,
    { annotations, snapshot, selectedRegion, hoverRegion }: InspectorModel,
    comparison: AnnotationComparison,
    line: number,
  ): void {
    const meant = [selectedRegion, hoverRegion];
    drawVersions(context, frame, annotations!.value.regions, comparison, snapshot!.defects, line, meant);
  }

  private regions(
    context: Context,
    frame: Frame,
    model: InspectorModel,
    { changed }: ToolOverlay,
    { fill, line }: Pick<RegionLook, 'fill' | 'line'>,
  ): void {
    const { annotations, snapshot, selectedRegion, hoverRegion } = model;
    const named: { region: Region; shape: Shape; color: string }[] = [];
    for (const region of annotations!.value.regions) {
      const shape = changed?.get(region.id) ?? region.shape;
      if (!isOnStage(shape, frame)) continue;
      const color = labelColor(region.label, snapshot!.defects);
      const strong = region.id === selectedRegion || region.id === hoverRegion;
      const look = { color, fill: strong ? Math.min(1, fill * 1.4) : fill, line: strong ? 1 : line, strong };
      drawShape(context, shape, shape.type === 'foreign' ? { ...look, dash: FOREIGN_DASH } : look, frame);
      if (strong) named.push({ region, shape, color });
    }
    for (const { region, shape, color } of named) drawTag(context, region.label, shape, color, frame);
  }
}

/** What the tool in hand shows. */
function drawOverlay(context: Context, frame: Frame, model: InspectorModel, overlay: ToolOverlay): void {
  const { previews = [], line, handles = [], activeHandle = null, clicks = [], ring = null } = overlay;
  const defects = model.snapshot!.defects;
  const color = labelColor(model.activeLabel, defects);
  for (const { shape, label, strong } of previews) {
    if (!isOnStage(shape, frame)) continue;
    const look = { color: labelColor(label, defects), fill: strong ? 0.35 : 0.15, line: 1, strong };
    drawShape(context, shape, strong ? look : { ...look, dash: PREVIEW_DASH }, frame);
  }
  if (line !== undefined) {
    const shape = { type: 'foreign', name: 'linestrip', points: line } as const;
    drawShape(context, shape, { color, fill: 0, line: 1, strong: false }, frame);
  }
  drawHandles(context, handles, activeHandle, color, frame);
  for (const click of clicks) drawClick(context, click, frame);
  if (ring !== null) {
    const path = new Path2D();
    path.arc(ring.x, ring.y, ring.radius, 0, 2 * Math.PI);
    context.save();
    context.globalAlpha = 0.8;
    strokeWithRim(context, path, { ...frame, pixel: frame.pixel / 2 });
    context.restore();
  }
}

/** A click that was made: a plus for what is meant, a minus for what is not. */
function drawClick(
  context: Context,
  { x, y, positive }: NonNullable<ToolOverlay['clicks']>[number],
  frame: Frame,
): void {
  const arm = 6 * frame.pixel;
  const path = new Path2D();
  path.moveTo(x - arm, y);
  path.lineTo(x + arm, y);
  if (positive) {
    path.moveTo(x, y - arm);
    path.lineTo(x, y + arm);
  }
  strokeWithRim(context, path, frame);
}
