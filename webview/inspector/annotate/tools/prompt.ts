import { text } from '../../../shared/strings.ts';
import type { Mask } from '../../../../src/domain/annotations/mask.ts';
import type { FromInspector } from '../../../../src/protocol/inspector.ts';
import type { Point } from '../../stage/view.ts';
import { boxBetween } from '../handles.ts';
import type { Pen, Tool, ToolContext, ToolOverlay } from '../tool.ts';

type Prompt = Extract<FromInspector, { type: 'prompt' }>;
type Box = NonNullable<Prompt['box']>;

/** What was asked before the last step. */
interface Step {
  points: Prompt['points'];
  box: Box | null;
}

/** Counts over all prompts of the page: an answer to any but the last is too late. */
let lastNumber = 0;

/** Clicks (with Shift or Alt: what is not meant) and a box that a SAM model answers with a mask; Enter takes it. */
export class PromptTool implements Tool {
  private steps: Step[] = [];
  private from: Point | null = null;
  private to: Point | null = null;
  private asked = 0;
  private mask: Mask | null = null;

  constructor(private readonly context: ToolContext) {}

  down({ at }: Pen): boolean {
    this.from = this.to = at;
    return true;
  }

  drag({ at, moved }: Pen): void {
    if (!moved) return;
    this.to = at;
    this.context.redraw();
  }

  up({ at, moved, shift, alt }: Pen): void {
    const size = this.context.size();
    const { from } = this;
    this.from = this.to = null;
    if (size === null || from === null || this.context.store.get().snapshot?.promptModel == null) return;
    const shape = moved ? boxBetween(from, at, size) : null;
    const isBox = shape?.type === 'rectangle' && shape.points[2]! - shape.points[0]! > 1;
    const now = this.now;
    if (isBox) {
      const [x0, y0, x1, y1] = shape.points as [number, number, number, number];
      this.ask({ points: now.points, box: { x0, y0, x1, y1 } });
    } else if (at.x >= 0 && at.y >= 0 && at.x < size.width && at.y < size.height) {
      const point = { x: Math.floor(at.x), y: Math.floor(at.y), positive: !shift && !alt };
      this.ask({ points: [...now.points, point], box: now.box });
    }
  }

  accept(): boolean {
    const { mask } = this;
    if (this.steps.length === 0) return false;
    if (mask === null) this.context.say(text('promptWaits'));
    else {
      this.clear();
      this.context.add({ type: 'mask', mask });
    }
    return true;
  }

  back(): boolean {
    if (this.steps.pop() === undefined) return false;
    if (this.steps.length === 0) this.clear();
    else this.ask(this.steps.pop()!);
    return true;
  }

  cancel(): boolean {
    const isDrawing = this.steps.length > 0 || this.from !== null;
    if (isDrawing) this.clear();
    return isDrawing;
  }

  sync(): void {
    const { prompted } = this.context.store.get();
    if (prompted?.number !== this.asked || this.steps.length === 0) return;
    if (this.mask === prompted.mask && prompted.failure === null) return;
    this.mask = prompted.mask;
    const { failure } = prompted;
    this.asked = prompted.mask === null ? 0 : this.asked;
    this.context.say(failure ?? text(prompted.mask === null ? 'promptNothing' : 'promptAnswered'));
    this.context.redraw();
  }

  overlay(): ToolOverlay {
    const size = this.context.size();
    const label = this.context.store.get().activeLabel;
    const { points, box } = this.now;
    const drawn = this.from && this.to && this.from !== this.to && size ? boxBetween(this.from, this.to, size) : null;
    const kept = box === null ? null : ({ type: 'rectangle', points: [box.x0, box.y0, box.x1, box.y1] } as const);
    const frame = drawn ?? kept;
    return {
      clicks: points.map(({ x, y, positive }) => ({ x: x + 0.5, y: y + 0.5, positive })),
      previews: [
        ...(this.mask === null ? [] : [{ shape: { type: 'mask', mask: this.mask } as const, label, strong: true }]),
        ...(frame === null ? [] : [{ shape: frame, label, strong: false }]),
      ],
    };
  }

  private get now(): Step {
    return this.steps.at(-1) ?? { points: [], box: null };
  }

  private ask(step: Step): void {
    const image = this.context.store.get().snapshot!.image.name;
    this.steps.push(step);
    this.asked = ++lastNumber;
    this.context.post({ type: 'prompt', image, number: this.asked, ...step });
    this.context.say(text('promptAsked'));
    this.context.redraw();
  }

  private clear(): void {
    this.steps = [];
    this.from = this.to = this.mask = null;
    this.asked = 0;
    this.context.redraw();
  }
}
