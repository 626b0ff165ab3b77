import { css } from 'lit';

/** One row that loses its hints, then its words, then its steps as it gets narrow; nothing wraps. */
export const toolbarStyle = css`
  :host {
    container-type: inline-size;
    display: flex;
    align-items: center;
    gap: 4px;
    min-width: 0;
    padding: 0 8px;
    border-bottom: 1px solid var(--k-line);
    overflow: hidden;
  }
  .group {
    display: flex;
    flex: none;
    align-items: center;
    gap: 4px;
  }
  .push {
    flex: 1;
  }
  i {
    flex: none;
    width: 1px;
    height: 16px;
    margin: 0 4px;
    background: var(--k-line);
  }
  .zoom {
    width: 6ch;
    text-align: center;
  }
  .position {
    color: var(--k-dim);
    text-align: center;
  }
  .form {
    padding: 0 4px;
  }
  .review select {
    width: 12ch;
  }
  .review select:last-child {
    width: 20ch;
  }
  .step,
  .panel {
    width: 24px;
    padding: 0;
    justify-content: center;
  }
  input[type='range'] {
    flex: none;
    width: 72px;
    height: 24px;
    margin: 0 4px;
    border-radius: 4px;
    appearance: none;
    background: none;
    cursor: pointer;
  }
  input[type='range']:disabled {
    opacity: 0.5;
    cursor: default;
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
  @container (max-width: 1340px) {
    :host([review]) kbd {
      display: none;
    }
  }
  @container (max-width: 1240px) {
    :host([review]) .label {
      display: none;
    }
  }
  @container (max-width: 1000px) {
    kbd {
      display: none;
    }
  }
  @container (max-width: 1060px) {
    :host([review]) input[type='range'],
    :host([review]) .step {
      display: none;
    }
  }
  @container (max-width: 940px) {
    .label {
      display: none;
    }
    input[type='range'] {
      width: 56px;
    }
  }
  @container (max-width: 690px) {
    .step,
    i {
      display: none;
    }
    input[type='range'] {
      width: 40px;
    }
  }
  @container (max-width: 820px) {
    :host([review]) .zoom,
    :host([review]) .form {
      display: none;
    }
    .review select:is(:first-child, :last-child) {
      width: 10ch;
    }
  }
  @container (max-width: 560px) {
    input[type='range'] {
      display: none;
    }
  }
  @container (max-width: 560px) {
    :host([review]) .position {
      display: none;
    }
    .review select:is(:first-child, :last-child) {
      width: 6ch;
    }
  }
  @container (max-width: 440px) {
    .form,
    .zoom,
    .position {
      display: none;
    }
  }
`;
