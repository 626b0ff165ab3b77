/** What the canvas and the read-out need of a result, made once when it arrives. */
import { decodeLabels } from '../../../src/domain/labels.ts';
import type { Inspection, ProjectClass } from '../../../src/domain/records.ts';
import { readMap, sampleMap } from './distanceMap.ts';
import type { DistanceMap } from './distanceMap.ts';
import type { LabelMap } from './outline.ts';
import { readMatches } from './matches.ts';
import type { Matches } from './matches.ts';

export interface Scene {
  /** Equal for scenes that are drawn the same. */
  key: string;
  result: Inspection;
  labels: LabelMap | null;
  map: DistanceMap | null;
  matches: Matches | null;
  classes: ReadonlyMap<number, ProjectClass>;
}

/** Decodes a result. A label map or heat map that does not hold together is left out; the scores are shown all the same. */
export function buildScene(result: Inspection, key = ''): Scene {
  const map = readMap(result.map, result.mapLimit);
  return {
    key,
    result,
    labels: readLabels(result),
    map,
    matches: readMatches(result, map?.distances.length ?? 0),
    classes: new Map(result.classes.map((entry) => [entry.id, entry])),
  };
}

function readLabels({ labels: { width, height, runs } }: Inspection): LabelMap | null {
  try {
    return { width, height, labels: decodeLabels({ width, height, runs }) };
  } catch {
    return null;
  }
}

/** What lies at a pixel of the image: the class (0 = background) and the distance, each null where it is not known. */
export interface Reading {
  x: number;
  y: number;
  classId: number | null;
  distance: number | null;
}

/** Reads the scene at pixel (x, y), whose middle is (x + 0.5, y + 0.5). */
export function readAt(scene: Scene | null, x: number, y: number, size: { width: number; height: number }): Reading {
  const u = (x + 0.5) / size.width;
  const v = (y + 0.5) / size.height;
  const labels = scene?.labels ?? null;
  const map = scene?.map ?? null;
  return {
    x,
    y,
    classId:
      labels === null
        ? null
        : labels.labels[Math.floor(v * labels.height) * labels.width + Math.floor(u * labels.width)]!,
    distance: map === null ? null : sampleMap(map, u, v),
  };
}
