import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { AnnotationStore } from '../../../src/host/annotations/annotationStore.ts';
import { UnsavedAnnotations } from '../../../src/host/annotations/unsavedAnnotations.ts';

/** A store for pages that are not tested for annotations. Modules must know the fake `vscode` by then. */
export function emptyAnnotationStore(): AnnotationStore {
  const unsaved = new UnsavedAnnotations(path.join(tmpdir(), 'kshot-no-such-folder'));
  const engine = { request: () => Promise.reject(new Error('no engine')) };
  return new AnnotationStore(engine, unsaved, { note: () => undefined });
}
