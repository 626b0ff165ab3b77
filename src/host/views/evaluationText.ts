/** An evaluation as Markdown whose tables also line up as plain text. Pure: the words come from the caller. */
import { FEATURE_NAMES } from '../../domain/features.ts';
import type { ByFeature } from '../../domain/features.ts';
import type { Evaluation } from '../../domain/records.ts';

export interface EvaluationWords {
  title: (name: string) => string;
  counts: (images: number, anomalous: number) => string;
  /** Who says so: how many images by folder, how many by annotation, how many left out. */
  truth: (truth: Evaluation['truth']) => string;
  threshold: (value: string) => string;
  atThreshold: (found: number, anomalous: number, alarms: number, normal: number) => string;
  missed: string;
  falseAlarms: string;
  floor: (value: string) => string;
  mean: (value: string) => string;
  unreadable: (count: number) => string;
  all: string;
  byGroup: string;
  byFeature: string;
  columns: Record<'group' | 'feature' | 'images' | 'auroc' | 'averagePrecision' | 'f1Max', string>;
  features: ByFeature<string>;
}

export function evaluationText(name: string, evaluation: Evaluation, words: EvaluationWords): string {
  const { columns } = words;
  const groups = Object.entries(evaluation.groups).map(([group, metrics]) => [
    group,
    String(metrics.images),
    ...figures(metrics),
  ]);
  const features = FEATURE_NAMES.map((feature) => [
    words.features[feature],
    ...figures(evaluation.perFeature[feature]),
  ]);
  const metrics = [columns.auroc, columns.averagePrecision, columns.f1Max];
  const { images, anomalous, atThreshold } = evaluation;
  const { found, missed, falseAlarms } = atThreshold;
  return [
    `# ${words.title(name)}`,
    `${words.counts(images, anomalous)} ${words.truth(evaluation.truth)}`,
    words.atThreshold(found, anomalous, falseAlarms.length, images - anomalous),
    `## ${words.byGroup}`,
    table([
      [columns.group, columns.images, ...metrics],
      [words.all, String(images), ...figures(evaluation)],
      ...groups,
    ]),
    ...(evaluation.aurocMean === null ? [] : [words.mean(figure(evaluation.aurocMean))]),
    words.floor(figure(evaluation.f1Floor)),
    words.threshold(evaluation.threshold.toFixed(3)),
    ...(evaluation.errors.length > 0 ? [words.unreadable(evaluation.errors.length)] : []),
    `## ${words.byFeature}`,
    table([[columns.feature, ...metrics], ...features]),
    ...list(words.missed, missed),
    ...list(words.falseAlarms, falseAlarms),
    '',
  ].join('\n\n');
}

function list(heading: string, images: readonly string[]): string[] {
  return images.length === 0 ? [] : [`## ${heading}`, images.map((image) => `- ${image}`).join('\n')];
}

function figures({
  auroc,
  averagePrecision,
  f1Max,
}: Pick<Evaluation, 'auroc' | 'averagePrecision' | 'f1Max'>): string[] {
  return [figure(auroc), figure(averagePrecision), figure(f1Max)];
}

/** null where a group holds images of one kind only. */
function figure(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

/** A Markdown table; the first row is the head, all columns but the first are figures and stand at the right. */
function table(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(rows[0]!), line(rule), ...rows.slice(1).map(line)].join('\n');
}
