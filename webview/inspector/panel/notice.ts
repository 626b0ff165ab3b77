import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FromInspector, InspectorState, StaleReason } from '../../../src/protocol/inspector.ts';
import { emit } from '../../shared/events.ts';
import { icon } from '../../shared/icons.ts';
import type { IconName } from '../../shared/icons.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import type { StringKey } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import type { InspectorStore } from '../model.ts';

interface Content {
  glyph: IconName;
  title: string;
  body: string;
  code?: string;
  busy?: boolean;
  actions: readonly { label: StringKey; message: FromInspector }[];
}

const SCORE = { label: 'scoreThis', message: { type: 'score' } } as const;

function contentOf(state: InspectorState | null): Content {
  if (state === null) return { glyph: 'loading', title: text('waiting'), body: '', busy: true, actions: [] };
  switch (state.kind) {
    case 'unscored':
      if (state.reason === 'no-project') {
        const actions = [{ label: 'newProject', message: { type: 'createProject' } }] as const;
        return { glyph: 'info', title: text('noProjectTitle'), body: text('noProjectBody'), actions };
      }
      return { glyph: 'info', ...unscoredWords(state.reason), actions: [SCORE] };
    case 'working':
      return { glyph: 'loading', title: text('workingTitle'), body: state.message, busy: true, actions: [] };
    case 'failed': {
      const actions = [
        { label: 'tryAgain', message: { type: 'score' } },
        { label: 'showLog', message: { type: 'showLog' } },
      ] as const;
      return { glyph: 'error', title: text('failedTitle'), body: state.message, code: state.code, actions };
    }
    case 'scored':
      return { glyph: 'pass', title: '', body: '', actions: [] };
  }
}

function unscoredWords(reason: 'not-scored' | 'not-fitted' | StaleReason): Pick<Content, 'title' | 'body'> {
  if (reason === 'not-scored') return { title: text('unscoredTitle'), body: text('unscoredBody') };
  if (reason === 'not-fitted') return { title: text('unfittedTitle'), body: text('unfittedBody') };
  return { title: text('staleTitle'), body: text(EARLIER[reason]) };
}

const EARLIER = {
  references: 'staleBodyReferences',
  models: 'staleBodyModels',
  settings: 'staleBodySettings',
  classes: 'staleBodyClasses',
} as const satisfies Record<StaleReason, StringKey>;

/** What stands in the panel while there are no scores: why, and the one thing to do about it. */
@customElement('kshot-notice')
export class Notice extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 16px 12px;
      }
      h2 {
        display: flex;
        align-items: center;
        gap: 8px;
        margin: 0;
        font-size: 14px;
        font-weight: 600;
      }
      .error .icon {
        color: var(--k-odd);
      }
      p {
        margin: 8px 0 0;
        color: var(--k-dim);
        overflow-wrap: anywhere;
      }
      code {
        display: block;
        margin-top: 4px;
        color: var(--k-dim);
        font: 12px/16px var(--k-mono);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-top: 16px;
      }
    `,
  ];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [model.snapshot],
    );
  }

  protected override render(): TemplateResult {
    const content = contentOf(this.store.get().snapshot?.state ?? null);
    return html`<div role="status">
        <h2 class=${content.glyph === 'error' ? 'error' : ''}>
          ${icon(content.glyph, content.busy === true)}<span>${content.title}</span>
        </h2>
        ${content.body === '' ? nothing : html`<p>${content.body}</p>`}
        ${content.code === undefined ? nothing : html`<code>${content.code}</code>`}
      </div>
      ${
        content.actions.length === 0
          ? nothing
          : html`<div class="actions">
              ${content.actions.map(
                ({ label, message }, index) =>
                  html`<button
                    class=${index === 0 ? 'primary' : 'secondary'}
                    @click=${() => {
                      emit(this, 'kshot-post', message);
                    }}
                  >
                    ${text(label)}
                  </button>`,
              )}
            </div>`
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-notice': Notice;
  }
}
