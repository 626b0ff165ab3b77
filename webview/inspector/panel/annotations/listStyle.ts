import { css } from 'lit';

/** Long lists of regions: rows of one height at their places in a box that scrolls. */
export const listStyle = css`
  .scroll {
    position: relative;
    max-height: min(50vh, 400px);
    margin: 0 -12px;
    overflow: hidden auto;
    scrollbar-width: thin;
  }
  ul {
    position: relative;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    position: absolute;
    left: 0;
    right: 0;
  }
  .region {
    display: grid;
    grid-template: 'swatch what area' 17px 'swatch more part' 15px / 10px minmax(0, 1fr) auto;
    align-content: center;
    column-gap: 8px;
    width: 100%;
    height: 40px;
    padding: 0 12px;
    border: 0;
    border-radius: 0;
    text-align: left;
  }
  .region:focus-visible,
  .region:hover:focus-visible {
    outline-offset: -1px;
  }
  .swatch {
    grid-area: swatch;
    align-self: center;
  }
  .what {
    grid-area: what;
    line-height: 17px;
  }
  .what b {
    font-weight: 600;
  }
  .what span,
  .more,
  .part {
    color: var(--k-dim);
  }
  .area {
    grid-area: area;
    line-height: 17px;
  }
  .more,
  .part {
    font-size: 11px;
    line-height: 15px;
  }
  .more {
    grid-area: more;
  }
  .part {
    grid-area: part;
  }
  li.hovered {
    background: var(--vscode-list-hoverBackground, var(--k-fill));
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  /* Dim text would be too faint on the selection. */
  li.selected {
    --k-dim: var(--k-fg);
    background: var(--vscode-list-inactiveSelectionBackground, var(--k-fill));
    box-shadow: inset 2px 0 0 var(--k-focus);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
`;
