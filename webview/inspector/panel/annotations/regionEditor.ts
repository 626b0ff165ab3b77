import { LitElement, css, html } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Region } from '../../../../src/domain/annotations/annotations.ts';
import { deleteRegions } from '../../../../src/domain/annotations/edits.ts';
import type { Edit } from '../../../../src/domain/annotations/edits.ts';
import { emit } from '../../../shared/events.ts';
import { icon } from '../../../shared/icons.ts';
import type { IconName } from '../../../shared/icons.ts';
import { text } from '../../../shared/strings.ts';
import type { StringKey } from '../../../shared/strings.ts';
import { base } from '../../../shared/theme.ts';
import type { PageAnnotations } from '../../annotate/edits.ts';
import type { InspectorStore } from '../../model.ts';
import './commentField.ts';
import type { CommentField } from './commentField.ts';
import './labelChoice.ts';
import { moveRegion } from './regionFacts.ts';

/** What can be changed of the selected region: label, comment, place in the order; or it goes. */
@customElement('kshot-region-editor')
export class RegionEditor extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 6px;
        padding: 2px 12px 8px 30px;
      }
      .row {
        display: flex;
        align-items: start;
        gap: 4px;
      }
      kshot-label-choice {
        flex: 1;
      }
      .actions {
        display: flex;
        flex: none;
      }
      .actions button {
        width: 24px;
        padding: 0;
        justify-content: center;
      }
    `,
  ];

  @property({ attribute: false }) store!: InspectorStore;
  @property({ attribute: false }) region!: Region;
  /** Of the image; the region is one of theirs. */
  @property({ attribute: false }) annotations!: PageAnnotations;
  @query('kshot-comment') private comment!: CommentField;

  async focusComment(): Promise<void> {
    await this.updateComplete;
    await this.comment.updateComplete;
    this.comment.focus();
  }

  protected override render(): TemplateResult {
    const { store, region, annotations } = this;
    const fixed = !annotations.editable;
    const up = moveRegion(annotations.value, region, 1);
    const down = moveRegion(annotations.value, region, -1);
    const reveal = (): void => {
      emit(this, 'kshot-reveal', { id: region.id, zoom: true });
    };
    return html`<div class="row">
        <kshot-label-choice .store=${store} .region=${region} ?readonly=${fixed}></kshot-label-choice>
        <span class="actions">
          ${this.action('zoomTo', 'zoom-in', false, reveal)}
          ${this.action('moveUp', 'arrow-up', fixed || up === null, () => {
            this.edit(up);
          })}
          ${this.action('moveDown', 'arrow-down', fixed || down === null, () => {
            this.edit(down);
          })}
          ${this.action('deleteRegion', 'trash', fixed, () => {
            this.edit(deleteRegions([region.id]));
          })}
        </span>
      </div>
      <kshot-comment .store=${store} .region=${region} ?readonly=${fixed}></kshot-comment>`;
  }

  private edit(edit: Edit | null): void {
    if (edit !== null) emit(this, 'kshot-edit', edit);
  }

  private action(label: StringKey, glyph: IconName, disabled: boolean, run: () => void): TemplateResult {
    return html`<button
      title=${text(label)}
      aria-label=${text(label)}
      aria-disabled=${disabled ? 'true' : 'false'}
      @click=${disabled ? null : run}
    >
      ${icon(glyph)}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-region-editor': RegionEditor;
  }
}
