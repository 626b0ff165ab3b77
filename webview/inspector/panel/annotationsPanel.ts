import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Region } from '../../../src/domain/annotations/annotations.ts';
import { leavesImage } from '../../../src/domain/annotations/shapes.ts';
import type { FromInspector } from '../../../src/protocol/inspector.ts';
import { emit } from '../../shared/events.ts';
import { icon } from '../../shared/icons.ts';
import type { IconName } from '../../shared/icons.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import type { StringKey } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import type { PageAnnotations } from '../annotate/edits.ts';
import type { InspectorStore } from '../model.ts';
import { regionCount } from './annotations/regionFacts.ts';
import './annotations/regionList.ts';
import type { RegionList } from './annotations/regionList.ts';
import { changePanel } from './frame.ts';
import './section.ts';

/** Keys that draw, and what they draw with. */
const TOOL_KEYS = [
  ['B', 'keyBox'],
  ['P', 'keyPolygon'],
  ['R', 'keyBrush'],
  ['W', 'keyWand'],
] as const satisfies readonly (readonly [string, StringKey])[];

/** Those that begin with what the detector found. */
const DETECTOR_KEYS = [
  ['M', 'keyDraft'],
  ['Q', 'keyPart'],
] as const satisfies readonly (readonly [string, StringKey])[];

/** What people said of the image: labels to draw with, and the regions. */
@customElement('kshot-annotations')
export class AnnotationsPanel extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      p {
        margin: 0;
        color: var(--k-dim);
        font-size: 12px;
        line-height: 18px;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        margin: 6px 0 0;
        font-size: 12px;
      }
      dl div {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      dd {
        margin: 0;
      }
      .problem {
        display: grid;
        grid-template-columns: 16px minmax(0, 1fr);
        gap: 4px 8px;
        margin-bottom: 8px;
      }
      .problem .icon {
        color: var(--k-odd);
      }
      .problem p {
        color: var(--k-fg);
        overflow-wrap: anywhere;
      }
      .problem button {
        grid-column: 2;
        justify-self: start;
      }
      .tool {
        width: 22px;
        height: 22px;
        padding: 0;
        justify-content: center;
      }
    `,
  ];

  @property({ attribute: false }) store!: InspectorStore;
  @query('kshot-region-list') private list!: RegionList | null;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [
        model.annotations,
        model.scene === null,
        model.imageSize,
        model.snapshot?.project,
        model.snapshot?.defects,
        model.settings.panels,
      ],
    );
  }

  /** Moves the focus into the comment of the selected region; the section opens for it. */
  async focusComment(): Promise<void> {
    changePanel(this.store, 'annotations', { open: true });
    await this.updateComplete;
    await this.list?.focusComment();
  }

  protected override render(): TemplateResult {
    const { annotations, settings, snapshot } = this.store.get();
    const count = annotations?.value.regions.length ?? 0;
    const { open } = settings.panels.annotations;
    return html`<kshot-section
      plain
      .heading=${text('annotations')}
      .unit=${count === 0 ? '' : regionCount(count)}
      .open=${open}
      @open=${(event: CustomEvent<boolean>) => {
        changePanel(this.store, 'annotations', { open: event.detail });
      }}
      ><span slot="tools">
        ${
          snapshot?.project == null ? nothing : this.tool('editLabels', 'tag', false, { type: 'editLabels', add: null })
        }</span
      >${open ? this.content(annotations) : nothing}</kshot-section
    >`;
  }

  private content(annotations: PageAnnotations | null): TemplateResult {
    if (annotations === null) return html`<p role="status">${text('readingLabels')}</p>`;
    const { problem, value } = annotations;
    return html`${problem === null ? this.beyondImage(value.regions) : this.problem(problem)}
    ${
      value.regions.length > 0
        ? html`<kshot-region-list .store=${this.store}></kshot-region-list>`
        : problem === null
          ? lesson(this.store.get().scene !== null)
          : nothing
    }`;
  }

  private problem(problem: string): TemplateResult {
    return html`<div class="problem" role="alert">
      ${icon('error')}
      <p>${problem}</p>
      <button
        class="secondary"
        @click=${() => {
          emit(this, 'kshot-post', { type: 'openLabelFile' });
        }}
      >
        ${text('openLabelFile')}
      </button>
    </div>`;
  }

  /** Says that regions reach beyond the image, as other tools let them. They stay as they are in the file; only their pixels in the image count. */
  private beyondImage(regions: readonly Region[]): TemplateResult | typeof nothing {
    const { imageSize } = this.store.get();
    const beyond = imageSize === null ? [] : regions.filter(({ shape }) => leavesImage(shape, imageSize));
    const [first] = beyond;
    if (first === undefined) return nothing;
    return html`<div class="problem" role="status">
      ${icon('warning')}
      <p>
        ${beyond.length === 1 ? text('beyondImageOne', first.label) : text('beyondImage', beyond.length, first.label)}
      </p>
      <button
        class="secondary"
        @click=${() => {
          this.store.set({ selectedRegion: first.id });
          emit(this, 'kshot-reveal', { id: first.id, zoom: false });
        }}
      >
        ${text('showRegion')}
      </button>
    </div>`;
  }

  private tool(label: StringKey, glyph: IconName, disabled: boolean, message: FromInspector): TemplateResult {
    return html`<button
      class="tool"
      title=${text(label)}
      aria-label=${text(label)}
      aria-disabled=${disabled ? 'true' : 'false'}
      @click=${() => {
        if (!disabled) emit(this, 'kshot-post', message);
      }}
    >
      ${icon(glyph)}
    </button>`;
  }
}

/** What stands where no region is: how to make one. */
function lesson(scored: boolean): TemplateResult {
  return html`<p>${text('noRegions')}</p>
    <dl>
      ${[...TOOL_KEYS, ...(scored ? DETECTOR_KEYS : [])].map(
        ([key, what]) =>
          html`<div>
            <dt><kbd>${key}</kbd></dt>
            <dd>${text(what)}</dd>
          </div>`,
      )}
    </dl>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-annotations': AnnotationsPanel;
  }
}
