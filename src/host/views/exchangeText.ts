/** What an export or import of annotations came to, as Markdown. Pure: the words come from the caller. */
import { groupLosses } from '../../domain/annotations/exchange.ts';
import type { Lost } from '../../domain/annotations/exchange.ts';

export interface ExchangeWords {
  readonly title: string;
  /** One line each: the figures. */
  readonly figures: readonly string[];
  readonly lost: string;
  readonly nothingLost: string;
  readonly regions: (regions: number, images: number) => string;
  readonly images: (images: number) => string;
  /** A reason in the user's language. */
  readonly reason: (reason: string) => string;
  readonly region: (place: number, label: string) => string;
}

/** The losses by reason, and under each every image with its regions. */
export function exchangeText(lost: readonly Lost[], words: ExchangeWords): string {
  const groups = groupLosses(lost).flatMap(({ reason, regions, images }) => [
    '',
    `## ${asHeading(words.reason(reason))}`,
    '',
    regions > 0 ? words.regions(regions, images.length) : words.images(images.length),
    '',
    ...images.map((image) => imageLine(image, lost, reason, words)),
  ]);
  return [
    `# ${words.title}`,
    '',
    ...words.figures,
    '',
    lost.length === 0 ? words.nothingLost : words.lost,
    ...groups,
    '',
  ].join('\n');
}

function asHeading(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase() + text.slice(1);
}

function imageLine(image: string, lost: readonly Lost[], reason: string, words: ExchangeWords): string {
  const regions = lost.flatMap((entry) =>
    entry.image === image && entry.reason === reason && entry.region !== null
      ? [words.region(entry.region, entry.label ?? '')]
      : [],
  );
  return `- ${image}${regions.length > 0 ? `: ${regions.join(', ')}` : ''}`;
}
