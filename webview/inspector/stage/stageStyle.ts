import { css } from 'lit';

/** The stage: the canvas fills it, the tags and the legend lie over it. */
export const stageStyle = css`
  :host {
    position: relative;
    display: block;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
    background: var(--k-side);
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    cursor: crosshair;
    touch-action: none;
  }
  canvas.dragging {
    cursor: grabbing;
  }
  canvas:focus-visible {
    outline-offset: -1px;
  }
  .tags {
    position: absolute;
    left: 12px;
    top: 12px;
    display: flex;
    gap: 8px;
    max-width: calc(100% - 24px);
    pointer-events: none;
  }
  .tag {
    display: flex;
    align-items: center;
    min-width: 0;
    height: 24px;
    padding: 0 8px;
    border: 1px solid var(--k-line);
    border-radius: 4px;
    background: var(--k-card);
    font-size: 12px;
    pointer-events: auto;
  }
  .size {
    flex: none;
    white-space: pre;
    color: var(--k-dim);
  }
  .badge {
    flex: none;
    gap: 4px;
    padding-left: 4px;
  }
  .placeholder {
    position: absolute;
    inset: 0;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    margin: 0;
    padding: 24px;
    color: var(--k-dim);
    pointer-events: none;
  }
`;
