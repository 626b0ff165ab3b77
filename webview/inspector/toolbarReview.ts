import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { InspectorSnapshot, ReviewWalk } from '../../src/protocol/inspector.ts';
import { emit } from '../shared/events.ts';
import { text } from '../shared/strings.ts';
import type { StringKey } from '../shared/strings.ts';

const ORDERS: Readonly<Record<ReviewWalk['order'], StringKey>> = { score: 'orderScore', folder: 'orderFolder' };
const FILTERS: Readonly<Record<ReviewWalk['filter'], StringKey>> = {
  all: 'filterAll',
  flagged: 'filterFlagged',
  disagreements: 'filterDisagreements',
  unreviewed: 'filterUnreviewed',
};

/** How the review walks: in which order, and which images; with how many images each choice leaves. */
export function toolbarReview(from: EventTarget, review: NonNullable<InspectorSnapshot['review']>): TemplateResult {
  const { order, filter, counts } = review;
  const walk = (change: Partial<ReviewWalk>): void => {
    emit(from, 'kshot-post', { type: 'review', walk: { order, filter, ...change } });
  };
  return html`<div class="group review" role="group" aria-label=${text('review')}>
    <select
      aria-label=${text('reviewOrder')}
      title=${text('reviewOrder')}
      @change=${(event: Event) => {
        walk({ order: (event.target as HTMLSelectElement).value as ReviewWalk['order'] });
      }}
    >
      ${keysOf(ORDERS).map((key) => html`<option value=${key} .selected=${key === order}>${text(ORDERS[key])}</option>`)}
    </select>
    <select
      aria-label=${text('reviewFilter')}
      title=${text('reviewFilter')}
      @change=${(event: Event) => {
        walk({ filter: (event.target as HTMLSelectElement).value as ReviewWalk['filter'] });
      }}
    >
      ${keysOf(FILTERS).map(
        (key) => html`<option value=${key} .selected=${key === filter}>${text(FILTERS[key], counts[key])}</option>`,
      )}
    </select>
  </div>`;
}

function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(record) as K[];
}
