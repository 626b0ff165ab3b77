/** Plausible measures, facts, similarities and matches for the toy figure. */
import type { Explanation, Fact, FactKind } from '../../src/domain/explanation.ts';
import type { FeatureName } from '../../src/domain/features.ts';
import type { ClassMeasure, Inspection, ProjectClass, ScoreRecord } from '../../src/domain/records.ts';

export const REFERENCE_IMAGES = [
  'train/good/1.png',
  'train/good/2.png',
  'train/good/5.png',
  'train/good/with a longer name.png',
];

/** Mean a*, b* of classes 1 … 5 in this image (index 0) and in the four references. */
const COLORS: readonly (readonly (readonly [number, number])[])[] = [
  [
    [-35.4, 42.9],
    [-34, 41.1],
    [-30.2, 41.1],
    [-31, 41.2],
    [-32.9, 41.1],
  ],
  [
    [-16.9, 62.4],
    [-15.5, 63.9],
    [-17.4, 64.1],
    [-16.4, 61.3],
    [-18.5, 62.4],
  ],
  [
    [-46.1, 48.8],
    [-39.5, 43.1],
    [-39.8, 44.8],
    [-39.8, 44.2],
    [-39.1, 42.8],
  ],
  [
    [-42.7, 33.1],
    [-40.6, 32.3],
    [-42, 33],
    [-41.4, 34.7],
    [-41.6, 34.1],
  ],
  [
    [-27, 58.1],
    [-26.6, 57.3],
    [-25, 57.2],
    [-25.8, 57.5],
    [-26.3, 57.1],
  ],
];
/** Cosine similarity of classes 1 … 5 to the four references: in the odd image, legs and hands are unlike. */
const SIMILARITY = [
  [0.982, 0.991, 0.987, 0.979],
  [0.972, 0.978, 0.969, 0.961],
  [0.834, 0.861, 0.842, 0.829],
  [0.958, 0.964, 0.949, 0.955],
  [0.989, 0.993, 0.986, 0.99],
];
/** How the references differ: size of a class's area, and shift of its centre across and down in parts of the image. */
const VARIATIONS = [
  { size: 0.96, x: -0.008, y: 0.006 },
  { size: 0.99, x: 0.004, y: -0.01 },
  { size: 1.01, x: 0.011, y: 0.004 },
  { size: 1.04, x: -0.003, y: 0.012 },
] as const;

/** Area and centre of each class from a label map; colours from the list (`column` 0: this image). */
export function measure(labels: Uint8Array, width: number, height: number, column: number): ClassMeasure[] {
  const sums = COLORS.map(() => ({ count: 0, x: 0, y: 0 }));
  labels.forEach((label, i) => {
    if (label === 0) return;
    const sum = sums[label - 1]!;
    sum.count++;
    sum.x += ((i % width) + 0.5) / width;
    sum.y += (Math.floor(i / width) + 0.5) / height;
  });
  return sums.map(({ count, x, y }, i) => {
    const [a, b] = COLORS[i]![column]!;
    const location = { x: x / count, y: y / count };
    return {
      id: i + 1,
      area: count / labels.length,
      color: { ratio: (a + 128) / (b + 128), a, b },
      location: { ...location, distance: Math.hypot(location.x, location.y) / Math.SQRT2 },
    };
  });
}

/** The four references, from the label map of a whole figure. */
export function referenceMeasures(labels: Uint8Array, width: number, height: number): Inspection['references'] {
  return VARIATIONS.map(({ size, x, y }, k) => ({
    image: REFERENCE_IMAGES[k]!,
    classes: measure(labels, width, height, k + 1).map((entry) => ({
      ...entry,
      area: entry.area * (size + 0.005 * ((entry.id * (k + 2)) % 5)),
      location: { ...entry.location, x: entry.location.x + x, y: entry.location.y + y * (1 + entry.id / 10) },
    })),
  }));
}

export function similarity(odd: boolean): number[][] {
  return SIMILARITY.map((row) => row.map((value) => (odd ? value : Math.min(0.995, value + 0.12))));
}

/** Every patch is most like one a column further right in one of the references. */
export function matches(grid: number): { reference: number[]; patch: number[] } {
  const patches = Array.from({ length: grid * grid }, (_, i) => i);
  return {
    reference: patches.map((i) => Math.floor(i / 7) % REFERENCE_IMAGES.length),
    patch: patches.map((i) => (i % grid === grid - 1 ? i : i + 1)),
  };
}

interface Source extends Pick<Inspection, 'classes' | 'references' | 'threshold'> {
  record: ScoreRecord;
  map: { grid: number; distances: number[] };
  odd: boolean;
}

export function explanation({ record, threshold, classes, references, map, odd }: Source): Explanation {
  const { image, score, verdict, nearestReference } = record;
  return {
    image,
    score,
    verdict,
    threshold,
    nearestReference,
    facts: facts(record, classes, references, odd),
    classes: classes.map(({ id, name }) => ({
      ...record.classes[id - 1]!,
      name,
      references: references.map((reference) => ({ ...reference.classes[id - 1]!, image: reference.image })),
    })),
    patches: oddest(map),
  };
}

/** [feature, class, kind, part of the feature's share]; the last two alone remain where the image is normal. */
const PARTS: readonly (readonly [FeatureName, number, FactKind, number])[] = [
  ['location', 3, 'moved', 0.56],
  ['location', 4, 'moved', 0.4],
  ['histogram', 3, 'smaller', 0.62],
  ['histogram', 4, 'smaller', 0.3],
  ['color', 3, 'recolored', 0.8],
  ['embedding', 3, 'texture', 0.7],
  ['patch', 0, 'texture', 0.9],
  ['classPatch', 3, 'texture', 1],
];

function facts(
  record: ScoreRecord,
  classes: readonly ProjectClass[],
  references: Inspection['references'],
  odd: boolean,
): Fact[] {
  const { features } = record;
  const weighted = (name: FeatureName): number => features[name].factor * features[name].normalized;
  const total = (Object.keys(features) as FeatureName[]).reduce((sum, name) => sum + weighted(name), 0);
  return (odd ? PARTS : PARTS.slice(-2))
    .map(([feature, classId, kind, part]): Fact => {
      const read = ({ area, color, location }: ClassMeasure): number =>
        feature === 'histogram' ? area : feature === 'color' ? color.ratio : location.distance;
      const others = references.map((reference) => read(reference.classes[Math.max(0, classId - 1)]!));
      const measured =
        kind === 'texture'
          ? { value: features[feature].raw, references: textureRange(features[feature].weight) }
          : {
              value: read(record.classes[classId - 1]!),
              references: { min: Math.min(...others), max: Math.max(...others), nearest: others[1]! },
            };
      const className = classes[classId - 1]?.name ?? 'background';
      return { classId, className, feature, kind, ...measured, share: (part * weighted(feature)) / total };
    })
    .sort((a, b) => b.share - a.share);
}

function textureRange(weight: number): Fact['references'] {
  return { min: 0.8 * weight, max: weight, nearest: 0.9 * weight };
}

/** The tail of the map: two per cent of its patches, the oddest first. */
function oddest({ grid, distances }: Source['map']): Explanation['patches'] {
  const { reference, patch } = matches(grid);
  const order = distances.map((_, i) => i).sort((a, b) => distances[b]! - distances[a]!);
  return order.slice(0, Math.ceil(0.02 * distances.length)).map((i) => ({
    row: Math.floor(i / grid),
    column: i % grid,
    distance: distances[i]!,
    reference: {
      image: REFERENCE_IMAGES[reference[i]!]!,
      row: Math.floor(patch[i]! / grid),
      column: patch[i]! % grid,
    },
  }));
}
