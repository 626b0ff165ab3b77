import { LitElement, css, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TOOL_NAMES } from '../../../src/domain/annotations/commands.ts';
import type { ToolName } from '../../../src/domain/annotations/commands.ts';
import { emit } from '../../shared/events.ts';
import { icon } from '../../shared/icons.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import type { InspectorStore } from '../model.ts';
import { toolIcon } from './toolIcons.ts';
import { TOOLS } from './toolNames.ts';
import { toolProblem } from './toolProblem.ts';

/** The column of drawing tools beside the image. One of its buttons is reached by Tab, the others by arrow keys. */
@customElement('kshot-tool-strip')
export class ToolStrip extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        align-items: stretch;
        gap: 2px;
        min-height: 0;
        padding: 8px 4px;
        border-right: 1px solid var(--k-line);
        overflow: hidden auto;
        scrollbar-width: none;
      }
      button {
        width: 44px;
        padding: 0 4px;
        justify-content: space-between;
      }
      kbd {
        padding: 0 3px;
      }
      i {
        flex: none;
        height: 1px;
        margin: 4px 2px;
        background: var(--k-line);
      }
      .tool-icon {
        flex: none;
        fill: none;
        stroke: currentColor;
        stroke-width: 1.2;
        stroke-linejoin: round;
        stroke-linecap: round;
      }
      .solid {
        fill: currentColor;
        stroke: none;
      }
      @media (max-width: 520px) {
        button {
          width: 26px;
          justify-content: center;
        }
        kbd {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    this.addEventListener('keydown', this.onKey);
    new StoreController(
      this,
      () => this.store,
      ({ tool, annotations, scene, snapshot }) => [
        tool,
        annotations?.editable,
        annotations?.problem,
        annotations?.undo,
        scene?.map == null,
        scene?.labels == null,
        snapshot?.promptModel,
      ],
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('role', 'toolbar');
    this.setAttribute('aria-orientation', 'vertical');
    this.setAttribute('aria-label', text('tools'));
  }

  /** Up and down walk through the buttons, Home and End go to the ends. */
  private readonly onKey = (event: KeyboardEvent): void => {
    const buttons = [...this.renderRoot.querySelectorAll('button')];
    const at = buttons.indexOf(this.shadowRoot!.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    buttons[(to + buttons.length) % buttons.length]!.focus();
  };

  /** A tool chosen by mouse leaves the keys to the canvas. */
  private choose(tool: ToolName, event: MouseEvent): void {
    emit(this, 'kshot-command', `tool.${tool}`);
    if (event.detail > 0) emit(this, 'kshot-canvas', null);
  }

  private tool(name: ToolName): TemplateResult {
    const model = this.store.get();
    const { label, tip, key } = TOOLS[name];
    const problem = toolProblem(model, name);
    return html`<button
      aria-pressed=${model.tool === name ? 'true' : 'false'}
      aria-disabled=${problem === null ? 'false' : 'true'}
      aria-label=${text(label)}
      title=${problem ?? text(tip)}
      tabindex=${model.tool === name ? '0' : '-1'}
      @click=${(event: MouseEvent) => {
        this.choose(name, event);
      }}
    >
      ${toolIcon(name)}<kbd aria-hidden="true">${key}</kbd>
    </button>`;
  }

  /** On a page with an undo of its own. */
  private undo(): TemplateResult | typeof nothing {
    const { annotations } = this.store.get();
    const undo = annotations?.undo ?? null;
    if (undo === null) return nothing;
    const button = (type: 'undo' | 'redo', possible: boolean): TemplateResult =>
      html`<button
        aria-disabled=${possible ? 'false' : 'true'}
        aria-label=${text(type)}
        title=${text(type)}
        tabindex="-1"
        @click=${() => {
          if (possible) emit(this, 'kshot-post', { type });
        }}
      >
        ${icon(type === 'undo' ? 'discard' : 'redo')}
      </button>`;
    return html`<i></i>${button('undo', undo.undo)}${button('redo', undo.redo)}`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.renderRoot.querySelector("[aria-pressed='true']")?.scrollIntoView({ block: 'nearest' });
  }

  protected override render(): TemplateResult {
    return html`${TOOL_NAMES.map((name) => this.tool(name))}${this.undo()}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-tool-strip': ToolStrip;
  }
}
