/** What the engine says of models: those that ship with the product, those in the user's store, and those that can be had. */

import type { ProjectFile } from './projectFile.ts';

/** The models that a project names. */
export type ProjectModels = ProjectFile['models'];

/** New values of a project's `models`; what is left out stays. */
export type ModelsChange = Partial<Pick<ProjectModels, 'backbone' | 'segmenter' | 'aligner'>>;

export type ModelKindName = 'backbone' | 'segmenter' | 'aligner';

/**
 * - `bundled`: ships with the product.
 * - `installed`: in the store, its files are there.
 * - `available`: can be downloaded.
 * - `export`: nobody publishes it as ONNX; made from the authors' checkpoint, then added.
 * - `damaged`: there, but a file or the manifest is missing or wrong.
 */
export type ModelState = 'bundled' | 'installed' | 'available' | 'export' | 'damaged';

/** One model of the list. */
export interface ModelEntry {
  id: string;
  /** Null where a damaged manifest does not tell. */
  kind: ModelKindName | null;
  title: string;
  state: ModelState;
  /** Size of all files: on the disk where it is there, else what the catalog says, which may be approximate; null where unknown. */
  bytes: number | null;
  /** SPDX identifier, or what the model's source calls it. */
  license: string | null;
  /** Number of weights, where the catalog knows it. */
  parameters: number | null;
  /** Why it is in its state, or how to get it. */
  reason: string;
  /** The shell command that gets or makes its files; null where none is needed, or none is known. */
  command: string | null;
}

/** How far a download is. */
export interface PullProgress {
  id: string;
  /** The file's name inside the model's folder. */
  file: string;
  /** Bytes of this file that are there. */
  bytes: number;
  /** Size of this file, once the server said it. */
  total: number | null;
}

/** What a check of one model's files found. */
export interface ModelVerdict {
  id: string;
  ok: boolean;
  /** What is wrong, one line a fault. */
  faults: string[];
}
