import { LitElement, css, html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import { ImageLayer } from './imageLayer.ts';
import type { Look } from './layer.ts';
import { isWholeVisible, minimapSize, panTo, visiblePart } from './minimapGeometry.ts';
import { drawLayers } from './painter.ts';
import type { Content } from './painter.ts';
import { layersOf } from './sceneLayers.ts';
import { themeOf } from './stageTheme.ts';
import type { View } from './view.ts';
import type { Viewport } from './viewport.ts';

/** The whole image in a corner while only a part of it is on the stage. A click or a drag brings a place to the middle. */
@customElement('kshot-minimap')
export class Minimap extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        position: absolute;
        right: 12px;
        bottom: 12px;
        border: 1px solid var(--k-line);
        border-radius: 2px;
        background: var(--k-side);
        box-shadow: 0 0 8px var(--vscode-widget-shadow, transparent);
        overflow: hidden;
        cursor: pointer;
        touch-action: none;
      }
      :host([hidden]) {
        display: none;
      }
      canvas {
        display: block;
      }
      div {
        position: absolute;
        left: 0;
        top: 0;
        border: 1px solid var(--k-fg);
        outline: 1px solid var(--k-bg);
        box-shadow: 0 0 0 200px color-mix(in srgb, var(--k-bg) 45%, transparent);
        transform-origin: 0 0;
        pointer-events: none;
      }
    `,
  ];

  @property({ attribute: false }) viewport!: Viewport;
  @property({ attribute: false }) content: Content | null = null;
  @property({ attribute: false }) look: Look | null = null;
  @query('canvas') private canvas!: HTMLCanvasElement;
  @query('div') private frame!: HTMLElement;

  constructor() {
    super();
    this.hidden = true;
    this.addEventListener('pointerdown', (event) => {
      this.setPointerCapture(event.pointerId);
      this.go(event);
      event.preventDefault();
    });
    this.addEventListener('pointermove', (event) => {
      if (this.hasPointerCapture(event.pointerId)) this.go(event);
    });
  }

  /** Follows the view transform: shows and moves the frame. The picture is not drawn again. */
  follow(): void {
    const { view, stage, image } = this.viewport;
    if (!this.hasUpdated || view === null || image === null) return;
    const part = visiblePart(view, stage, image);
    this.hidden = isWholeVisible(part);
    if (this.hidden) return;
    // While both sides blink the viewport may hold the other image: the part is the same, the shape is not.
    const { width, height } = minimapSize(this.content?.size ?? image);
    const { style } = this.frame;
    style.translate = `${(part.x * width).toFixed(1)}px ${(part.y * height).toFixed(1)}px`;
    style.width = `${Math.max(2, part.width * width).toFixed(1)}px`;
    style.height = `${Math.max(2, part.height * height).toFixed(1)}px`;
  }

  protected override render(): TemplateResult {
    return html`<canvas aria-hidden="true" title=${text('minimap')}></canvas>
      <div></div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.draw();
    this.follow();
  }

  private draw(): void {
    const { content, look } = this;
    if (content === null || look === null) return;
    const ratio = window.devicePixelRatio;
    const { width, height } = minimapSize(content.size);
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    const context = this.canvas.getContext('2d');
    const view: View = { scale: width / content.size.width, x: 0, y: 0 };
    const stage = { width, height };
    const pixel = 1 / view.scale;
    const layers = content.scene === null ? [] : layersOf(content.scene);
    if (context !== null)
      drawLayers(context, [new ImageLayer(content.picture), ...layers], {
        view,
        image: content.size,
        stage,
        pixel,
        ratio,
        theme: themeOf(this),
        look: { ...look, outline: 0, hover: null },
      });
  }

  private go(event: PointerEvent): void {
    const { view, stage, image } = this.viewport;
    if (view === null || image === null) return;
    const box = this.canvas.getBoundingClientRect();
    const at = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
    const { x, y } = panTo(at, view, stage, image);
    this.viewport.panBy(x, y);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-minimap': Minimap;
  }
}
