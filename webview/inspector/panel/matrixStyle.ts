import { css } from 'lit';

/** Cells are shaded with one hue of the theme, mixed in OKLab so that equal steps look equal; never so much that the number loses its contrast. */
export const matrixStyle = css`
  :host {
    --k-hue: var(--vscode-charts-blue, var(--k-focus));
    --k-deepest: 42%;
  }
  .scroll:has(.matrix) {
    margin-right: 0;
  }
  .matrix {
    width: max(100%, 132px + var(--columns) * 44px);
    table-layout: fixed;
  }
  .matrix th:first-child {
    width: 132px;
  }
  .matrix td {
    height: 24px;
    padding: 0 4px;
    border: 1px solid var(--k-bg);
    background: color-mix(in oklab, var(--k-hue) calc(var(--shade, 0) * var(--k-deepest)), var(--k-bg));
    background-clip: padding-box;
    text-align: center;
  }
  .matrix th {
    border-bottom: 0;
  }
  .matrix td.absent {
    background: none;
    color: var(--k-dim);
  }
  .matrix th:not(:first-child) {
    padding: 0 2px;
    text-align: center;
  }
  .matrix th .reference {
    margin: 0;
    max-width: 64px;
  }
  .matrix .odd td {
    border-block-color: var(--k-odd);
    font-weight: 600;
  }
  .matrix .odd th + td {
    border-left-color: var(--k-odd);
  }
  .matrix .odd td:last-child {
    border-right-color: var(--k-odd);
  }
  .key {
    display: flex;
    align-items: center;
    gap: 4px;
    margin-top: 6px;
    color: var(--k-dim);
    font-size: 11px;
    line-height: 16px;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .ramp {
    flex: none;
    width: 72px;
    height: 8px;
    border: 1px solid var(--k-track);
    background: linear-gradient(
      90deg in oklab,
      var(--k-bg),
      color-mix(in oklab, var(--k-hue) var(--k-deepest), var(--k-bg))
    );
  }
  .frame {
    flex: none;
    width: 16px;
    height: 10px;
    margin-left: 8px;
    border: 1px solid var(--k-odd);
  }
`;
