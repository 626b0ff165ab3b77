/** The sentence that says why an image scored as it did, with the names of classes apart, so that they can be linked. */
import type { Explanation } from '../../../src/domain/explanation.ts';
import { explainSentence } from '../../../src/domain/sentence.ts';
import { translate } from '../../shared/strings.ts';

export interface SentencePart {
  words: string;
  /** The class that the words name, or null. */
  classId: number | null;
}

/** Stand for a class's name while the sentence is made: private-use characters, which no text has. */
const [OPEN, CLOSE] = ['\uE000', '\uE001'];

export function sentenceParts(explanation: Explanation): SentencePart[] {
  const names = new Map<number, string>();
  const mark = (name: string, classId: number): string => {
    names.set(classId, name);
    return `${OPEN}${classId}${CLOSE}`;
  };
  return explainSentence(explanation, { words: translate, mark })
    .split(new RegExp(`(${OPEN}\\d+${CLOSE})`))
    .filter((piece) => piece !== '')
    .map((piece) => {
      if (!piece.startsWith(OPEN)) return { words: piece, classId: null };
      const classId = Number(piece.slice(1, -1));
      return { words: names.get(classId) ?? '', classId: classId === 0 ? null : classId };
    });
}
