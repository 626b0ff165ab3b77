import { css } from 'lit';

/** Tables in panels: the first column is a name with an ellipsis that stays when the others, numbers, scroll. */
export const tableStyle = css`
  .scroll {
    margin: 0 -12px;
    overflow-x: auto;
    scrollbar-width: thin;
  }
  table {
    min-width: 100%;
    border-spacing: 0;
    font-size: 12px;
  }
  th {
    color: var(--k-dim);
    font-size: 11px;
    font-weight: 400;
  }
  th,
  td {
    height: 24px;
    padding: 0 0 0 8px;
    border-bottom: 1px solid var(--k-line);
    text-align: right;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  th:last-child,
  td:last-child {
    padding-right: 12px;
  }
  th .reference {
    max-width: 88px;
    margin-right: -4px;
  }
  tr > :first-child {
    position: sticky;
    z-index: 1;
    left: 0;
    min-width: 96px;
    max-width: 132px;
    padding-left: 12px;
    background: var(--k-bg);
    text-align: left;
  }
  tbody th:has(.name) {
    padding-left: 8px;
  }
  tbody th {
    color: inherit;
    font-size: 12px;
  }
  tr.hovered > * {
    background: var(--vscode-list-hoverBackground, var(--k-fill));
  }
  tbody tr:last-child > * {
    border-bottom: 0;
  }
  td.strong {
    font-weight: 600;
  }
`;
