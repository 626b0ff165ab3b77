import type { EngineMethod, EngineParams, EngineResult, EngineSettings } from '../protocol/engine.ts';
import type { EngineChild, RequestOptions } from './engineChild.ts';
import { EngineRequestError } from './engineRequestError.ts';

/** One image on a slow machine takes about this long; a process that is silent for longer is not going to listen. */
const CANCEL_MILLISECONDS = 5000;

export type EngineState = 'stopped' | 'starting' | 'ready';

export interface EngineClientOptions {
  /** The bundled script of the engine process. */
  entry: string;
  /** Read at each start. */
  settings: () => EngineSettings;
  /** What the process writes and what happens to it. */
  log: { info: (message: string) => void; error: (message: string) => void };
  cancelMilliseconds?: number;
  execArgv?: string[];
}

/**
 * The engine, from outside its process. The process starts at the first request, and again at the first one after it
 * ended; a request that was at work when it ended fails with `engine-crashed`.
 */
export class EngineClient {
  private child: Promise<EngineChild> | undefined;
  private readonly listeners = new Set<(state: EngineState) => void>();
  private readonly alive = new Set<EngineChild>();
  private disposed = false;
  private current: EngineState = 'stopped';

  constructor(private readonly options: EngineClientOptions) {}

  get state(): EngineState {
    return this.current;
  }

  /** Calls back at each change of {@link state}, until the result is disposed. */
  onDidChangeState(listener: (state: EngineState) => void): { dispose: () => void } {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  /** Throws an {@link EngineRequestError}. */
  async request<M extends EngineMethod>(
    method: M,
    params: EngineParams<M>,
    options?: RequestOptions,
  ): Promise<EngineResult<M>> {
    if (this.disposed) throw new EngineRequestError('engine-stopped', 'The engine was stopped.');
    this.child ??= this.start();
    return (await this.child).request(method, params, options);
  }

  /** Lets the process end once it has answered what is pending; the next request starts one with the settings of then. */
  restart(): void {
    if (!this.child) return;
    this.child.then(
      (child) => {
        child.retire();
      },
      () => undefined, // it never started; its request was told
    );
    this.child = undefined;
    this.enter('stopped');
  }

  dispose(): void {
    this.disposed = true;
    for (const child of this.alive) child.dispose();
    this.child = undefined;
    this.listeners.clear();
  }

  private start(): Promise<EngineChild> {
    this.enter('starting');
    const starting: Promise<EngineChild> = this.spawn(() => this.child === starting);
    starting.catch(() => {
      if (this.child !== starting) return;
      this.child = undefined;
      this.enter('stopped');
    });
    return starting;
  }

  private async spawn(isCurrent: () => boolean): Promise<EngineChild> {
    const { entry, settings, log, cancelMilliseconds = CANCEL_MILLISECONDS, execArgv = [] } = this.options;
    // Loaded now and not with the extension: the connection's library is the larger part of its code.
    const { EngineChild } = await import('./engineChild.ts');
    const started = performance.now();
    const child: EngineChild = new EngineChild({
      entry,
      settings: settings(),
      cancelMilliseconds,
      execArgv,
      onLine: log.info,
      onReady: (pid) => {
        log.info(`Engine process ${pid} is ready after ${Math.round(performance.now() - started)} ms.`);
        if (isCurrent()) this.enter('ready');
      },
      onExit: (reason, expected) => {
        if (expected) log.info(`Engine process ended (${reason}).`);
        else log.error(`Engine process ended unexpectedly (${reason}).`);
        this.alive.delete(child);
        if (!isCurrent()) return;
        this.child = undefined;
        this.enter('stopped');
      },
    });
    this.alive.add(child);
    if (this.disposed) child.dispose();
    return child;
  }

  private enter(state: EngineState): void {
    if (this.disposed || this.current === state) return;
    this.current = state;
    for (const listener of this.listeners) listener(state);
  }
}
