/** What the engine tells of this machine: versions, execution providers, models. */

/** What the engine runs on. */
export interface DoctorReport {
  node: string;
  platform: string;
  onnxruntime: string;
  sharp: string;
  threads: number;
  providers: { provider: string; usable: boolean; chosen: boolean; reason: string }[];
  models: { id: string; usable: boolean; license: string | null; reason: string; runsOn: GraphProvider[] }[];
  cache: { folder: string | null; limitBytes: number };
}

/** What one graph of a model runs on. */
export interface GraphProvider {
  /** The manifest's name for its file. */
  graph: string;
  /** null: a trial at its first use will tell. */
  provider: string | null;
  reason: string;
}
