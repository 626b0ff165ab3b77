import type { ModelFigures } from './modelFigures.ts';

export interface MeasuredModel extends ModelFigures {
  readonly id: string;
  /** MB; null where there is none. */
  readonly peakGoal: number | null;
}

/** Each thing that was timed, and each model's peak memory once. */
export function printTimes(models: readonly MeasuredModel[]): void {
  const rows = models.flatMap(({ id, timed, peak, peakGoal }) =>
    timed.map(({ what, ours, plain, ratio, cpuRatio, goal }, index) => [
      index === 0 ? id : '',
      what,
      ours.toFixed(2),
      plain.toFixed(2),
      ratio.toFixed(2),
      `≤ ${goal.toFixed(2)}`,
      cpuRatio.toFixed(2),
      index === 0 ? peak.toFixed(0) : '',
      index === 0 && peakGoal !== null ? `< ${peakGoal}` : '',
    ]),
  );
  printTable(['model, random weights', 'what', 's', 'plain, s', 'ratio', 'goal', 'CPU time', 'peak, MB', 'goal'], rows);
}

/** What an image and a prompt take, and what asking several points at once gains. */
export function printCalls(models: readonly MeasuredModel[]): void {
  const asked = models.flatMap(({ id, calls }) => (calls === null ? [] : [{ id, ...calls }]));
  if (asked.length === 0) return;
  const batches = asked[0]!.prompts.map(({ batch }) => `a prompt, ${batch} a run`);
  const rows = asked.map(({ id, encode, prompts }) => [
    id,
    encode.toFixed(2),
    ...prompts.map(({ seconds }) => seconds.toFixed(3)),
  ]);
  printTable(['plain calls, s', 'an image', ...batches], rows);
}

/** What the adaptive grid saves and misses; with random weights masks are made up, so that only the mechanism is seen. */
export function printGrids(models: readonly MeasuredModel[]): void {
  const rows = models.flatMap(({ id, grids }) => {
    if (grids === null) return [];
    const { side, adaptive, full, onlyFull } = grids;
    return [
      [`${id}, full ${side} × ${side}`, `${full.prompts}`, `${full.masks}`, `${onlyFull}`],
      [`${id}, adaptive`, `${adaptive.prompts}`, `${adaptive.masks}`, ''],
    ];
  });
  if (rows.length > 0) printTable(['grid (random weights: made-up masks)', 'prompts', 'masks', 'only here'], rows);
}

function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  console.log(`\n${line(head)}\n|${widths.map((width) => ' --- '.padEnd(width + 2)).join('|')}|`);
  for (const row of rows) console.log(line(row));
}
