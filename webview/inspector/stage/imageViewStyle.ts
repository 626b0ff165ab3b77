import { css } from 'lit';

/** The canvas fills the view. */
export const imageViewStyle = css`
  :host {
    position: relative;
    display: block;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
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
  canvas.stale {
    opacity: 0.35;
  }
  canvas:focus-visible {
    outline-offset: -1px;
  }
  .placeholder {
    position: absolute;
    inset: 0;
    display: flex;
    align-items: center;
    justify-content: center;
    margin: 0;
    padding: 24px;
    pointer-events: none;
  }
  .placeholder span:not(.icon) {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 4px 8px;
    border-radius: 4px;
    background: var(--k-side);
    color: var(--k-dim);
  }
`;
