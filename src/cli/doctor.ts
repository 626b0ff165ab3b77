import type { Command } from 'commander';
import { print, printJson, table } from './output.ts';
import { run, withEngineFlags } from './session.ts';
import type { EngineFlags } from './session.ts';

export function addDoctor(program: Command): void {
  withEngineFlags(program.command('doctor'))
    .description('what runs here: providers, models, versions, and what is missing')
    .option('--json', 'print one JSON document')
    .action((flags: EngineFlags & { json?: true }) =>
      run(flags, async ({ engine }) => {
        const report = await engine.doctor();
        if (flags.json) printJson(report);
        else {
          print(
            `Node ${report.node} on ${report.platform}, ONNX Runtime ${report.onnxruntime}, sharp ${report.sharp}, ${report.threads} threads`,
          );
          print('');
          print(
            table(
              [
                ['provider', 'state', 'why'],
                ...report.providers.map(({ provider, usable, chosen, reason }) => [
                  provider,
                  chosen ? 'used' : usable ? 'usable' : 'passed over',
                  reason,
                ]),
              ],
              [1, 2],
            ),
          );
          print('');
          print(
            table(
              [
                ['model', 'state', 'licence'],
                ...report.models.map(({ id, usable, license, reason }) => [
                  id,
                  usable ? 'ready' : reason,
                  license ?? '',
                ]),
              ],
              [1, 2],
            ),
          );
          print('');
          print(
            table(
              [
                ['graph', 'runs on', 'why'],
                ...report.models.flatMap(({ id, runsOn }) =>
                  runsOn.map(({ graph, provider, reason }) => [`${id}/${graph}`, provider ?? '–', reason]),
                ),
              ],
              [1, 2],
            ),
          );
          print('');
          print(
            `Cache: ${report.cache.folder ?? '.kshot beside each project file'}, at most ${(report.cache.limitBytes / 1024 ** 3).toFixed(1)} GB`,
          );
        }
        return undefined;
      }),
    );
}
