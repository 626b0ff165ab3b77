import type { LitElement, ReactiveController } from 'lit';
import { panelShown, togglePanel } from '../../model.ts';
import type { InspectorStore } from '../../model.ts';

/** When the key for the comment of the selected region was pressed: opens the panel where it is closed, and moves the focus there. */
export class CommentKey implements ReactiveController {
  private seen = 0;
  private stop: (() => void) | null = null;

  constructor(
    private readonly host: LitElement,
    private readonly store: () => InspectorStore,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.seen = this.store().get().commentAsked;
    this.stop = this.store().subscribe(({ commentAsked }) => {
      if (commentAsked === this.seen) return;
      this.seen = commentAsked;
      void this.open();
    });
  }

  hostDisconnected(): void {
    this.stop?.();
  }

  private async open(): Promise<void> {
    const store = this.store();
    if (!panelShown(store.get())) togglePanel(store);
    await this.host.updateComplete;
    const panel = this.host.renderRoot.querySelector('kshot-panel');
    await panel?.updateComplete;
    const annotations = panel?.renderRoot.querySelector('kshot-annotations');
    await annotations?.focusComment();
  }
}
