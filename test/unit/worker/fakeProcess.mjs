// An engine process for tests of its client: answers as the name of the project says.
import { createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError } from 'vscode-jsonrpc/node';

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const behaviours = {
  arrays: () => ({ map: { grid: 2, distances: new Float32Array([0, 0.5, 1, 2]) } }),
  refuse: () => new ResponseError(-32803, 'No such project.', { code: 'project-missing' }),
  crash: () => process.exit(7),
  pid: () => process.pid,
  settings: () => settings,
  slow: async (_, token) => {
    for (let i = 0; i < 200 && !token.isCancellationRequested; i++) await sleep(20);
    return new ResponseError(-32803, 'Cancelled.', { code: 'cancelled' });
  },
  wait: () => sleep(900).then(() => 'waited'),
  deaf: () => sleep(60_000),
  progress: async (task) => {
    await connection.sendNotification('progress', { task, stage: 'score', done: 1, total: 2, image: 'a.png' });
    await connection.sendNotification('record', {
      task,
      record: { image: 'a.png', error: { code: 'image-unreadable', message: '' } },
    });
    return null;
  },
};

let settings;
connection.onRequest('initialize', ({ params }) => {
  settings = params;
  return { pid: process.pid };
});
connection.onRequest('inspect', ({ task, params }, token) =>
  params.project === 'slow' ? behaviours.slow(task, token) : behaviours[params.project](task, token),
);
connection.listen();
process.once('disconnect', () => process.exit(0));
