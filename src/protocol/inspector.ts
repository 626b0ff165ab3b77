/** The boundary between the extension host and the inspector's webview. */
import type { AnnotateCommand } from '../domain/annotations/commands.ts';
import type { Annotations, HumanVerdict, Region } from '../domain/annotations/annotations.ts';
import type { Edit } from '../domain/annotations/edits.ts';
import type { Mask } from '../domain/annotations/mask.ts';
import type { TruthSource } from '../domain/groundTruth.ts';
import type { DefectEntry } from '../domain/projectFile.ts';
import type { Inspection } from '../domain/records.ts';

/** The image on show. `url` can be shown by a browser; null while the workspace is not trusted and the image needs a preview. */
interface InspectorImage {
  /** Path relative to the project file, or the file's name where there is no project. */
  name: string;
  url: string | null;
  /** Place among the images that previous and next walk through; `index` counts from 0. Null where the image is not among them. */
  position: { index: number; of: number } | null;
  isReference: boolean;
  /** The ground truth: `good`, or a defect's name; null where nothing is known, or the image is excluded. */
  group: string | null;
  /** Who says so: its folder or its annotations; null where nobody does. An excluded image is so by its annotations. */
  truth?: TruthSource | null;
}

/** What has changed in the project since a result was made. */
export type StaleReason = 'references' | 'models' | 'settings' | 'classes';

/** What is known of the image: not yet asked, at work, scored, or failed. */
export type InspectorState =
  | { kind: 'unscored'; reason: 'no-project' | 'not-scored' | 'not-fitted' | StaleReason }
  | { kind: 'working'; message: string }
  | { kind: 'failed'; code: string; message: string }
  /** `stale`: the result is of the project as it was before; `refresh` makes a new one. */
  | { kind: 'scored'; result: Inspection; stale: StaleReason | null };

/** How many images there are to walk through, and whether there is one before and one after the image on show: both stop at the ends. */
interface ImageWalk {
  of: number;
  previous: boolean;
  next: boolean;
}

/** A walk through a whole project: which images, in which order. */
export interface ReviewWalk {
  order: 'score' | 'folder';
  /** `flagged`: called anomalous; `disagreements`: called otherwise than the ground truth says; `unreviewed`: without anybody's verdict. */
  filter: 'all' | 'flagged' | 'disagreements' | 'unreviewed';
}

/** The annotations of the image on show as the host has them, and what became of the page's own edits. */
export interface AnnotationState {
  value: Annotations;
  /** The number of the page's last edit that is in `value`; the page shows its later ones on top until they are. */
  applied: number;
  /** Why nothing can be changed (a label file that cannot be read, of another image …); null where all is well. */
  problem: string | null;
  /** Whether there is something to take back and to make again on a page with an undo of its own (the review panel); null where VS Code keeps it. */
  undo: { undo: boolean; redo: boolean } | null;
}

/** Two versions of an image's annotations, for a page that shows how they differ. `value` of the annotations is the later one. */
export interface AnnotationComparison {
  before: string;
  after: string;
  /** Ids of regions of the later version. */
  added: string[];
  /** The earlier versions of regions that differ; those of `removed` are in the earlier version alone. */
  changed: Region[];
  removed: Region[];
  /** null where both versions give the same verdict. */
  verdict: { before: HumanVerdict | null; after: HumanVerdict | null } | null;
}

export interface InspectorSnapshot {
  image: InspectorImage;
  /** null while the label file is being read. */
  annotations: AnnotationState | null;
  /** The project's labels for regions, in the order of their keys. */
  defects: DefectEntry[];
  /** The model that answers clicks and boxes with a mask; null where none is installed. */
  promptModel: string | null;
  /** null but on a page that compares two versions of the annotations; such a page changes nothing. */
  comparison: AnnotationComparison | null;
  project: string | null;
  state: InspectorState;
  /** The images that previous and next walk through, whether or not the one on show is among them; null where that is not known yet. */
  walk: ImageWalk | null;
  /** On the review panel: how it walks, and how many images each filter leaves. */
  review: (ReviewWalk & { counts: Record<ReviewWalk['filter'], number> }) | null;
}

/** What an image is compared with: the reference that is most like it, a reference by its name, or the image that was shown before. */
export type CompareWith = { kind: 'nearest' } | { kind: 'reference'; image: string } | { kind: 'previous' };

/** The image beside the one on show. Its state is `scored` as soon as its classes are known. */
export interface Companion {
  with: CompareWith;
  image: InspectorImage;
  state: InspectorState;
}

/** Host → webview. A full snapshot answers `ready`; later pushes are whole values by topic. */
export type ToInspector =
  | { type: 'snapshot'; snapshot: InspectorSnapshot }
  | { type: 'state'; state: InspectorState }
  /** `image`: the name of the image that they are of. */
  | { type: 'annotations'; image: string; annotations: AnnotationState }
  /** The project's labels, or the model for prompts, have changed. */
  | { type: 'labels'; defects: DefectEntry[]; promptModel: string | null }
  /** Answers `prompt`; a failure comes as a message. */
  | { type: 'prompted'; number: number; mask: Mask | null; failure: string | null }
  /** Answers `compare`; null where there is nothing to compare with. */
  | { type: 'companion'; companion: Companion | null }
  /** Images that will probably be asked for next: their pictures and scenes can be made ready. */
  | { type: 'prefetch'; snapshots: InspectorSnapshot[] }
  /** A VS Code keybinding or menu asks the view to do something. */
  | { type: 'command'; command: InspectorCommand };

export type InspectorCommand =
  | 'toggleClasses'
  /** Classes filled, outlined, or both. */
  | 'classStyle'
  | 'toggleHeat'
  /** The heat map only where a patch is odd. */
  | 'toggleCut'
  | 'zoomFit'
  | 'zoomActual'
  | 'zoomIn'
  | 'zoomOut'
  /** Side by side with another image, or alone. */
  | 'compare'
  /** The next reference beside the image. */
  | 'compareNext'
  | 'swap'
  | 'blink'
  | 'togglePanel'
  | AnnotateCommand;

/** Webview → host. */
export type FromInspector =
  | { type: 'ready' }
  /** The first frame with image and scores is on screen; milliseconds since the view's `ready`. */
  | { type: 'painted'; milliseconds: number }
  /** Another image, after it was swapped in; milliseconds since its snapshot came. */
  | { type: 'swapped'; milliseconds: number }
  | { type: 'navigate'; to: 'next' | 'previous' }
  | { type: 'review'; walk: ReviewWalk }
  | { type: 'compare'; with: CompareWith | null }
  /** Opens the Classes view at a class. */
  | { type: 'editClass'; id: number }
  /** Opens an image of the project (by its name) in an inspector of its own. */
  | { type: 'openImage'; image: string }
  /** Also of a stale result. */
  | { type: 'score' }
  /** Changes the annotations of the image with this name. `number` counts the page's edits from 1. */
  | { type: 'edit'; image: string; number: number; edit: Edit }
  /** The page has found how large an image is, in pixels: label files say it. */
  | { type: 'imageSize'; image: string; width: number; height: number }
  | { type: 'undo' }
  | { type: 'redo' }
  /** Asks a SAM model for the mask at these pixels (`positive`: inside), within a box where there is one. */
  | {
      type: 'prompt';
      image: string;
      number: number;
      points: { x: number; y: number; positive: boolean }[];
      box: { x0: number; y0: number; x1: number; y1: number } | null;
    }
  /** Opens the project's labels to add, rename or set them; `add`: begins with a new one of this name. */
  | { type: 'editLabels'; add: string | null }
  /** Opens the label file as text. */
  | { type: 'openLabelFile' }
  | { type: 'createProject' }
  | { type: 'showLog' }
  | { type: 'focus'; canvas: boolean };
