import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Region } from '../../src/domain/annotations/annotations.ts';
import { labelColor } from '../../src/domain/annotations/colors.ts';
import { fixed } from '../shared/format.ts';
import { StoreController } from '../shared/store.ts';
import { text } from '../shared/strings.ts';
import { base } from '../shared/theme.ts';
import { regionsAt } from './annotate/hit.ts';
import { shownRegions } from './annotate/shownRegions.ts';
import type { Scene } from './data/scene.ts';
import type { InspectorStore } from './model.ts';
import { sideContent } from './sides.ts';

/** The name of a class as people see it; 0 is the background. */
function className(scene: Scene, id: number): string {
  return id === 0 ? text('background') : (scene.classes.get(id)?.name ?? text('noClass', id));
}

/** The row below the image: what lies under the pointer, and what computed the scores. */
@customElement('kshot-status')
export class Status extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 16px;
        min-width: 0;
        padding: 0 12px;
        border-top: 1px solid var(--k-line);
        color: var(--k-dim);
        font-size: 12px;
        white-space: nowrap;
        overflow: hidden;
      }
      b {
        color: var(--k-fg);
        font-weight: 400;
        font-variant-numeric: tabular-nums;
      }
      .place b {
        display: inline-block;
        min-width: 4ch;
      }
      .class {
        display: flex;
        align-items: center;
        gap: 6px;
        flex: 0 1 160px;
      }
      .distance {
        flex: none;
      }
      .engine {
        margin-left: auto;
      }
      .announced {
        color: var(--k-fg);
      }
    `,
  ];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [
        model.readout,
        model.scene,
        model.companion,
        model.imageSize,
        model.annotations,
        model.hoverRegion,
        model.announced,
      ],
    );
  }

  private reading(): TemplateResult {
    const model = this.store.get();
    const { readout } = model;
    const scene = (readout === null ? model : sideContent(model, readout.side))?.scene ?? null;
    if (readout === null) return html`<span class="ellipsis">${scene === null ? nothing : text('pointerHint')}</span>`;
    const { x, y, classId, distance } = readout;
    return html`<span class="place">${text('x')} <b>${x}</b> ${text('y')} <b>${y}</b></span> ${
        scene === null || classId === null
          ? nothing
          : html`<span class="class ellipsis" title=${className(scene, classId)}>
              <span class="swatch" .style=${`background: ${scene.classes.get(classId)?.color ?? 'transparent'}`}></span>
              <b class="ellipsis">${className(scene, classId)}</b>
            </span>`
      }
      ${this.region()}
      ${distance === null ? nothing : html`<span class="distance">${text('distance')} <b>${fixed(distance, 3)}</b></span>`}`;
  }

  /** The region that is meant by the pointer, else the topmost one under the read-out. */
  private get named(): Region | null {
    const { hoverRegion, readout } = this.store.get();
    const regions = shownRegions(this.store.get());
    const meant = regions.find(({ id }) => id === hoverRegion);
    if (meant !== undefined) return meant;
    if (readout === null || readout.side !== 'main') return null;
    return regionsAt(regions, { x: readout.x + 0.5, y: readout.y + 0.5 }, 1)[0] ?? null;
  }

  private region(): TemplateResult | typeof nothing {
    const region = this.named;
    const { snapshot } = this.store.get();
    if (region === null) return nothing;
    return html`<span class="class ellipsis" title=${region.label}>
      <span class="swatch region" .style=${`background: ${labelColor(region.label, snapshot?.defects ?? [])}`}></span>
      <b class="ellipsis">${region.label}</b>
    </span>`;
  }

  protected override render(): TemplateResult {
    const model = this.store.get();
    const { readout } = model;
    const scene = (readout === null ? null : sideContent(model, readout.side)?.scene) ?? null;
    const spoken =
      readout?.spoken === true && scene !== null && readout.classId !== null && readout.distance !== null
        ? text('readoutSpoken', readout.x, readout.y, className(scene, readout.classId), fixed(readout.distance, 2))
        : '';
    const region = spoken === '' ? null : this.named;
    const result = model.scene?.result;
    const seconds = fixed(result?.record.seconds ?? 0, 2);
    return html`${this.reading()}
      <span class="hidden" role="status">${region === null ? spoken : `${spoken}, ${region.label}`}</span>
      <span class="announced ellipsis" aria-live="polite">${model.announced}</span>
      ${
        result === undefined
          ? nothing
          : html`<span class="engine ellipsis" title=${text('engineTip', result.backbone, result.provider, seconds)}
              >${text('engineLine', result.backbone, result.provider, seconds)}</span
            >`
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-status': Status;
  }
}
