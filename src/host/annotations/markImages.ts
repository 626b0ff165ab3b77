import type * as vscode from 'vscode';
import type { HumanVerdict } from '../../domain/annotations/annotations.ts';
import { changeVerdict } from '../../domain/annotations/edits.ts';
import { inParallel } from '../services/inParallel.ts';
import type { AnnotationStore } from './annotationStore.ts';
import type { ImageAnnotations } from './imageAnnotations.ts';
import { saveNow } from './saveAsYouGo.ts';
import { makeEdit, takeBack } from './takeBack.ts';
import type { MadeEdit } from './takeBack.ts';

/** So many label files are read and written at a time. */
const AT_ONCE = 16;

interface Marked extends MadeEdit {
  readonly image: vscode.Uri;
}

/** What became of a verdict on several images. */
export interface MarkReport {
  readonly verdict: HumanVerdict | null;
  readonly marked: readonly Marked[];
  readonly failed: readonly { readonly image: vscode.Uri; readonly error: unknown }[];
}

/** Says the same of several images; where all say so already, takes it back. Each is saved, but where its editor has other changes to save. */
export async function markImages(
  store: AnnotationStore,
  images: readonly vscode.Uri[],
  wanted: HumanVerdict,
  signal?: AbortSignal,
): Promise<MarkReport> {
  const said = await inParallel(images, AT_ONCE, (image) => verdictOf(store, image));
  const verdict = said.every((one) => one === wanted) ? null : wanted;
  const marked: Marked[] = [];
  const failed = await forEachModel(store, images, signal, async (model) => {
    if (model.problem !== null) throw new Error(model.problem);
    if (model.value.verdict === verdict) return;
    const made = await keeping(model, () => makeEdit(model, changeVerdict(verdict)));
    marked.push({ image: model.uri, ...made });
  });
  const places = new Map(images.map((image, i) => [image.toString(), i]));
  marked.sort((a, b) => places.get(a.image.toString())! - places.get(b.image.toString())!);
  return { verdict, marked, failed };
}

/** Takes that back, but in images that were changed since; gives those where it could not be done. */
export async function unmarkImages(store: AnnotationStore, { marked }: MarkReport): Promise<vscode.Uri[]> {
  const kept: vscode.Uri[] = [];
  const byImage = new Map(marked.map((made) => [made.image.toString(), made]));
  const images = marked.map(({ image }) => image);
  const failed = await forEachModel(store, images, undefined, async (model) => {
    const made = byImage.get(model.uri.toString())!;
    if ((await keeping(model, () => takeBack(model, made))) === null) kept.push(model.uri);
  });
  return [...kept, ...failed.map(({ image }) => image)];
}

/** Makes an edit and saves it, but where the image has other changes to save; one that cannot be saved is taken back. */
async function keeping<M extends MadeEdit | null>(model: ImageAnnotations, make: () => M): Promise<M> {
  const wasDirty = model.isDirty;
  const made = make();
  if (made === null || wasDirty) return made;
  try {
    await saveNow(model);
  } catch (error) {
    takeBack(model, made);
    throw error;
  }
  return made;
}

async function verdictOf(store: AnnotationStore, image: vscode.Uri): Promise<HumanVerdict | null> {
  const use = store.acquire(image);
  try {
    await use.model.refresh();
    return use.model.value.verdict;
  } finally {
    use.dispose();
  }
}

/** Gives what failed, in the order of the images. */
async function forEachModel(
  store: AnnotationStore,
  images: readonly vscode.Uri[],
  signal: AbortSignal | undefined,
  work: (model: ImageAnnotations) => Promise<void>,
): Promise<{ image: vscode.Uri; error: unknown }[]> {
  const failed = await inParallel(images, AT_ONCE, async (image) => {
    if (signal?.aborted === true) return [];
    const use = store.acquire(image);
    try {
      await use.model.check();
      await work(use.model);
      return [];
    } catch (error) {
      return [{ image, error }];
    } finally {
      use.dispose();
    }
  });
  return failed.flat();
}
