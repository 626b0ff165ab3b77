import { LitElement, css, html } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { StaleReason } from '../../../src/protocol/inspector.ts';
import { emit } from '../../shared/events.ts';
import { icon } from '../../shared/icons.ts';
import { withCommandKey } from '../../shared/keyNames.ts';
import { text } from '../../shared/strings.ts';
import type { StringKey } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';

const CHANGED = {
  references: 'staleReferences',
  models: 'staleModels',
  settings: 'staleSettings',
  classes: 'staleClasses',
} as const satisfies Record<StaleReason, StringKey>;

/** Says that the scores are of the project as it was before, why, and makes new ones. */
@customElement('kshot-stale')
export class StaleBar extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 8px;
        min-width: 0;
        padding: 6px 8px 6px 12px;
        border-bottom: 1px solid var(--k-line);
        background: var(--k-card);
      }
      .icon {
        color: var(--vscode-editorWarning-foreground, var(--vscode-charts-yellow, var(--k-fg)));
      }
      p {
        flex: 1;
        min-width: 0;
        margin: 0;
        font-size: 12px;
        line-height: 16px;
      }
      button .icon {
        color: inherit;
      }
      button.secondary {
        height: 26px;
        padding: 0 8px;
      }
      kbd {
        color: inherit;
      }
    `,
  ];

  @property() reason: StaleReason = 'settings';

  protected override render(): TemplateResult {
    return html`${icon('warning')}
      <p role="status">${text(CHANGED[this.reason])}</p>
      <button
        class="secondary"
        title=${text('refreshTip')}
        @click=${() => {
          emit(this, 'kshot-post', { type: 'score' });
        }}
      >
        ${icon('refresh')}${text('refresh')}<kbd aria-hidden="true">${withCommandKey('Enter')}</kbd>
      </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-stale': StaleBar;
  }
}
