import type { Command } from 'commander';
import { FEATURE_NAMES } from '../domain/features.ts';
import { counted, print, printJson, table } from './output.ts';
import { run, withEngineFlags } from './session.ts';
import type { EngineFlags } from './session.ts';

export function addFit(program: Command): void {
  withEngineFlags(program.command('fit'))
    .description('learn from the references: label maps, banks, leave-one-out weights')
    .argument('<project>', 'project file NAME.kshot.json')
    .option('--json', 'print one JSON document')
    .action((project: string, flags: EngineFlags & { json?: true }) =>
      run(flags, async ({ engine, task, progress }) => {
        const { threshold, ...summary } = await engine.fit(project, task);
        progress.clear();
        if (flags.json) printJson({ ...summary, threshold });
        else {
          print(
            `${counted(summary.references.length, 'reference')}, ${counted(summary.classes.length, 'class', 'classes')}, threshold ${threshold.toFixed(3)}, ${summary.seconds.toFixed(1)} s on ${summary.provider}`,
          );
          if (summary.augment === 'rotations')
            print('the patch banks hold the references rotated as well (features.augment)');
          print(
            table([
              ['feature', 'weight', 'factor'],
              ...FEATURE_NAMES.map((name) => {
                const { weight, factor } = summary.features[name];
                return [name, weight.toFixed(5), String(factor)];
              }),
            ]),
          );
          print('each score is divided by its weight: 1 is as odd as the oddest reference; factor 0 does not count');
        }
        return undefined;
      }),
    );
}
