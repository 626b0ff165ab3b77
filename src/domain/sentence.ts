/** One sentence that says why an image scored as it did, from the facts alone. */
import type { ExplainedClass, Explanation, Fact } from './explanation.ts';
import { defaultClassName } from './palette.ts';

/** Gives the user's words for an English text with `{0}`, `{1}` … in it, the values filled in. */
export type Words = (english: string, ...values: (string | number)[]) => string;

/** English as it stands. */
export const english: Words = (text, ...values) =>
  text.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));

export const SENTENCE_OPTIONS = {
  /** Facts in a sentence: what does not fit into ten seconds of reading stands in the list below it. */
  most: 2,
  /** A further fact must have this part of the first one's share. */
  least: 0.2,
  /** A direction is told beside the main one from this part of it: "lower and to the right". */
  diagonal: 0.5,
  /** From this much beyond the references' own distances texture is told as far: less, one decimal would not show. */
  far: 1.05,
  /** From this much on it is told of a normal image. */
  farForNormal: 1.25,
} as const;

/** `Odd: class pin covers 38 % less than in any reference; its centre lies 12 % lower.` */
export function explainSentence(explanation: Explanation, words: Words = english): string {
  const isOdd = explanation.verdict === 'anomalous';
  const told = tellingFacts(
    explanation.facts.filter((fact) => isOdd || fact.kind !== 'texture' || isFar(fact, SENTENCE_OPTIONS.farForNormal)),
  );
  const clauses = told.map((fact, i) => {
    const said = clause(fact, explanation, told[i - 1]?.classId === fact.classId, words);
    return fact.share > 0 ? said : words('{0} (not counted)', said);
  });
  const all = clauses.join('; ');
  if (isOdd) return clauses.length > 0 ? words('Odd: {0}.', all) : words('Odd, but no class is.');
  return clauses.length > 0
    ? words('Normal, although {0}.', all)
    : words('Normal: no class leaves the range of the references.');
}

/** Whether texture differs so many times as much from the references as these do from each other. */
function isFar({ value, references }: Fact, times: number): boolean {
  return value > times * references.max;
}

/** The first facts, the first that is not texture always among them: it says what, where texture says where. One clause a class and kind. */
function tellingFacts(facts: readonly Fact[]): Fact[] {
  const distinct = facts.filter(
    (fact, i) => facts.findIndex(({ classId, kind }) => classId === fact.classId && kind === fact.kind) === i,
  );
  const [first] = distinct;
  const named = distinct.find(({ kind }) => kind !== 'texture');
  const others = distinct.filter(({ share }) => share > 0 && share >= SENTENCE_OPTIONS.least * first!.share);
  const wanted = [first, named, ...others].filter((fact, i, all) => fact !== undefined && all.indexOf(fact) === i);
  const chosen = distinct.filter((fact) => wanted.slice(0, SENTENCE_OPTIONS.most).includes(fact));
  // What is said of one class stands together.
  const rank = ({ classId }: Fact): number => chosen.findIndex((fact) => fact.classId === classId);
  return [...chosen].sort((a, b) => rank(a) - rank(b));
}

/** @param again whether the clause before it is about the same class. */
function clause(fact: Fact, explanation: Explanation, again: boolean, words: Words): string {
  const { value, references } = fact;
  const who = again ? words('it') : className(fact, words);
  const own = explanation.classes.find(({ id }) => id === fact.classId);
  const isOne = (explanation.classes[0]?.references.length ?? 0) === 1;
  const any = isOne ? words('the reference') : words('any reference');
  switch (fact.kind) {
    case 'missing':
      return words('{0} is missing', who);
    case 'extra':
      return isOne ? words('{0} is not in the reference', who) : words('{0} is in no reference', who);
    case 'smaller':
      return words('{0} covers {1} % less than in {2}', who, percent(1 - value / references.min), any);
    case 'larger':
      return words('{0} covers {1} % more than in {2}', who, percent(value / references.max - 1), any);
    case 'moved':
      return again
        ? words('its centre lies {0}', placeWords(own, words))
        : words('the centre of {0} lies {1}', who, placeWords(own, words));
    case 'recolored':
      return words('{0} is {1} than in {2}', who, colorWords(own, words), any);
    case 'texture':
      return textureWords(fact, { again, isOne }, words);
  }
}

/** `class pin`; a class without a name of its own is called `class 3` already. */
function className({ classId, className: name }: Fact, words: Words): string {
  if (classId === 0) return words('the background');
  return name === defaultClassName(classId) ? name : words('class {0}', name);
}

function textureWords(fact: Fact, { again, isOne }: { again: boolean; isOne: boolean }, words: Words): string {
  const what =
    fact.classId === 0
      ? className(fact, words)
      : again
        ? words('its texture')
        : words('the texture of {0}', className(fact, words));
  const { value, references } = fact;
  if (!isFar(fact, SENTENCE_OPTIONS.far) || references.max === 0)
    return words('{0} differs most from the references', what);
  const times = decimal(value / references.max);
  return isOne
    ? words('{0} differs from the reference {1} times as much as is usual', what, times)
    : words('{0} differs from the references {1} times as much as they do from each other', what, times);
}

/** Where a class lies against the reference whose centre is nearest: `12 % lower`, in parts of the image's sides. */
function placeWords(own: ExplainedClass | undefined, words: Words): string {
  const present = own?.references.filter(({ area }) => area > 0) ?? [];
  if (own === undefined || present.length === 0) return words('elsewhere');
  const moves = present.map(({ location }) => ({ x: own.location.x - location.x, y: own.location.y - location.y }));
  const { x, y } = moves.reduce((least, move) =>
    Math.hypot(move.x, move.y) < Math.hypot(least.x, least.y) ? move : least,
  );
  const down = y > 0 ? words('{0} % lower', percent(y)) : words('{0} % higher', percent(-y));
  const across = x > 0 ? words('{0} % farther right', percent(x)) : words('{0} % farther left', percent(-x));
  const [wide, high] = [Math.abs(x), Math.abs(y)];
  if (Math.min(wide, high) >= SENTENCE_OPTIONS.diagonal * Math.max(wide, high))
    return words('{0} and {1}', down, across);
  return high >= wide ? down : across;
}

/** How a class's mean colour differs from the reference's that is nearest in a* and b*. */
function colorWords(own: ExplainedClass | undefined, words: Words): string {
  const present = own?.references.filter(({ area }) => area > 0) ?? [];
  if (own === undefined || present.length === 0) return words('of another colour');
  const changes = present.map(({ color }) => ({ a: own.color.a - color.a, b: own.color.b - color.b }));
  const { a, b } = changes.reduce((least, change) =>
    Math.hypot(change.a, change.b) < Math.hypot(least.a, least.b) ? change : least,
  );
  const alongA = a > 0 ? words('redder') : words('greener');
  const alongB = b > 0 ? words('yellower') : words('bluer');
  const [red, yellow] = [Math.abs(a), Math.abs(b)];
  if (Math.min(red, yellow) >= SENTENCE_OPTIONS.diagonal * Math.max(red, yellow))
    return words('{0} and {1}', alongA, alongB);
  return red >= yellow ? alongA : alongB;
}

/** A part in per cent: whole numbers from 10 on, one decimal below, never 0. */
function percent(part: number): string {
  const value = part * 100;
  return value >= 10 ? value.toFixed(0) : Math.max(0.1, value).toFixed(1);
}

function decimal(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toFixed(1);
}
