import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FeatureName, PatchFeature } from '../../../src/domain/features.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { oddestPatch } from '../data/oddestPatch.ts';
import type { InspectorStore } from '../model.ts';
import './annotations/verdictBar.ts';
import './annotationsPanel.ts';
import './areasPanel.ts';
import './colorsPanel.ts';
import './comparisonPanel.ts';
import './differencesPanel.ts';
import { changePanel } from './frame.ts';
import './locationsPanel.ts';
import './notice.ts';
import { panelOf } from './panelStates.ts';
import './scoreCard.ts';
import './similarityPanel.ts';
import './staleBar.ts';
import './whyPanel.ts';

/** The side panel: the scores of the image, or why there are none. */
@customElement('kshot-panel')
export class Panel extends LitElement {
  static override styles = css`
    :host {
      position: relative;
      display: grid;
      grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
      min-width: 0;
      background: var(--k-bg);
    }
    .body {
      position: relative;
      grid-row: 2;
      overflow: hidden auto;
    }
    .body:focus-visible {
      outline: 1px solid var(--k-focus);
      outline-offset: -1px;
    }
    .bar {
      padding: 0 12px 12px;
      border-bottom: 1px solid var(--k-line);
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
      (model) => [model.scene === null, model.snapshot?.state, model.snapshot?.comparison != null],
    );
    this.addEventListener('kshot-explain', (event) => {
      void this.explain((event as CustomEvent<FeatureName>).detail);
    });
  }

  /** Shows where a feature's score comes from: its panel, or for the patch features the oddest patch on the canvas. */
  private async explain(feature: FeatureName): Promise<void> {
    const name = panelOf(feature);
    if (name === null) {
      this.selectOddest(feature as PatchFeature);
      return;
    }
    changePanel(this.store, name, { open: true });
    const panel = this.renderRoot.querySelector<LitElement>(`kshot-${name}`);
    await panel?.updateComplete;
    const section = panel?.renderRoot.querySelector('kshot-section');
    await section?.updateComplete;
    section?.reveal();
  }

  private selectOddest(feature: PatchFeature): void {
    const { scene } = this.store.get();
    // Asked for again, it comes into view again.
    this.store.set({ selectedPatch: null });
    if (scene !== null) this.store.set({ selectedPatch: oddestPatch(scene, feature) });
  }

  /** The verdict is in the score card, where there is one. */
  private annotations(withVerdict: boolean): TemplateResult {
    return html`${withVerdict ? html`<kshot-verdict-bar class="bar" .store=${this.store}></kshot-verdict-bar>` : nothing}
      <kshot-annotations .store=${this.store}></kshot-annotations>`;
  }

  protected override render(): TemplateResult {
    const { scene, snapshot } = this.store.get();
    const stale = snapshot?.state.kind === 'scored' ? snapshot.state.stale : null;
    const compares = snapshot?.comparison != null;
    const busy = scene !== null && snapshot?.state.kind === 'working';
    return html`${busy ? html`<div class="progress" role="progressbar" aria-label=${text('working')}></div>` : nothing}
      ${stale === null ? nothing : html`<kshot-stale .reason=${stale}></kshot-stale>`}
      <div class="body" tabindex="0" role="region" aria-label=${text('panel')}>
        ${compares ? html`<kshot-comparison .store=${this.store}></kshot-comparison>` : nothing}
        ${
          scene === null
            ? html`<kshot-notice .store=${this.store}></kshot-notice>`
            : html`<kshot-score-card .store=${this.store}></kshot-score-card>`
        }
        ${compares ? nothing : this.annotations(scene === null)}
        ${
          scene === null
            ? nothing
            : html`<kshot-differences .store=${this.store}></kshot-differences>
                <kshot-why .store=${this.store}></kshot-why>
                <kshot-areas .store=${this.store}></kshot-areas>
                <kshot-colors .store=${this.store}></kshot-colors>
                <kshot-locations .store=${this.store}></kshot-locations>
                <kshot-similarity .store=${this.store}></kshot-similarity>`
        }
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-panel': Panel;
  }
}
