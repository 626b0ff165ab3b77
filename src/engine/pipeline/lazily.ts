/** The first call computes, all later ones get the same; a failure is not kept. `started` tells whether it was ever called. */
export function lazily<T>(compute: () => Promise<T>): (() => Promise<T>) & { readonly started: boolean } {
  let value: Promise<T> | null = null;
  const get = (): Promise<T> => {
    value ??= compute().catch((error: unknown) => {
      value = null;
      throw error;
    });
    return value;
  };
  return Object.defineProperty(get, 'started', { get: () => value !== null }) as (() => Promise<T>) & {
    readonly started: boolean;
  };
}
