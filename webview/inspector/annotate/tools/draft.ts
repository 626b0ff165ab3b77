import type { Region } from '../../../../src/domain/annotations/annotations.ts';
import { drafts } from '../../../../src/domain/annotations/draft.ts';
import { addRegions } from '../../../../src/domain/annotations/edits.ts';
import { isSameMask, maskHas } from '../../../../src/domain/annotations/mask.ts';
import type { Mask, Size } from '../../../../src/domain/annotations/mask.ts';
import type { Shape } from '../../../../src/domain/annotations/annotations.ts';
import { text } from '../../../shared/strings.ts';
import { RANGE_IN_LIMITS } from '../../data/distanceMap.ts';
import type { DistanceMap } from '../../data/distanceMap.ts';
import type { Point } from '../../stage/view.ts';
import { newRegion } from '../newRegion.ts';
import { DRAFT_STEP } from '../ranges.ts';
import type { Pen, Tool, ToolContext, ToolOverlay } from '../tool.ts';

type MaskShape = Shape & { type: 'mask' };

/** Regions of the heat map beyond a threshold; a click takes one of them, Enter all. */
export class DraftTool implements Tool {
  private made: { map: DistanceMap; threshold: number; size: Size; shapes: MaskShape[] } | null = null;
  private pointer: Point | null = null;

  constructor(private readonly context: ToolContext) {}

  hover(pen: Pen | null): void {
    this.pointer = pen?.at ?? null;
    this.context.redraw();
  }

  up({ at }: Pen): void {
    if (this.map === null) {
      this.context.say(text('draftNoMap'));
      return;
    }
    const shape = this.offered().find(({ mask }) => has(mask, at));
    if (shape === undefined) this.context.say(text('draftNoneHere'));
    else this.context.add(shape);
  }

  accept(): boolean {
    const shapes = this.offered();
    if (this.map === null || shapes.length === 0) {
      this.context.say(text(this.map === null ? 'draftNoMap' : 'draftNone'));
      return true;
    }
    const regions = shapes.map((shape): Region => newRegion(shape, this.context.store.get().activeLabel));
    if (this.context.edit(addRegions(regions))) this.context.say(text('regionsAdded', regions.length));
    return true;
  }

  resize(direction: 1 | -1): void {
    const { map } = this;
    if (map === null) return;
    const step = DRAFT_STEP * map.limit;
    const threshold = Math.round(this.threshold(map) / step + direction) * step;
    this.context.store.set({ draftThreshold: Math.min(RANGE_IN_LIMITS * map.limit, Math.max(0, threshold)) });
    this.context.say(text('draftOffered', this.offered().length));
    this.context.redraw();
  }

  sync(): void {
    this.context.redraw();
  }

  overlay(): ToolOverlay {
    const { pointer } = this;
    const label = this.context.store.get().activeLabel;
    return {
      previews: this.offered().map((shape) => ({
        shape,
        label,
        strong: pointer !== null && has(shape.mask, pointer),
      })),
    };
  }

  private get map(): DistanceMap | null {
    return this.context.scene('main')?.map ?? null;
  }

  private threshold(map: DistanceMap): number {
    return this.context.store.get().draftThreshold ?? map.limit;
  }

  /** The drafts that are no regions yet. */
  private offered(): MaskShape[] {
    const regions = this.context.store.get().annotations?.value.regions ?? [];
    return this.shapes().filter(
      ({ mask }) => !regions.some(({ shape }) => shape.type === 'mask' && isSameMask(shape.mask, mask)),
    );
  }

  /** Made anew where the map, the image or the threshold is another. */
  private shapes(): MaskShape[] {
    const { map } = this;
    const size = this.context.size();
    if (map === null || size === null) return [];
    const threshold = this.threshold(map);
    const { made } = this;
    const isMade =
      made?.map === map &&
      made.threshold === threshold &&
      made.size.width === size.width &&
      made.size.height === size.height;
    if (!isMade) {
      const shapes = drafts(map, size, threshold).map((mask): MaskShape => ({ type: 'mask', mask }));
      this.made = { map, threshold, size, shapes };
    }
    return this.made!.shapes;
  }
}

function has(mask: Mask, { x, y }: Point): boolean {
  return maskHas(mask, Math.floor(x), Math.floor(y));
}
