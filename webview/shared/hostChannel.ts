/** The typed channel of a view to the extension host. */
export interface HostChannel<Out, Saved> {
  post(message: Out): void;
  /** What this view saved of itself before it was hidden or reloaded. */
  saved(): Partial<Saved>;
  save(state: Saved): void;
}

/** Takes the one channel that VS Code gives a page; call it once. */
export function openHostChannel<Out, Saved extends object>(): HostChannel<Out, Saved> {
  const api = acquireVsCodeApi();
  return {
    post: (message) => {
      api.postMessage(message);
    },
    saved: () => {
      const state: unknown = api.getState();
      return typeof state === 'object' && state !== null ? state : {};
    },
    save: (state) => {
      api.setState(state);
    },
  };
}
