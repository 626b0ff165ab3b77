/** The boundary between the extension host and the inspector's webview. */
import type { Inspection } from '../domain/records.ts';

/** The image on show. `url` can be shown by a browser; null while the workspace is not trusted and the image needs a preview. */
interface InspectorImage {
  /** Path relative to the project file, or the file's name where there is no project. */
  name: string;
  url: string | null;
  /** Place among the images that previous and next walk through; `index` counts from 0. Both stop at the ends. */
  position: { index: number; of: number } | null;
  isReference: boolean;
}

/** What is known of the image: not yet asked, at work, scored, or failed. */
export type InspectorState =
  | { kind: 'unscored'; reason: 'no-project' | 'not-scored' | 'not-fitted' }
  | { kind: 'working'; message: string }
  | { kind: 'failed'; code: string; message: string }
  | { kind: 'scored'; result: Inspection };

export interface InspectorSnapshot {
  image: InspectorImage;
  project: string | null;
  state: InspectorState;
}

/** Host → webview. A full snapshot answers `ready`; later pushes are whole values by topic. */
export type ToInspector =
  | { type: 'snapshot'; snapshot: InspectorSnapshot }
  | { type: 'state'; state: InspectorState }
  /** A VS Code keybinding or menu asks the view to do something. */
  | { type: 'command'; command: InspectorCommand };

export type InspectorCommand = 'toggleClasses' | 'toggleHeat' | 'zoomFit' | 'zoomActual' | 'zoomIn' | 'zoomOut';

/** Webview → host. */
export type FromInspector =
  | { type: 'ready' }
  /** The first frame with image and scores is on screen; milliseconds since the view's `ready`. */
  | { type: 'painted'; milliseconds: number }
  | { type: 'navigate'; to: 'next' | 'previous' }
  | { type: 'score' }
  | { type: 'createProject' }
  | { type: 'showLog' }
  | { type: 'focus'; canvas: boolean };
