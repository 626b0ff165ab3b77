import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { InspectorStore, Side } from '../model.ts';
import { otherSide } from '../sides.ts';

/** Each side is shown this long, in milliseconds: 1.5 changes a second, half of what WCAG 2.3.1 allows. */
const PERIOD = 667;

/** Whether the user wants no motion: then the sides change with the key alone. */
function isStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Shows both sides in turn, in one place. */
export class Blink implements ReactiveController {
  /** The side to show while both blink. */
  side: Side = 'main';

  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly store: () => InspectorStore,
  ) {
    host.addController(this);
  }

  /** Starts and stops with the store. */
  hostUpdate(): void {
    const { blinking } = this.store().get();
    if (!blinking) this.stop();
    else if (this.timer === undefined) this.start();
  }

  hostDisconnected(): void {
    this.stop();
  }

  private start(): void {
    this.side = 'companion';
    // Without motion the timer never turns; `turn` does.
    this.timer = setInterval(() => {
      if (!isStill()) this.turn();
    }, PERIOD);
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.side = 'main';
  }

  private turn(): void {
    this.side = otherSide(this.side);
    this.host.requestUpdate();
  }

  /** The key while both blink: without motion it shows the other side first, and only then ends. Whether it was used up. */
  takesKey(): boolean {
    if (this.timer === undefined || !isStill() || this.side === 'main') return false;
    this.turn();
    return true;
  }
}
