import { css } from 'lit';

/** The stage: one view fills it or two share it; tags, legend and minimap lie over them. */
export const stageStyle = css`
  :host {
    position: relative;
    display: block;
    container-type: size;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
    background: var(--k-side);
  }
  .views {
    position: absolute;
    inset: 0;
    display: grid;
    gap: 1px;
    background: var(--k-line);
  }
  kshot-view {
    background: var(--k-side);
  }
  .split {
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
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
  .on .tag,
  .on kshot-compare-bar {
    border-color: var(--k-fg);
    box-shadow: inset 3px 0 0 var(--k-fg);
  }
  .main.first,
  .main.second,
  .companion.first,
  .companion.second {
    max-width: calc(50% - 24px);
  }
  .main.second,
  .companion.first {
    left: calc(50% + 12px);
  }
  .companion.both {
    top: 44px;
  }
  .tag {
    display: flex;
    align-items: center;
    min-width: 0;
    height: 26px;
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
  kshot-minimap.above-pill {
    bottom: 48px;
  }
  @container (max-width: 440px) {
    kshot-minimap {
      bottom: 80px;
    }
  }
  /* Where it is higher than wide, two images are larger one above the other. */
  @container (max-aspect-ratio: 1 / 1) {
    .split {
      grid-template: minmax(0, 1fr) minmax(0, 1fr) / minmax(0, 1fr);
    }
    .tags.tags {
      left: 12px;
      max-width: calc(100% - 24px);
    }
    .main.second,
    .companion.first {
      top: calc(50% + 12px);
    }
  }
`;
