import { Worker } from 'node:worker_threads';
import { runTask } from './tasks.ts';
import type { TaskArguments, TaskName, TaskResult } from './tasks.ts';
import type { TaskAnswer, TaskRequest } from './threadEntry.ts';

interface Waiting {
  readonly request: TaskRequest;
  readonly done: (result: TaskResult<TaskName>) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Does work on images in a thread of its own: ONNX Runtime blocks the caller's while it runs. Without a thread (no script, or one that
 * ended) the caller's own does the same work. Call `dispose`.
 */
export class WorkThread {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  /** @param script the bundled `workThread.js`, or null for none. */
  constructor(private script: string | null) {}

  /** A task's result. Arguments are copied, not taken. */
  run<N extends TaskName>(name: N, ...args: TaskArguments<N>): Promise<TaskResult<N>> {
    const worker = this.thread();
    return new Promise((done, failed) => {
      const request: TaskRequest<N> = { id: ++this.last, name, args };
      const waiting = { request, done, failed } as unknown as Waiting;
      if (worker === null) {
        finish(waiting);
        return;
      }
      this.waiting.set(request.id, waiting);
      worker.ref(); // as long as somebody waits, the process stays
      worker.postMessage(request);
    });
  }

  async dispose(): Promise<void> {
    const { worker } = this;
    this.script = null;
    this.worker = null;
    await worker?.terminate();
    this.finishHere();
  }

  private thread(): Worker | null {
    if (this.worker !== null || this.script === null) return this.worker;
    const worker = new Worker(this.script);
    worker.on('message', ({ id, result }: TaskAnswer) => {
      this.waiting.get(id)?.done(result);
      this.waiting.delete(id);
      if (this.waiting.size === 0) worker.unref();
    });
    worker.on('error', () => undefined); // `exit` follows
    worker.on('exit', () => {
      if (this.worker !== worker) return;
      this.script = null;
      this.worker = null;
      this.finishHere();
    });
    worker.unref();
    this.worker = worker;
    return worker;
  }

  /** Does on this thread what a thread that ended has left undone. */
  private finishHere(): void {
    for (const waiting of this.waiting.values()) finish(waiting);
    this.waiting.clear();
  }
}

function finish({ request, done, failed }: Waiting): void {
  try {
    done(runTask(request.name, request.args as never));
  } catch (error) {
    failed(error);
  }
}
