/**
 * What the engine reports, as it stands on the command line with `--json` and on the way to the editor.
 * Image names are paths relative to the project file, with `/`.
 */
import type { HumanVerdict } from './annotations/annotations.ts';
import type { Explanation } from './explanation.ts';
import type { ByFeature, FeatureName } from './features.ts';
import type { LabelRuns } from './labels.ts';

type Verdict = 'normal' | 'anomalous';

/** One feature's part of a score: `normalized` = `raw` / weight; `factor` 0 where the preset leaves it out. */
export interface FeatureScore {
  raw: number;
  weight: number;
  normalized: number;
  factor: number;
}

/** One class in one image: area in [0, 1] of the image; colour and location as METHOD 3 (absent class: zeros). */
export interface ClassMeasure {
  id: number;
  area: number;
  color: { ratio: number; a: number; b: number };
  location: { distance: number; x: number; y: number };
}

export interface ScoreRecord {
  image: string;
  /** Σ factor · normalized / Σ factor (METHOD 5); compare with the project's threshold. */
  score: number;
  verdict: Verdict;
  features: ByFeature<FeatureScore>;
  classes: ClassMeasure[];
  nearestReference: string;
  /** The class that most of the score is due to, or null where no class is. */
  topClass: number | null;
  seconds: number;
}

export interface ErrorRecord {
  image: string;
  error: { code: string; message: string };
}

/** A label map that was written: its file, and how many classes it shows. */
export interface SegmentRecord {
  image: string;
  file: string;
  classes: number;
}

export type ImageRecord = ScoreRecord | ErrorRecord;

export function isScored(record: ImageRecord): record is ScoreRecord {
  return !('error' in record);
}

/** Whether rotated copies of the references are in the patch banks. */
export type Augmentation = 'off' | 'rotations';

export interface FitSummary {
  references: string[];
  /** `factor`: 0 where the preset leaves the feature out. */
  features: ByFeature<{ weight: number; factor: number }>;
  classes: ProjectClass[];
  seconds: number;
  provider: string;
  /** The project's threshold: its number, or 1.1 times the highest leave-one-out total (1.0 with one reference). */
  threshold: number;
  /** What `features.augment` came to; `auto` is decided by the references. */
  augment: Augmentation;
}

/** A class as people see it. `color` is `#rrggbb`. */
export interface ProjectClass {
  id: number;
  name: string;
  color: string;
  /** Left out of the views; it counts in the scores all the same. */
  hidden?: boolean;
}

/** Image-level metrics of one set of scores (METHOD 5, FORMATS). null where a group holds no image of one kind. */
export interface Metrics {
  images: number;
  auroc: number | null;
  averagePrecision: number | null;
  f1Max: number | null;
}

export interface FeatureMetrics {
  auroc: number | null;
  aurocMean: number | null;
  averagePrecision: number | null;
  f1Max: number | null;
  groups: Record<string, Metrics>;
}

export interface Evaluation extends FeatureMetrics {
  images: number;
  anomalous: number;
  /** F1 of calling every image anomalous: what `f1Max` must beat. */
  f1Floor: number | null;
  /** The project's threshold, from the references alone; `f1Max` is a test-set optimum and not a threshold to deploy. */
  threshold: number;
  perFeature: Record<FeatureName, FeatureMetrics>;
  /** What the project's threshold does: anomalous images that it finds, normal ones that it calls anomalous. */
  atThreshold: { found: number; missed: string[]; falseAlarms: string[] };
  /** Images that could not be read; they count in no figure. */
  errors: ErrorRecord[];
  /** How many images are judged by their folders and how many by their annotations, and how many were left out because they are annotated as excluded. */
  truth: { folder: number; annotations: number; excluded: number };
}

/** What people said of an image in its label file. */
export interface AnnotationSummary {
  verdict: HumanVerdict | null;
  /** How many regions are labelled. */
  regions: number;
  /** Why the label file could not be read; it then says nothing. */
  error?: string;
  /** The absolute path of a label file that could not be read. */
  file?: string;
}

/** An image of a project: its name, whether it is a reference, and its ground truth. */
export interface ProjectImage {
  image: string;
  reference: boolean;
  /** `good`, or a defect's name: as people annotated it, else by the layout's folders; null where nothing is known, or the image is excluded. */
  group: string | null;
  /** null where the image has no label file. */
  annotations: AnnotationSummary | null;
}

/** Everything the inspector shows of one scored image. */
export interface Inspection {
  record: ScoreRecord;
  /** The image's own size in pixels. */
  width: number;
  height: number;
  labels: LabelRuns;
  /** METHOD 4's anomaly map on the patch grid, before upsampling: grid · grid distances in [0, 2], row-major. */
  map: { grid: number; distances: Float32Array };
  /** The highest `patch` distance score that a reference reaches against the others (the weight of `patch`): beyond it a patch is odd. */
  mapLimit: number;
  threshold: number;
  classes: ProjectClass[];
  references: { image: string; classes: ClassMeasure[] }[];
  explanation: Explanation;
  /** For every patch of the map's grid, row-major: which reference (its index) and which patch of it are most like it. */
  matches: { reference: Uint16Array; patch: Int32Array };
  /** Cosine similarity of each class's mean patch to the same class's in each reference: [class − 1][reference]; null where one is absent. */
  similarity: (number | null)[][];
  /** The lowest similarity of a reference's class to the nearest other reference's, by class − 1; null where two references do not have it. */
  usualSimilarity: (number | null)[];
  backbone: string;
  provider: string;
}
