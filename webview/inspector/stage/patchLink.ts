import { css, html, nothing } from 'lit';
import type { CSSResult, TemplateResult } from 'lit';
import { fixed } from '../../shared/format.ts';
import { text } from '../../shared/strings.ts';
import type { PatchPair } from '../data/matches.ts';
import type { Point } from './view.ts';

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

/** Puts line and label where the patches are; `to` is null while the match is not on screen. */
export function placeLink(root: ParentNode, from: Point | null, to: Point | null): void {
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
  const middle = shown ? { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } : from;
  label.style.visibility = middle === null ? 'hidden' : 'visible';
  if (middle !== null)
    label.style.translate = `calc(${middle.x.toFixed(1)}px - 50%) calc(${middle.y.toFixed(1)}px - 50%)`;
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
