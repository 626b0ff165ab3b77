/** A key that has not come back as a command by then is no command's. */
const PATIENCE_MILLISECONDS = 250;

interface Away {
  readonly timer: ReturnType<typeof setTimeout>;
}

/**
 * Keeps keys in the order in which they were pressed: the arrow keys are the canvas's own, but the way of all others leads through VS Code, which comes back
 * with a command. "Space, arrow, Space" must not become "arrow, Space, Space".
 */
export class KeyOrder {
  /** What waits: keys that VS Code has, and what is to be done after them. The first is always such a key. */
  private readonly queue: (Away | (() => void))[] = [];

  /** A key went to VS Code. */
  left(): void {
    const away: Away = {
      timer: setTimeout(() => {
        this.drop(away);
      }, PATIENCE_MILLISECONDS),
    };
    this.queue.push(away);
  }

  /** VS Code has come back with a command, which was done. */
  returned(): void {
    const first = this.queue[0];
    if (first !== undefined && typeof first !== 'function') this.drop(first);
  }

  /** Does what a key of the canvas's own does: at once, or as soon as the keys before it are done. */
  own(act: () => void): void {
    if (this.queue.length === 0) act();
    else this.queue.push(act);
  }

  private drop(away: Away): void {
    clearTimeout(away.timer);
    const at = this.queue.indexOf(away);
    if (at >= 0) this.queue.splice(at, 1);
    for (let next = this.queue[0]; typeof next === 'function'; next = this.queue[0]) {
      this.queue.shift();
      next();
    }
  }
}
