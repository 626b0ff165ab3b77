/** One sentence that says why an image scored as it did, from the facts alone. */
import type { Explanation, Fact } from './explanation.ts';
import { colorWords, english, percent, placeWords } from './factWords.ts';
import type { Words } from './factWords.ts';
import { defaultClassName } from './palette.ts';

const SENTENCE_OPTIONS = {
  /** Facts in a sentence: what does not fit into ten seconds of reading stands in the list below it. */
  most: 2,
  /** A further fact must have this part of the first one's share. */
  least: 0.2,
  /** From this much beyond the references' own distances texture is told as far: less, one decimal would not show. */
  far: 1.05,
  /** From this much on it is told of a normal image. */
  farForNormal: 1.1,
} as const;

/** How a sentence is told. */
export interface Telling {
  readonly words?: Words;
  /** Marks the name of a class where it stands in the sentence, so that it can be found again. */
  readonly mark?: (name: string, classId: number) => string;
}

interface Teller {
  readonly explanation: Explanation;
  readonly words: Words;
  readonly mark: (name: string, classId: number) => string;
}

/** `Odd: class pin covers 38 % less than in any reference; its centre lies 12 % lower.` */
export function explainSentence(
  explanation: Explanation,
  { words = english, mark = (name) => name }: Telling = {},
): string {
  const isOdd = explanation.verdict === 'anomalous';
  if (!isOdd && explanation.nearestReference === explanation.image)
    return words('A reference: its nearest reference is itself, so that nothing differs.');
  const told = toldFacts(explanation);
  const teller = { explanation, words, mark };
  const clauses = told.map((fact, i) => {
    const said = clause(fact, told[i - 1]?.classId === fact.classId, teller);
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

/** The facts of the sentence, in its order. Texture as the references have it is told of an odd image alone, where nothing else can be. */
function toldFacts({ verdict, facts }: Pick<Explanation, 'verdict' | 'facts'>): Fact[] {
  const isOdd = verdict === 'anomalous';
  const far = isOdd ? SENTENCE_OPTIONS.far : SENTENCE_OPTIONS.farForNormal;
  const plain = facts.filter((fact) => fact.kind !== 'texture' || isFar(fact, far));
  return tellingFacts(plain.length > 0 || !isOdd ? plain : facts.slice(0, 1));
}

/** The first `most` facts; those of the sentence are always among them. */
export function leadingFacts(explanation: Pick<Explanation, 'verdict' | 'facts'>, most: number): Fact[] {
  const told = toldFacts(explanation);
  const others = explanation.facts.filter((fact) => !told.includes(fact)).slice(0, Math.max(0, most - told.length));
  return explanation.facts.filter((fact) => told.includes(fact) || others.includes(fact));
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
function clause(fact: Fact, again: boolean, teller: Teller): string {
  const { explanation, words } = teller;
  const { value, references } = fact;
  const who = again ? words('it') : nameOf(fact, teller);
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
      // Its colour is told against the reference that has it most alike: the others may lie on its other side.
      return words('{0} is {1} than in {2}', who, colorWords(own, words), isOne ? any : words('the nearest reference'));
    case 'texture':
      return textureWords(fact, { again, isOne }, teller);
  }
}

/** `class pin`; a class without a name of its own is called `class 3` already. */
function nameOf({ classId, className }: Fact, { words, mark }: Teller): string {
  if (classId === 0) return mark(words('the background'), classId);
  const name = mark(className, classId);
  return className === defaultClassName(classId) ? name : words('class {0}', name);
}

function textureWords(fact: Fact, { again, isOne }: { again: boolean; isOne: boolean }, teller: Teller): string {
  const { words } = teller;
  const name = nameOf(fact, teller);
  const what = fact.classId === 0 ? name : again ? words('its texture') : words('the texture of {0}', name);
  const { value, references } = fact;
  if (!isFar(fact, SENTENCE_OPTIONS.far) || references.max === 0)
    return words('{0} differs most from the references', what);
  const times = decimal(value / references.max);
  return isOne
    ? words('{0} differs from the reference {1} times as much as is usual', what, times)
    : words('{0} differs from the references {1} times as much as they do from each other', what, times);
}

function decimal(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toFixed(1);
}
