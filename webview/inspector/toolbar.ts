import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { InspectorCommand } from '../../src/protocol/inspector.ts';
import { emit } from '../shared/events.ts';
import { fixed } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import type { IconName } from '../shared/icons.ts';
import { StoreController } from '../shared/store.ts';
import { text } from '../shared/strings.ts';
import type { StringKey } from '../shared/strings.ts';
import { base } from '../shared/theme.ts';
import { changeSettings, panelShown, togglePanel } from './model.ts';
import type { InspectorStore } from './model.ts';
import { toolbarStyle } from './toolbarStyle.ts';

/** The row above the image: layers, zoom, previous and next image, the panel. */
@customElement('kshot-toolbar')
export class Toolbar extends LitElement {
  static override styles = [base, toolbarStyle];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [model.settings, model.zoom, model.scene, model.snapshot, panelShown(model)],
    );
  }

  private command(command: InspectorCommand): () => void {
    return () => {
      emit(this, 'kshot-command', command);
    };
  }

  private layer(
    layer: 'classes' | 'heat',
    key: string,
    glyph: IconName,
    tip: StringKey,
    opacityLabel: StringKey,
  ): TemplateResult {
    const { settings, scene } = this.store.get();
    const { visible, opacity } = settings[layer];
    const missing = scene === null || (layer === 'classes' ? scene.labels === null : scene.map === null);
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
        @click=${this.command(layer === 'classes' ? 'toggleClasses' : 'toggleHeat')}
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

  private zoom(): TemplateResult {
    const { zoom } = this.store.get();
    const none = zoom === null;
    return html`<div class="group" role="group" aria-label=${text('zoom')}>
      <button
        class="step"
        ?disabled=${none}
        title=${text('zoomOut')}
        aria-label=${text('zoomOut')}
        @click=${this.command('zoomOut')}
      >
        ${icon('remove')}
      </button>
      <span class="zoom number">${none ? '–' : text('zoomValue', fixed(zoom * 100, 0))}</span>
      <button
        class="step"
        ?disabled=${none}
        title=${text('zoomIn')}
        aria-label=${text('zoomIn')}
        @click=${this.command('zoomIn')}
      >
        ${icon('add')}
      </button>
      <button ?disabled=${none} title=${text('fitTip')} @click=${this.command('zoomFit')}>
        ${text('fit')}<kbd aria-hidden="true">0</kbd>
      </button>
      <button ?disabled=${none} title=${text('actualTip')} @click=${this.command('zoomActual')}>
        ${text('actual')}<kbd aria-hidden="true">1</kbd>
      </button>
    </div>`;
  }

  private images(): TemplateResult | typeof nothing {
    const position = this.store.get().snapshot?.image.position ?? null;
    if (position === null) return nothing;
    const go = (to: 'next' | 'previous', possible: boolean) => (): void => {
      if (possible) emit(this, 'kshot-post', { type: 'navigate', to });
    };
    const button = (to: 'next' | 'previous', possible: boolean): TemplateResult =>
      html`<button
        aria-disabled=${possible ? 'false' : 'true'}
        title=${text(to)}
        aria-label=${text(to)}
        @click=${go(to, possible)}
      >
        ${icon(to === 'next' ? 'chevron-right' : 'chevron-left')}<kbd aria-hidden="true"
          >${to === 'next' ? 'J' : 'K'}</kbd
        >
      </button>`;
    return html`<div class="group" role="group" aria-label=${text('images')}>
        ${button('previous', position.index > 0)}
        <span class="position number" .style=${`min-width: ${2 * String(position.of).length + 3}ch`}
          >${text('position', position.index + 1, position.of)}</span
        >
        ${button('next', position.index < position.of - 1)}
      </div>
      <i></i>`;
  }

  protected override render(): TemplateResult {
    const open = panelShown(this.store.get());
    const label = text(open ? 'hidePanel' : 'showPanel');
    return html`<div class="group" role="group" aria-label=${text('layers')}>
        ${this.layer('classes', 'C', 'layers', 'classesTip', 'classOpacity')}<i
        ></i>${this.layer('heat', 'H', 'flame', 'heatTip', 'heatOpacity')}
      </div>
      <span class="push"></span>
      ${this.zoom()}<i></i>${this.images()}
      <button
        class="panel"
        aria-expanded=${open ? 'true' : 'false'}
        title=${label}
        aria-label=${label}
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
