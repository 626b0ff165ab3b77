import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Region } from '../../../../src/domain/annotations/annotations.ts';
import { labelColor } from '../../../../src/domain/annotations/colors.ts';
import { emit } from '../../../shared/events.ts';
import { deepActive } from '../../../shared/fieldFocus.ts';
import { StoreController } from '../../../shared/store.ts';
import { text } from '../../../shared/strings.ts';
import { base } from '../../../shared/theme.ts';
import type { InspectorStore } from '../../model.ts';
import { listStyle } from './listStyle.ts';
import './regionEditor.ts';
import type { RegionEditor } from './regionEditor.ts';
import { areaWords, kindName, shapeArea, shapeName } from './regionFacts.ts';
import { rowTop, rowsInView } from './rowWindow.ts';
import type { OpenRow } from './rowWindow.ts';

/** What the selected row takes more until it has been measured. */
const USUAL_EXTRA = 68;
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/** The regions from the top to the bottom; the selected one is open. Rows are one tab stop, with arrow keys between them. */
@customElement('kshot-region-list')
export class RegionList extends LitElement {
  static override styles = [base, listStyle];

  @property({ attribute: false }) store!: InspectorStore;
  @state() private top = 0;
  @state() private height = 400;
  @state() private extra = USUAL_EXTRA;
  @query('.scroll') private box!: HTMLElement | null;
  @query('kshot-region-editor') private editor!: RegionEditor | null;
  /** The row that has the focus, by its place; −1: none. */
  private focused = -1;
  private shownSelection: string | null = null;
  /** What had the focus before rendering, and the place of its row. */
  private held: { element: HTMLElement; index: number } | null = null;

  private readonly sizes = new ResizeObserver(() => {
    this.height = this.box?.clientHeight ?? this.height;
    if (this.editor !== null) this.extra = this.editor.offsetHeight;
  });

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [
        model.annotations,
        model.selectedRegion,
        model.hoverRegion,
        model.imageSize,
        model.snapshot?.defects,
        model.snapshot?.project,
      ],
    );
  }

  /** Moves the focus into the comment of the selected region. */
  async focusComment(): Promise<void> {
    await this.updateComplete;
    this.reveal();
    await this.editor?.focusComment();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.store.set({ hoverRegion: null });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const row = this.shadowRoot?.activeElement?.closest('li');
    const element = row && deepActive();
    this.held = element ? { element, index: Number(row.dataset.index) } : null;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.keepFocus();
    for (const part of [this.box, this.editor]) if (part !== null) this.sizes.observe(part);
    const { selectedRegion } = this.store.get();
    if (selectedRegion === this.shownSelection) return;
    this.shownSelection = selectedRegion;
    if (selectedRegion !== null) this.reveal();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { selectedRegion } = this.store.get();
    const regions = this.regions();
    if (regions.length === 0) return nothing;
    const at = regions.findIndex(({ id }) => id === selectedRegion);
    const open = at < 0 ? null : { index: at, extra: this.extra };
    const rows = rowsInView(regions.length, open, { top: this.top, height: this.height }, [at, this.focused]);
    const stop = at >= 0 ? at : Math.max(0, Math.min(this.focused, regions.length - 1));
    const always = rows.includes(stop) ? rows : [stop, ...rows];
    const height = rowTop(regions.length, open);
    return html`<div class="scroll" @scroll=${this.onScroll}>
      <ul
        aria-label=${text('regions')}
        .style=${`height: ${height}px`}
        @keydown=${this.onKey}
        @focusin=${this.onFocus}
        @focusout=${this.onFocus}
        @pointerleave=${() => {
          this.store.set({ hoverRegion: null });
        }}
      >
        ${repeat(
          always,
          (index) => regions[index]!.id,
          (index) => this.row(regions[index]!, index, regions.length, open, index === stop),
        )}
      </ul>
    </div>`;
  }

  /** From the top to the bottom. */
  private regions(): readonly Region[] {
    return this.store.get().annotations?.value.regions.toReversed() ?? [];
  }

  private row(region: Region, index: number, of: number, open: OpenRow | null, stop: boolean): TemplateResult {
    const { hoverRegion, imageSize, snapshot } = this.store.get();
    const { id, label, comment, shape } = region;
    const defects = snapshot?.defects ?? [];
    const selected = open?.index === index;
    const { pixels, part } = areaWords(shapeArea(shape, imageSize), imageSize);
    const more = [shapeName(shape), kindName(label, defects)].filter((word) => word !== null).join(' · ');
    return html`<li
      class="${selected ? 'selected' : ''} ${hoverRegion === id ? 'hovered' : ''}"
      data-index=${index}
      aria-setsize=${of}
      aria-posinset=${index + 1}
      .style=${`top: ${rowTop(index, open)}px`}
      @pointerenter=${() => {
        this.store.set({ hoverRegion: id });
      }}
    >
      <button
        class="region"
        tabindex=${stop ? 0 : -1}
        aria-current=${selected ? 'true' : 'false'}
        title=${comment === '' ? label : `${label}: ${comment}`}
        @click=${() => {
          this.select(index);
        }}
        @dblclick=${() => {
          emit(this, 'kshot-reveal', { id, zoom: true });
        }}
      >
        <span class="swatch" .style=${`background: ${labelColor(label, defects)}`}></span>
        <span class="what ellipsis"><b>${label}</b> <span>${more}</span></span
        ><span class="area number">${pixels}</span>
        <span class="more ellipsis">${comment === '' ? text('noComment') : comment}</span>
        <span class="part number">${part}</span>
      </button>
      ${
        selected
          ? html`<kshot-region-editor
              .store=${this.store}
              .region=${region}
              .annotations=${this.store.get().annotations}
              @kshot-done=${this.focusSelected}
            ></kshot-region-editor>`
          : nothing
      }
    </li>`;
  }

  private select(index: number): void {
    const region = this.regions()[index];
    if (region === undefined) return;
    this.store.set({ selectedRegion: region.id });
    emit(this, 'kshot-reveal', { id: region.id, zoom: false });
  }

  /** A row that moved keeps the focus; from one that went it passes to the next. */
  private keepFocus(): void {
    const { held } = this;
    if (held === null || held.element === deepActive()) return;
    if (held.element.isConnected) {
      held.element.focus();
      return;
    }
    const index = Math.min(held.index, this.regions().length - 1);
    if (index < 0) return;
    this.select(index);
    void this.updateComplete.then(this.focusSelected);
  }

  private readonly onScroll = (): void => {
    this.top = this.box?.scrollTop ?? 0;
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    const isRow = event.target instanceof Element && event.target.matches('.region');
    if (!isRow || (step === undefined && event.key !== 'Enter')) return;
    event.preventDefault();
    if (step === undefined) {
      this.select(this.focused);
      void this.focusComment();
      return;
    }
    const { length } = this.regions();
    this.select(Math.max(0, Math.min(length - 1, this.focused + step)));
    void this.updateComplete.then(this.focusSelected);
  };

  private readonly onFocus = (event: FocusEvent): void => {
    const element = (event.type === 'focusin' ? event.target : event.relatedTarget) as Element | null;
    const index = element?.closest('li')?.dataset.index;
    this.focused = index === undefined ? -1 : Number(index);
  };

  private readonly focusSelected = (): void => {
    this.renderRoot.querySelector<HTMLElement>('li.selected .region')?.focus();
  };

  private reveal(): void {
    this.renderRoot.querySelector('li.selected')?.scrollIntoView({ block: 'nearest' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-region-list': RegionList;
  }
}
