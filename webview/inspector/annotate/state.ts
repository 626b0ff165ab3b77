/** How messages and edits change the annotations in the store. */
import type { Edit } from '../../../src/domain/annotations/edits.ts';
import type { AnnotationState, FromInspector, InspectorSnapshot } from '../../../src/protocol/inspector.ts';
import type { InspectorModel, InspectorStore } from '../model.ts';
import { enqueue, hostSaid, otherImage, shownAnnotations } from './edits.ts';
import { DEFAULT_LABEL } from './labels.ts';

type Parts = Partial<InspectorModel>;

/** What a snapshot says of annotations and labels. A snapshot of another image begins anew. */
export function annotationsOfSnapshot(model: InspectorModel, snapshot: InspectorSnapshot): Parts {
  const isOther = model.snapshot?.image.name !== snapshot.image.name;
  const edits = isOther ? otherImage(model.edits, snapshot.annotations) : hostSaid(model.edits, snapshot.annotations);
  const before = isOther ? null : model.annotations;
  const annotations = shownAnnotations(edits, before, snapshot.comparison);
  const fresh = isOther ? { draftThreshold: null, prompted: null } : {};
  return {
    edits,
    annotations,
    ...fresh,
    ...pointedAt(model, annotations, snapshot.comparison),
    activeLabel: labelAfter(model.activeLabel, model.snapshot?.defects ?? [], snapshot.defects),
  };
}

/** What the host says of the annotations of an image; nothing where another one is on show by now. */
export function annotationsPushed(model: InspectorModel, image: string, host: AnnotationState): Parts {
  const { snapshot } = model;
  if (snapshot?.image.name !== image) return {};
  const edits = hostSaid(model.edits, host);
  const annotations = shownAnnotations(edits, model.annotations, snapshot.comparison);
  return { edits, annotations, ...pointedAt(model, annotations, snapshot.comparison) };
}

/** The project's labels or the model for prompts have changed. */
export function labelsPushed(
  model: InspectorModel,
  { defects, promptModel }: Pick<InspectorSnapshot, 'defects' | 'promptModel'>,
): Parts {
  const { snapshot } = model;
  if (snapshot === null) return {};
  return {
    snapshot: { ...snapshot, defects, promptModel },
    activeLabel: labelAfter(model.activeLabel, snapshot.defects, defects),
  };
}

/** Shows an edit at once and sends it; false where nothing can be changed. */
export function applyEdit(store: InspectorStore, post: (message: FromInspector) => void, edit: Edit): boolean {
  const model = store.get();
  const { snapshot, annotations } = model;
  if (snapshot === null || annotations?.editable !== true || edit.changes.length === 0) return false;
  const { queue, number } = enqueue(model.edits, edit);
  const shown = shownAnnotations(queue, annotations, snapshot.comparison);
  store.set({ edits: queue, annotations: shown, ...pointedAt(model, shown, snapshot.comparison) });
  post({ type: 'edit', image: snapshot.image.name, number, edit });
  return true;
}

/** Lets go of regions that are no longer there, in a comparison not even in the earlier version. */
function pointedAt(
  model: InspectorModel,
  annotations: InspectorModel['annotations'],
  comparison: InspectorSnapshot['comparison'],
): Parts {
  const regions = [...(annotations?.value.regions ?? []), ...(comparison?.removed ?? [])];
  const has = (id: string | null): boolean => id !== null && regions.some((region) => region.id === id);
  return {
    ...(has(model.selectedRegion) ? {} : { selectedRegion: null }),
    ...(has(model.hoverRegion) ? {} : { hoverRegion: null }),
  };
}

/** The label for what is drawn next once the project's labels have changed: one that went is replaced, one of the user's own stays. */
function labelAfter(active: string, before: InspectorSnapshot['defects'], after: InspectorSnapshot['defects']): string {
  if (after.some(({ name }) => name === active)) return active;
  const isGone = active === DEFAULT_LABEL || before.some(({ name }) => name === active);
  return isGone ? (after[0]?.name ?? DEFAULT_LABEL) : active;
}
