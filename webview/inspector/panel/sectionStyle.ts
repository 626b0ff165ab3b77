import { css } from 'lit';

export const sectionStyle = css`
  :host {
    display: block;
    border-bottom: 1px solid var(--k-line);
  }
  header {
    display: flex;
    align-items: center;
    gap: 6px;
    height: 32px;
    padding: 0 8px 0 4px;
  }
  h2 {
    flex: none;
    margin: 0;
    font: inherit;
  }
  h2 button {
    gap: 2px;
    height: 22px;
    padding: 0 4px 0 0;
    font-size: 11px;
    font-weight: 600;
    letter-spacing: 0.4px;
    text-transform: uppercase;
  }
  .unit {
    flex: 1;
    color: var(--k-dim);
    font-size: 11px;
  }
  .tools {
    display: flex;
    flex: none;
    gap: 2px;
  }
  .tools button {
    width: 22px;
    height: 22px;
    padding: 0;
    justify-content: center;
  }
  .body {
    padding: 0 12px 12px;
  }
`;
