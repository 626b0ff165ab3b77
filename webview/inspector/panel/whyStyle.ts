import { css } from 'lit';

export const whyStyle = css`
  :host {
    display: block;
  }
  ul {
    margin: 0 -6px;
    padding: 0;
    list-style: none;
  }
  li {
    position: relative;
  }
  .row,
  .axis {
    display: grid;
    grid-template-columns: 96px 1fr 44px;
    gap: 8px;
    align-items: center;
  }
  .row {
    width: 100%;
    height: 22px;
    padding: 0 6px;
    border: 0;
    border-radius: 3px;
    text-align: left;
  }
  .track {
    position: relative;
    height: 12px;
    border-radius: 2px;
    background: var(--k-fill);
    box-shadow: 0 0 0 1px var(--vscode-contrastBorder, transparent);
  }
  .fill {
    position: absolute;
    inset: 0 auto 0 0;
    border-radius: 2px;
    background: var(--k-ok);
  }
  .odd .fill {
    background: var(--k-odd);
  }
  .off {
    color: var(--k-dim);
  }
  .off .fill {
    border: 1px solid var(--k-dim);
    background: none;
  }
  .track .one {
    position: absolute;
    top: -3px;
    bottom: -3px;
    width: 2px;
    margin-left: -1px;
    background: var(--k-fg);
    box-shadow: 0 0 0 1px var(--k-bg);
  }
  .divider {
    margin-top: 4px;
    color: var(--k-dim);
    font-size: 11px;
    line-height: 20px;
  }
  .ticks span:first-child {
    transform: none;
  }
  .ticks span:last-child {
    transform: translateX(-100%);
  }
  .ticks .one {
    color: var(--k-fg);
    font-weight: 600;
  }
`;
