import { css } from 'lit';

/** Tables in panels: the first column is a name with an ellipsis, the others are numbers. */
export const tableStyle = css`
  .scroll {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 12px;
    table-layout: fixed;
  }
  th {
    color: var(--k-dim);
    font-size: 11px;
    font-weight: 400;
  }
  th,
  td {
    height: 22px;
    padding: 0 0 0 8px;
    border-bottom: 1px solid var(--k-line);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  th:first-child,
  td:first-child,
  tbody th {
    padding-left: 0;
    color: inherit;
    text-align: left;
    font-size: 12px;
  }
  thead th:first-child {
    width: 30%;
    color: var(--k-dim);
    font-size: 11px;
  }
  .scores th:nth-child(2),
  .scores th:nth-child(3) {
    width: 18%;
  }
  .scores th:nth-child(4) {
    width: 21%;
  }
  tr:last-child > * {
    border-bottom: 0;
  }
`;
