import { css } from 'lit';

/** Rows of classes in all panels: the names, the hovered class. */
export const classStyle = css`
  :host {
    display: block;
    --k-bar: color-mix(in srgb, var(--k-fg) 62%, var(--k-bg));
  }
  ul {
    margin: 0 -12px;
    padding: 0;
    list-style: none;
  }
  p {
    margin: 0;
    color: var(--k-dim);
  }
  .name,
  .reference {
    min-width: 0;
    max-width: 100%;
    height: 20px;
    padding: 0 4px;
    border-radius: 3px;
    font-size: inherit;
  }
  .name {
    position: relative;
    width: 100%;
    gap: 6px;
  }
  /* Over the end of a long name: nothing moves when it appears. */
  .name .icon {
    position: absolute;
    right: 1px;
    visibility: hidden;
    border-radius: 3px;
    background: var(--k-bg);
    font-size: 14px;
  }
  .name:hover .icon,
  .name:focus-visible .icon {
    visibility: visible;
  }
  .reference {
    flex: 0 1 auto;
    text-decoration: underline dotted;
    text-underline-offset: 3px;
  }
  .hovered {
    background: var(--vscode-list-hoverBackground, var(--k-fill));
  }
  li.hovered,
  tr.hovered {
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
`;
