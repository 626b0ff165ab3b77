import { randomUUID } from 'node:crypto';
import type { Annotations, Region } from '../../../domain/annotations/annotations.ts';
import type { Size } from '../../../domain/annotations/mask.ts';
import type { DefectEntry } from '../../../domain/projectFile.ts';
import type { LabelFile } from '../../../files/labelme/labelFile.ts';
import type { Project } from '../project.ts';
import type { ImageFinder } from './imageFinder.ts';
import type { Losses } from './losses.ts';

/** One image on its way out. Its regions lie within it. */
export interface OutgoingImage {
  /** Relative to the project file, with `/`. */
  readonly name: string;
  readonly size: Size;
  readonly annotations: Annotations;
  /** The label file that they come from. Read again for what it holds besides: embedded images of a whole data set are more than memory holds. */
  readonly labels: {
    readonly path: string;
    /** Whether it holds anything besides annotations. */
    readonly besides: boolean;
    readonly read: () => Promise<LabelFile>;
  };
}

export interface Outgoing {
  readonly project: Project;
  /** In order of name; each has a verdict or regions. */
  readonly images: readonly OutgoingImage[];
  /** Absolute path of the file or folder that is written. */
  readonly target: string;
  readonly losses: Losses;
}

/** A file's content, or how it is made when its turn comes. */
export type Content = Uint8Array | string | (() => Promise<Uint8Array | string>);

/** What an export writes: contents by path within the target, with `/`; by '' where the target is one file. */
export interface Written {
  readonly files: ReadonlyMap<string, Content>;
  /** How many regions are in them. */
  readonly regions: number;
  /** Which image is meant by a name in the files that does not say it by itself; kept beside them, for an import. */
  readonly names?: Readonly<Record<string, string>>;
}

/** One image's part of an import. */
export interface IncomingImage {
  /** The project's name of it. */
  readonly name: string;
  readonly annotations: Annotations;
  /** Whether the import speaks of the image's verdict, be it to say that there is none: only then does mode `replace` replace it. */
  readonly saysVerdict: boolean;
}

export interface Incoming {
  readonly project: Project;
  /** Absolute path of what is read. */
  readonly source: string;
  readonly images: ImageFinder;
  /** What an export of kShot kept beside its files. */
  readonly names: Readonly<Record<string, string>>;
  readonly losses: Losses;
  /** Takes labels with their kind and saturation that the import brings, by name. */
  readonly defects: Map<string, DefectEntry>;
  readonly signal: AbortSignal | undefined;
}

/** A way to write annotations and to read them again. */
export interface Format {
  /** Whether verdicts and regions have a place in it: an import in mode `replace` replaces nothing else. */
  readonly holds: { readonly verdicts: boolean; readonly regions: boolean };
  write(outgoing: Outgoing): Written | Promise<Written>;
  /** @throws EngineError `exchange-missing`, `exchange-unreadable` where nothing of it can be read; what can be told of one image is told as a loss. */
  read(incoming: Incoming): Promise<IncomingImage[]>;
  /** Whether an export keeps what label files hold besides annotations. */
  readonly keepsFiles?: boolean;
  /** Of formats that are one file: whether kShot wrote this text. */
  isOwn?(text: string): boolean;
}

/** Every label of some images, the project's defects first, in their order, then the others by name. */
export function labelsOf({ file }: Project, images: readonly Pick<Annotations, 'regions'>[]): string[] {
  const used = new Set(images.flatMap(({ regions }) => regions.map(({ label }) => label)));
  const defects = file.defects.map(({ name }) => name);
  const others = [...used].filter((label) => !defects.includes(label));
  return [...defects.filter((label) => used.has(label)), ...others.sort((a, b) => (a < b ? -1 : 1))];
}

/** A region that an import brings. */
export function newRegion(label: string, shape: Region['shape'], details: Partial<Region> = {}): Region {
  return { id: randomUUID(), label, shape, comment: '', group: null, ...details };
}
