/** The facts of an explanation as rows: which class, what differs, by how much against the references, its part of the score. */
import { colorDistance, nearestInColor, nearestInPlace } from '../../../src/domain/classDistances.ts';
import type { ExplainedClass, Fact, FactKind } from '../../../src/domain/explanation.ts';
import { colorWords, placeWords } from '../../../src/domain/factWords.ts';
import { leadingFacts } from '../../../src/domain/sentence.ts';
import type { FeatureName } from '../../../src/domain/features.ts';
import type { Inspection } from '../../../src/domain/records.ts';
import type { Table } from '../../shared/csv.ts';
import { fixed, multiple, percent, significant } from '../../shared/format.ts';
import { text, translate } from '../../shared/strings.ts';
import type { StringKey } from '../../shared/strings.ts';
import { diagonalDistance } from './locations.ts';

export interface FactRow extends Fact {
  name: string;
  /** null: the background. */
  color: string | null;
  hidden: boolean;
  /** How much and how: `38 % smaller`. */
  what: string;
  /** The value beside the references': `1.4 %, references 4.9 to 5.6 %`. */
  against: string;
}

export const KINDS = {
  missing: 'kindMissing',
  extra: 'kindExtra',
  smaller: 'kindSmaller',
  larger: 'kindLarger',
  moved: 'kindMoved',
  recolored: 'kindRecolored',
  texture: 'kindTexture',
} as const satisfies Record<FactKind, StringKey>;

export function factRows(result: Inspection): FactRow[] {
  return rowsOf(result, result.explanation.facts);
}

/** The first facts of classes that are not hidden; those that the sentence tells are always among them. */
export function leadingRows(result: Inspection, most: number): FactRow[] {
  const { verdict, facts } = result.explanation;
  const hidden = new Set(result.classes.flatMap((entry) => (entry.hidden === true ? [entry.id] : [])));
  const shown = facts.filter(({ classId }) => !hidden.has(classId));
  return rowsOf(result, leadingFacts({ verdict, facts: shown }, most));
}

/** The part of the score that no fact tells, in [0, 1]. */
export function restOf({ explanation: { facts, score } }: Inspection): number {
  const told = facts.reduce((sum, { share }) => sum + share, 0);
  return score > 0 && facts.length > 0 ? Math.max(0, 1 - told) : 0;
}

function rowsOf(result: Inspection, facts: readonly Fact[]): FactRow[] {
  return facts.map((fact) => {
    const entry = result.classes.find(({ id }) => id === fact.classId);
    return {
      ...fact,
      name: fact.classId === 0 ? text('background') : fact.className,
      color: entry?.color ?? null,
      hidden: entry?.hidden === true,
      ...wordsOf(fact, result),
    };
  });
}

function wordsOf(fact: Fact, result: Inspection): Pick<FactRow, 'what' | 'against'> {
  const own = result.explanation.classes.find(({ id }) => id === fact.classId);
  switch (fact.kind) {
    case 'missing':
      return { what: text('factMissing'), against: areasAgainst(own) };
    case 'extra':
      return { what: text('factExtra'), against: text('factArea', percent(own?.area ?? 0)) };
    case 'smaller':
    case 'larger':
      return { what: sizeWords(fact), against: areasAgainst(own) };
    case 'moved':
      return { what: text('factMoved', placeWords(own, translate)), against: moveAgainst(own, result) };
    case 'recolored':
      return { what: colorWords(own, translate), against: colorAgainst(own) };
    case 'texture':
      return textureWords(fact);
  }
}

/** Against the end of the references' range that was left; within it, against the nearest reference. */
function sizeWords({ kind, value, references: { min, max, nearest } }: Fact): string {
  const from = value < min ? min : value > max ? max : nearest;
  const part = from > 0 ? Math.abs(value - from) / from : 1;
  return text(kind === 'smaller' ? 'factSmaller' : 'factLarger', fixed(part * 100, part >= 0.1 ? 0 : 1));
}

function areasAgainst(own: ExplainedClass | undefined): string {
  const areas = own?.references.map(({ area }) => area) ?? [];
  if (own === undefined || areas.length === 0) return '';
  const [low, high] = [percent(Math.min(...areas)), percent(Math.max(...areas))];
  return low === high ? text('factAreasOne', percent(own.area), low) : text('factAreas', percent(own.area), low, high);
}

function moveAgainst(own: ExplainedClass | undefined, { width, height }: Inspection): string {
  const nearest = own && nearestInPlace(own, own.references);
  return nearest ? text('factMove', percent(diagonalDistance(own.location, nearest.location, width, height))) : '';
}

function colorAgainst(own: ExplainedClass | undefined): string {
  const nearest = own && nearestInColor(own, own.references);
  return nearest ? text('factColor', fixed(colorDistance(own, nearest), 1)) : '';
}

const TEXTURE: Partial<Record<FeatureName, StringKey>> = {
  patch: 'factPatch',
  classPatch: 'factClassPatch',
  foreground: 'factForeground',
};

function textureWords({ feature, value, references: { max } }: Fact): Pick<FactRow, 'what' | 'against'> {
  const name = text(TEXTURE[feature] ?? 'factEmbedding');
  return {
    what: max > 0 && value > max ? text('factTimes', name, multiple(value / max)) : name,
    against: text('factTexture', significant(value), significant(max)),
  };
}

/** For CSV: the words of the table on screen, the numbers in full. */
export function factTable(result: Inspection): Table {
  return {
    header: [
      text('class'),
      text('feature'),
      text('kind'),
      text('value'),
      text('lowest'),
      text('highest'),
      text('nearestShort'),
      text('share'),
    ],
    rows: factRows(result).map(({ name, feature, kind, value, references: { min, max, nearest }, share }) => [
      name,
      text(feature),
      text(KINDS[kind]),
      value,
      min,
      max,
      nearest,
      share,
    ]),
  };
}
