import { css } from 'lit';

/** The views' own names for theme colours; set once on the root component, inherited by all. */
export const palette = css`
  :host {
    --k-bg: var(--vscode-editor-background);
    --k-side: var(--vscode-sideBar-background, var(--vscode-editor-background));
    --k-fg: var(--vscode-foreground, var(--vscode-editor-foreground));
    --k-dim: var(--vscode-descriptionForeground, var(--k-fg));
    --k-line: var(--vscode-contrastBorder, var(--vscode-panel-border, var(--vscode-editorWidget-border, var(--k-dim))));
    --k-track: var(--vscode-contrastBorder, color-mix(in srgb, var(--k-fg) 22%, var(--k-bg)));
    --k-fill: color-mix(in srgb, var(--k-fg) 14%, var(--k-bg));
    --k-card: var(--vscode-editorWidget-background, var(--k-side));
    --k-odd: var(--vscode-charts-red, var(--vscode-editorError-foreground, var(--vscode-errorForeground)));
    --k-ok: var(--vscode-charts-green, var(--vscode-testing-iconPassed, var(--k-dim)));
    --k-focus: var(--vscode-focusBorder, var(--k-fg));
    --k-mono: var(--vscode-editor-font-family, monospace);
    color: var(--k-fg);
    background: var(--k-bg);
    font: 13px/20px var(--vscode-font-family, system-ui, sans-serif);
    font-size: var(--vscode-font-size, 13px);
  }
`;

/** What all components share: boxes, focus, buttons, icons, key hints, swatches. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 1px solid var(--k-focus);
    outline-offset: 0;
  }
  button {
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: 4px;
    height: 24px;
    padding: 0 6px;
    border: 1px solid transparent;
    border-radius: 4px;
    background: none;
    color: inherit;
    font: inherit;
    white-space: nowrap;
    cursor: pointer;
  }
  button:hover:not(:disabled, [aria-disabled='true']) {
    background: var(--vscode-toolbar-hoverBackground, var(--k-fill));
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
  }
  button:focus-visible,
  button:hover:focus-visible {
    outline: 1px solid var(--k-focus);
  }
  button[aria-pressed='true'] {
    border-color: var(--vscode-contrastActiveBorder, var(--k-line));
    background: var(--vscode-toolbar-activeBackground, var(--k-fill));
  }
  button:disabled,
  button[aria-disabled='true'] {
    opacity: 0.5;
    cursor: default;
  }
  button.primary {
    height: 28px;
    padding: 0 12px;
    border-color: var(--vscode-button-border, var(--vscode-contrastBorder, transparent));
    background: var(--vscode-button-background);
    color: var(--vscode-button-foreground);
  }
  button.primary:hover:not(:disabled) {
    background: var(--vscode-button-hoverBackground, var(--vscode-button-background));
  }
  button.secondary {
    height: 28px;
    padding: 0 12px;
    border-color: var(--vscode-button-border, var(--vscode-contrastBorder, transparent));
    background: var(--vscode-button-secondaryBackground, var(--k-fill));
    color: var(--vscode-button-secondaryForeground, var(--k-fg));
  }
  button.primary:focus-visible,
  button.secondary:focus-visible {
    outline-offset: 2px;
  }
  .icon {
    flex: none;
    width: 16px;
    font: 16px/16px codicon;
    text-align: center;
  }
  .spin {
    animation: spin 1.5s steps(30) infinite;
  }
  @keyframes spin {
    to {
      transform: rotate(360deg);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spin {
      animation: none;
    }
  }
  kbd {
    padding: 0 4px;
    border: 1px solid var(--k-line);
    border-radius: 3px;
    color: var(--k-dim);
    font: 11px/14px var(--k-mono);
  }
  .swatch {
    flex: none;
    display: inline-block;
    width: 10px;
    height: 10px;
    border: 1px solid color-mix(in srgb, var(--k-fg) 35%, transparent);
    border-radius: 2px;
  }
  .ellipsis {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .number {
    font-variant-numeric: tabular-nums;
    text-align: right;
    white-space: nowrap;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
