import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { InspectorState } from '../../../src/protocol/inspector.ts';
import { emit } from '../../shared/events.ts';
import { icon } from '../../shared/icons.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import type { Drawing } from '../annotate/drawing.ts';
import type { InspectorModel, InspectorStore, Side } from '../model.ts';
import { outlinedPatch, sideContent } from '../sides.ts';
import { AnnotationLayer } from './annotationLayer.ts';
import { ContentLoader } from './contentLoader.ts';
import { Gestures } from './gestures.ts';
import { imageViewStyle } from './imageViewStyle.ts';
import { lookOf } from './look.ts';
import { Painter } from './painter.ts';
import type { Content } from './painter.ts';
import { Pointing } from './pointing.ts';
import { spokenSummary } from './summary.ts';
import { mirrored } from './sync.ts';
import { toImage } from './view.ts';
import type { Point, Size } from './view.ts';
import type { Viewport } from './viewport.ts';

/** One press of an arrow key pans by this many CSS pixels. */
const PAN_STEP = 64;

export interface DrawnDetail {
  side: Side;
  url: string;
  /** The image with the scores that belong to it. */
  complete: boolean;
}

/**
 * One image with its layers. Fires `kshot-drawn` after each frame. The view transform is the viewport's, which the stage links with
 * that of the other view.
 */
@customElement('kshot-view')
export class ImageView extends LitElement {
  static override styles = [base, imageViewStyle];

  @property({ attribute: false }) store!: InspectorStore;
  @property({ attribute: false }) viewport!: Viewport;
  @property({ attribute: false }) drawing!: Drawing;
  @property() side: Side = 'main';
  /** The view that leads: a new image in it decides what is seen. */
  @property({ type: Boolean }) leads = false;
  @query('canvas') private canvas!: HTMLCanvasElement;

  private painter: Painter | null = null;
  private gestures: Gestures | null = null;
  private placedSide: Side | null = null;
  private readonly annotations = new AnnotationLayer(
    () => this.store,
    () => this.drawing,
  );
  /** What the host knows. */
  private toldSize = '';
  private readonly loader = new ContentLoader(() => {
    this.requestUpdate();
  });
  private readonly pointing = new Pointing({
    store: () => this.store,
    view: () => this.viewport,
    side: () => this.side,
    content: () => this.loader.content,
  });
  private readonly resize = new ResizeObserver(() => {
    this.viewport.resize({ width: this.canvas.clientWidth, height: this.canvas.clientHeight });
    this.painter?.invalidate();
  });

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [
        model.snapshot,
        model.scene,
        model.companion,
        model.settings,
        model.hoverClass,
        model.selectedPatch,
        model.annotations,
        model.tool,
        model.selectedRegion,
        model.hoverRegion,
        model.activeLabel,
        model.draftThreshold,
        this.shownReadout(model),
      ],
    );
  }

  /** What is on screen. */
  get content(): Content | null {
    return this.loader.content;
  }

  override focus(): void {
    this.canvas.focus();
  }

  /** Draws again: the view transform or what lies under it has changed. */
  invalidate(): void {
    this.painter?.invalidate();
  }

  /** Reads the theme's colours again. */
  themeChanged(): void {
    this.painter?.readTheme();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.loader.dispose();
    this.gestures?.dispose();
    this.resize.disconnect();
    this.painter?.dispose();
  }

  protected override firstUpdated(): void {
    this.painter = new Painter(this.canvas, this.viewport, this.onDrawn);
    this.gestures = new Gestures(this.canvas, {
      zoomBy: (factor, at) => {
        this.viewport.zoomBy(factor, at);
      },
      panBy: (dx, dy) => {
        this.viewport.panBy(dx, dy);
      },
      point: (at) => {
        this.pointing.at(at);
        this.drawing.hover(this.side, at && this.imagePoint(at), this.pixel);
        this.showCursor();
      },
      click: (at) => {
        const point = this.imagePoint(at);
        if (point === null || !this.drawing.click(this.side, point, this.pixel)) this.pointing.select(at);
      },
      press: (at, event) => {
        const point = this.imagePoint(at);
        const takes = point !== null && this.drawing.press(this.side, point, this.pixel, event);
        this.showCursor();
        return takes;
      },
      draw: (at, event, isFar) => {
        const point = this.imagePoint(at);
        if (point !== null) this.drawing.drag(this.side, point, this.pixel, event, isFar);
      },
      lift: (at, event) => {
        const point = this.imagePoint(at);
        if (point !== null) this.drawing.lift(this.side, point, this.pixel, event);
        this.showCursor();
      },
      drop: () => {
        this.drawing.drop();
      },
      dragging: (active) => this.canvas.classList.toggle('dragging', active),
    });
    this.viewport.resize({ width: this.canvas.clientWidth, height: this.canvas.clientHeight });
    this.resize.observe(this.canvas);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const target = sideContent(this.store.get(), this.side);
    this.loader.want(target?.image.url ?? null, target?.scene ?? null);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const model = this.store.get();
    const { content } = this.loader;
    this.dataset.side = this.side;
    if (content !== null) this.place(content.size);
    const look = lookOf(model.settings, model.hoverClass);
    const annotations = this.side === 'main' ? this.annotations : null;
    this.painter?.show(content, {
      look,
      cursor: this.cursor(model),
      patch: outlinedPatch(model, this.side),
      annotations,
    });
    this.showCursor();
  }

  /** The width of a CSS pixel in pixels of the image. */
  private get pixel(): number {
    return 1 / (this.viewport.view?.scale ?? 1);
  }

  /** The image point under a point of the stage, also beside the image. */
  private imagePoint(at: Point): Point | null {
    const { view } = this.viewport;
    return view === null || this.loader.content === null ? null : toImage(view, at);
  }

  private showCursor(): void {
    this.canvas.style.cursor = this.side === 'main' ? this.drawing.cursor : '';
  }

  /** A new image is fitted or keeps the view; the other side of a comparison keeps the relative place. */
  private place(size: Size): void {
    const { image } = this.viewport;
    const keeps = !this.leads || (this.placedSide !== null && this.placedSide !== this.side);
    this.placedSide = this.side;
    if (image?.width !== size.width || image.height !== size.height) {
      if (keeps) this.viewport.exchangeImage(size);
      else this.viewport.setImage(size);
    }
    if (this.side === 'main') this.tellSize(size);
  }

  /** The page and the host hear how large the image is; the host once an image. */
  private tellSize({ width, height }: Size): void {
    const { scene, imageSize, snapshot } = this.store.get();
    const isNews = imageSize?.width !== width || imageSize.height !== height;
    if (scene === null && isNews) this.store.set({ imageSize: { width, height } });
    if (snapshot === null || this.loader.content?.url !== snapshot.image.url) return;
    const told = JSON.stringify([snapshot.image.name, width, height]);
    if (told === this.toldSize) return;
    this.toldSize = told;
    emit(this, 'kshot-post', { type: 'imageSize', image: snapshot.image.name, width, height });
  }

  private readonly onDrawn = (content: Content): void => {
    const { url, scene } = content;
    const target = sideContent(this.store.get(), this.side);
    const complete = scene !== null && target?.state.kind === 'scored' && url === target.image.url;
    emit(this, 'kshot-drawn', { side: this.side, url, complete } satisfies DrawnDetail);
  };

  /** The read-out that needs cross hairs here: moved by the keyboard, or read on the other image. */
  private shownReadout({ readout }: InspectorModel): InspectorModel['readout'] {
    return readout !== null && (readout.spoken || readout.side !== this.side) ? readout : null;
  }

  private cursor(model: InspectorModel): Point | null {
    const readout = this.shownReadout(model);
    const { content } = this.loader;
    if (readout === null || content === null) return null;
    const at = { x: readout.x + 0.5, y: readout.y + 0.5 };
    return readout.side === this.side ? at : mirrored(at, readout.size, content.size);
  }

  /** The canvas's own keys; also called for keys that no control has the focus for. */
  readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { keys, takesKeys } = this.drawing;
    const direction = DIRECTIONS[event.key];
    if (direction !== undefined) {
      keys.own(() => {
        this.arrow(direction, event.shiftKey);
      });
    } else if (takesKeys || !this.ownKey(event.key)) {
      if (!NO_COMMANDS.has(event.key)) keys.left();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  private arrow(direction: Point, isFast: boolean): void {
    if (this.drawing.takesArrows) this.moveCursor(direction, isFast);
    else if (isFast) this.pointing.move(direction);
    else this.viewport.panBy(-direction.x * PAN_STEP, -direction.y * PAN_STEP);
  }

  /** Whether a key other than an arrow was the canvas's own. */
  private ownKey(key: string): boolean {
    if (key === 'Enter') return this.pointing.selectCursor();
    return key === 'Escape' && this.pointing.clear();
  }

  private moveCursor(direction: Point, isFast: boolean): void {
    this.pointing.draw(direction, isFast);
    const { readout } = this.store.get();
    if (readout === null) return;
    this.drawing.cursorMoved(this.side, { x: readout.x + 0.5, y: readout.y + 0.5 }, this.pixel);
  }

  protected override render(): TemplateResult {
    const model = this.store.get();
    const summary = spokenSummary(model, this.side, this.loader.content?.size ?? null);
    return html`<canvas
        class=${this.loader.state === 'stale' ? 'stale' : ''}
        tabindex="0"
        role="img"
        aria-label=${summary}
        @keydown=${this.onKey}
      ></canvas>
      ${this.placeholder()}`;
  }

  private placeholder(): TemplateResult | typeof nothing {
    const model = this.store.get();
    const target = sideContent(model, this.side);
    if (this.loader.state === 'failed') return say('error', text('imageFailed'));
    if (this.loader.state === 'stale') return say('loading', text('loading'));
    if (target !== null && target.image.url === null) return withoutPicture(target.state);
    if (this.side === 'companion' && target === null) {
      return say('info', text(model.companionKnown ? 'companionNone' : 'loading'));
    }
    return nothing;
  }
}

function say(name: 'error' | 'info' | 'loading', words: string): TemplateResult {
  return html`<p class="placeholder" role="status"><span>${icon(name, name === 'loading')}${words}</span></p>`;
}

/** Why there is no picture: the workspace is not trusted, or the preview could not be made. Unknown while the state is. */
function withoutPicture(state: InspectorState): TemplateResult | typeof nothing {
  if (state.kind === 'working') return nothing;
  const isUntrusted = state.kind === 'failed' && state.code === 'untrusted';
  return isUntrusted ? say('info', text('imageUntrusted')) : say('error', text('imageFailed'));
}

/** Keys that no command comes back for. */
const NO_COMMANDS: ReadonlySet<string> = new Set(['Tab', 'Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock']);

const DIRECTIONS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

declare global {
  interface HTMLElementTagNameMap {
    'kshot-view': ImageView;
  }
}
