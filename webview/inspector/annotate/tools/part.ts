import type { Shape } from '../../../../src/domain/annotations/annotations.ts';
import { segmentMask } from '../../../../src/domain/annotations/flood.ts';
import { maskHas } from '../../../../src/domain/annotations/mask.ts';
import { text } from '../../../shared/strings.ts';
import type { Scene } from '../../data/scene.ts';
import type { Side } from '../../model.ts';
import type { Pen, Tool, ToolContext, ToolOverlay } from '../tool.ts';

interface Segment {
  scene: Scene;
  side: Side;
  classId: number;
  shape: Shape & { type: 'mask' };
}

/** The class segment under the pointer; on the image beside it (a reference), that one's segment at the same relative place: where a part is missing here. */
export class PartTool implements Tool {
  private segment: Segment | null = null;

  constructor(private readonly context: ToolContext) {}

  hover(pen: Pen | null): void {
    const before = this.segment;
    this.segment = pen && this.segmentAt(pen);
    if (this.segment !== before) this.context.redraw();
  }

  up(pen: Pen): void {
    this.hover(pen);
    const { segment } = this;
    if (this.context.scene(pen.side)?.labels == null) this.context.say(text('partNoClasses'));
    else if (segment === null) this.context.say(text('partBackground'));
    else this.context.add(segment.shape);
  }

  overlay(): ToolOverlay {
    const { segment } = this;
    if (segment === null) return {};
    return { previews: [{ shape: segment.shape, label: this.context.store.get().activeLabel, strong: true }] };
  }

  /** The segment under the pen; null on the background, or where no classes are known. */
  private segmentAt({ at, side }: Pen): Segment | null {
    const scene = this.context.scene(side);
    const size = this.context.size();
    const labels = scene?.labels ?? null;
    if (scene === null || size === null || labels === null) return null;
    const x = Math.floor((at.x / size.width) * labels.width);
    const y = Math.floor((at.y / size.height) * labels.height);
    if (x < 0 || y < 0 || x >= labels.width || y >= labels.height) return null;
    const classId = labels.labels[y * labels.width + x]!;
    if (classId === 0) return null;
    const known = this.segment;
    const isIn =
      known?.scene === scene &&
      known.side === side &&
      known.classId === classId &&
      maskHas(known.shape.mask, Math.floor(at.x), Math.floor(at.y));
    if (isIn) return known;
    return { scene, side, classId, shape: { type: 'mask', mask: segmentMask(labels, x, y, size) } };
  }
}
