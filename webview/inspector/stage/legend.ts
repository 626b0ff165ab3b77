import { css, html } from 'lit';
import type { CSSResult, TemplateResult } from 'lit';
import { fixed } from '../../shared/format.ts';
import { text } from '../../shared/strings.ts';
import { heatColor } from '../data/colorMap.ts';
import { RANGE_IN_LIMITS, heatAlpha } from '../data/distanceMap.ts';

const STOPS = 24;

/** The ramp with the opacity that the map has there. */
function gradient(cut: boolean): string {
  const from = cut ? STOPS / RANGE_IN_LIMITS : 0;
  const stops = Array.from({ length: STOPS + 1 - from }, (_, i) => {
    const at = (i + from) / STOPS;
    const [r, g, b] = heatColor(at);
    const alpha = heatAlpha(at * RANGE_IN_LIMITS, 1);
    return `rgb(${Math.round(r)} ${Math.round(g)} ${Math.round(b)} / ${alpha.toFixed(2)}) ${(at * 100).toFixed(1)}%`;
  });
  if (cut) stops.unshift(`transparent ${100 / RANGE_IN_LIMITS}%`);
  return `linear-gradient(90deg, ${stops.join(', ')})`;
}

const ramps = new Map<boolean, string>();

/** What the heat map's colours mean, with the limit marked; `cut`: nothing is shown below it. */
export function legend(limit: number, cut: boolean): TemplateResult {
  const ramp = ramps.get(cut) ?? gradient(cut);
  ramps.set(cut, ramp);
  return html`<div class="legend">
    <div>${text('legendTitle')}</div>
    <div class="ramp" .style=${`background-image: ${ramp}`}><span class="mark"></span></div>
    <div class="ticks">
      <span>${fixed(0, 0)}</span><span>${text(cut ? 'legendCut' : 'legendLimit', fixed(limit, 2))}</span
      ><span>${text('legendTop', fixed(limit * RANGE_IN_LIMITS, 2))}</span>
    </div>
  </div>`;
}

export const legendStyle: CSSResult = css`
  .legend {
    position: absolute;
    left: 12px;
    bottom: 12px;
    width: 264px;
    max-width: calc(100% - 24px);
    padding: 4px 8px;
    border: 1px solid var(--k-line);
    border-radius: 4px;
    background: var(--k-card);
    font-size: 11px;
    line-height: 16px;
    pointer-events: none;
  }
  .ramp {
    position: relative;
    height: 8px;
    margin: 4px 0;
    border-radius: 2px;
    box-shadow: 0 0 0 1px var(--k-line);
  }
  .mark {
    position: absolute;
    left: calc(50% - 1px);
    top: -3px;
    bottom: -3px;
    width: 2px;
    background: var(--k-fg);
    box-shadow: 0 0 0 1px var(--k-card);
  }
  .ticks {
    display: grid;
    grid-template-columns: 1fr auto 1fr;
  }
  .ticks span:last-child {
    text-align: right;
  }
`;
