/** What the process of one model is told, and what it answers. */
import type { Comparison } from './compare.ts';

export interface PhotoFile {
  /** RGB bytes, row by row. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

export interface ModelJob {
  /** The folder of all models, and the model's own in it. */
  readonly folder: string;
  readonly id: string;
  readonly photos: readonly [PhotoFile, PhotoFile];
  /** The first photo's classes, one byte a pixel. */
  readonly labels: PhotoFile;
  /** Points a side of the full grid that the adaptive one is compared with; null: not compared. */
  readonly gridSide: number | null;
}

/** The adaptive grid and the full one on the same image. */
export interface GridFigures {
  readonly side: number;
  readonly adaptive: { readonly prompts: number; readonly masks: number };
  readonly full: { readonly prompts: number; readonly masks: number };
  /** Masks that the full grid finds and the adaptive one does not. */
  readonly onlyFull: number;
}

export interface ModelFigures {
  readonly timed: readonly (Comparison & { readonly what: string; readonly goal: number })[];
  /** Of the process with its model and nothing else, MB. */
  readonly peak: number;
  /** Of a segmenter's plain calls, in seconds: an image encoded, and a prompt when so many are asked in one run. */
  readonly calls: {
    readonly encode: number;
    readonly prompts: readonly { readonly batch: number; readonly seconds: number }[];
  } | null;
  readonly grids: GridFigures | null;
}

/** Peak memory of this process so far, MB. */
export function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024;
}
