import { Option } from 'commander';
import type { Command } from 'commander';
import { IMPORT_MODES } from '../../domain/annotations/exchange.ts';
import type { ExchangeFormat, ImportMode, ImportReport } from '../../domain/annotations/exchange.ts';
import { EXIT } from '../exit.ts';
import { counted, print, printJson } from '../output.ts';
import { run } from '../session.ts';
import { formatOption } from './formatOption.ts';
import { lossesText } from './lossesText.ts';

interface ImportFlags {
  format: ExchangeFormat;
  mode: ImportMode;
  dryRun?: true;
  json?: true;
}

export function addImport(annotations: Command): void {
  annotations
    .command('import')
    .description("read other tools' annotations into the label files beside the project's images")
    .argument('<project>', 'project file NAME.kshot.json')
    .argument('<path>', 'what to read: a file for coco and csv, a folder for the others')
    .addOption(formatOption())
    .addOption(
      new Option('--mode <name>', 'for images that are annotated: add what is not there yet, replace it, or skip them')
        .choices(IMPORT_MODES)
        .default('merge'),
    )
    .option('--dry-run', 'tell what would be done, write nothing')
    .option('--json', 'print one JSON document')
    .action((project: string, path: string, { format, mode, dryRun, json }: ImportFlags) =>
      run({}, async ({ engine, task, progress }) => {
        const report = await engine.importAnnotations(project, { ...task, format, from: path, mode, dryRun });
        progress.clear();
        if (json) printJson(report);
        else printReport(report, dryRun === true);
        return report.unwritten.length > 0 ? EXIT.failed : EXIT.done;
      }),
    );
}

function printReport(report: ImportReport, isDry: boolean): void {
  const { images, regions, unchanged, verdicts, removed, labels, unwritten, lost } = report;
  const parts = [
    counted(regions, 'region'),
    ...(verdicts > 0 ? [counted(verdicts, 'verdict')] : []),
    ...(removed > 0 ? [`${counted(removed, 'region')} that ${removed === 1 ? 'was' : 'were'} there removed`] : []),
  ];
  const rest =
    unchanged === 0 ? '' : `; ${counted(unchanged, 'image')} ${unchanged === 1 ? 'stays' : 'stay'} as before`;
  print(`${isDry ? 'Would import' : 'Imported'} ${parts.join(', ')} in ${counted(images, 'image')}${rest}.`);
  if (labels.length > 0) print(`${isDry ? 'Would add' : 'Added'} to the project's labels: ${labels.join(', ')}.`);
  for (const { message } of unwritten) print(`Not written: ${message}`);
  const losses = lossesText(lost);
  if (losses !== '') print(losses);
}
