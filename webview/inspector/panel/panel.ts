import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import type { InspectorStore } from '../model.ts';
import './areasPanel.ts';
import './notice.ts';
import './scoreCard.ts';
import './whyPanel.ts';

/** The side panel: the scores of the image, or why there are none. */
@customElement('kshot-panel')
export class Panel extends LitElement {
  static override styles = css`
    :host {
      position: relative;
      display: block;
      min-width: 0;
      background: var(--k-bg);
    }
    .body {
      height: 100%;
      overflow: hidden auto;
    }
    .body:focus-visible {
      outline: 1px solid var(--k-focus);
      outline-offset: -1px;
    }
    .progress {
      position: absolute;
      z-index: 1;
      top: 0;
      left: 0;
      right: 0;
      height: 2px;
      background: linear-gradient(90deg, transparent, var(--vscode-progressBar-background, var(--k-focus)), transparent)
        0 0 / 40% 100% no-repeat;
      animation: slide 1.6s linear infinite;
    }
    @keyframes slide {
      from {
        background-position: -70% 0;
      }
      to {
        background-position: 170% 0;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .progress {
        background: var(--vscode-progressBar-background, var(--k-focus));
        animation: none;
      }
    }
  `;

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [model.scene === null, model.snapshot?.state.kind],
    );
  }

  protected override render(): TemplateResult {
    const { scene, snapshot } = this.store.get();
    const busy = scene !== null && snapshot?.state.kind === 'working';
    return html`${busy ? html`<div class="progress" role="progressbar" aria-label=${text('working')}></div>` : nothing}
      <div class="body" tabindex="0" role="region" aria-label=${text('panel')}>
        ${
          scene === null
            ? html`<kshot-notice .store=${this.store}></kshot-notice>`
            : html`<kshot-score-card .store=${this.store}></kshot-score-card>
                <kshot-why .store=${this.store}></kshot-why>
                <kshot-areas .store=${this.store}></kshot-areas>`
        }
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-panel': Panel;
  }
}
