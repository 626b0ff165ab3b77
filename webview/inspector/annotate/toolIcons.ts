import { html, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';
import type { ToolName } from '../../../src/domain/annotations/commands.ts';

/** Drawn in the manner of codicons, which have none of these: 16 × 16, lines of one pixel. */
const ICONS: Readonly<Record<ToolName, SVGTemplateResult>> = {
  select: svg`<path d="M4 1.8v11.4l2.9-2.7 1.7 3.9 1.8-.8-1.7-3.8 4-.2z" />`,
  box: svg`<path d="M2.5 4.5h11v7h-11z" /><path class="solid" d="M1 3h3v3H1zm11 7h3v3h-3z" />`,
  polygon: svg`<path d="M8 2.5l5.5 4.2-2 6.3h-7l-2-6.3z" /><path class="solid" d="M6.7 1.2h2.6v2.6H6.7z" />`,
  brush: svg`<path d="M13.6 2.4c-2.6.8-5.6 3.4-7 5.8l1.6 1.6c2.4-1.6 4.8-4.6 5.4-7.4zM5.6 9.2c-2 .1-1.6 2.6-3.6 3.6 1.8 1 5.2.8 5.2-2z" />`,
  eraser: svg`<path d="M9.4 2.6l4 4-6.8 6.8H4.2L2.2 11.4v-1.6zM5.6 6.4l4 4M7 13.4h6.5" />`,
  wand: svg`<path d="M2.5 13.5l6.6-6.6M11.5 1.8v3.4M9.8 3.5h3.4M13.5 7.6v2.2M12.4 8.7h2.2M6.4 2.3v2.2M5.3 3.4h2.2" />`,
  point: svg`<circle cx="8" cy="8" r="5.5" /><circle class="solid" cx="8" cy="8" r="2" />`,
  draft: svg`<path stroke-dasharray="2 1.5" d="M8 1.8c3.6 0 6 2.4 6 6s-2.4 6.4-6 6.4-6-2.8-6-6.4 2.4-6 6-6z" /><path class="solid" d="M8 5c2 0 3.2 1.2 3.2 3S10 11.2 8 11.2 4.8 9.8 4.8 8 6 5 8 5z" />`,
  part: svg`<circle cx="8" cy="8" r="5.8" /><path class="solid" d="M8 8V2.2A5.8 5.8 0 0 1 13.8 8z" />`,
  prompt: svg`<path d="M3 12.5c0-5 2.6-9.3 6-9.3 2.6 0 4 2 4 4.4 0 3.6-3.4 5.4-10 4.9z" stroke-dasharray="2 1.5" /><path d="M8.5 5.4v4.4M6.3 7.6h4.4" />`,
};

/** A decorative icon; the button that holds it has the name. */
export function toolIcon(name: ToolName): TemplateResult {
  return html`<svg class="tool-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    ${ICONS[name]}
  </svg>`;
}
