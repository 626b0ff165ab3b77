import { html } from 'lit';
import type { TemplateResult } from 'lit';

/** The codicons that the views use, by their code points; `codicons.css` names the font. */
const CODE_POINTS = {
  'chevron-down': 0xeab4,
  'chevron-left': 0xeab5,
  'chevron-right': 0xeab6,
  'layout-sidebar-right': 0xebf4,
  'layout-sidebar-right-off': 0xec00,
  'arrow-swap': 0xebcb,
  'circle-large-filled': 0xebb4,
  'circle-large-outline': 0xebb5,
  'split-horizontal': 0xeb56,
  add: 0xea60,
  'arrow-down': 0xea9a,
  'arrow-up': 0xeaa1,
  bookmark: 0xeaa5,
  check: 0xeab2,
  close: 0xea76,
  copy: 0xebcc,
  discard: 0xeae2,
  edit: 0xea73,
  error: 0xea87,
  eye: 0xea70,
  filter: 0xeaf1,
  flame: 0xeaf2,
  graph: 0xebad,
  info: 0xea74,
  layers: 0xebd2,
  loading: 0xeb19,
  pass: 0xeba4,
  record: 0xeba7,
  redo: 0xebb0,
  references: 0xeb36,
  refresh: 0xeb37,
  remove: 0xeb3b,
  table: 0xebb7,
  tag: 0xea66,
  trash: 0xea81,
  warning: 0xea6c,
  'zoom-in': 0xeb81,
} as const;

export type IconName = keyof typeof CODE_POINTS;

/** A decorative icon; the control that holds it has the name. */
export function icon(name: IconName, spin = false): TemplateResult {
  return html`<span class="icon ${spin ? 'spin' : ''}" aria-hidden="true"
    >${String.fromCodePoint(CODE_POINTS[name])}</span
  >`;
}
