/** How two versions of the annotations are drawn over each other, and what the line styles mean. */
import { css, html, svg } from 'lit';
import type { CSSResult, TemplateResult } from 'lit';
import type { Region } from '../../../src/domain/annotations/annotations.ts';
import { labelColor } from '../../../src/domain/annotations/colors.ts';
import type { AnnotationComparison, InspectorSnapshot } from '../../../src/protocol/inspector.ts';
import { text } from '../../shared/strings.ts';
import type { StringKey } from '../../shared/strings.ts';
import type { Frame } from '../stage/layer.ts';
import { drawShape, drawTag, isOnStage } from './drawRegion.ts';

type Kind = 'added' | 'removed' | 'before' | 'after' | 'kept';

interface Style {
  readonly dash: readonly number[];
  /** Before the label. */
  readonly sign: string;
  readonly words: StringKey;
}

/** Told apart by line and sign, not by colour, which is the label's. */
const STYLES: Readonly<Record<Kind, Style>> = {
  added: { dash: [], sign: '+', words: 'versionAdded' },
  removed: { dash: [10, 6], sign: '−', words: 'versionRemoved' },
  before: { dash: [2, 4], sign: '·', words: 'versionBefore' },
  after: { dash: [], sign: '≠', words: 'versionAfter' },
  kept: { dash: [], sign: '', words: 'versionKept' },
};

interface Version {
  readonly kind: Kind;
  readonly region: Region;
}

/** All regions of both versions, what is gone below what is there. */
function versionsOf(regions: readonly Region[], { added, changed, removed }: AnnotationComparison): Version[] {
  const isNew = new Set(added);
  const isChanged = new Set(changed.map(({ id }) => id));
  const kindOf = (id: string): Kind => (isNew.has(id) ? 'added' : isChanged.has(id) ? 'after' : 'kept');
  return [
    ...removed.map((region): Version => ({ kind: 'removed', region })),
    ...changed.map((region): Version => ({ kind: 'before', region })),
    ...regions.map((region): Version => ({ kind: kindOf(region.id), region })),
  ];
}

/** @param meant the ids of regions that are selected or pointed at. */
export function drawVersions(
  context: CanvasRenderingContext2D,
  frame: Frame,
  regions: readonly Region[],
  comparison: AnnotationComparison,
  defects: InspectorSnapshot['defects'],
  line: number,
  meant: readonly (string | null)[],
): void {
  const shown = versionsOf(regions, comparison).filter(({ region }) => isOnStage(region.shape, frame));
  for (const { kind, region } of shown) {
    const color = labelColor(region.label, defects);
    const isKept = kind === 'kept';
    const isMeant = meant.includes(region.id);
    const fill = (kind === 'added' || kind === 'after' ? 0.2 : 0) + (isMeant && kind !== 'before' ? 0.25 : 0);
    const strong = isMeant || !isKept;
    const look = { color, fill, line: strong ? line : line / 2, strong, dash: STYLES[kind].dash };
    drawShape(context, region.shape, look, frame);
  }
  for (const { kind, region } of shown) {
    if (kind === 'before' || (kind === 'kept' && !meant.includes(region.id))) continue;
    drawTag(
      context,
      `${STYLES[kind].sign} ${region.label}`.trim(),
      region.shape,
      labelColor(region.label, defects),
      frame,
    );
  }
}

/** The line styles with how many regions have each. */
export function versionsLegend(regions: readonly Region[], comparison: AnnotationComparison): TemplateResult {
  const versions = versionsOf(regions, comparison);
  const count = (kind: Kind): number => versions.filter((version) => version.kind === kind).length;
  return html`<div class="versions" role="group" aria-label=${text('versions')}>
    ${(Object.keys(STYLES) as Kind[]).map(
      (kind) =>
        html`<div>
          <svg width="32" height="12" aria-hidden="true">
            ${svg`<line x1="1" y1="6" x2="31" y2="6" class=${kind} stroke-dasharray=${STYLES[kind].dash.join(' ')}></line>`}</svg
          ><span class="sign" aria-hidden="true">${STYLES[kind].sign}</span>${text(STYLES[kind].words, count(kind))}
        </div>`,
    )}
  </div>`;
}

export const versionsStyle: CSSResult = css`
  .versions {
    position: absolute;
    left: 12px;
    top: 44px;
    padding: 4px 8px;
    border: 1px solid var(--k-line);
    border-radius: 4px;
    background: var(--k-card);
    font-size: 12px;
    line-height: 18px;
    pointer-events: none;
  }
  .versions div {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .versions .sign {
    width: 1ch;
    text-align: center;
  }
  .versions line {
    stroke: var(--k-fg);
    stroke-width: 3;
  }
  .versions line.kept {
    stroke-width: 1;
  }
`;
