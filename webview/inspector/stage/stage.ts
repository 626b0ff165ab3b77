import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query, queryAll } from 'lit/decorators.js';
import type { Box } from '../../../src/domain/annotations/shapes.ts';
import type { AnnotateCommand } from '../../../src/domain/annotations/commands.ts';
import { emit } from '../../shared/events.ts';
import { icon } from '../../shared/icons.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import { panelShown } from '../model.ts';
import type { InspectorModel, InspectorStore, Side } from '../model.ts';
import { Drawing } from '../annotate/drawing.ts';
import { versionsLegend, versionsStyle } from '../annotate/versions.ts';
import '../annotate/toolOptions.ts';
import { otherSide, outlinedPatch, selectedPair, sideContent } from '../sides.ts';
import { Blink } from './blink.ts';
import './compareBar.ts';
import './imageView.ts';
import type { DrawnDetail, ImageView } from './imageView.ts';
import { legend, legendStyle } from './legend.ts';
import { lookOf } from './look.ts';
import './minimap.ts';
import type { Minimap } from './minimap.ts';
import { cellOf, middleOf } from './patchCell.ts';
import { patchLink, patchLinkStyle, placeLink } from './patchLink.ts';
import { stageStyle } from './stageStyle.ts';
import { toStage } from './view.ts';
import type { Point } from './view.ts';
import { Viewport } from './viewport.ts';
import { ViewportLink } from './viewportLink.ts';

/**
 * The image, alone or beside another one, with what lies over them: names, legend, minimap, the line between two patches. It owns the view
 * transforms; tools and pushes change them through `viewport`.
 */
@customElement('kshot-stage')
export class Stage extends LitElement {
  static override styles = [base, stageStyle, legendStyle, patchLinkStyle, versionsStyle];

  @property({ attribute: false }) store!: InspectorStore;
  @query('kshot-minimap') private minimap!: Minimap | null;
  @queryAll('kshot-view') private views!: NodeListOf<ImageView>;

  readonly viewport = new Viewport(() => {
    this.link.firstChanged();
    this.viewChanged();
  });
  private readonly second = new Viewport((byUser) => {
    this.link.secondChanged(byUser);
    this.viewChanged();
  });
  private readonly link = new ViewportLink(
    () => this.viewport,
    () => this.second,
  );
  private readonly blink = new Blink(this, () => this.store);
  /** The tool in hand. */
  readonly drawing = new Drawing(this, {
    store: () => this.store,
    content: (side) => [...this.views].find((view) => view.side === side)?.content ?? null,
    reveal: (at) => {
      this.mainViewport.reveal(at);
    },
    redraw: () => {
      for (const view of this.views) view.invalidate();
    },
  });
  private shownPatch: number | null = null;
  private shiftedFor: number | null = null;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [
        model.snapshot,
        model.scene,
        model.companion,
        model.comparing,
        model.swapped,
        model.blinking,
        model.imageSize,
        model.settings,
        model.selectedPatch,
        model.annotations,
        panelShown(model),
      ],
    );
    this.addEventListener('kshot-drawn', this.onDrawn);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.drawing.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.drawing.disconnect();
  }

  /** A key or a button is about drawing. */
  annotate(command: AnnotateCommand): void {
    this.drawing.run(command, 1 / (this.mainViewport.view?.scale ?? 1));
  }

  /** The canvas takes the keys. */
  focusCanvas(): void {
    this.views[0]?.focus();
  }

  /** Reads the theme's colours again. */
  themeChanged(): void {
    for (const view of this.views) view.themeChanged();
    this.minimap?.requestUpdate();
  }

  /** Brings a box of the image into view. @param zoom as large as is useful. */
  showBox(box: Box, zoom: boolean): void {
    this.mainViewport.showBox(box, zoom);
  }

  /** A key press that no control has the focus for. */
  onKey(event: KeyboardEvent): void {
    this.views[0]?.onKey(event);
  }

  /** Blink's key, once more; true where that was not to end it. */
  blinkKey(): boolean {
    return this.blink.takesKey();
  }

  /** Where an image point is on the stage, for tests and tools; null before the first frame. */
  stagePoint(at: Point): Point | null {
    return this.viewport.view === null ? null : toStage(this.viewport.view, at);
  }

  private get leadingSide(): Side {
    const { blinking, swapped, comparing } = this.store.get();
    if (comparing === null) return 'main';
    return blinking ? this.blink.side : swapped ? 'companion' : 'main';
  }

  /** The viewport of the image that the page is about. */
  private get mainViewport(): Viewport {
    const { blinking } = this.store.get();
    return this.leadingSide === 'main' || blinking ? this.viewport : this.second;
  }

  private viewChanged(): void {
    this.store.set({ zoom: this.mainViewport.view?.scale ?? null });
    for (const view of this.views) view.invalidate();
  }

  private readonly onDrawn = (event: Event): void => {
    // First what reads the layout, then what changes it; nothing is read while no patch is selected.
    if (this.store.get().selectedPatch !== null) this.placeLink();
    this.minimap?.follow();
    const { side } = (event as CustomEvent<DrawnDetail>).detail;
    // The picture has come after the minimap was made.
    if (side === 'main' && this.minimap?.content !== this.mainContent()) this.requestUpdate();
  };

  private mainContent(): ImageView['content'] {
    return [...this.views].find(({ side }) => side === 'main')?.content ?? this.minimap?.content ?? null;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { selectedPatch } = this.store.get();
    if (selectedPatch === this.shownPatch) return;
    this.shownPatch = selectedPatch;
    this.shiftedFor = null;
    this.link.shift(null);
    if (selectedPatch !== null) this.revealPatch();
  }

  /** Brings the selected patch on the stage and asks for its match. */
  private revealPatch(): void {
    const model = this.store.get();
    const patch = outlinedPatch(model, 'main');
    if (patch === null || model.scene === null) return;
    this.mainViewport.reveal(middleOf(cellOf(patch.index, patch.grid, model.scene.result)));
    emit(this, 'kshot-match', null);
  }

  private placeLink(): void {
    const from = this.patchPoint('main');
    const to = this.patchPoint('companion');
    if (from !== null && to === null) this.bringMatchBeside();
    placeLink(this.renderRoot, this.clientWidth, from, to);
  }

  /** A match off the stage comes to where the patch is: the second view is shifted, once a selection. */
  private bringMatchBeside(): void {
    const model = this.store.get();
    const here = outlinedPatch(model, 'main');
    const there = outlinedPatch(model, 'companion');
    const isShown = [...this.views].some(({ side, content }) => side === 'companion' && content !== null);
    if (here === null || there === null || !isShown || this.shiftedFor === here.index) return;
    this.shiftedFor = here.index;
    const unit = { width: 1, height: 1 };
    const from = middleOf(cellOf(here.index, here.grid, unit));
    const to = middleOf(cellOf(there.index, there.grid, unit));
    const sign = this.leadingSide === 'main' ? 1 : -1;
    this.link.shift({ u: sign * (to.x - from.x), v: sign * (to.y - from.y) });
  }

  /** The middle of the outlined patch of a side, on the stage; null where it is not to be seen. */
  private patchPoint(side: Side): Point | null {
    const view = [...this.views].find((candidate) => candidate.side === side);
    const patch = outlinedPatch(this.store.get(), side);
    if (view === undefined || patch === null || view.content === null || view.viewport.view === null) return null;
    const at = toStage(view.viewport.view, middleOf(cellOf(patch.index, patch.grid, view.content.size)));
    const { width, height } = view.viewport.stage;
    if (at.x < 0 || at.y < 0 || at.x > width || at.y > height) return null;
    return { x: at.x + view.offsetLeft, y: at.y + view.offsetTop };
  }

  protected override render(): TemplateResult {
    const model = this.store.get();
    const { comparing, blinking, scene, settings } = model;
    const split = comparing !== null && !blinking;
    const leading = this.leadingSide;
    const heat = scene?.map != null && settings.heat.visible;
    const place = !split ? (blinking ? 'both' : '') : leading === 'main' ? 'first' : 'second';
    return html`<div class="views ${split ? 'split' : ''}">
        <kshot-view
          .store=${this.store}
          .viewport=${this.viewport}
          .drawing=${this.drawing}
          .side=${leading}
          leads
        ></kshot-view>
        ${
          split
            ? html`<kshot-view
                .store=${this.store}
                .viewport=${this.second}
                .drawing=${this.drawing}
                .side=${otherSide(leading)}
              ></kshot-view>`
            : nothing
        }
      </div>
      ${patchLink(selectedPair(model))}
      <div class="tags main ${place} ${blinking && leading === 'main' ? 'on' : ''}">${this.mainTag(model)}</div>
      ${comparing === null ? nothing : html`<div class="tags companion ${place} ${blinking && leading === 'companion' ? 'on' : ''}"><kshot-compare-bar .store=${this.store}></kshot-compare-bar></div>`}
      ${this.annotationBar(model)} ${heat ? legend(scene.result.mapLimit, settings.cut) : nothing}
      <kshot-minimap
        class=${panelShown(model) ? '' : 'above-pill'}
        .viewport=${this.mainViewport}
        .content=${this.mainContent()}
        .look=${lookOf(settings, null)}
      ></kshot-minimap>`;
  }

  /** The tool's options, or what the line styles mean where two versions are compared. */
  private annotationBar({ snapshot, annotations }: InspectorModel): TemplateResult | typeof nothing {
    const comparison = snapshot?.comparison ?? null;
    if (annotations === null) return nothing;
    if (comparison !== null) return versionsLegend(annotations.value.regions, comparison);
    return html`<kshot-tool-options .store=${this.store} .drawing=${this.drawing}></kshot-tool-options>`;
  }

  private mainTag(model: InspectorModel): TemplateResult | typeof nothing {
    const { imageSize } = model;
    const image = sideContent(model, 'main')?.image;
    if (image === undefined) return nothing;
    const size = imageSize === null ? '' : ` · ${text('imageSize', imageSize.width, imageSize.height)}`;
    return html`<span class="tag" title=${image.name}
        ><span class="ellipsis">${image.name}</span><span class="size">${size}</span></span
      >
      ${image.isReference ? html`<span class="tag badge" title=${text('referenceTip')}>${icon('bookmark')}${text('reference')}</span>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-stage': Stage;
  }
}
