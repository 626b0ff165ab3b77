import { Command, CommanderError } from 'commander';
import { addAnnotations } from './annotations/annotations.ts';
import { addDoctor } from './doctor.ts';
import { addEval } from './eval.ts';
import { EXIT } from './exit.ts';
import { addExplain } from './explain.ts';
import { addFeatures } from './features.ts';
import { addFit } from './fit.ts';
import { addInit } from './init.ts';
import { addModels } from './models/models.ts';
import { addSample } from './sample.ts';
import { addScore } from './score.ts';
import { addSegment } from './segment.ts';
import { VERSION } from './version.ts';

/** `kshot`: one sub-command a file. Results go to standard output, progress and errors to standard error. */
async function main(): Promise<void> {
  // A reader that went away (`kshot score … | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
  const program = new Command('kshot')
    .description('Few-shot anomaly detection without training: k normal photos, seven features, one score.')
    .version(VERSION)
    .exitOverride();
  const commands = [
    addInit,
    addSample,
    addFit,
    addScore,
    addEval,
    addExplain,
    addFeatures,
    addSegment,
    addDoctor,
    addModels,
    addAnnotations,
  ];
  for (const add of commands) add(program);
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
}

void main();
