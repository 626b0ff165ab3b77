/** Annotations on their way to and from other tools: formats, modes, and what an exchange tells. */

export const EXCHANGE_FORMATS = ['coco', 'yolo', 'loco', 'mvtec-ad', 'datumaro', 'csv', 'labelme'] as const;
export type ExchangeFormat = (typeof EXCHANGE_FORMATS)[number];

/** The ending of a format that is one file; null for those that are folders. */
export const EXCHANGE_FILE: Readonly<Record<ExchangeFormat, string | null>> = {
  coco: 'json',
  yolo: null,
  loco: null,
  'mvtec-ad': null,
  datumaro: null,
  csv: 'csv',
  labelme: null,
};

/**
 * `merge`: regions that are not there yet are added, and a verdict where there is none. `replace`: what the format can hold is put in the place of what is
 * there. `skip`: images that are annotated already stay as they are.
 */
export const IMPORT_MODES = ['merge', 'replace', 'skip'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

/** What was not carried over, or not as it was. */
export interface Lost {
  /** Relative to the project file; of an import that found no such image, as the import names it. */
  readonly image: string;
  /** The region's place among its image's, from the bottom, from 1; null where it is about the image as a whole. */
  readonly region: number | null;
  readonly label?: string;
  /** In English; the same words for the same case. */
  readonly reason: string;
}

export interface ExchangeReport {
  /** Images that were written: their annotations went out, or were changed by what came in. */
  readonly images: number;
  /** Regions that went out, or came in. */
  readonly regions: number;
  readonly lost: readonly Lost[];
}

export interface ExportReport extends ExchangeReport {
  /** Label files that could not be read, one line each; what they hold did not go out. */
  readonly unread: readonly { readonly image: string; readonly message: string }[];
}

export interface ImportReport extends ExchangeReport {
  /** Images of the project that the import has something for and that stay as they are. */
  readonly unchanged: number;
  /** Images whose verdict changes. */
  readonly verdicts: number;
  /** Regions that were there and are gone: replaced by others, or by none. */
  readonly removed: number;
  /** Label files that could not be written, one line each; what came in for them is not there. */
  readonly unwritten: readonly { readonly image: string; readonly message: string }[];
  /** Labels that the import brought with their kind and saturation, which were added to the project's. */
  readonly labels: readonly string[];
}

/** Losses of one reason. */
export interface LossGroup {
  readonly reason: string;
  readonly regions: number;
  /** Each once. */
  readonly images: readonly string[];
}

/** Losses by reason, in the order in which each came first. */
export function groupLosses(lost: readonly Lost[]): LossGroup[] {
  const groups = new Map<string, { regions: number; images: Set<string> }>();
  for (const { reason, region, image } of lost) {
    const group = groups.get(reason) ?? { regions: 0, images: new Set<string>() };
    if (region !== null) group.regions++;
    group.images.add(image);
    groups.set(reason, group);
  }
  return [...groups].map(([reason, { regions, images }]) => ({ reason, regions, images: [...images] }));
}
