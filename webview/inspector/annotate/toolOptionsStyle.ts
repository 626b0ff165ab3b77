import { css } from 'lit';

/** A bar over the upper edge of the image, below its name; it wraps, and its labels scroll when there are many. */
export const toolOptionsStyle = css`
  :host {
    position: absolute;
    left: 12px;
    top: 44px;
    max-width: calc(100% - 24px);
    pointer-events: none;
  }
  :host([empty]) {
    display: none;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    padding: 2px 8px;
    border: 1px solid var(--k-line);
    border-radius: 4px;
    background: var(--k-card);
    font-size: 12px;
    pointer-events: auto;
  }
  b {
    font-weight: 600;
  }
  label {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  label .number {
    min-width: 6ch;
  }
  .labels {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px;
    max-height: 76px;
    min-width: 0;
    overflow-y: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--k-dim) transparent;
  }
  button {
    max-width: 180px;
    font-size: 12px;
  }
  .edit {
    padding: 0 4px;
  }
  /* Dim text would be too faint on the pressed button. */
  [aria-pressed='true'] kbd {
    color: inherit;
  }
  /* On a small stage the image has the room: one row of labels, to be scrolled. */
  @container (max-width: 520px) or (max-height: 400px) {
    .labels {
      flex-wrap: nowrap;
      overflow: auto hidden;
    }
    kbd {
      display: none;
    }
  }
  input[type='range'] {
    width: 96px;
  }
`;
