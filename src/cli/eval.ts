import type { Command } from 'commander';
import { FEATURE_NAMES } from '../domain/features.ts';
import type { Evaluation } from '../domain/records.ts';
import { EXIT } from './exit.ts';
import { metric, print, printJson, table } from './output.ts';
import { run, withEngineFlags } from './session.ts';
import type { EngineFlags } from './session.ts';

export function addEval(program: Command): void {
  withEngineFlags(program.command('eval'))
    .description('judge the scores by the ground truth of folders and annotations: AUROC, average precision, F1-max')
    .argument('<project>', 'project file NAME.kshot.json')
    .option('--json', 'print one JSON document')
    .action((project: string, flags: EngineFlags & { json?: true }) =>
      run(flags, async ({ engine, task, progress }) => {
        const { errors, atThreshold, truth, ...evaluation } = await engine.evaluate(project, task);
        progress.clear();
        if (flags.json) printJson(evaluation);
        else print(evaluationText({ ...evaluation, errors, atThreshold, truth }));
        for (const { error } of errors) progress.note(`error: ${error.message}`);
        return errors.length > 0 ? EXIT.failed : EXIT.done;
      }),
    );
}

/** As many names are printed as fit on a line or two. */
const MOST_NAMES = 12;

function named(what: string, images: readonly string[]): string[] {
  if (images.length === 0) return [];
  const more = images.length > MOST_NAMES ? ` and ${images.length - MOST_NAMES} more` : '';
  return [`${what}: ${images.slice(0, MOST_NAMES).join(', ')}${more}`];
}

/** Who says what the images are. */
function judges({ folder, annotations }: Evaluation['truth']): string {
  if (annotations === 0) return 'by their folders';
  return folder === 0 ? 'by their annotations' : 'by their folders and annotations';
}

/** An evaluation as text: overall, by group, by feature. */
function evaluationText(evaluation: Evaluation): string {
  const {
    images,
    anomalous,
    atThreshold,
    f1Max,
    f1Floor,
    threshold,
    auroc,
    aurocMean,
    averagePrecision,
    groups,
    perFeature,
    truth,
  } = evaluation;
  const groupNames = Object.keys(groups);
  const lines = [
    `${images} images, ${judges(truth)} ${anomalous} anomalous and ${images - anomalous} normal${truth.excluded > 0 ? `; ${truth.excluded} excluded` : ''}`,
    `at the threshold ${threshold.toFixed(3)}: ${atThreshold.found} of ${anomalous} found, ${atThreshold.falseAlarms.length} of ${images - anomalous} false alarms`,
    ...named('missed', atThreshold.missed),
    ...named('false alarms', atThreshold.falseAlarms),
    '',
    table([
      ['', 'images', 'AUROC', 'AP', 'F1-max'],
      ['all', String(images), metric(auroc), metric(averagePrecision), metric(f1Max)],
      ...groupNames.map((name) => {
        const group = groups[name]!;
        return [name, String(group.images), metric(group.auroc), metric(group.averagePrecision), metric(group.f1Max)];
      }),
    ]),
    ...(aurocMean === null ? [] : [`AUROC, mean of logical and structural: ${metric(aurocMean)}`]),
    `F1 when everything is called anomalous: ${metric(f1Floor)}`,
    '',
    table([
      ['feature alone', 'AUROC', ...groupNames],
      ...FEATURE_NAMES.map((name) => [
        name,
        metric(perFeature[name].auroc),
        ...groupNames.map((group) => metric(perFeature[name].groups[group]?.auroc ?? null)),
      ]),
    ]),
  ];
  return lines.join('\n');
}
