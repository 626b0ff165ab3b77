import { css, html, nothing } from 'lit';
import type { CSSResult, TemplateResult } from 'lit';
import { fixed } from '../../shared/format.ts';
import { text } from '../../shared/strings.ts';
import type { PatchPair } from '../data/matches.ts';
import type { Point } from './view.ts';

/** The label stands this many CSS pixels above the line. */
const LABEL_RISE = 14;
const MARGIN = 12;

/** A line from a patch to its match, with the distance; `placeLink` puts it where the two are. */
export function patchLink(pair: PatchPair | null): TemplateResult | typeof nothing {
  if (pair === null) return nothing;
  const words = text('patchNearest', fixed(pair.distance, 2), pair.image);
  return html`<svg class="link" aria-hidden="true">
      <line class="rim"></line>
      <line></line>
    </svg>
    <div class="link-label" role="status" title=${words}>
      <b>${fixed(pair.distance, 2)}</b><span class="ellipsis">${text('patchNearestIn', pair.image)}</span>
    </div>`;
}

/** Puts line and label where the patches are, on a stage of this width; `to` is null while the match is not on screen. */
export function placeLink(root: ParentNode, width: number, from: Point | null, to: Point | null): void {
  const label = root.querySelector<HTMLElement>('.link-label');
  if (label === null) return;
  const shown = from !== null && to !== null;
  for (const line of root.querySelectorAll<SVGLineElement>('.link line')) {
    line.style.display = shown ? '' : 'none';
    if (!shown) continue;
    for (const [name, value] of [
      ['x1', from.x],
      ['y1', from.y],
      ['x2', to.x],
      ['y2', to.y],
    ] as const)
      line.setAttribute(name, value.toFixed(1));
  }
  const at = shown ? labelPoint(from, to) : from;
  label.style.visibility = at === null ? 'hidden' : 'visible';
  if (at === null) return;
  // Above the line, so that it covers neither patch, and never off the stage.
  const x = `clamp(${MARGIN}px, ${at.x.toFixed(1)}px - 50%, ${(width - MARGIN).toFixed(1)}px - 100%)`;
  label.style.translate = `${x} max(${MARGIN}px, ${(at.y - LABEL_RISE).toFixed(1)}px - 100%)`;
}

/** The middle of a level line; on a steep one, near its beginning: what lies between two views one above the other stays free. */
function labelPoint(from: Point, to: Point): Point {
  const part = Math.abs(to.x - from.x) > Math.abs(to.y - from.y) ? 0.5 : 0.2;
  return { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
}

export const patchLinkStyle: CSSResult = css`
  .link {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    pointer-events: none;
  }
  .link line {
    stroke: var(--k-fg);
    stroke-width: 1.5;
    stroke-dasharray: 4 3;
  }
  .link .rim {
    stroke: var(--k-bg);
    stroke-width: 3.5;
    stroke-dasharray: none;
  }
  .link-label {
    position: absolute;
    left: 0;
    top: 0;
    display: flex;
    gap: 8px;
    max-width: min(320px, calc(100% - 24px));
    padding: 0 8px;
    border: 1px solid var(--k-line);
    border-radius: 4px;
    background: var(--k-card);
    font-size: 12px;
    line-height: 22px;
    pointer-events: none;
  }
`;
