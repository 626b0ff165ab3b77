/** What the explorer shows of an image at a glance: signs are the detector's word, letters are people's. Pure. */
import { NORMAL_GROUP, mistakeOf, truthSource } from '../../domain/groundTruth.ts';
import { isScored } from '../../domain/records.ts';
import type { ImageRecord, ProjectImage } from '../../domain/records.ts';

/** What stands out, the worst first; the detector's mistakes by whatever ground truth there is. */
export type BadgeTone = 'error' | 'missed' | 'falseAlarm' | 'excluded' | 'odd' | 'reference' | 'plain';

export interface Badge {
  /** Two characters at most: VS Code refuses more. */
  text: string;
  tone: BadgeTone;
}

/**
 * The badge of an image: `!` odd, `✓` normal, `?` not readable, `R` a reference; then `G` annotated as good, `A` as anomalous, `X` as excluded. Undefined
 * where nothing is known.
 */
export function badgeOf(image: ProjectImage, record: ImageRecord | undefined): Badge | undefined {
  const text = image.reference ? referenceText(image, record) : `${signOf(record)}${letterOf(image)}`;
  return text === '' ? undefined : { text, tone: toneOf(image, record) };
}

/** Of a reference that is annotated as good nobody needs to be told. */
function referenceText(image: ProjectImage, record: ImageRecord | undefined): string {
  if (record && !isScored(record)) return signOf(record);
  const letter = letterOf(image);
  if (letter === 'A' || letter === 'X') return `R${letter}`;
  return record?.verdict === 'anomalous' ? 'R!' : 'R';
}

function signOf(record: ImageRecord | undefined): '' | '?' | '!' | '✓' {
  if (!record) return '';
  if (!isScored(record)) return '?';
  return record.verdict === 'anomalous' ? '!' : '✓';
}

/** What people annotated, as a letter; '' where they did not, or where the label file cannot be read. */
export function letterOf(image: ProjectImage): '' | 'G' | 'A' | 'X' {
  if (truthSource(image) !== 'annotations') return '';
  if (image.group === null) return 'X';
  return image.group === NORMAL_GROUP ? 'G' : 'A';
}

function toneOf(image: ProjectImage, record: ImageRecord | undefined): BadgeTone {
  const letter = letterOf(image);
  if (record && !isScored(record)) return 'error';
  if (image.reference && (letter === 'A' || letter === 'X')) return 'error';
  if (letter === 'X') return 'excluded';
  const mistake = record && !image.reference ? mistakeOf(image.group, record) : null;
  if (mistake) return mistake;
  if (record?.verdict === 'anomalous') return 'odd';
  return image.reference ? 'reference' : 'plain';
}
