/** How regions look on the canvas. */
import type { Shape } from '../../../src/domain/annotations/annotations.ts';
import { lightness, parseHex } from '../data/colorMap.ts';
import type { Frame } from '../stage/layer.ts';
import { toStage } from '../stage/view.ts';
import { extentOf } from './extent.ts';
import type { Handle } from './handles.ts';
import { pathOf } from './regionPath.ts';

type Context = CanvasRenderingContext2D;

export interface RegionLook {
  readonly color: string;
  /** Opacity of the inside and of the outline, 0 to 1. */
  readonly fill: number;
  readonly line: number;
  /** Selected, or under the pointer. */
  readonly strong: boolean;
  /** CSS pixels on and off; solid where there is none. */
  readonly dash?: readonly number[];
}

const LINE = 2;
const STRONG_LINE = 3;
const THIN_LINE = 0.75;
const RIM = 2;
const DOT = 5;
const HANDLE = 4;

/** Whether any of a shape may be on the stage. */
export function isOnStage(shape: Shape, { view, stage, pixel }: Frame): boolean {
  const { x0, y0, x1, y1 } = extentOf(shape);
  const margin = 2 * DOT * pixel;
  const from = toStage(view, { x: x0 - margin, y: y0 - margin });
  const to = toStage(view, { x: x1 + margin, y: y1 + margin });
  return to.x >= 0 && to.y >= 0 && from.x <= stage.width && from.y <= stage.height;
}

/** A shape, filled and outlined, with a rim in the theme's background so that it is seen on any picture. */
export function drawShape(context: Context, shape: Shape, look: RegionLook, frame: Frame): void {
  if (shape.type === 'point') {
    drawDot(context, shape.points, look, frame);
    return;
  }
  const { path, scale, grainy, filled } = pathOf(shape, frame.pixel);
  const unit = frame.pixel / scale;
  const width = grainy ? THIN_LINE : look.strong ? STRONG_LINE : LINE;
  context.save();
  context.scale(scale, scale);
  context.lineJoin = 'round';
  if (filled && look.fill > 0) {
    context.globalAlpha = look.fill;
    context.fillStyle = look.color;
    context.fill(path, 'evenodd');
  }
  context.globalAlpha = look.line;
  context.setLineDash((look.dash ?? []).map((length) => length * unit));
  for (const [color, line] of [
    [frame.theme.background, width + RIM],
    [look.color, width],
  ] as const) {
    if (grainy && color !== look.color) continue;
    context.strokeStyle = color;
    context.lineWidth = line * unit;
    context.stroke(path);
  }
  context.restore();
}

function drawDot(context: Context, [x, y]: readonly number[], look: RegionLook, { pixel, theme }: Frame): void {
  context.save();
  context.globalAlpha = look.line;
  for (const [color, radius] of [
    [theme.background, DOT + RIM],
    [theme.foreground, DOT + (look.strong ? RIM - 0.5 : 0)],
    [look.color, look.strong ? DOT - 1 : DOT],
  ] as const) {
    context.beginPath();
    context.arc(x!, y!, radius * pixel, 0, 2 * Math.PI);
    context.fillStyle = color;
    context.fill();
  }
  context.restore();
}

/** Handles: squares for what is there, discs for what can be pulled out. */
export function drawHandles(
  context: Context,
  handles: readonly Handle[],
  active: number | null,
  color: string,
  { pixel, theme }: Frame,
): void {
  context.save();
  handles.forEach(({ x, y, kind }, i) => {
    const size = (kind === 'middle' ? HANDLE - 1 : HANDLE) * pixel;
    context.beginPath();
    if (kind === 'middle') context.arc(x, y, size, 0, 2 * Math.PI);
    else context.rect(x - size, y - size, 2 * size, 2 * size);
    context.fillStyle = i === active ? color : theme.background;
    context.strokeStyle = theme.foreground;
    context.lineWidth = 1.5 * pixel;
    context.fill();
    context.stroke();
  });
  context.restore();
}

const TAG_HEIGHT = 18;
const TAG_ROOM = 6;
const TAG_LONGEST = 180;
/** L* from which black has more contrast than white. */
const LIGHT = 50;

/** A name on a patch of colour above a shape, on the stage whatever part of the shape is. */
export function drawTag(context: Context, words: string, shape: Shape, color: string, frame: Frame): void {
  const { view, stage, ratio } = frame;
  const { x0, y0, y1 } = extentOf(shape);
  const from = toStage(view, { x: x0, y: y0 });
  const end = toStage(view, { x: x0, y: y1 });
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = '600 12px sans-serif';
  const shown = shortened(context, words);
  const width = context.measureText(shown).width + 2 * TAG_ROOM;
  const x = Math.max(0, Math.min(stage.width - width, from.x));
  const above = from.y - TAG_HEIGHT - 4;
  const y = above >= 0 ? above : Math.max(0, Math.min(stage.height - TAG_HEIGHT, end.y + 4));
  context.fillStyle = color;
  context.fillRect(x, y, width, TAG_HEIGHT);
  context.fillStyle = lightness(parseHex(color)) > LIGHT ? '#000000' : '#ffffff';
  context.textBaseline = 'middle';
  context.fillText(shown, x + TAG_ROOM, y + TAG_HEIGHT / 2 + 0.5);
  context.restore();
}

function shortened(context: Context, words: string): string {
  if (context.measureText(words).width <= TAG_LONGEST) return words;
  let length = words.length;
  while (length > 1 && context.measureText(`${words.slice(0, length)}…`).width > TAG_LONGEST) length--;
  return `${words.slice(0, length)}…`;
}
