import { css } from 'lit';

/** Rows of strips with their axis and key. */
export const stripStyle = css`
  .row,
  .axis {
    display: grid;
    grid-template-columns: minmax(96px, 2fr) 3fr 44px;
    gap: 8px;
    align-items: center;
  }
  .extra > .row,
  .axis.extra {
    grid-template-columns: minmax(80px, 2fr) auto 3fr 44px;
  }
  .axis.extra .ticks {
    grid-column: 3;
  }
  .axis.extra::before {
    content: '';
    grid-column: 2;
    width: 27px;
  }
  .row {
    height: 24px;
    padding: 0 12px 0 8px;
  }
  .track {
    position: relative;
    height: 24px;
    background: linear-gradient(var(--k-track), var(--k-track)) 0 50% / 100% 1px no-repeat;
  }
  .band {
    position: absolute;
    top: 4px;
    bottom: 4px;
    border-radius: 2px;
    background: var(--k-fill);
    box-shadow: 0 0 0 1px var(--k-track);
  }
  .track .mark {
    position: absolute;
    top: 4px;
    bottom: 4px;
    width: 1px;
    background: var(--k-dim);
  }
  .track .bar {
    position: absolute;
    top: 8px;
    left: 0;
    min-width: 2px;
    box-shadow: 0 0 0 1px var(--k-bg);
  }
  .bar {
    height: 8px;
    border-radius: 1px;
    background: var(--k-bar);
  }
  .bar.out {
    background: var(--k-odd);
  }
  .absent {
    position: absolute;
    top: 3px;
    left: 0;
    padding-right: 4px;
    background: var(--k-bg);
    color: var(--k-dim);
    font-size: 11px;
    line-height: 18px;
    white-space: nowrap;
  }
  .strong {
    font-weight: 600;
  }
  .number:not(.strong) {
    color: var(--k-dim);
  }
  .key {
    display: flex;
    align-items: center;
    gap: 4px;
    flex-wrap: wrap;
    margin-top: 4px;
    color: var(--k-dim);
    font-size: 11px;
    line-height: 16px;
    white-space: nowrap;
  }
  .key .mark {
    flex: none;
    width: 1px;
    height: 12px;
    margin: 0 3px;
    background: var(--k-dim);
    box-shadow: 0 0 0 3px var(--k-fill);
  }
  .key .bar {
    flex: none;
    width: 12px;
    margin-left: 8px;
  }
`;
