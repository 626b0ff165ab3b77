import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A value that tells its listeners when parts of it are replaced. Parts are treated as immutable. */
export class Store<T extends object> {
  private readonly listeners = new Set<(value: T) => void>();

  constructor(private value: T) {}

  get(): T {
    return this.value;
  }

  /** Replaces some parts; listeners hear of it only where a part differs. */
  set(parts: Partial<T>): void {
    const keys = Object.keys(parts) as (keyof T)[];
    if (keys.every((key) => Object.is(this.value[key], parts[key]))) return;
    this.value = { ...this.value, ...parts };
    for (const listener of [...this.listeners]) listener(this.value);
  }

  subscribe(listener: (value: T) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** Re-renders a component when one of the parts that it selects is replaced. */
export class StoreController<T extends object> implements ReactiveController {
  private selected: readonly unknown[] = [];
  private stop: (() => void) | null = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly store: () => Store<T>,
    private readonly select: (value: T) => readonly unknown[],
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.selected = this.select(this.store().get());
    this.stop = this.store().subscribe((value) => {
      const now = this.select(value);
      if (now.every((part, index) => Object.is(part, this.selected[index]))) return;
      this.selected = now;
      this.host.requestUpdate();
    });
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.stop?.();
    this.stop = null;
  }
}
