import { LitElement, css, html } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { StoreController } from '../shared/store.ts';
import { text } from '../shared/strings.ts';
import { PANEL_WIDTH, changeSettings } from './model.ts';
import type { InspectorStore } from './model.ts';

const KEY_STEP = 16;

/** The edge between image and panel: drag it, move it with the arrow keys, double-click for the usual width. */
@customElement('kshot-splitter')
export class Splitter extends LitElement {
  static override styles = css`
    :host {
      position: relative;
      z-index: 1;
      display: block;
      width: 1px;
      background: var(--k-line);
    }
    div {
      position: absolute;
      inset: 0 -4px;
      cursor: col-resize;
      touch-action: none;
    }
    div:hover,
    div:focus-visible,
    div.dragging {
      background: var(--vscode-sash-hoverBorder, var(--k-focus));
      background-clip: content-box;
      padding: 0 2px;
      outline: none;
    }
  `;

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [model.settings.panelWidth],
    );
  }

  private setWidth(width: number): void {
    changeSettings(this.store, {
      panelWidth: Math.round(Math.min(PANEL_WIDTH.most, Math.max(PANEL_WIDTH.least, width))),
    });
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const width = this.store.get().settings.panelWidth;
    const widths: Record<string, number> = {
      ArrowLeft: width + KEY_STEP,
      ArrowRight: width - KEY_STEP,
      Home: PANEL_WIDTH.least,
      End: PANEL_WIDTH.most,
      Enter: PANEL_WIDTH.usual,
    };
    const wanted = widths[event.key];
    if (wanted === undefined) return;
    this.setWidth(wanted);
    event.preventDefault();
  };

  private readonly onDown = (event: PointerEvent): void => {
    const handle = event.currentTarget as HTMLElement;
    const start = event.clientX + this.store.get().settings.panelWidth;
    const move = (moved: PointerEvent): void => {
      this.setWidth(start - moved.clientX);
    };
    handle.setPointerCapture(event.pointerId);
    handle.classList.add('dragging');
    handle.addEventListener('pointermove', move);
    handle.addEventListener(
      'lostpointercapture',
      () => {
        handle.removeEventListener('pointermove', move);
        handle.classList.remove('dragging');
      },
      { once: true },
    );
  };

  protected override render(): TemplateResult {
    return html`<div
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label=${text('resizePanel')}
      aria-valuenow=${this.store.get().settings.panelWidth}
      aria-valuemin=${PANEL_WIDTH.least}
      aria-valuemax=${PANEL_WIDTH.most}
      @keydown=${this.onKey}
      @pointerdown=${this.onDown}
      @dblclick=${() => {
        this.setWidth(PANEL_WIDTH.usual);
      }}
    ></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-splitter': Splitter;
  }
}
