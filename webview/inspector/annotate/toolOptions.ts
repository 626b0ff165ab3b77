import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { labelColor } from '../../../src/domain/annotations/colors.ts';
import { LABEL_KEYS } from '../../../src/domain/annotations/commands.ts';
import type { AnnotateCommand } from '../../../src/domain/annotations/commands.ts';
import { emit } from '../../shared/events.ts';
import { fixed } from '../../shared/format.ts';
import { icon } from '../../shared/icons.ts';
import { withShift } from '../../shared/keyNames.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import type { StringKey } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import { RANGE_IN_LIMITS } from '../data/distanceMap.ts';
import { changeSettings } from '../model.ts';
import type { InspectorStore } from '../model.ts';
import { sliderStyle } from '../sliderStyle.ts';
import type { Drawing } from './drawing.ts';
import { BRUSH_SIZES, TOLERANCES } from './ranges.ts';
import { TOOLS } from './toolNames.ts';
import { toolOptionsStyle } from './toolOptionsStyle.ts';

/** The brush's slider is even in ratios: this many steps for each doubling. */
const OCTAVE = 8;
/** Steps of the threshold's slider. */
const DRAFT_STEPS = 200;

interface Slider {
  words: StringKey;
  tip: StringKey;
  least: number;
  most: number;
  at: number;
  shown: string;
  change: (value: number) => void;
}

/** What the tool in hand can be told: its size, and the label of what it draws. */
@customElement('kshot-tool-options')
export class ToolOptions extends LitElement {
  static override styles = [base, sliderStyle, toolOptionsStyle];

  @property({ attribute: false }) store!: InspectorStore;
  @property({ attribute: false }) drawing!: Drawing;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      ({ tool, settings, draftThreshold, scene, snapshot, activeLabel, annotations, selectedRegion }) => [
        tool,
        settings.brushSize,
        settings.tolerance,
        draftThreshold,
        scene?.map,
        snapshot?.defects,
        activeLabel,
        annotations,
        selectedRegion,
      ],
    );
  }

  private slider({ words, tip, least, most, at, shown, change }: Slider): TemplateResult {
    const part = ((at - least) / (most - least)) * 100;
    return html`<label title=${text(tip)}
      ><span>${text(words)}</span>
      <input
        type="range"
        min=${least}
        max=${most}
        .value=${String(at)}
        .style=${`--at: ${part}%`}
        aria-valuetext=${shown}
        @input=${(event: Event) => {
          change((event.target as HTMLInputElement).valueAsNumber);
        }}
      /><span class="number">${shown}</span></label
    >`;
  }

  private sizeSlider(): TemplateResult {
    const { brushSize } = this.store.get().settings;
    return this.slider({
      words: 'brushSize',
      tip: 'brushSizeTip',
      least: 0,
      most: Math.round(Math.log2(BRUSH_SIZES.most) * OCTAVE),
      at: Math.round(Math.log2(brushSize) * OCTAVE),
      shown: text('pixels', brushSize),
      change: (value) => {
        changeSettings(this.store, { brushSize: Math.round(2 ** (value / OCTAVE)) });
      },
    });
  }

  private toleranceSlider(): TemplateResult {
    const { tolerance } = this.store.get().settings;
    return this.slider({
      words: 'tolerance',
      tip: 'toleranceTip',
      least: TOLERANCES.least,
      most: TOLERANCES.most,
      at: tolerance,
      shown: String(tolerance),
      change: (value) => {
        changeSettings(this.store, { tolerance: value });
      },
    });
  }

  private draftOptions(): TemplateResult | typeof nothing {
    const { draftThreshold, scene } = this.store.get();
    const map = scene?.map ?? null;
    if (map === null) return nothing;
    const threshold = draftThreshold ?? map.limit;
    const perStep = (RANGE_IN_LIMITS * map.limit) / DRAFT_STEPS;
    return html`${this.slider({
      words: 'draftThreshold',
      tip: 'draftThresholdTip',
      least: 0,
      most: DRAFT_STEPS,
      at: Math.round(threshold / perStep),
      shown: fixed(threshold, 3),
      change: (value) => {
        this.store.set({ draftThreshold: value * perStep });
      },
    })}${this.button('accept', 'draftTakeAll', 'draftTakeAllTip')}`;
  }

  private button(command: AnnotateCommand, words: StringKey, tip: StringKey): TemplateResult {
    return html`<button
      title=${text(tip)}
      @click=${() => {
        emit(this, 'kshot-command', command);
      }}
    >
      ${text(words)}<kbd aria-hidden="true">⏎</kbd>
    </button>`;
  }

  private own(): TemplateResult | typeof nothing {
    switch (this.store.get().tool) {
      case 'brush':
      case 'eraser':
        return this.sizeSlider();
      case 'wand':
        return this.toleranceSlider();
      case 'draft':
        return this.draftOptions();
      case 'polygon':
        return this.button('accept', 'polygonClose', 'polygonCloseTip');
      case 'prompt':
        return this.button('accept', 'promptTake', 'promptTakeTip');
      case 'select':
      case 'box':
      case 'point':
      case 'part':
        return nothing;
    }
  }

  /** The project's labels, and the one in use where it is none of them. */
  private labels(): TemplateResult {
    const { snapshot, activeLabel } = this.store.get();
    const defects = snapshot?.defects ?? [];
    const names = defects.map(({ name }) => name);
    const all = names.includes(activeLabel) ? names : [...names, activeLabel];
    return html`<div class="labels" role="group" aria-label=${text('labels')}>
      ${all.map((name, i) => {
        const key = i < LABEL_KEYS.length && i < names.length ? String(i + 1) : null;
        return html`<button
          aria-pressed=${name === activeLabel ? 'true' : 'false'}
          aria-label=${name}
          title=${key === null ? text('labelTip', name) : text('labelTipKey', name, key)}
          @click=${() => {
            this.drawing.label(name);
          }}
        >
          <span class="swatch" .style=${`background: ${labelColor(name, defects)}`}></span
          ><span class="ellipsis">${name}</span
          >${key === null ? nothing : html`<kbd aria-hidden="true">${withShift(key)}</kbd>`}
        </button>`;
      })}
      <button
        class="edit"
        title=${text('labelsEdit')}
        aria-label=${text('labelsEdit')}
        @click=${() => {
          emit(this, 'kshot-post', { type: 'editLabels', add: null });
        }}
      >
        ${icon('edit')}
      </button>
    </div>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { tool, selectedRegion, annotations } = this.store.get();
    const isShown = annotations?.editable === true && (tool !== 'select' || selectedRegion !== null);
    this.toggleAttribute('empty', !isShown);
    if (!isShown) return nothing;
    return html`<div class="bar" role="group" aria-label=${text('toolOptions')}>
      <b>${text(TOOLS[tool].label)}</b>${this.own()}${tool === 'eraser' ? nothing : this.labels()}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-tool-options': ToolOptions;
  }
}
