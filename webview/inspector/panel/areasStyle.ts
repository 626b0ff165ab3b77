import { css } from 'lit';

export const areasStyle = css`
  ul {
    margin: 0 -12px;
    padding: 0;
    list-style: none;
  }
  p {
    margin: 0;
    color: var(--k-dim);
  }
  .row,
  .axis {
    display: grid;
    grid-template-columns: minmax(96px, 2fr) 3fr 44px;
    gap: 12px;
    align-items: center;
  }
  .row {
    height: 24px;
    padding: 0 12px;
  }
  .hovered {
    background: var(--vscode-list-hoverBackground, var(--k-fill));
  }
  li.hovered {
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .name {
    display: flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
  }
  .track {
    position: relative;
    height: 24px;
    background: linear-gradient(var(--k-track), var(--k-track)) 0 50% / 100% 1px no-repeat;
  }
  .band {
    position: absolute;
    top: 6px;
    bottom: 6px;
    border-radius: 2px;
    background: var(--k-fill);
    box-shadow: 0 0 0 1px var(--k-track);
  }
  .track .mark {
    position: absolute;
    top: 6px;
    bottom: 6px;
    width: 1px;
    background: var(--k-dim);
  }
  .track .dot {
    position: absolute;
    top: 7px;
    margin-left: -5px;
  }
  .dot {
    width: 10px;
    height: 10px;
    border: 2px solid var(--k-fg);
    border-radius: 50%;
    background: var(--k-bg);
  }
  .dot.out {
    border-color: var(--k-odd);
    background: var(--k-odd);
  }
  .track .dot {
    box-shadow: 0 0 0 1px var(--k-bg);
  }
  .strong {
    font-weight: 600;
  }
  .number:not(.strong) {
    color: var(--k-dim);
  }
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
  .key {
    display: flex;
    align-items: center;
    gap: 4px;
    margin-top: 4px;
    color: var(--k-dim);
    font-size: 11px;
    line-height: 16px;
    white-space: nowrap;
    overflow: hidden;
  }
  .key .mark {
    width: 1px;
    height: 12px;
    margin: 0 3px;
    background: var(--k-dim);
    box-shadow: 0 0 0 3px var(--k-fill);
  }
  .key .dot {
    flex: none;
    width: 8px;
    height: 8px;
    margin-left: 8px;
  }
`;
