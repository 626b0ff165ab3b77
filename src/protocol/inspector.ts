/** The boundary between the extension host and the inspector's webview. */
import type { Inspection } from '../domain/records.ts';

/** The image on show. `url` can be shown by a browser; null while the workspace is not trusted and the image needs a preview. */
interface InspectorImage {
  /** Path relative to the project file, or the file's name where there is no project. */
  name: string;
  url: string | null;
  /** Place among the images that previous and next walk through; `index` counts from 0. Null where the image is not among them. */
  position: { index: number; of: number } | null;
  isReference: boolean;
  /** The ground truth by the project's layout: `good`, or a defect's name; null where nothing is known. */
  group: string | null;
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
  /** `flagged`: called anomalous; `disagreements`: called otherwise than the ground truth says. */
  filter: 'all' | 'flagged' | 'disagreements';
}

export interface InspectorSnapshot {
  image: InspectorImage;
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
  | 'togglePanel';

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
  | { type: 'createProject' }
  | { type: 'showLog' }
  | { type: 'focus'; canvas: boolean };
