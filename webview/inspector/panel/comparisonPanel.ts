import { LitElement, css, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { labelColor } from '../../../src/domain/annotations/colors.ts';
import type { HumanVerdict } from '../../../src/domain/annotations/annotations.ts';
import type { AnnotationComparison } from '../../../src/protocol/inspector.ts';
import { emit } from '../../shared/events.ts';
import { icon } from '../../shared/icons.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import type { StringKey } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import type { InspectorStore } from '../model.ts';
import { listStyle } from './annotations/listStyle.ts';
import { rowTop, rowsInView } from './annotations/rowWindow.ts';
import { differenceWords, versionRows } from './annotations/versionRows.ts';
import type { VersionRow } from './annotations/versionRows.ts';
import { changePanel } from './frame.ts';
import './section.ts';

const SIGNS = { added: '+', removed: '−', changed: '≠' } as const;
const VERDICTS: Readonly<Record<HumanVerdict, StringKey>> = {
  good: 'verdictGood',
  anomalous: 'verdictAnomalous',
  excluded: 'verdictExcludedIs',
};
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/** What differs between two versions of the labels: counts, the verdict, and the regions; each shows itself on the image. */
@customElement('kshot-comparison')
export class ComparisonPanel extends LitElement {
  static override styles = [
    base,
    listStyle,
    css`
      :host {
        display: block;
      }
      p {
        margin: 0 0 6px;
        font-size: 12px;
        line-height: 18px;
        overflow-wrap: anywhere;
      }
      .counts {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        color: var(--k-dim);
      }
      .counts b {
        color: var(--k-fg);
        font-variant-numeric: tabular-nums;
      }
      .problem {
        display: flex;
        gap: 8px;
      }
      .problem .icon {
        color: var(--k-odd);
      }
      .details {
        margin: 8px 0 0;
        padding: 6px 8px;
        border: 1px solid var(--k-line);
        border-radius: 4px;
        font-size: 12px;
        line-height: 18px;
      }
      .details li {
        position: static;
        overflow-wrap: anywhere;
      }
      .sign {
        grid-area: area;
        width: 16px;
        color: var(--k-fg);
        font: 600 13px/17px var(--k-mono);
        text-align: center;
      }
    `,
  ];

  @property({ attribute: false }) store!: InspectorStore;
  @state() private top = 0;
  @state() private height = 400;
  @query('.scroll') private box!: HTMLElement | null;
  private focused = -1;
  private rows: readonly VersionRow[] = [];
  private shownSelection: string | null = null;

  private readonly sizes = new ResizeObserver(() => {
    this.height = this.box?.clientHeight ?? this.height;
  });

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [
        model.annotations,
        model.snapshot?.comparison,
        model.snapshot?.defects,
        model.selectedRegion,
        model.hoverRegion,
        model.imageSize,
        model.settings.panels.comparison,
      ],
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.store.set({ hoverRegion: null });
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.box !== null) this.sizes.observe(this.box);
    const { selectedRegion } = this.store.get();
    if (selectedRegion === this.shownSelection) return;
    this.shownSelection = selectedRegion;
    this.renderRoot.querySelector('li.selected')?.scrollIntoView({ block: 'nearest' });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { annotations, settings, snapshot } = this.store.get();
    const comparison = snapshot?.comparison ?? null;
    if (comparison === null || annotations === null) return nothing;
    this.rows = versionRows(comparison, annotations.value.regions);
    const { open } = settings.panels.comparison;
    return html`<kshot-section
      plain
      .heading=${text('comparison')}
      .unit=${text('comparisonVersions', comparison.before, comparison.after)}
      .tip=${text('comparisonVersions', comparison.before, comparison.after)}
      .open=${open}
      @open=${(event: CustomEvent<boolean>) => {
        changePanel(this.store, 'comparison', { open: event.detail });
      }}
      >${open ? this.content(comparison, annotations.problem) : nothing}</kshot-section
    >`;
  }

  private content({ verdict }: AnnotationComparison, problem: string | null): TemplateResult {
    const count = (kind: VersionRow['kind']): number => this.rows.filter((row) => row.kind === kind).length;
    return html`${
        problem === null ? nothing : html`<p class="problem" role="alert">${icon('error')}<span>${problem}</span></p>`
      }
      <p class="counts" role="status">
        <span><b>${SIGNS.added}${count('added')}</b> ${text('added')}</span>
        <span><b>${SIGNS.removed}${count('removed')}</b> ${text('removed')}</span>
        <span><b>${SIGNS.changed}${count('changed')}</b> ${text('changed')}</span>
      </p>
      ${
        verdict === null
          ? nothing
          : html`<p>${text('verdictChanged', verdictName(verdict.before), verdictName(verdict.after))}</p>`
      }
      ${this.rows.length === 0 ? html`<p>${text(verdict === null ? 'noDifference' : 'noRegionDifference')}</p>` : this.list()}`;
  }

  private list(): TemplateResult {
    const { selectedRegion } = this.store.get();
    const at = this.rows.findIndex(({ region }) => region.id === selectedRegion);
    const stop = Math.max(0, Math.min(this.focused >= 0 ? this.focused : at, this.rows.length - 1));
    const shown = rowsInView(this.rows.length, null, { top: this.top, height: this.height }, [at, stop]);
    return html`<div
        class="scroll"
        @scroll=${(event: Event) => {
          this.top = (event.target as HTMLElement).scrollTop;
        }}
      >
        <ul
          aria-label=${text('comparison')}
          .style=${`height: ${rowTop(this.rows.length, null)}px`}
          @keydown=${this.onKey}
          @focusin=${this.onFocus}
          @pointerleave=${() => {
            this.store.set({ hoverRegion: null });
          }}
        >
          ${repeat(
            shown,
            (index) => `${this.rows[index]!.kind} ${this.rows[index]!.region.id}`,
            (index) => this.row(this.rows[index]!, index, index === at, index === stop),
          )}
        </ul>
      </div>
      ${at < 0 ? nothing : this.details(this.rows[at]!)}`;
  }

  /** In full what the selected row has room for in part. */
  private details(row: VersionRow): TemplateResult {
    const words = differenceWords(row, this.store.get().imageSize);
    return html`<ul class="details" aria-label=${row.region.label}>
      ${words.map((word) => html`<li>${word}</li>`)}
    </ul>`;
  }

  private row(row: VersionRow, index: number, selected: boolean, stop: boolean): TemplateResult {
    const { hoverRegion, imageSize, snapshot } = this.store.get();
    const { kind, region } = row;
    const words = differenceWords(row, imageSize).join(' · ');
    return html`<li
      class="${selected ? 'selected' : ''} ${hoverRegion === region.id ? 'hovered' : ''}"
      data-index=${index}
      aria-setsize=${this.rows.length}
      aria-posinset=${index + 1}
      .style=${`top: ${rowTop(index, null)}px`}
      @pointerenter=${() => {
        this.store.set({ hoverRegion: region.id });
      }}
    >
      <button
        class="region"
        tabindex=${stop ? 0 : -1}
        aria-current=${selected ? 'true' : 'false'}
        title="${text(kind)}: ${region.label}. ${words}"
        @click=${() => {
          this.select(index);
        }}
        @dblclick=${() => {
          emit(this, 'kshot-reveal', { id: region.id, zoom: true });
        }}
      >
        <span class="swatch" .style=${`background: ${labelColor(region.label, snapshot?.defects ?? [])}`}></span>
        <span class="what ellipsis"><b>${region.label}</b> <span>${text(kind)}</span></span>
        <span class="sign" aria-hidden="true">${SIGNS[kind]}</span><span class="more ellipsis">${words}</span>
      </button>
    </li>`;
  }

  private select(index: number): void {
    const row = this.rows[index];
    if (row === undefined) return;
    this.store.set({ selectedRegion: row.region.id });
    emit(this, 'kshot-reveal', { id: row.region.id, zoom: false });
  }

  private readonly onFocus = (event: FocusEvent): void => {
    this.focused = Number((event.target as Element).closest('li')?.dataset.index ?? -1);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined || this.focused < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.focused = Math.max(0, Math.min(this.rows.length - 1, this.focused + step));
    this.select(this.focused);
    this.requestUpdate();
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>(`li[data-index='${this.focused}'] .region`)?.focus();
    });
  };
}

function verdictName(verdict: HumanVerdict | null): string {
  return text(verdict === null ? 'verdictNone' : VERDICTS[verdict]);
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-comparison': ComparisonPanel;
  }
}
