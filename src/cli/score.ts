import path from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { FEATURE_NAMES } from '../domain/features.ts';
import { isScored } from '../domain/records.ts';
import type { ImageRecord } from '../domain/records.ts';
import { writeFileAtomic } from '../engine/files.ts';
import { EXIT } from './exit.ts';
import { counted, csvCell } from './output.ts';
import { run, withEngineFlags } from './session.ts';
import type { EngineFlags } from './session.ts';

type Format = 'jsonl' | 'csv' | 'json';

interface ScoreFlags extends EngineFlags {
  format?: Format;
  json?: true;
  out?: string;
  maps?: string;
}

export function addScore(program: Command): void {
  withEngineFlags(program.command('score'))
    .description('score images: how odd each is against the references, and by which of the seven features')
    .argument('<project>', 'project file NAME.kshot.json')
    .argument(
      '[glob...]',
      'images of the project, or globs of them; relative to the project file or to the working folder (default: all)',
    )
    .addOption(
      new Option('--format <format>', 'jsonl, csv or json (default: as --out is named, else jsonl)').choices([
        'jsonl',
        'csv',
        'json',
      ]),
    )
    .option('--json', 'the same as --format json')
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--maps <dir>', "write anomaly maps, float32 TIFF at the image's size")
    .action((project: string, globs: string[], flags: ScoreFlags) =>
      run(flags, async ({ engine, task, progress }) => {
        const format = flags.json ? 'json' : (flags.format ?? formatOf(flags.out));
        const live = flags.out === undefined && format !== 'json';
        let headed = false;
        const records = await engine.score(project, {
          ...task,
          globs,
          workingFolder: process.cwd(),
          maps: flags.maps,
          onRecord: (record) => {
            if (!live) return;
            progress.clear();
            if (format === 'csv' && !headed) process.stdout.write(`${CSV_HEADER}\n`);
            headed = true;
            process.stdout.write(`${format === 'csv' ? csvRow(record) : JSON.stringify(record)}\n`);
          },
        });
        progress.clear();
        if (flags.out !== undefined) await writeFileAtomic(flags.out, formatted(records, format));
        else if (format === 'json') process.stdout.write(formatted(records, format));
        if (flags.out !== undefined || flags.maps !== undefined) progress.note(summary(records, flags));
        const failed = records.filter((record) => !isScored(record));
        for (const record of failed) if (!isScored(record)) progress.note(`error: ${record.error.message}`);
        return failed.length > 0 ? EXIT.failed : EXIT.done;
      }),
    );
}

/** The format that a file's name asks for. */
function formatOf(out: string | undefined): Format {
  const extension = path.extname(out ?? '').slice(1);
  return extension === 'csv' || extension === 'json' ? extension : 'jsonl';
}

/** `Scored 50 images: 13 anomalous, 37 normal. Wrote scores.csv, maps in maps.` */
function summary(records: readonly ImageRecord[], { out, maps }: ScoreFlags): string {
  const scored = records.filter(isScored);
  const anomalous = scored.filter(({ verdict }) => verdict === 'anomalous').length;
  const written = [...(out === undefined ? [] : [out]), ...(maps === undefined ? [] : [`maps in ${maps}`])].join(', ');
  return `Scored ${counted(scored.length, 'image')}: ${anomalous} anomalous, ${scored.length - anomalous} normal. Wrote ${written}.`;
}

const CSV_COLUMNS = [
  'image',
  'score',
  'verdict',
  ...FEATURE_NAMES.flatMap((name) => [`${name}_raw`, `${name}_normalized`]),
  'nearestReference',
  'topClass',
  'seconds',
  'error',
];
const CSV_HEADER = CSV_COLUMNS.join(',');

function csvRow(record: ImageRecord): string {
  if (!isScored(record)) {
    return CSV_COLUMNS.map((column) =>
      column === 'image' ? csvCell(record.image) : column === 'error' ? csvCell(record.error.message) : '',
    ).join(',');
  }
  const { image, score, verdict, features, nearestReference, topClass, seconds } = record;
  const values = FEATURE_NAMES.flatMap((name) => [features[name].raw, features[name].normalized]);
  return [image, score, verdict, ...values, nearestReference, topClass, seconds, ''].map(csvCell).join(',');
}

/** All records in one format, with a newline at the end. */
function formatted(records: readonly ImageRecord[], format: Format): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(records, null, 2)}\n`;
    case 'csv':
      return `${[CSV_HEADER, ...records.map(csvRow)].join('\n')}\n`;
    case 'jsonl':
      return records.map((record) => `${JSON.stringify(record)}\n`).join('');
  }
}
