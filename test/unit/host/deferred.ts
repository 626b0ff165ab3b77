/** A promise that the test ends when it likes. */
export class Deferred<T> {
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

/** Lets everything happen that waits for nothing. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
