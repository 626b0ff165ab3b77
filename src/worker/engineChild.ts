import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
} from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { ImageRecord } from '../domain/records.ts';
import type {
  EngineFailure,
  EngineMethod,
  EngineNotifications,
  EngineParams,
  EngineResult,
  EngineSettings,
} from '../protocol/engine.ts';
import { EngineRequestError } from './engineRequestError.ts';
import type { EngineRequestErrorCode } from './engineRequestError.ts';

/** How long a process that was told to go may take, before it is killed. */
const LEAVE_MILLISECONDS = 2000;

export interface EngineChildOptions {
  /** The bundled script of the engine process. */
  entry: string;
  settings: EngineSettings;
  /**
   * How long the process may take to answer a cancellation, before it is killed where nothing else is pending; one image
   * can take seconds.
   */
  cancelMilliseconds: number;
  execArgv: string[];
  /** A line that the process wrote to its standard output or error, or a warning of the engine. */
  onLine: (line: string) => void;
  onReady: (pid: number) => void;
  /** Called once, when the process has ended, for whatever reason. */
  onExit: (reason: string, expected: boolean) => void;
}

export interface RequestOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: EngineNotifications['progress']) => void) | undefined;
  onRecord?: ((record: ImageRecord) => void) | undefined;
}

/** One engine process and the connection to it. When it ends, whatever is pending fails. */
export class EngineChild {
  private readonly process: ChildProcess;
  private readonly connection: MessageConnection;
  private readonly tasks = new Map<number, RequestOptions>();
  /** The tasks whose answer somebody waits for: not those that were cancelled. */
  private readonly wanted = new Set<number>();
  private lastTask = 0;
  private retiring = false;
  private ended: { code: EngineRequestErrorCode; message: string } | undefined;

  constructor(private readonly options: EngineChildOptions) {
    this.process = fork(options.entry, [], {
      serialization: 'advanced', // typed arrays arrive as such
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: options.execArgv, // not the extension host's own: its debugger port is taken
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', options.onLine);
    }
    this.connection = createMessageConnection(new IPCMessageReader(this.process), new IPCMessageWriter(this.process));
    this.listen();
    this.process.on('error', (error) => {
      this.end(error.message);
    });
    this.process.once('exit', (code, signal) => {
      this.end(signal ? `signal ${signal}` : `exit code ${code ?? 0}`);
    });
    this.request('initialize', options.settings).then(
      ({ pid }) => {
        options.onReady(pid);
      },
      () => undefined, // the requests behind it fail the same way
    );
  }

  /** Requests that are not answered yet. */
  get pending(): number {
    return this.tasks.size;
  }

  /** Throws an {@link EngineRequestError}; its code is `cancelled` when the signal ended it. */
  async request<M extends EngineMethod>(
    method: M,
    params: EngineParams<M>,
    options: RequestOptions = {},
  ): Promise<EngineResult<M>> {
    const { signal } = options;
    if (signal?.aborted) throw cancelled();
    const task = ++this.lastTask;
    const cancellation = new CancellationTokenSource();
    let impatience: NodeJS.Timeout | undefined;
    const abort = () => {
      cancellation.cancel();
      this.wanted.delete(task);
      // As long as the process works for somebody else, it is only late.
      impatience = setInterval(() => {
        if (this.wanted.size === 0) this.process.kill('SIGKILL');
      }, this.options.cancelMilliseconds);
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.tasks.set(task, options);
    if (method !== 'initialize') this.wanted.add(task);
    try {
      return await this.connection.sendRequest<EngineResult<M>>(method, { task, params }, cancellation.token);
    } catch (error) {
      throw signal?.aborted ? cancelled() : await this.failure(error);
    } finally {
      clearInterval(impatience);
      signal?.removeEventListener('abort', abort);
      cancellation.dispose();
      this.tasks.delete(task);
      this.wanted.delete(task);
      if (this.retiring && this.tasks.size === 0) this.leave();
    }
  }

  /** Takes no further requests; the process ends when those at work are answered. */
  retire(): void {
    this.retiring = true;
    if (this.tasks.size === 0) this.leave();
  }

  /** Ends the process now; what is pending fails with `engine-stopped`. */
  dispose(): void {
    this.retiring = true;
    this.leave();
    this.end('stopped');
  }

  private listen(): void {
    this.connection.onNotification('progress', (progress: EngineNotifications['progress']) => {
      this.tasks.get(progress.task)?.onProgress?.(progress);
    });
    this.connection.onNotification('record', ({ task, record }: EngineNotifications['record']) => {
      this.tasks.get(task)?.onRecord?.(record);
    });
    this.connection.onNotification('warning', ({ message }: EngineNotifications['warning']) => {
      this.options.onLine(message);
    });
    this.connection.onError(([error]) => {
      this.options.onLine(error.message);
    });
    this.connection.listen();
  }

  /** Closing the channel lets the process put its things in order; then it is killed. */
  private leave(): void {
    if (this.process.connected) this.process.disconnect();
    const timer = setTimeout(() => this.process.kill('SIGKILL'), LEAVE_MILLISECONDS);
    timer.unref();
    this.process.once('exit', () => {
      clearTimeout(timer);
    });
  }

  /** Without disposing the connection, pending requests would wait for ever. */
  private end(reason: string): void {
    if (this.ended) return;
    this.ended = this.retiring
      ? { code: 'engine-stopped', message: 'The engine was stopped while this was running. Run it again.' }
      : {
          code: 'engine-crashed',
          message: `The engine ended unexpectedly (${reason}). What it had finished is kept; run the same again to go on.`,
        };
    this.connection.dispose();
    // Nobody hears it any more; one that was told to go has its own time for that.
    if (!this.retiring && !this.hasExited) this.process.kill('SIGKILL');
    this.options.onExit(reason, this.retiring);
  }

  private get hasExited(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  private async failure(error: unknown): Promise<EngineRequestError> {
    if (error instanceof ResponseError) {
      const code = (error.data as EngineFailure | undefined)?.code;
      if (code !== undefined) return new EngineRequestError(code as EngineRequestErrorCode, error.message);
    }
    // A broken channel is heard before the exit that broke it.
    if (!this.ended && !this.process.connected) await new Promise((resolve) => setTimeout(resolve, 100));
    if (this.ended) return new EngineRequestError(this.ended.code, this.ended.message, { cause: error });
    return new EngineRequestError('engine-failed', error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  }
}

function cancelled(): EngineRequestError {
  return new EngineRequestError(
    'cancelled',
    'Cancelled. What was computed so far is kept; run the same again to continue.',
  );
}
