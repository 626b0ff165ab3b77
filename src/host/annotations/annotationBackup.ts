/** Annotations that are not saved, as they are kept for the case that the editor ends: everything, and what the label file was. */
import type { Annotations } from '../../domain/annotations/annotations.ts';
import type { AnnotationsBackup } from './imageAnnotations.ts';

/** Raised when what a backup holds changes its meaning. */
const FORMAT = 1;

export function formatBackup(backup: AnnotationsBackup): string {
  return JSON.stringify({ format: FORMAT, ...backup });
}

/** Throws where the text is no backup of this version. */
export function parseBackup(text: string): AnnotationsBackup {
  const { format, value, saved, size } = JSON.parse(text) as Partial<AnnotationsBackup> & { format?: unknown };
  if (format !== FORMAT || !isAnnotations(value) || !isAnnotations(saved))
    throw new Error(`Expected a backup of annotations, format ${FORMAT}.`);
  return { value, saved, size: size ?? null };
}

function isAnnotations(value: Annotations | undefined): value is Annotations {
  return typeof value === 'object' && Array.isArray(value.regions);
}
