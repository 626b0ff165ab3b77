/** The typed channel of a view to the extension host. */
export interface HostChannel<Out, Saved> {
  post(message: Out): void;
  /** What this view saved of itself before it was hidden or reloaded. */
  saved(): Partial<Saved>;
  save(state: Saved): void;
}

/**
 * Takes the one channel that VS Code gives a page; call it once. What the page is about (`<body data-project="…">`) is saved along with every state:
 * by it the host restores the panel.
 */
export function openHostChannel<Out, Saved extends object>(): HostChannel<Out, Saved> {
  const api = acquireVsCodeApi();
  const { project } = document.body.dataset;
  const about = project === undefined ? {} : { project };
  const saved = (): object => {
    const state: unknown = api.getState();
    return typeof state === 'object' && state !== null ? state : {};
  };
  if (project !== undefined) api.setState({ ...saved(), ...about });
  return {
    post: (message) => {
      api.postMessage(message);
    },
    saved,
    save: (state) => {
      api.setState({ ...state, ...about });
    },
  };
}
