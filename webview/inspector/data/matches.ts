/** For every patch of an image, the reference patch that is most like it. */
import type { Inspection } from '../../../src/domain/records.ts';
import { toFloats } from './distanceMap.ts';

export interface Matches {
  /** Index into the result's references, one a patch. */
  reference: ArrayLike<number>;
  /** Index on that reference's patch grid, row-major, one a patch. */
  patch: ArrayLike<number>;
}

/** A patch beside its match. */
export interface PatchPair {
  patch: number;
  /** Cosine distance in [0, 2]. */
  distance: number;
  /** The reference's name. */
  image: string;
  matched: number;
}

/** The matches of a result; null where there are not as many as patches. */
export function readMatches({ matches }: Inspection, patches: number): Matches | null {
  const given = matches as Partial<Inspection['matches']> | undefined;
  const reference = numbers(given?.reference);
  const patch = numbers(given?.patch);
  return patches > 0 && reference.length === patches && patch.length === patches ? { reference, patch } : null;
}

/** A patch and its match; null where either is not known. */
export function pairOf(
  scene: {
    result: Inspection;
    map: { distances: Float32Array } | null;
    matches: Matches | null;
  } | null,
  patch: number | null,
): PatchPair | null {
  if (patch === null || scene?.map == null || scene.matches === null) return null;
  const distance = scene.map.distances[patch];
  const image = scene.result.references[scene.matches.reference[patch] ?? -1]?.image;
  const matched = scene.matches.patch[patch];
  return distance === undefined || image === undefined || matched === undefined || matched < 0
    ? null
    : { patch, distance, image, matched };
}

/** Whole numbers below 2²⁴ as they may arrive: a typed array, or what became of it on the way through JSON. */
function numbers(value: unknown): ArrayLike<number> {
  return value instanceof Uint16Array || value instanceof Int32Array ? value : toFloats(value);
}
