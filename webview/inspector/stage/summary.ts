import { fixed } from '../../shared/format.ts';
import { text } from '../../shared/strings.ts';
import { hottest } from '../data/distanceMap.ts';
import type { Scene } from '../data/scene.ts';
import type { InspectorModel, Side } from '../model.ts';
import { sideContent } from '../sides.ts';
import type { Size } from './view.ts';

/** What a view shows, in words. */
export function spokenSummary(model: InspectorModel, side: Side, size: Size | null): string {
  const target = sideContent(model, side);
  const parts = [target?.image.name ?? text('stageLoading')];
  const scene = target?.scene ?? null;
  const known = size ?? scene?.result ?? null;
  if (known !== null) parts.push(text('imageSize', known.width, known.height));
  if (scene !== null) parts.push(text('stageClasses', drawnClasses(scene)));
  if (scene?.map != null) {
    const { width, height } = scene.result;
    const { distance, u, v } = hottest(scene.map);
    parts.push(text('stageHottest', fixed(distance, 2), Math.floor(u * width), Math.floor(v * height)));
  }
  const regions = side === 'main' ? (model.annotations?.value.regions.length ?? 0) : 0;
  if (regions > 0) parts.push(text('stageRegions', regions));
  const keys = side === 'main' && scene?.matches != null ? ` ${text('stagePatchKeys')}` : '';
  const drawing = side === 'main' && model.annotations?.editable === true ? ` ${text('stageDrawKeys')}` : '';
  return `${parts.join(', ')}. ${text('stageKeys')}${keys}${drawing}`;
}

/** Classes that this image shows: neither hidden nor absent, nor counted as another one. */
function drawnClasses({ result: { record }, classes }: Scene): number {
  return record.classes.filter(({ id, area }) => area > 0 && classes.has(id) && classes.get(id)!.hidden !== true)
    .length;
}
