import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Region } from '../../../../src/domain/annotations/annotations.ts';
import { changeRegion } from '../../../../src/domain/annotations/edits.ts';
import { emit } from '../../../shared/events.ts';
import { FieldFocus } from '../../../shared/fieldFocus.ts';
import { icon } from '../../../shared/icons.ts';
import { text } from '../../../shared/strings.ts';
import { base } from '../../../shared/theme.ts';
import type { InspectorStore } from '../../model.ts';
import { selectStyle } from '../../selectStyle.ts';
import { fieldStyle } from './fieldStyle.ts';
import { kindName } from './regionFacts.ts';

/** The entry that asks for another label; no label is called so, for labels have no line breaks. */
const OTHER = '\n';

/** The label of a region: one of the project's, one that is on the image already, or another that is typed. */
@customElement('kshot-label-choice')
export class LabelChoice extends LitElement {
  static override styles = [
    base,
    selectStyle,
    fieldStyle,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        min-width: 0;
      }
      select,
      input {
        flex: 1 1 120px;
        width: 0;
      }
      .kind {
        color: var(--k-dim);
        font-size: 12px;
      }
      button {
        height: 22px;
        max-width: 100%;
        padding: 0 8px 0 4px;
        border-color: var(--k-line);
        background: var(--vscode-button-secondaryBackground, var(--k-fill));
        color: var(--vscode-button-secondaryForeground, var(--k-fg));
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) store!: InspectorStore;
  @property({ attribute: false }) region!: Region;
  @property({ type: Boolean }) readonly = false;
  @state() private typing = false;
  @query('input') private field!: HTMLInputElement | null;

  constructor() {
    super();
    new FieldFocus(this);
  }

  protected override render(): TemplateResult {
    const { snapshot } = this.store.get();
    const defects = snapshot?.defects ?? [];
    const { label } = this.region;
    const kind = kindName(label, defects);
    const canAdd = kind === null && snapshot?.project != null && !this.readonly;
    return html`${this.typing ? this.typed() : this.select(defects.map(({ name }) => name))}
    ${kind === null ? nothing : html`<span class="kind">${kind}</span>`}
    ${
      canAdd
        ? html`<button title=${text('addLabelTip', label)} @click=${this.add}>
            ${icon('add')}<span class="ellipsis">${text('addLabel', label)}</span>
          </button>`
        : nothing
    }`;
  }

  /** Only once its options are there can a list show one: a label that was renamed is a new option. */
  protected override updated(): void {
    const select = this.renderRoot.querySelector('select');
    if (select) select.value = this.region.label;
  }

  private select(ofProject: readonly string[]): TemplateResult {
    const { label } = this.region;
    const used = this.store.get().annotations?.value.regions.map((region) => region.label) ?? [];
    const others = [...new Set([label, ...used])].filter((name) => !ofProject.includes(name)).sort();
    const option = (name: string): TemplateResult =>
      html`<option value=${name} ?selected=${name === label}>${name}</option>`;
    return html`<select
      aria-label=${text('label')}
      ?disabled=${this.readonly}
      @change=${(event: Event) => {
        this.picked(event.target as HTMLSelectElement);
      }}
    >
      ${ofProject.map(option)}${others.map(option)}
      <option value=${OTHER}>${text('otherLabel')}</option>
    </select>`;
  }

  private typed(): TemplateResult {
    return html`<input
      type="text"
      maxlength="100"
      placeholder=${text('newLabel')}
      aria-label=${text('newLabel')}
      @keydown=${this.onKey}
      @blur=${this.take}
    />`;
  }

  private picked(select: HTMLSelectElement): void {
    if (select.value !== OTHER) {
      this.relabel(select.value);
      return;
    }
    select.value = this.region.label;
    this.typing = true;
    void this.updateComplete.then(() => this.field?.focus());
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z') this.takeBack(event);
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape' && this.field) this.field.value = '';
    this.take();
    void this.updateComplete.then(() => this.renderRoot.querySelector('select')?.focus());
  };

  /** Undo takes back what is typed and no label yet, and is not passed on; in an empty field it is the document's. */
  private takeBack(event: KeyboardEvent): void {
    event.preventDefault();
    if (!this.field || this.field.value === '') return;
    event.stopPropagation();
    this.field.value = '';
  }

  private readonly take = (): void => {
    if (!this.typing) return;
    const label = this.field?.value.trim() ?? '';
    this.typing = false;
    if (label !== '') this.relabel(label);
  };

  /** What is drawn next is called so too. */
  private relabel(label: string): void {
    this.store.set({ activeLabel: label });
    if (label !== this.region.label) emit(this, 'kshot-edit', changeRegion({ ...this.region, label }, 'label'));
  }

  private readonly add = (): void => {
    emit(this, 'kshot-post', { type: 'editLabels', add: this.region.label });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-label-choice': LabelChoice;
  }
}
