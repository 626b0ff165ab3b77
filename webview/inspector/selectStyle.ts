import { css } from 'lit';

/** Native selects that look like the tool row's buttons. */
export const selectStyle = css`
  select {
    height: 24px;
    min-width: 0;
    max-width: 100%;
    padding: 0 4px;
    border: 1px solid var(--vscode-dropdown-border, var(--k-line));
    border-radius: 4px;
    background-color: var(--vscode-dropdown-background, var(--k-card));
    color: var(--vscode-dropdown-foreground, var(--k-fg));
    font: inherit;
    text-overflow: ellipsis;
  }
  option,
  optgroup {
    background-color: var(--vscode-dropdown-background, var(--k-card));
    color: var(--vscode-dropdown-foreground, var(--k-fg));
  }
`;
