import type { Neighbours } from './referenceBank.ts';

/** For each of an image's patches the reference patch that is most like it. */
export interface PatchMatches {
  /** Index into the references. */
  readonly reference: Uint16Array;
  /** Index into that reference's patch grid; of a rotated copy's patch the one under its centre. */
  readonly patch: Int32Array;
}

/**
 * Which patches the distances of `patch` (METHOD 4) are to; of equals the first reference's with the lowest label.
 * @param patches N. @param labels the number of labels, background included.
 */
export function nearestMatches(
  neighbours: Neighbours,
  { patches, references, labels }: { patches: number; references: number; labels: number },
): PatchMatches {
  const best = new Float32Array(patches).fill(-Infinity);
  const found = { reference: new Uint16Array(patches), patch: new Int32Array(patches) };
  for (let reference = 0; reference < references; reference++) {
    for (let label = 0; label < labels; label++) {
      const { similarity, index } = neighbours.block(reference, label);
      for (let i = 0; i < patches; i++) {
        if (similarity[i]! <= best[i]!) continue;
        best[i] = similarity[i]!;
        found.reference[i] = reference;
        found.patch[i] = neighbours.patchOf(reference, label, index[i]!);
      }
    }
  }
  return found;
}
