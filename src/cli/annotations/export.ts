import type { Command } from 'commander';
import type { ExchangeFormat } from '../../domain/annotations/exchange.ts';
import { EXIT } from '../exit.ts';
import { counted, print, printJson } from '../output.ts';
import { run } from '../session.ts';
import { formatOption } from './formatOption.ts';
import { lossesText } from './lossesText.ts';

interface ExportFlags {
  format: ExchangeFormat;
  out: string;
  force?: true;
  json?: true;
}

export function addExport(annotations: Command): void {
  annotations
    .command('export')
    .description('write verdicts and regions for other tools; tells what the format cannot hold')
    .argument('<project>', 'project file NAME.kshot.json')
    .addOption(formatOption())
    .requiredOption('--out <path>', 'where to: a file for coco and csv, a folder for the others')
    .option('--force', 'write also where something is that is no earlier export')
    .option('--json', 'print one JSON document')
    .action((project: string, { format, out, force, json }: ExportFlags) =>
      run({}, async ({ engine, task, progress }) => {
        const { unread, ...report } = await engine.exportAnnotations(project, { ...task, format, out, force });
        progress.clear();
        if (json) printJson(report);
        else {
          print(`Exported ${counted(report.images, 'image')} with ${counted(report.regions, 'region')} to ${out}.`);
          const losses = lossesText(report.lost);
          if (losses !== '') print(losses);
        }
        for (const { message } of unread) progress.note(`error: ${message}`);
        return unread.length > 0 ? EXIT.failed : EXIT.done;
      }),
    );
}
