import type { Frame, Layer } from './layer.ts';

/** From this zoom on (CSS pixels per image pixel) the edges of the pixels show, fully at the second. */
export const GRID_FROM = 8;
const GRID_FULL = 16;
/** Subtle: seen on flat areas, not in the way of the picture. */
const OPACITY = 0.3;

/** Opacity of the grid at a zoom, 0 to 1 of its full strength. */
export function gridStrength(scale: number): number {
  return Math.min(1, Math.max(0, (scale - GRID_FROM) / (GRID_FULL - GRID_FROM)));
}

/** Lines between the image's pixels when they are large: one screen pixel wide, in both of the theme's colours so that they show on any picture. */
export class PixelGridLayer implements Layer {
  draw(context: CanvasRenderingContext2D, { view, image, stage, ratio, theme }: Frame): void {
    const strength = gridStrength(view.scale);
    if (strength === 0) return;
    const columns = range(view.x, view.scale, stage.width, image.width);
    const rows = range(view.y, view.scale, stage.height, image.height);
    const left = (view.x + columns.first * view.scale) * ratio;
    const right = (view.x + columns.last * view.scale) * ratio;
    const top = (view.y + rows.first * view.scale) * ratio;
    const bottom = (view.y + rows.last * view.scale) * ratio;
    context.save();
    context.globalAlpha = OPACITY * strength;
    context.lineWidth = 1;
    for (const [color, shift] of [
      [theme.background, 0.5],
      [theme.foreground, -0.5],
    ] as const) {
      context.setTransform(1, 0, 0, 1, shift, shift);
      context.strokeStyle = color;
      context.beginPath();
      for (let i = columns.first; i <= columns.last; i++) {
        const x = Math.round((view.x + i * view.scale) * ratio);
        context.moveTo(x, top);
        context.lineTo(x, bottom);
      }
      for (let i = rows.first; i <= rows.last; i++) {
        const y = Math.round((view.y + i * view.scale) * ratio);
        context.moveTo(left, y);
        context.lineTo(right, y);
      }
      context.stroke();
    }
    context.restore();
  }
}

/** The edges of pixels that are on the stage, along one axis. */
function range(offset: number, scale: number, room: number, length: number): { first: number; last: number } {
  return {
    first: Math.max(0, Math.floor(-offset / scale)),
    last: Math.min(length, Math.ceil((room - offset) / scale)),
  };
}
