import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { mistakeOf } from '../../../src/domain/groundTruth.ts';
import type { ScoreRecord } from '../../../src/domain/records.ts';
import type { InspectorSnapshot } from '../../../src/protocol/inspector.ts';
import { fixed, multiple, significant } from '../../shared/format.ts';
import { icon } from '../../shared/icons.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import { sentenceParts } from '../data/sentence.ts';
import type { SentencePart } from '../data/sentence.ts';
import type { InspectorStore } from '../model.ts';
import './annotations/verdictBar.ts';
import { ClassLinks } from './classLinks.ts';
import { classStyle } from './classStyle.ts';
import { referenceButton } from './names.ts';

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
    classStyle,
    css`
      :host {
        container-type: inline-size;
        display: block;
        padding: 12px;
        border-bottom: 1px solid var(--k-line);
      }
      .score {
        display: flex;
        align-items: center;
        gap: 8px;
        height: 32px;
      }
      .of {
        line-height: 15px;
      }
      @container (max-width: 300px) {
        .of {
          display: none;
        }
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
        font-size: 12px;
        line-height: 18px;
      }
      /* Most sentences take two or three lines; what follows stays in its place. */
      p.sentence {
        min-height: 60px;
        color: var(--k-fg);
        font-size: 13px;
        line-height: 20px;
        overflow-wrap: anywhere;
      }
      kshot-verdict-bar {
        margin-top: 10px;
      }
      .sentence b {
        font-weight: 600;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 0 8px;
        margin: 4px 0 0;
        font-size: 12px;
      }
      dt {
        color: var(--k-dim);
      }
      dd.truth {
        flex-wrap: wrap;
        gap: 0 6px;
        white-space: nowrap;
      }
      .who {
        color: var(--k-dim);
        font-weight: 400;
      }
      dd.wrong {
        font-weight: 600;
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
      (model) => [model.scene, model.snapshot?.image.group, model.snapshot?.image.truth],
    );
    new ClassLinks(this, () => this.store);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { scene, snapshot } = this.store.get();
    if (scene === null) return nothing;
    const { record, threshold, explanation } = scene.result;
    const odd = record.verdict === 'anomalous';
    return html`<div class="score">
        <b>${multipleOfThreshold(record.score, threshold)}</b><span class="of">${text('threshold')}</span>
        <span class="chip" .style=${`--tone: var(${odd ? '--k-odd' : '--k-ok'})`}
          >${icon(odd ? 'warning' : 'pass')}${text(odd ? 'anomalous' : 'normal')}</span
        >
      </div>
      <p class="sentence">${sentenceParts(explanation).map(part)}</p>
      <dl>
        <dt>${text('nearestReference')}</dt>
        <dd>${referenceButton(record.nearestReference, record.nearestReference)}</dd>
        ${truth(snapshot?.image, record)}
      </dl>
      <p>${text('oddAbove', significant(record.score), significant(threshold))}</p>
      <kshot-verdict-bar .store=${this.store}></kshot-verdict-bar>`;
  }
}

/** What the ground truth says, who says so, and whether the verdict agrees; nothing where none is known. */
function truth(image: InspectorSnapshot['image'] | undefined, record: ScoreRecord): TemplateResult | typeof nothing {
  const { group = null, truth: source = null } = image ?? {};
  const annotated = source === 'annotations';
  if (group === null && !annotated) return nothing; // an excluded image has no group
  const mistake = mistakeOf(group, record);
  const words = mistake ? text(WRONG[mistake]) : text('truthAgrees');
  return html`<dt>${text('truth')}</dt>
    <dd class=${mistake ? 'truth wrong' : 'truth'} title=${text(annotated ? 'truthByAnnotations' : 'truthByFolder')}>
      <span class="ellipsis">${group ?? text('truthExcluded')}</span>
      ${annotated ? html`<span class="who">${text('truthAnnotated')}</span>` : nothing}
      ${group === null ? nothing : html`<span>${words}</span>`}
    </dd>`;
}

const WRONG = { missed: 'truthMissed', falseAlarm: 'truthFalseAlarm' } as const;

function part({ words, classId }: SentencePart): TemplateResult {
  return classId === null ? html`${words}` : html`<b data-class=${classId}>${words}</b>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-score-card': ScoreCard;
  }
}
