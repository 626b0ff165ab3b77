import { css } from 'lit';

/** The numbers under an axis, each in the middle of its place. */
export const ticksStyle = css`
  .ticks {
    position: relative;
    grid-column: 2;
    height: 16px;
    color: var(--k-dim);
    font-size: 11px;
    line-height: 16px;
    font-variant-numeric: tabular-nums;
  }
  .ticks span {
    position: absolute;
    transform: translateX(-50%);
  }
`;
