import type { Settings } from '../model.ts';
import type { Look } from './layer.ts';

/** Outlines stay readable where the fill is faint. */
const OUTLINE_GAIN = 2.5;

/** What the settings mean for the layers. */
export function lookOf({ classes, classStyle, heat, cut }: Settings, hover: number | null): Look {
  const opacity = classes.visible ? classes.opacity : 0;
  return {
    fill: classStyle === 'outline' ? 0 : opacity,
    outline: classStyle === 'fill' ? 0 : Math.min(1, opacity * OUTLINE_GAIN),
    hover,
    heat: heat.visible ? heat.opacity : 0,
    cut,
  };
}
