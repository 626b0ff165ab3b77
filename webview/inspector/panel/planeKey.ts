import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { text } from '../../shared/strings.ts';

/** What the marks of a plane stand for. */
export function planeKey(): TemplateResult {
  return html`<div class="key plain" aria-hidden="true">
    <span class="point sample"></span>${text('referencesKey')}<span class="point own sample"></span>${text('imageKey')}
  </div>`;
}
