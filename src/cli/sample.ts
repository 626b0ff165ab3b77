import type { Command } from 'commander';
import { print, printJson } from './output.ts';
import { positiveInteger, run, wholeNumber } from './session.ts';

interface SampleFlags {
  seed?: number;
  count?: number;
  json?: true;
}

export function addSample(program: Command): void {
  program
    .command('sample')
    .description(
      'render a data set like MVTec LOCO AD: normal, logical and structural anomalies, with masks and ground truth',
    )
    .argument('<dir>', 'new or empty folder')
    .option('--seed <n>', 'another seed renders other images', wholeNumber)
    .option('--count <n>', 'number of test images', positiveInteger)
    .option('--json', 'print one JSON document')
    .action((folder: string, { seed, count, json }: SampleFlags) =>
      run({}, async ({ engine, task, progress }) => {
        const { project, images } = await engine.renderSample(folder, {
          ...(seed === undefined ? {} : { seed }),
          ...(count === undefined ? {} : { count }),
          ...(task.signal === undefined ? {} : { signal: task.signal }),
          onProgress: (done, total) => {
            progress.update({ stage: 'sample', done, total });
          },
        });
        progress.clear();
        if (json) printJson({ project, images });
        else print(`Rendered ${images} images. Next: kshot eval ${project}`);
        return undefined;
      }),
    );
}
