import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { emit } from '../../shared/events.ts';
import { fixed } from '../../shared/format.ts';
import { icon } from '../../shared/icons.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import { hottest } from '../data/distanceMap.ts';
import { readAt } from '../data/scene.ts';
import type { InspectorStore } from '../model.ts';
import { Gestures } from './gestures.ts';
import { legend, legendStyle } from './legend.ts';
import { Painter } from './painter.ts';
import { Picture } from './picture.ts';
import { stageStyle } from './stageStyle.ts';
import { toImage, toStage } from './view.ts';
import type { Point } from './view.ts';
import { Viewport } from './viewport.ts';

/** One press of an arrow key pans by this many CSS pixels. */
const PAN_STEP = 64;
/** A slow image leaves the old one on screen for this long before the stage is blanked. */
const BLANK_AFTER = 150;

type PictureState = 'none' | 'loading' | 'shown' | 'failed';

/**
 * The canvas with the image and its layers. It owns the view transform; tools and pushes change it through `viewport`.
 * Fires `kshot-drawn` once a frame with the image, and with the scores if there are any, has been drawn.
 */
@customElement('kshot-stage')
export class Stage extends LitElement {
  static override styles = [base, stageStyle, legendStyle];

  @property({ attribute: false }) store!: InspectorStore;
  @state() private pictureState: PictureState = 'none';
  @query('canvas') private canvas!: HTMLCanvasElement;

  readonly viewport = new Viewport(() => {
    this.store.set({ zoom: this.viewport.view?.scale ?? null });
    this.painter?.invalidate();
  });
  private painter: Painter | null = null;
  private gestures: Gestures | null = null;
  private loading: AbortController | null = null;
  private url: string | null = null;
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
        model.imageSize,
        model.settings,
        model.hoverClass,
        model.readout?.spoken === true ? model.readout : null,
      ],
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.loading?.abort();
    this.gestures?.dispose();
    this.resize.disconnect();
    this.painter?.dispose();
  }

  protected override firstUpdated(): void {
    this.painter = new Painter(this.canvas, this.viewport, (complete) => {
      emit(this, 'kshot-drawn', { complete });
    });
    this.gestures = new Gestures(this.canvas, {
      zoomBy: (factor, at) => {
        this.viewport.zoomBy(factor, at);
      },
      panBy: (dx, dy) => {
        this.viewport.panBy(dx, dy);
      },
      point: this.pointAt,
      dragging: (active) => this.canvas.classList.toggle('dragging', active),
    });
    this.viewport.resize({ width: this.canvas.clientWidth, height: this.canvas.clientHeight });
    this.resize.observe(this.canvas);
  }

  /** Reads the theme's colours again. */
  themeChanged(): void {
    this.painter?.readTheme();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { snapshot, scene, imageSize, settings, hoverClass, readout } = this.store.get();
    this.load(snapshot?.image.url ?? null);
    if (imageSize !== null) this.viewport.setImage(imageSize);
    const cursor = readout?.spoken === true ? { x: readout.x, y: readout.y } : null;
    const complete = this.pictureState === 'shown' && snapshot?.state.kind === 'scored';
    this.painter?.show({ scene: this.pictureState === 'shown' ? scene : null, settings, hoverClass, cursor, complete });
  }

  private load(url: string | null): void {
    if (url === this.url) return;
    this.url = url;
    this.loading?.abort();
    const abort = (this.loading = new AbortController());
    if (url === null) {
      this.painter?.setPicture(null);
      this.pictureState = 'none';
      return;
    }
    this.pictureState = 'loading';
    const blank = setTimeout(() => this.painter?.setPicture(null), BLANK_AFTER);
    void Picture.load(url, abort.signal)
      .then(
        (picture) => {
          this.showPicture(picture);
        },
        () => {
          if (abort.signal.aborted) return;
          this.painter?.setPicture(null);
          this.pictureState = 'failed';
        },
      )
      .finally(() => {
        clearTimeout(blank);
      });
  }

  private showPicture(picture: Picture): void {
    const { scene } = this.store.get();
    this.painter?.setPicture(picture);
    this.pictureState = 'shown';
    if (scene === null) this.store.set({ imageSize: { width: picture.width, height: picture.height } });
    requestIdleCallback(() => {
      void picture.prepareLevels().then(() => this.painter?.invalidate());
    });
  }

  private readonly pointAt = (at: Point | null): void => {
    const { imageSize, scene, settings } = this.store.get();
    const view = this.viewport.view;
    if (at === null || imageSize === null || view === null || this.pictureState !== 'shown') {
      this.store.set({ readout: null, hoverClass: null });
      return;
    }
    const point = toImage(view, at);
    const x = Math.floor(point.x);
    const y = Math.floor(point.y);
    if (x < 0 || y < 0 || x >= imageSize.width || y >= imageSize.height) {
      this.store.set({ readout: null, hoverClass: null });
      return;
    }
    const reading = readAt(scene, x, y, imageSize);
    const hoverClass = settings.classes.visible && reading.classId !== 0 ? reading.classId : null;
    this.store.set({ readout: { ...reading, spoken: false }, hoverClass });
  };

  /** The canvas's own keys; also called for keys that no control has the focus for. */
  readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = DIRECTIONS[event.key];
    if (event.key === 'Escape' && this.store.get().readout?.spoken === true) {
      this.store.set({ readout: null });
    } else if (direction !== undefined) {
      if (event.shiftKey) this.moveCursor(direction);
      else this.viewport.panBy(-direction.x * PAN_STEP, -direction.y * PAN_STEP);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Moves the read-out by one pixel, or by some when the image is shown small; it starts in the middle of the view. */
  private moveCursor(direction: Point): void {
    const { imageSize, scene, readout } = this.store.get();
    const view = this.viewport.view;
    if (imageSize === null || view === null) return;
    const step = Math.max(1, Math.round(8 / view.scale));
    const middle = toImage(view, { x: this.canvas.clientWidth / 2, y: this.canvas.clientHeight / 2 });
    const from = readout ?? {
      x: Math.floor(middle.x) - direction.x * step,
      y: Math.floor(middle.y) - direction.y * step,
    };
    const x = Math.min(imageSize.width - 1, Math.max(0, from.x + direction.x * step));
    const y = Math.min(imageSize.height - 1, Math.max(0, from.y + direction.y * step));
    this.viewport.reveal({ x: x + 0.5, y: y + 0.5 });
    this.store.set({ readout: { ...readAt(scene, x, y, imageSize), spoken: true } });
  }

  private summary(): string {
    const { snapshot, scene, imageSize } = this.store.get();
    const parts = [snapshot?.image.name ?? text('stageLoading')];
    if (imageSize !== null) parts.push(text('imageSize', imageSize.width, imageSize.height));
    if (scene !== null) parts.push(text('stageClasses', scene.classes.size));
    if (scene?.map != null && imageSize !== null) {
      const { distance, u, v } = hottest(scene.map);
      parts.push(
        text('stageHottest', fixed(distance, 2), Math.floor(u * imageSize.width), Math.floor(v * imageSize.height)),
      );
    }
    return `${parts.join(', ')}. ${text('stageKeys')}`;
  }

  /** Where an image point is on the stage, for tests and tools; null before the first frame. */
  stagePoint(at: Point): Point | null {
    return this.viewport.view === null ? null : toStage(this.viewport.view, at);
  }

  protected override render(): TemplateResult {
    const { snapshot, scene, imageSize, settings } = this.store.get();
    const image = snapshot?.image;
    const size =
      imageSize === null || this.pictureState !== 'shown'
        ? ''
        : ` · ${text('imageSize', imageSize.width, imageSize.height)}`;
    const heat = scene?.map != null && settings.heat.visible;
    return html`<canvas tabindex="0" role="img" aria-label=${this.summary()} @keydown=${this.onKey}></canvas>
      <div class="tags">
        ${image === undefined ? nothing : html`<span class="tag" title=${image.name}><span class="ellipsis">${image.name}</span><span class="size">${size}</span></span>`}
        ${image?.isReference === true ? html`<span class="tag badge" title=${text('referenceTip')}>${icon('bookmark')}${text('reference')}</span>` : nothing}
      </div>
      ${this.placeholder()} ${heat && this.pictureState === 'shown' ? legend(scene.result.mapLimit) : nothing}`;
  }

  private placeholder(): TemplateResult | typeof nothing {
    const { snapshot } = this.store.get();
    if (this.pictureState === 'failed')
      return html`<p class="placeholder" role="status">${icon('error')}${text('imageFailed')}</p>`;
    if (snapshot !== null && snapshot.image.url === null) {
      return html`<p class="placeholder" role="status">${icon('info')}${text('imageUntrusted')}</p>`;
    }
    return nothing;
  }
}

const DIRECTIONS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

declare global {
  interface HTMLElementTagNameMap {
    'kshot-stage': Stage;
  }
}
