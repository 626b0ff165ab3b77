import type { Command } from 'commander';
import { metric, print, printJson, table } from './output.ts';
import { run, withEngineFlags } from './session.ts';
import type { EngineFlags } from './session.ts';

export function addFeatures(program: Command): void {
  withEngineFlags(program.command('features'))
    .description('the seven features of one image, as numbers')
    .argument('<project>', 'project file NAME.kshot.json')
    .argument('<image>', 'image, relative to the project file or to the working folder')
    .option('--json', 'print one JSON document')
    .action((project: string, image: string, flags: EngineFlags & { json?: true }) =>
      run(flags, async ({ engine, task, progress }) => {
        const report = await engine.features(project, image, process.cwd(), task);
        progress.clear();
        if (flags.json) printJson(report);
        else {
          print(
            `${report.image}: ${report.patch.shape[0]} patches of ${report.patch.shape[1]} values, ${report.foreground.shape[0]} in the foreground`,
          );
          print(
            table([
              ['class', 'patches', 'histogram', 'color', 'location'],
              ...report.histogram.map((area, index) => [
                String(index + 1),
                String(report.classPatch[index]!.shape[0]),
                metric(area),
                metric(report.color[index]!),
                metric(report.location[index]!),
              ]),
            ]),
          );
        }
        return undefined;
      }),
    );
}
