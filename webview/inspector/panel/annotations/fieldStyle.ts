import { css } from 'lit';

/** Text fields as VS Code's. */
export const fieldStyle = css`
  input,
  textarea {
    min-width: 0;
    border: 1px solid var(--vscode-input-border, var(--k-line));
    border-radius: 4px;
    background: var(--vscode-input-background, var(--k-bg));
    color: var(--vscode-input-foreground, var(--k-fg));
    font: inherit;
  }
  input {
    height: 24px;
    padding: 0 6px;
  }
  ::placeholder {
    color: var(--vscode-input-placeholderForeground, var(--k-dim));
    opacity: 1;
  }
`;
