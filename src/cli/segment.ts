import path from 'node:path';
import type { Command } from 'commander';
import { EXIT } from './exit.ts';
import { counted, printJson } from './output.ts';
import { run, withEngineFlags } from './session.ts';
import type { EngineFlags } from './session.ts';

interface SegmentFlags extends EngineFlags {
  out: string;
  json?: true;
}

export function addSegment(program: Command): void {
  withEngineFlags(program.command('segment'))
    .description("write each image's label map: PNG, 8-bit, pixel = class, the image's own size")
    .argument('<project>', 'project file NAME.kshot.json')
    .argument(
      '[glob...]',
      'images of the project, or globs of them; relative to the project file or to the working folder (default: all)',
    )
    .requiredOption('--out <dir>', 'folder for the label maps')
    .option('--json', 'print one JSON document')
    .action((project: string, globs: string[], flags: SegmentFlags) =>
      run(flags, async ({ engine, task, progress }) => {
        const where = { globs, workingFolder: process.cwd() };
        const records = await engine.segment(project, path.resolve(flags.out), { ...task, ...where });
        progress.clear();
        if (flags.json) printJson(records);
        const failed = records.filter((record) => 'error' in record);
        progress.note(`Wrote ${counted(records.length - failed.length, 'label map')} to ${flags.out}.`);
        for (const { error } of failed) progress.note(`error: ${error.message}`);
        return failed.length > 0 ? EXIT.failed : EXIT.done;
      }),
    );
}
