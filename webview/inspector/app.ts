import { LitElement, css, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { isAnnotateCommand } from '../../src/domain/annotations/commands.ts';
import type { Edit } from '../../src/domain/annotations/edits.ts';
import { shapeBox } from '../../src/domain/annotations/shapes.ts';
import type { CompareWith, FromInspector, InspectorCommand } from '../../src/protocol/inspector.ts';
import { icon } from '../shared/icons.ts';
import { StoreController } from '../shared/store.ts';
import { text } from '../shared/strings.ts';
import { base, palette } from '../shared/theme.ts';
import { applyEdit } from './annotate/state.ts';
import { compareWith, runCompare, showMatch } from './compare.ts';
import { runCommand } from './messages.ts';
import { NARROW_BELOW, panelShown, togglePanel } from './model.ts';
import type { InspectorStore } from './model.ts';
import './annotate/toolStrip.ts';
import { controlHasFocus } from './annotate/keys.ts';
import { CommentKey } from './panel/annotations/commentKey.ts';
import { findRegion, regionCount } from './panel/annotations/regionFacts.ts';
import './panel/panel.ts';
import { multipleOfThreshold } from './panel/scoreCard.ts';
import './splitter.ts';
import './stage/stage.ts';
import type { Stage } from './stage/stage.ts';
import './status.ts';
import './toolbar.ts';
import { ZOOM_STEP } from './stage/view.ts';

/** The whole page: tool row, image, panel, status row. */
@customElement('kshot-inspector')
export class InspectorApp extends LitElement {
  static override styles = [
    palette,
    base,
    css`
      :host {
        position: relative;
        display: grid;
        grid-template: 36px minmax(0, 1fr) 24px / minmax(0, 1fr);
        height: 100vh;
        overflow: hidden;
      }
      header,
      footer {
        display: grid;
        min-width: 0;
      }
      main {
        position: relative;
        display: grid;
        grid-template: minmax(0, 1fr) / auto minmax(0, 1fr);
        min-height: 0;
      }
      .split {
        grid-template-columns: auto minmax(200px, 1fr) 1px minmax(0, var(--width));
      }
      .drawer {
        position: absolute;
        inset: 0 0 0 auto;
        width: min(372px, calc(100% - 48px));
        border-left: 1px solid var(--k-line);
        box-shadow: 0 0 12px var(--vscode-widget-shadow, transparent);
      }
      .pill {
        position: absolute;
        right: 12px;
        bottom: 12px;
        border-color: var(--k-line);
        background: var(--k-card);
      }
      .pill .icon {
        color: var(--tone, inherit);
      }
      .pill:hover:not(:disabled) {
        background: var(--k-card);
        border-color: var(--k-fg);
      }
    `,
  ];

  @property({ attribute: false }) store!: InspectorStore;
  @property({ attribute: false }) post: (message: FromInspector) => void = () => undefined;
  @query('kshot-stage') private stage!: Stage;

  private readonly width = new ResizeObserver(([entry]) => {
    this.store.set({ narrow: (entry?.contentRect.width ?? 0) < NARROW_BELOW });
  });

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [
        panelShown(model),
        model.narrow,
        model.settings.panelWidth,
        model.scene,
        model.snapshot,
        model.annotations,
      ],
    );
    new CommentKey(this, () => this.store);
    this.addEventListener('kshot-command', (event) => {
      this.run((event as CustomEvent<InspectorCommand>).detail);
    });
    this.addEventListener('kshot-post', (event) => {
      this.post((event as CustomEvent<FromInspector>).detail);
    });
    this.addEventListener('kshot-compare', (event) => {
      compareWith(this.store, this.post, (event as CustomEvent<CompareWith>).detail);
    });
    this.addEventListener('kshot-edit', (event) => {
      applyEdit(this.store, this.post, (event as CustomEvent<Edit>).detail);
    });
    this.addEventListener('kshot-reveal', (event) => {
      const { id, zoom } = (event as CustomEvent<{ id: string; zoom: boolean }>).detail;
      const region = findRegion(this.store.get(), id);
      if (region !== null) this.stage.showBox(shapeBox(region.shape), zoom);
    });
    this.addEventListener('kshot-match', () => {
      showMatch(this.store, this.post);
    });
  }

  /** Does what a key, a menu or a button asks for. */
  run(command: InspectorCommand): void {
    runCommand(this.store, command, (other) => {
      if (other === 'blink' && this.stage.blinkKey()) return;
      if (runCompare(this.store, this.post, other)) return;
      if (isAnnotateCommand(other)) {
        this.stage.annotate(other);
        return;
      }
      const { viewport } = this.stage;
      if (other === 'zoomFit') viewport.fit();
      else if (other === 'zoomActual') viewport.actual();
      else if (other === 'zoomIn') viewport.zoomBy(ZOOM_STEP);
      else if (other === 'zoomOut') viewport.zoomBy(1 / ZOOM_STEP);
    });
    this.stage.drawing.keys.returned();
  }

  /** Does what a key asks for. A button that has the focus takes Space and Enter itself. */
  runKey(command: InspectorCommand): void {
    if ((command === 'press' || command === 'accept') && controlHasFocus()) return;
    this.run(command);
  }

  /** Colours that the canvas took from the theme are read again. */
  themeChanged(): void {
    this.stage.themeChanged();
  }

  /** A key press while no control has the focus belongs to the canvas. */
  canvasKey(event: KeyboardEvent): void {
    this.stage.onKey(event);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.set({ narrow: this.clientWidth < NARROW_BELOW });
    this.width.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.width.disconnect();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.style.setProperty('--width', `${this.store.get().settings.panelWidth}px`);
  }

  protected override render(): TemplateResult {
    const model = this.store.get();
    const open = panelShown(model);
    const split = open && !model.narrow;
    return html`<header>
        <h1 class="hidden">${model.snapshot?.image.name ?? text('waiting')}</h1>
        <kshot-toolbar .store=${this.store}></kshot-toolbar>
      </header>
      <main class=${split ? 'split' : ''}>
        ${
          model.snapshot?.comparison == null
            ? html`<kshot-tool-strip
                .store=${this.store}
                @kshot-canvas=${() => {
                  this.stage.focusCanvas();
                }}
              ></kshot-tool-strip>`
            : html`<span></span>`
        }
        <kshot-stage .store=${this.store}></kshot-stage>
        ${split ? html`<kshot-splitter .store=${this.store}></kshot-splitter>` : nothing}
        ${open ? html`<kshot-panel class=${split ? '' : 'drawer'} .store=${this.store}></kshot-panel>` : this.pill()}
      </main>
      <footer><kshot-status .store=${this.store}></kshot-status></footer>`;
  }

  /** The verdict in short while the panel is closed; opens it. */
  private pill(): TemplateResult | typeof nothing {
    const { scene, snapshot } = this.store.get();
    if (snapshot === null) return nothing;
    const open = (): void => {
      togglePanel(this.store);
    };
    if (scene === null) {
      const failed = snapshot.state.kind === 'failed';
      const words = text(failed ? 'failedTitle' : snapshot.state.kind === 'working' ? 'working' : 'notScored');
      return html`<button class="pill" title=${text('showPanel')} @click=${open}>
        ${icon(failed ? 'error' : 'info')}${words}${this.pillRegions()}
      </button>`;
    }
    const { record, threshold } = scene.result;
    const odd = record.verdict === 'anomalous';
    return html`<button
      class="pill"
      .style=${`--tone: var(${odd ? '--k-odd' : '--k-ok'})`}
      title=${text('showPanel')}
      @click=${open}
    >
      ${icon(odd ? 'warning' : 'pass')}${multipleOfThreshold(record.score, threshold)}
      ${text(odd ? 'anomalous' : 'normal')}${this.pillRegions()}
    </button>`;
  }

  private pillRegions(): string {
    const count = this.store.get().annotations?.value.regions.length ?? 0;
    return count === 0 ? '' : ` · ${regionCount(count)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-inspector': InspectorApp;
  }
}
