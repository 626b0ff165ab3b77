import type { LitElement, ReactiveController } from 'lit';
import { emit } from '../../shared/events.ts';
import type { InspectorStore } from '../model.ts';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/**
 * Links whatever carries `data-class` in a panel with the same class everywhere: under the pointer or with the focus it is the hovered class, and
 * the hovered class is marked with the class `hovered` here. A context menu on it opens the Classes view. Controls with `data-rove="GROUP"` are
 * one tab stop a group, with arrow keys, Home and End between them.
 */
export class ClassLinks implements ReactiveController {
  private stop: (() => void) | null = null;
  private marked: number | null = null;
  private focused: number | null = null;
  /** The class that was pointed at here. */
  private pointed: number | null = null;
  /** The tab stop of each group, by its `data-key`. */
  private readonly stops = new Map<string, string>();

  constructor(
    private readonly host: LitElement,
    private readonly store: () => InspectorStore,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    const root = this.host.renderRoot;
    root.addEventListener('pointermove', this.onPointer);
    root.addEventListener('focusin', this.onFocus);
    root.addEventListener('focusout', this.onBlur);
    root.addEventListener('keydown', this.onKey);
    root.addEventListener('contextmenu', this.onMenu);
    this.host.addEventListener('pointerleave', this.onLeave);
    this.stop = this.store().subscribe(({ hoverClass }) => {
      if (hoverClass !== this.marked) this.mark();
    });
  }

  hostDisconnected(): void {
    const root = this.host.renderRoot;
    root.removeEventListener('pointermove', this.onPointer);
    root.removeEventListener('focusin', this.onFocus);
    root.removeEventListener('focusout', this.onBlur);
    root.removeEventListener('keydown', this.onKey);
    root.removeEventListener('contextmenu', this.onMenu);
    this.host.removeEventListener('pointerleave', this.onLeave);
    this.stop?.();
    // Nothing tells that the pointer or the focus has left what is gone.
    this.focused = null;
    if (this.pointed !== null && this.store().get().hoverClass === this.pointed) this.hover(null);
  }

  hostUpdated(): void {
    this.mark();
    this.setTabStops();
  }

  private mark(): void {
    this.marked = this.store().get().hoverClass;
    let any = false;
    for (const element of this.host.renderRoot.querySelectorAll('[data-class]')) {
      const hovered = this.marked !== null && classOf(element) === this.marked;
      element.classList.toggle('hovered', hovered);
      any ||= hovered;
    }
    this.host.toggleAttribute('linked', any);
  }

  private setTabStops(): void {
    for (const group of new Set([...this.roving()].map(({ dataset }) => dataset.rove!))) {
      const members = this.roving(group);
      const stop = members.find(({ dataset }) => dataset.key === this.stops.get(group)) ?? members[0];
      for (const member of members) member.tabIndex = member === stop ? 0 : -1;
    }
  }

  private roving(group?: string): HTMLElement[] {
    const query = group === undefined ? '[data-rove]' : `[data-rove="${group}"]`;
    return [...this.host.renderRoot.querySelectorAll<HTMLElement>(query)];
  }

  /** The background, 0, is nothing to point at. */
  private hover(id: number | null): void {
    this.pointed = id === 0 ? null : id;
    this.store().set({ hoverClass: this.pointed });
  }

  /** Moves alone: rows that scroll under a resting pointer are not pointed at. */
  private readonly onPointer = (event: Event): void => {
    this.hover(classOf(event.target as Element) ?? this.focused);
  };

  private readonly onLeave = (): void => {
    this.hover(this.focused);
  };

  private readonly onFocus = (event: Event): void => {
    const target = event.target as HTMLElement;
    const { rove, key } = target.dataset;
    if (rove !== undefined && key !== undefined) {
      this.stops.set(rove, key);
      this.setTabStops();
    }
    // A mouse press focuses too: what it points at is hovered already, and should not stay so when it goes.
    this.focused = target.matches(':focus-visible') ? classOf(target) : null;
    if (this.focused !== null) this.hover(this.focused);
  };

  private readonly onBlur = (): void => {
    if (this.focused !== null) this.hover(null);
    this.focused = null;
  };

  private readonly onKey = (event: Event): void => {
    const { key } = event as KeyboardEvent;
    const { rove } = (event.target as HTMLElement).dataset;
    if (rove === undefined || !(key in STEPS || key === 'Home' || key === 'End')) return;
    const members = this.roving(rove);
    const at = members.indexOf(event.target as HTMLElement);
    const to = key === 'Home' ? 0 : key === 'End' ? members.length - 1 : at + STEPS[key]!;
    const member = members[to];
    member?.focus();
    // Where it had the focus from a mouse press before, it is the keyboard's now.
    if (member !== undefined) this.hover((this.focused = classOf(member)));
    event.preventDefault();
    event.stopPropagation();
  };

  private readonly onMenu = (event: Event): void => {
    const id = classOf(event.target as Element);
    if (id === null || id === 0) return;
    emit(this.host, 'kshot-post', { type: 'editClass', id });
    event.preventDefault();
  };
}

/** The class that an element or what it stands in belongs to. */
function classOf(element: Element): number | null {
  const id = element.closest<HTMLElement>('[data-class]')?.dataset.class;
  return id === undefined ? null : Number(id);
}
