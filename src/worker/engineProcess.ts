/**
 * The engine process: answers the requests of protocol/engine.ts over the channel that its parent forked it with.
 * Inference blocks this process's event loop, so a cancellation is heard between two images, not within one.
 */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError } from 'vscode-jsonrpc/node';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import type { EngineCall, EngineFailure, EngineNotifications, EngineSettings } from '../protocol/engine.ts';
import { requestHandlers } from './requestHandlers.ts';
import type { EngineTask, TaskChannel } from './requestHandlers.ts';

/** Any number will do: the host reads the code in `data`. */
const REQUEST_FAILED = -32803;

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
let engine: Engine | undefined;

connection.onRequest('initialize', ({ params }: EngineCall<EngineSettings>) => {
  engine = new Engine({
    ...params,
    scriptsDir: __dirname,
    onWarning: (message) => void notify(connection, 'warning', { message }),
  });
  return { pid: process.pid };
});
for (const method of Object.keys(requestHandlers) as EngineTask[]) handle(connection, method);
connection.listen();

// The parent closed the channel or is gone: nobody is left to answer.
process.once('disconnect', () => void leave());

function handle(on: MessageConnection, method: EngineTask): void {
  on.onRequest(method, async ({ task, params }: EngineCall<never>, token: CancellationToken) => {
    const abort = new AbortController();
    const cancellation = token.onCancellationRequested(() => {
      abort.abort();
    });
    try {
      if (!engine) throw new Error('Expected "initialize" before any other request.');
      return await requestHandlers[method](engine, params, channel(on, task, abort.signal));
    } catch (error) {
      return failure(error);
    } finally {
      cancellation.dispose();
    }
  });
}

function channel(on: MessageConnection, task: number, signal: AbortSignal): TaskChannel {
  return {
    signal,
    onProgress: (progress) => void notify(on, 'progress', { task, ...progress }),
    onRecord: (record) => void notify(on, 'record', { task, record }),
  };
}

function notify<N extends keyof EngineNotifications>(on: MessageConnection, name: N, params: EngineNotifications[N]) {
  return on.sendNotification(name, params).catch(() => undefined); // the parent is gone; `disconnect` follows
}

function failure(error: unknown): ResponseError<EngineFailure> {
  if (error instanceof EngineError) return new ResponseError(REQUEST_FAILED, error.message, { code: error.code });
  console.error(error); // goes to the host's log
  const message = error instanceof Error ? error.message : String(error);
  return new ResponseError(REQUEST_FAILED, message, { code: 'engine-failed' });
}

async function leave(): Promise<never> {
  await engine?.dispose().catch(() => undefined);
  process.exit(0);
}
