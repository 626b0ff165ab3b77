/** The values that were used last, up to a number of them. */
export class Recent<K, V> {
  private readonly entries = new Map<K, V>();

  /** `dropped` hears of each value that has to go. */
  constructor(
    private readonly size: number,
    private readonly dropped: (value: V) => void = () => undefined,
  ) {}

  /** The value, which counts as used by this. */
  get(key: K): V | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  has(key: K): boolean {
    return this.entries.has(key);
  }

  set(key: K, value: V): void {
    const before = this.entries.get(key);
    this.entries.delete(key);
    this.entries.set(key, value);
    if (before !== undefined && before !== value) this.dropped(before);
    for (const [oldest, gone] of this.entries) {
      if (this.entries.size <= this.size) break;
      this.entries.delete(oldest);
      this.dropped(gone);
    }
  }

  /** The value, made where it is missing. */
  take(key: K, make: () => V): V {
    const known = this.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.set(key, made);
    return made;
  }
}
