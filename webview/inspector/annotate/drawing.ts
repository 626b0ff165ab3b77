import type { AnnotateCommand, ToolName } from '../../../src/domain/annotations/commands.ts';
import { text } from '../../shared/strings.ts';
import { changeSettings } from '../model.ts';
import type { InspectorModel, Side } from '../model.ts';
import type { Point } from '../stage/view.ts';
import { chooseLabel, runRegionCommand } from './commands.ts';
import { ImageColors } from './imageColors.ts';
import { KeyOrder } from './keyOrder.ts';
import type { Pen, Tool, ToolContext, ToolOverlay } from './tool.ts';
import { SelectTool } from './tools/select.ts';
import { makeTool } from './tools/tools.ts';
import { makeContext } from './toolContext.ts';
import type { DrawingOn } from './toolContext.ts';
import { TOOLS } from './toolNames.ts';
import { toolProblem } from './toolProblem.ts';

/** How near is near enough, in CSS pixels. */
const REACH = 8;

interface Keys {
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const NOTHING: ToolOverlay = {};
const NO_KEYS: Keys = { shiftKey: false, altKey: false };

/** The tool in hand: hears of the pointer, of the keyboard's cursor and of keys, and makes edits of it. */
export class Drawing {
  /** In which order keys are done while the keyboard draws. */
  readonly keys = new KeyOrder();
  private tool: { name: ToolName; of: string | undefined; is: Tool } | null = null;
  /** Where the pointer went down; null while it is up. */
  private downAt: Point | null = null;
  private moved = false;
  /** Whether the keyboard has put the pen down. */
  private penDown = false;
  private readonly colors = new ImageColors(
    () => this.current.sync?.(),
    () => {
      this.context.say(text('colorsFailed'));
    },
  );
  private stop: (() => void) | null = null;

  private readonly context: ToolContext;

  constructor(
    host: EventTarget,
    private readonly on: DrawingOn,
  ) {
    this.context = makeContext(host, on, this.colors);
  }

  /** Follows the store until `disconnect`. */
  connect(): void {
    this.stop ??= this.on.store().subscribe(() => {
      this.current.sync?.();
      if (this.name === 'wand') this.openColors();
    });
  }

  disconnect(): void {
    this.stop?.();
    this.stop = null;
    this.tool?.is.dispose?.();
    this.tool = null;
    this.colors.close();
  }

  private get model(): InspectorModel {
    return this.on.store().get();
  }

  /** The tool in hand; where two versions are compared, one can only select. */
  private get name(): ToolName {
    const { tool, snapshot } = this.model;
    return snapshot?.comparison == null ? tool : 'select';
  }

  /** Whether the picture on screen is the image that the annotations are of: after a swap it may take a while to come. */
  get isShown(): boolean {
    const { snapshot } = this.model;
    return snapshot !== null && this.on.content('main')?.url === snapshot.image.url;
  }

  /** The tool that is chosen, made anew for another image. */
  private get current(): Tool {
    const { name } = this;
    const of = this.model.snapshot?.image.name;
    if (this.tool?.name === name && this.tool.of === of) return this.tool.is;
    this.tool?.is.dispose?.();
    this.penDown = false;
    this.downAt = null;
    this.tool = { name, of, is: makeTool(name, this.context) };
    return this.tool.is;
  }

  /** Whether the arrow keys move the cursor rather than the view. */
  get takesArrows(): boolean {
    return this.name !== 'select' || this.penDown;
  }

  /** Whether Enter and Escape are for the tool or a region, not for the read-out. */
  get takesKeys(): boolean {
    return this.takesArrows || this.model.selectedRegion !== null;
  }

  get overlay(): ToolOverlay {
    if (toolProblem(this.model, this.name) !== null) return NOTHING;
    return this.current.overlay?.() ?? NOTHING;
  }

  get cursor(): string {
    return this.current.cursor?.() ?? '';
  }

  /** The left button goes down at an image point; false: it is not for the tool. */
  press(side: Side, at: Point, pixel: number, keys: Keys): boolean {
    if (!this.isShown || (side === 'companion' && this.name !== 'part')) return false;
    if (this.name !== 'select' && !this.isReady()) return false;
    this.liftKeyboard();
    this.downAt = at;
    this.moved = false;
    const takes = this.current.down?.(this.pen(side, at, pixel, keys)) ?? true;
    if (!takes) this.downAt = null;
    return takes;
  }

  /** @param isFar whether it is further from where it went down than a click may be. */
  drag(side: Side, at: Point, pixel: number, keys: Keys, isFar: boolean): void {
    this.moved ||= isFar;
    if (this.downAt !== null) this.current.drag?.(this.pen(side, at, pixel, keys));
  }

  lift(side: Side, at: Point, pixel: number, keys: Keys): void {
    if (this.downAt !== null) this.current.up?.(this.pen(side, at, pixel, keys));
    this.downAt = null;
  }

  /** What was begun does not count: a second finger came down. */
  drop(): void {
    this.downAt = null;
    this.current.cancel?.();
  }

  hover(side: Side, at: Point | null, pixel: number): void {
    const isMeant = side === 'main' || this.name === 'part';
    this.current.hover?.(at === null || !isMeant ? null : this.pen(side, at, pixel, NO_KEYS));
  }

  /** A click that no tool took; whether a region was selected or let go by it. */
  click(side: Side, at: Point, pixel: number): boolean {
    const { current } = this;
    return side === 'main' && current instanceof SelectTool && current.select(this.pen(side, at, pixel, NO_KEYS));
  }

  /** The keyboard has moved the cursor. */
  cursorMoved(side: Side, at: Point, pixel: number): void {
    const pen = { ...this.pen(side, at, pixel, NO_KEYS), moved: true };
    if (this.penDown) this.current.drag?.(pen);
    else this.hover(side, at, pixel);
  }

  /** Does what a key or a button asks for. */
  run(command: AnnotateCommand, pixel: number): void {
    const { store } = this.on;
    if (command.startsWith('tool.')) this.choose(command.slice('tool.'.length) as ToolName);
    else if (command === 'press') this.pressKey(pixel);
    else if (command === 'accept') this.accept(pixel);
    else if (command === 'cancel') this.cancel();
    else if (command === 'larger' || command === 'smaller') this.current.resize?.(command === 'larger' ? 1 : -1);
    else if (command === 'deleteRegion' && this.current.back?.() === true) return;
    else runRegionCommand(store(), this.context, this.on.reveal, command);
  }

  /** The label for what is drawn next, and for the selected region. */
  label(name: string): void {
    chooseLabel(this.on.store(), this.context, name);
  }

  /** Takes another tool in hand. */
  private choose(tool: ToolName): void {
    const problem = toolProblem(this.model, tool);
    if (problem !== null) {
      this.context.say(problem);
      return;
    }
    if (tool !== this.name) this.current.leave?.();
    const { annotations } = this.model.settings;
    this.on.store().set({ tool, hoverRegion: null });
    // What is drawn is to be seen.
    if (tool !== 'select') changeSettings(this.on.store(), { annotations: { ...annotations, visible: true } });
    this.context.say(text('toolChosen', text(TOOLS[tool].label)));
    if (tool === 'wand') this.openColors();
    this.on.redraw();
  }

  private pressKey(pixel: number): void {
    const { readout } = this.model;
    if (readout === null || (readout.side === 'companion' && this.name !== 'part')) {
      this.context.say(text('cursorFirst'));
      return;
    }
    if (this.name !== 'select' && !this.isReady()) return;
    const at = { x: readout.x + 0.5, y: readout.y + 0.5 };
    const pen = { ...this.pen(readout.side, at, pixel, NO_KEYS), moved: this.current.holds === true };
    if (this.penDown) {
      this.penDown = false;
      this.current.up?.(pen);
    } else if (this.current.down?.(pen) === false) this.click(readout.side, at, pixel);
    else if (this.current.holds === true) this.penDown = true;
    else this.current.up?.(pen);
    this.on.redraw();
  }

  private accept(pixel: number): void {
    if (this.penDown) this.pressKey(pixel);
    else if (this.current.accept?.() !== true && this.context.selected() !== null)
      this.on.store().set({ commentAsked: this.model.commentAsked + 1 });
  }

  private cancel(): void {
    this.penDown = false;
    const store = this.on.store();
    const { selectedRegion, tool } = this.model;
    if (this.current.cancel?.() === true) this.context.say(text('drawingDropped'));
    else if (selectedRegion !== null) {
      store.set({ selectedRegion: null });
      this.context.say(text('selectionGone'));
    } else if (tool !== 'select') this.choose('select');
    this.on.redraw();
  }

  /** The pointer takes over from the keyboard. */
  private liftKeyboard(): void {
    if (!this.penDown) return;
    this.penDown = false;
    this.current.cancel?.();
  }

  /** Whether a tool can draw now; says why not. */
  private isReady(): boolean {
    const problem = toolProblem(this.model, this.name);
    if (problem !== null) this.context.say(problem);
    if (this.name === 'wand') this.openColors(); // the image may have come after the tool
    return problem === null && this.isShown;
  }

  /** A point of the image beside is one of this image at the same relative place. */
  private pen(side: Side, at: Point, pixel: number, { shiftKey, altKey }: Keys): Pen {
    const own = this.context.size();
    const other = side === 'main' ? own : (this.on.content(side)?.size ?? null);
    const scale =
      own === null || other === null ? { x: 1, y: 1 } : { x: own.width / other.width, y: own.height / other.height };
    return {
      at: { x: at.x * scale.x, y: at.y * scale.y },
      shift: shiftKey,
      alt: altKey,
      reach: REACH * pixel * scale.x,
      side,
      moved: this.moved,
    };
  }

  /** Reads the image's colours, once an image. */
  private openColors(): void {
    const content = this.on.content('main');
    if (content !== null) this.colors.open(content.url, content.size);
  }
}
