import { css } from 'lit';

/** A slider whose part up to the knob is filled: `--at` is where that stands. */
export const sliderStyle = css`
  input[type='range'] {
    flex: none;
    height: 24px;
    margin: 0 4px;
    border-radius: 4px;
    appearance: none;
    background: none;
    cursor: pointer;
  }
  input[type='range']::-webkit-slider-runnable-track {
    height: 4px;
    border-radius: 2px;
    background: linear-gradient(90deg, var(--k-fg) var(--at), var(--k-track) var(--at));
  }
  input[type='range']::-webkit-slider-thumb {
    width: 12px;
    height: 12px;
    margin-top: -4px;
    border: 2px solid var(--k-bg);
    border-radius: 50%;
    appearance: none;
    background: var(--k-fg);
  }
`;
