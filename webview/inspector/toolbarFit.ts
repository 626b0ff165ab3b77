/** What a tool row goes without as it gets narrow, the least missed first: hints have tooltips, steps and sliders have keys. */
const LOSSES = [
  'keys',
  'length',
  'gaps',
  'words',
  'steps',
  'lines',
  'width',
  'sliders',
  'forms',
  'choices',
  'zoom',
  'position',
] as const;

/**
 * Takes away as little as lets the row fit, whatever the user's font and language: its attribute `without` names what is gone. Call it when the
 * room or what stands in the row has changed.
 */
export function fitRow(row: HTMLElement): void {
  for (let gone = 0; gone <= LOSSES.length; gone++) {
    row.setAttribute('without', LOSSES.slice(0, gone).join(' '));
    if (row.scrollWidth <= row.clientWidth) return;
  }
}
