import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { fixed, multiple, significant } from '../../shared/format.ts';
import { icon } from '../../shared/icons.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import type { Scene } from '../data/scene.ts';
import type { InspectorStore } from '../model.ts';
import { className } from '../status.ts';

/** A score as a multiple of the threshold: one decimal from 1.1 on, more just around 1 so that the verdict is plain. */
export function multipleOfThreshold(score: number, threshold: number): string {
  const value = score / threshold;
  return text('multiple', value > 0.95 && value < 1.05 ? multiple(value) : fixed(value, value < 100 ? 1 : 0));
}

/** The verdict: how far beyond the threshold, and the plain facts behind it. */
@customElement('kshot-score-card')
export class ScoreCard extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 12px;
        border-bottom: 1px solid var(--k-line);
      }
      .score {
        display: flex;
        align-items: baseline;
        gap: 8px;
        height: 32px;
      }
      .score b {
        font-size: 26px;
        font-weight: 600;
        line-height: 32px;
        font-variant-numeric: tabular-nums;
      }
      .chip {
        display: inline-flex;
        flex: none;
        align-items: center;
        align-self: center;
        gap: 4px;
        height: 22px;
        margin-left: auto;
        padding: 0 10px 0 6px;
        border: 1px solid var(--tone);
        border-radius: 11px;
        font-size: 12px;
      }
      .chip .icon {
        color: var(--tone);
      }
      p {
        margin: 4px 0 0;
        color: var(--k-dim);
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 0 12px;
        margin: 8px 0 0;
      }
      dt {
        color: var(--k-dim);
      }
      dd {
        display: flex;
        align-items: center;
        gap: 6px;
        min-width: 0;
        margin: 0;
      }
    `,
  ];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [model.scene],
    );
  }

  private facts(scene: Scene): TemplateResult {
    const { topClass, nearestReference } = scene.result.record;
    return html`<dl>
      ${
        topClass === null
          ? nothing
          : html`<dt>${text('mostlyDue')}</dt>
              <dd>
                <span
                  class="swatch"
                  .style=${`background: ${scene.classes.get(topClass)?.color ?? 'transparent'}`}
                ></span>
                <span class="ellipsis" title=${className(scene, topClass)}>${className(scene, topClass)}</span>
              </dd>`
      }
      <dt>${text('nearestReference')}</dt>
      <dd><span class="ellipsis" title=${nearestReference}>${nearestReference}</span></dd>
    </dl>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { scene } = this.store.get();
    if (scene === null) return nothing;
    const { record, threshold } = scene.result;
    const odd = record.verdict === 'anomalous';
    return html`<div class="score">
        <b>${multipleOfThreshold(record.score, threshold)}</b><span class="ellipsis">${text('threshold')}</span>
        <span class="chip" .style=${`--tone: var(${odd ? '--k-odd' : '--k-ok'})`}
          >${icon(odd ? 'warning' : 'pass')}${text(odd ? 'anomalous' : 'normal')}</span
        >
      </div>
      <p>${text('oddAbove', significant(record.score), significant(threshold))}</p>
      ${this.facts(scene)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-score-card': ScoreCard;
  }
}
