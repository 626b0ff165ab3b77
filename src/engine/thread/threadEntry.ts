/** The work thread: the entry of its own bundle, started by {@link WorkThread}. */
import { parentPort } from 'node:worker_threads';
import { runTask } from './tasks.ts';
import type { TaskArguments, TaskName, TaskResult } from './tasks.ts';

export interface TaskRequest<N extends TaskName = TaskName> {
  readonly id: number;
  readonly name: N;
  readonly args: TaskArguments<N>;
}

export interface TaskAnswer {
  readonly id: number;
  readonly result: TaskResult<TaskName>;
}

// A task that throws ends the thread; whoever waits does it again on its own thread, and hears why.
parentPort?.on('message', ({ id, name, args }: TaskRequest) => {
  const result = runTask(name, args);
  parentPort?.postMessage({ id, result } satisfies TaskAnswer, [result.data.buffer as ArrayBuffer]);
});
