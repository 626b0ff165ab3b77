import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { HumanVerdict } from '../../../../src/domain/annotations/annotations.ts';
import { changeVerdict } from '../../../../src/domain/annotations/edits.ts';
import { emit } from '../../../shared/events.ts';
import { StoreController } from '../../../shared/store.ts';
import { text } from '../../../shared/strings.ts';
import { base } from '../../../shared/theme.ts';
import type { InspectorStore } from '../../model.ts';

const BUTTONS = [
  ['good', 'verdictGood', 'verdictGoodTip', 'G'],
  ['anomalous', 'verdictAnomalous', 'verdictAnomalousTip', 'F'],
  ['excluded', 'verdictExcluded', 'verdictExcludedTip', 'X'],
] as const satisfies readonly (readonly [HumanVerdict, string, string, string])[];

/** The user's verdict on the whole image; the button that is pressed takes it back. */
@customElement('kshot-verdict-bar')
export class VerdictBar extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        container-type: inline-size;
        display: flex;
        gap: 6px;
        min-width: 0;
      }
      @container (max-width: 300px) {
        kbd {
          display: none;
        }
      }
      button {
        flex: 1 1 auto;
        justify-content: center;
        min-width: 0;
        height: 28px;
        padding: 0 6px;
        border-color: var(--k-line);
        background: var(--vscode-button-secondaryBackground, var(--k-fill));
        color: var(--vscode-button-secondaryForeground, var(--k-fg));
      }
      button:hover:not(:disabled) {
        background: var(--vscode-button-secondaryHoverBackground, var(--k-fill));
      }
      button[aria-pressed='true'],
      button[aria-pressed='true']:hover:not(:disabled) {
        border-color: var(--vscode-contrastActiveBorder, var(--vscode-button-border, transparent));
        background: var(--vscode-button-background);
        color: var(--vscode-button-foreground);
      }
      kbd {
        border-color: color-mix(in srgb, currentcolor 50%, transparent);
        color: inherit;
      }
    `,
  ];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [model.annotations, model.snapshot?.comparison],
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('role', 'group');
    this.setAttribute('aria-label', text('verdict'));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { annotations, snapshot } = this.store.get();
    if (snapshot?.comparison != null) return nothing;
    const now = annotations?.value.verdict ?? null;
    return html`${BUTTONS.map(
      ([verdict, label, tip, key]) =>
        html`<button
          aria-pressed=${now === verdict ? 'true' : 'false'}
          ?disabled=${annotations?.editable !== true}
          title=${text(tip)}
          @click=${() => {
            emit(this, 'kshot-edit', changeVerdict(now === verdict ? null : verdict));
          }}
        >
          <span class="ellipsis">${text(label)}</span><kbd aria-hidden="true">${key}</kbd>
        </button>`,
    )}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-verdict-bar': VerdictBar;
  }
}
