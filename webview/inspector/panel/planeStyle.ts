import { css } from 'lit';

/** Charts with marks in a plane: colours, and centres on the image. */
export const planeStyle = css`
  .plane {
    position: relative;
    margin: 4px auto 8px;
    overflow: hidden;
    border: 1px solid var(--k-line);
    border-radius: 2px;
  }
  .plane.colors {
    aspect-ratio: 16 / 9;
  }
  .plane img {
    opacity: 0.4;
  }
  .plane svg,
  .plane img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  .grid {
    fill: none;
    stroke: var(--k-fill);
    vector-effect: non-scaling-stroke;
  }
  .link {
    fill: none;
    stroke-width: 2px;
    stroke-linecap: round;
    vector-effect: non-scaling-stroke;
  }
  .spread {
    fill-opacity: 0.22;
    stroke-width: 1px;
    vector-effect: non-scaling-stroke;
  }
  .point {
    position: absolute;
    width: 7px;
    height: 7px;
    margin: -3.5px;
    border: 1.5px solid var(--class);
    border-radius: 50%;
    background: var(--k-bg);
  }
  .point.own {
    width: 12px;
    height: 12px;
    margin: -6px;
    border: 1.5px solid var(--k-bg);
    outline: 1px solid var(--k-fg);
    background: var(--class);
  }
  .point::after {
    content: '';
    position: absolute;
    inset: -4px;
    border-radius: 50%;
  }
  .pointName {
    position: absolute;
    padding: 0 2px;
    font-size: 11px;
    line-height: 14px;
    cursor: default;
  }
  :host([linked]) .plane [data-class]:not(.hovered) {
    opacity: 0.2;
  }
  .plane .pointName.hovered {
    background: none;
    font-weight: 600;
  }
  .plane .point.hovered:not(.own) {
    background: var(--class);
  }
  .plane .point.own.hovered {
    background: var(--class);
    outline-width: 2px;
  }
  .tick,
  .axisName {
    position: absolute;
    color: var(--k-dim);
    font-size: 10px;
    line-height: 12px;
    font-variant-numeric: tabular-nums;
    pointer-events: none;
  }
  .tick.across {
    bottom: 1px;
    transform: translateX(-50%);
  }
  .tick.down {
    left: 3px;
    transform: translateY(-50%);
  }
  .axisName.a {
    right: 4px;
    bottom: 1px;
  }
  .axisName.b {
    top: 2px;
    left: 4px;
  }
  .key.plain {
    justify-content: center;
    margin: -4px 0 4px;
  }
  .point.sample {
    --class: var(--k-dim);
    position: relative;
    flex: none;
    margin: 0 4px;
  }
  .point.own.sample {
    width: 10px;
    height: 10px;
    margin-left: 12px;
  }
  .swatches {
    display: flex;
    width: 27px;
    height: 14px;
    border: 1px solid color-mix(in srgb, var(--k-fg) 35%, transparent);
    border-radius: 2px;
    overflow: hidden;
  }
  .mean {
    flex: 1;
  }
`;
