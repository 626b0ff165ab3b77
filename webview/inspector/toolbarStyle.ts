import { css } from 'lit';

/** One row; what it goes without when it gets narrow is measured (`toolbarFit.ts`). Nothing wraps. */
export const toolbarStyle = css`
  :host {
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
    width: 72px;
  }
  input[type='range']:disabled {
    opacity: 0.5;
    cursor: default;
  }
  /* What the row goes without, in the order of toolbarFit.ts. */
  :host([without~='keys']) kbd,
  :host([without~='words']) .label,
  :host([without~='steps']) .step,
  :host([without~='lines']) i,
  :host([without~='sliders']) input[type='range'],
  :host([without~='forms']) .form,
  :host([without~='zoom']) .zoom,
  :host([without~='position']) .position {
    display: none;
  }
  :host([without~='length']) input[type='range'] {
    width: 48px;
  }
  :host([without~='gaps']),
  :host([without~='gaps']) .group {
    gap: 2px;
  }
  :host([without~='gaps']) i {
    margin: 0 2px;
  }
  :host([without~='width']) .review select:is(:first-child, :last-child) {
    width: 10ch;
  }
  :host([without~='choices']) .review select:is(:first-child, :last-child) {
    width: 6ch;
  }
`;
