import type { Command } from 'commander';
import type { Explanation, Fact } from '../domain/explanation.ts';
import { explainSentence, leadingFacts } from '../domain/sentence.ts';
import { metric, print, printJson, table } from './output.ts';
import { run, withEngineFlags } from './session.ts';
import type { EngineFlags } from './session.ts';

/** As many facts are printed for people; `--json` has all. */
const MOST_FACTS = 10;

export function addExplain(program: Command): void {
  withEngineFlags(program.command('explain'))
    .description('why an image scored as it did: one sentence, and the facts behind it')
    .argument('<project>', 'project file NAME.kshot.json')
    .argument('<image>', 'image, relative to the project file or to the working folder')
    .option('--json', 'print one JSON document')
    .action((project: string, image: string, flags: EngineFlags & { json?: true }) =>
      run(flags, async ({ engine, task, progress }) => {
        const explanation = await engine.explain(project, image, process.cwd(), task);
        progress.clear();
        if (flags.json) printJson(asDocument(explanation));
        else printExplanation(explanation);
        return undefined;
      }),
    );
}

/** Keys in the order in which people look for them. */
function asDocument(explanation: Explanation) {
  const { image, score, verdict, ...rest } = explanation;
  return { image, score, verdict, sentence: explainSentence(explanation), ...rest };
}

function printExplanation(explanation: Explanation): void {
  const { image, score, threshold, facts, patches, nearestReference } = explanation;
  print(`${image}: ${(score / threshold).toFixed(2)} times the threshold; nearest reference ${nearestReference}`);
  print(explainSentence(explanation));
  if (facts.length > 0) {
    print('');
    print(
      table(
        [['fact', 'feature', 'share', 'value', 'references'], ...leadingFacts(explanation, MOST_FACTS).map(factRow)],
        [1],
      ),
    );
  }
  const [oddest] = patches;
  if (oddest === undefined) return;
  const { row, column, distance, reference } = oddest;
  print('');
  print(
    `oddest patch: row ${row}, column ${column}, distance ${metric(distance)} to row ${reference.row}, column ${reference.column} of ${reference.image}`,
  );
}

function factRow({ className, kind, feature, share, value, references }: Fact): string[] {
  const { min, max } = references;
  return [
    `${className}: ${kind}`,
    feature,
    `${(share * 100).toFixed(0)} %`,
    metric(value),
    `${metric(min)} to ${metric(max)}`,
  ];
}
