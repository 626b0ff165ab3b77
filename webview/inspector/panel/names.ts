/** The names of classes and references in panels: controls, because each leads somewhere. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { ProjectClass } from '../../../src/domain/records.ts';
import { emit } from '../../shared/events.ts';
import { icon } from '../../shared/icons.ts';
import { text } from '../../shared/strings.ts';

/** A class with its colour; opens it in the Classes view. The row around it carries `data-class`. */
export function classButton({ id, name, color }: ProjectClass): TemplateResult {
  return html`<button
    class="name"
    data-rove="classes"
    data-key=${id}
    title=${text('editClass', name)}
    @click=${(event: Event) => {
      emit(event.currentTarget!, 'kshot-post', { type: 'editClass', id });
    }}
  >
    <span class="swatch" .style=${`background: ${color}`}></span><span class="ellipsis">${name}</span>${icon('edit')}
  </button>`;
}

/** A reference; puts it beside the image. `group` names the row of references that it is one of. */
export function referenceButton(image: string, label: string, group: string | null = null): TemplateResult {
  const put = (event: Event): void => {
    emit(event.currentTarget!, 'kshot-compare', { kind: 'reference', image });
  };
  const tip = text('putBeside', image);
  const name = html`<span class="ellipsis">${label}</span>`;
  return group === null
    ? html`<button class="reference" title=${tip} @click=${put}>${name}</button>`
    : html`<button class="reference" title=${tip} data-rove=${group} data-key=${image} @click=${put}>${name}</button>`;
}
