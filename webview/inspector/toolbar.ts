import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { InspectorCommand } from '../../src/protocol/inspector.ts';
import { emit } from '../shared/events.ts';
import { FieldFocus } from '../shared/fieldFocus.ts';
import { fixed } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import type { IconName } from '../shared/icons.ts';
import { StoreController } from '../shared/store.ts';
import { text } from '../shared/strings.ts';
import type { StringKey } from '../shared/strings.ts';
import { base } from '../shared/theme.ts';
import { changeSettings, panelShown, togglePanel } from './model.ts';
import type { ClassStyle, InspectorStore } from './model.ts';
import { selectStyle } from './selectStyle.ts';
import { sliderStyle } from './sliderStyle.ts';
import { fitRow } from './toolbarFit.ts';
import { toolbarReview } from './toolbarReview.ts';
import { toolbarStyle } from './toolbarStyle.ts';

const STYLES: Readonly<Record<ClassStyle, { glyph: IconName; label: StringKey }>> = {
  fill: { glyph: 'circle-large-filled', label: 'classStyleFill' },
  outline: { glyph: 'circle-large-outline', label: 'classStyleOutline' },
  both: { glyph: 'record', label: 'classStyleBoth' },
};

type LayerName = 'classes' | 'heat' | 'annotations';
const TOGGLES = {
  classes: 'toggleClasses',
  heat: 'toggleHeat',
  annotations: 'toggleAnnotations',
} as const satisfies Record<LayerName, InspectorCommand>;

/** The row above the image: layers, comparison, zoom, the walk through the images, the panel. */
@customElement('kshot-toolbar')
export class Toolbar extends LitElement {
  static override styles = [base, selectStyle, sliderStyle, toolbarStyle];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new FieldFocus(this);
    new StoreController(
      this,
      () => this.store,
      (model) => [
        model.settings,
        model.zoom,
        model.scene,
        model.snapshot,
        model.annotations === null,
        model.comparing,
        panelShown(model),
      ],
    );
  }

  private readonly width = new ResizeObserver(() => {
    fitRow(this);
  });
  /** What stands in the row and changes its length; the zoom does not. */
  private content = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.width.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.width.disconnect();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { snapshot } = this.store.get();
    const content = JSON.stringify([snapshot?.walk?.of, snapshot?.review != null]);
    if (content === this.content) return;
    this.content = content;
    fitRow(this);
  }

  private command(command: InspectorCommand): () => void {
    return () => {
      emit(this, 'kshot-command', command);
    };
  }

  private layer(
    layer: LayerName,
    key: string,
    glyph: IconName,
    tip: StringKey,
    opacityLabel: StringKey,
  ): TemplateResult {
    const { visible, opacity } = this.store.get().settings[layer];
    const missing = this.isMissing(layer);
    const percent = Math.round(opacity * 100);
    const onInput = (event: Event): void => {
      changeSettings(this.store, {
        [layer]: { visible: true, opacity: (event.target as HTMLInputElement).valueAsNumber / 100 },
      });
    };
    return html`<button
        aria-pressed=${visible ? 'true' : 'false'}
        ?disabled=${missing}
        title=${text(tip)}
        aria-label=${text(layer)}
        @click=${this.command(TOGGLES[layer])}
      >
        ${icon(glyph)}<span class="label">${text(layer)}</span><kbd aria-hidden="true">${key}</kbd>
      </button>
      <input
        type="range"
        min="0"
        max="100"
        .value=${String(percent)}
        .style=${`--at: ${percent}%`}
        ?disabled=${missing}
        aria-label=${text(opacityLabel)}
        title="${text(opacityLabel)}: ${text('zoomValue', percent)}"
        @input=${onInput}
      />`;
  }

  private isMissing(layer: LayerName): boolean {
    const { scene, annotations } = this.store.get();
    if (layer === 'annotations') return annotations === null;
    return scene === null || (layer === 'classes' ? scene.labels === null : scene.map === null);
  }

  /** Each layer with its opacity and its form. */
  private layers(): TemplateResult {
    const { classStyle, cut } = this.store.get().settings;
    const { glyph, label } = STYLES[classStyle];
    return html`<div class="group" role="group" aria-label=${text('layers')}>
      ${this.layer('classes', 'C', 'layers', 'classesTip', 'classOpacity')}
      <button
        class="form"
        ?disabled=${this.isMissing('classes')}
        title=${text(label)}
        aria-label=${text(label)}
        @click=${this.command('classStyle')}
      >
        ${icon(glyph)}<kbd aria-hidden="true">O</kbd>
      </button>
      <i></i>${this.layer('heat', 'H', 'flame', 'heatTip', 'heatOpacity')}
      <button
        class="form"
        ?disabled=${this.isMissing('heat')}
        aria-pressed=${cut ? 'true' : 'false'}
        title=${text('cut')}
        aria-label=${text('cut')}
        @click=${this.command('toggleCut')}
      >
        ${icon('filter')}<kbd aria-hidden="true">T</kbd>
      </button>
      <i></i>${this.layer('annotations', 'A', 'tag', 'annotationsTip', 'annotationsOpacity')}
    </div>`;
  }

  private compare(): TemplateResult {
    const { comparing, snapshot } = this.store.get();
    return html`<button
      aria-pressed=${comparing === null ? 'false' : 'true'}
      ?disabled=${snapshot?.project == null}
      title=${text('compareTip')}
      aria-label=${text('compare')}
      @click=${this.command('compare')}
    >
      ${icon('split-horizontal')}<span class="label">${text('compare')}</span><kbd aria-hidden="true">S</kbd>
    </button>`;
  }

  private zoom(): TemplateResult {
    const { zoom } = this.store.get();
    const none = zoom === null;
    const step = (command: 'zoomIn' | 'zoomOut', glyph: IconName): TemplateResult =>
      html`<button
        class="step"
        ?disabled=${none}
        title=${text(command)}
        aria-label=${text(command)}
        @click=${this.command(command)}
      >
        ${icon(glyph)}
      </button>`;
    return html`<div class="group" role="group" aria-label=${text('zoom')}>
      ${step('zoomOut', 'remove')}
      <span class="zoom number">${none ? '–' : text('zoomValue', fixed(zoom * 100, 0))}</span>
      ${step('zoomIn', 'add')}
      <button ?disabled=${none} title=${text('fitTip')} @click=${this.command('zoomFit')}>
        ${text('fit')}<kbd aria-hidden="true">0</kbd>
      </button>
      <button ?disabled=${none} title=${text('actualTip')} @click=${this.command('zoomActual')}>
        ${text('actual')}<kbd aria-hidden="true">1</kbd>
      </button>
    </div>`;
  }

  private images(): TemplateResult | typeof nothing {
    const { snapshot } = this.store.get();
    const walk = snapshot?.walk ?? null;
    const review = snapshot?.review ?? null;
    if (walk === null && review === null) return nothing;
    const go = (to: 'next' | 'previous', possible: boolean) => (): void => {
      if (possible) emit(this, 'kshot-post', { type: 'navigate', to });
    };
    const button = (to: 'next' | 'previous', possible: boolean): TemplateResult =>
      html`<button
        aria-disabled=${possible ? 'false' : 'true'}
        title=${text(to === 'next' ? 'nextTip' : 'previousTip')}
        aria-label=${text(to)}
        @click=${go(to, possible)}
      >
        ${icon(to === 'next' ? 'chevron-right' : 'chevron-left')}<kbd aria-hidden="true"
          >${to === 'next' ? 'J' : 'K'}</kbd
        >
      </button>`;
    const { of, previous, next } = walk ?? { of: 0, previous: false, next: false };
    const position = snapshot?.image.position ?? null;
    // The filter may leave the image on show out.
    const place = position === null ? '–' : position.index + 1;
    return html`${review === null ? nothing : toolbarReview(this, review)}
      <div class="group" role="group" aria-label=${text('images')}>
        ${button('previous', previous)}
        <span
          class="position number"
          title=${position === null ? text('positionNone') : nothing}
          .style=${`min-width: ${2 * String(of).length + 3}ch`}
          >${text('position', place, of)}</span
        >
        ${button('next', next)}
      </div>
      <i></i>`;
  }

  protected override render(): TemplateResult {
    const model = this.store.get();
    const open = panelShown(model);
    this.toggleAttribute('review', model.snapshot?.review != null);
    return html`${this.layers()}<i></i>${this.compare()}
      <span class="push"></span>
      ${this.zoom()}<i></i>${this.images()}
      <button
        class="panel"
        aria-expanded=${open ? 'true' : 'false'}
        title=${text(open ? 'hidePanelTip' : 'showPanelTip')}
        aria-label=${text(open ? 'hidePanel' : 'showPanel')}
        @click=${() => {
          togglePanel(this.store);
        }}
      >
        ${icon(open ? 'layout-sidebar-right' : 'layout-sidebar-right-off')}
      </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-toolbar': Toolbar;
  }
}
