/** A made-up toy figure: its picture, its label map, and an inspection that fits both. */
import { encode } from 'fast-png';
import { FEATURE_NAMES, byFeature } from '../../src/domain/features.ts';
import type { FeatureName } from '../../src/domain/features.ts';
import { encodeLabels } from '../../src/domain/labels.ts';
import { defaultClassColor } from '../../src/domain/palette.ts';
import type { Inspection, ScoreRecord } from '../../src/domain/records.ts';
import type { InspectorSnapshot } from '../../src/protocol/inspector.ts';
import {
  REFERENCE_IMAGES,
  explanation,
  matches,
  measure,
  referenceMeasures,
  similarity,
} from './inspectorPage.explanation.ts';

/** An image without annotations, of a project without labels. */
const UNANNOTATED = { annotations: null, defects: [], promptModel: null, comparison: null };

export interface Options {
  width?: number;
  height?: number;
  /** Long side of the label map. */
  labelSide?: number;
  grid?: number;
  odd?: boolean;
  inactive?: readonly FeatureName[];
}

/** An inspection as it is posted: the harness makes typed arrays of its lists inside the page. */
export type PostedInspection = Omit<Inspection, 'map' | 'matches'> & {
  map: { grid: number; distances: number[] };
  matches: { reference: number[]; patch: number[] };
};

/** What the page makes of a posted inspection. */
export function revive(posted: PostedInspection): Inspection {
  const { map, matches: found } = posted;
  return {
    ...posted,
    map: { grid: map.grid, distances: Float32Array.from(map.distances) },
    matches: { reference: Uint16Array.from(found.reference), patch: Int32Array.from(found.patch) },
  };
}

/** [class, centre x, centre y, radius x, radius y] in parts of the picture; later ones lie on top. */
const PARTS: readonly (readonly [number, number, number, number, number])[] = [
  [3, 0.66, 0.42, 0.17, 0.06],
  [3, 0.66, 0.6, 0.17, 0.06],
  [4, 0.82, 0.42, 0.03, 0.09],
  [4, 0.82, 0.6, 0.03, 0.09],
  [2, 0.42, 0.3, 0.05, 0.16],
  [2, 0.44, 0.74, 0.05, 0.14],
  [5, 0.44, 0.51, 0.14, 0.15],
  [1, 0.2, 0.5, 0.14, 0.21],
];
const NAMES = ['upper head', 'chin and both of the arms, with their sleeves', 'legs', 'hands, feet', 'body'];
const SHADES = [
  [238, 236, 230],
  [120, 178, 76],
  [212, 206, 84],
  [132, 196, 88],
  [96, 160, 70],
  [164, 196, 72],
] as const;
const NORMALIZED: Readonly<Record<FeatureName, number>> = {
  patch: 1.38,
  classPatch: 1.42,
  foreground: 1.41,
  embedding: 2.39,
  histogram: 8.25,
  color: 0.52,
  location: 71.4,
};
const WEIGHTS: Readonly<Record<FeatureName, number>> = {
  patch: 0.21,
  classPatch: 0.26,
  foreground: 0.24,
  embedding: 0.012,
  histogram: 0.0213,
  color: 0.0041,
  location: 0.00012,
};

/** The figure's label map; without its lower leg where it is odd. */
export function figureLabels(width: number, height: number, odd: boolean): Uint8Array {
  const labels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (const [id, cx, cy, rx, ry] of PARTS) {
        const u = ((x + 0.5) / width - cx) / rx;
        const v = ((y + 0.5) / height - cy) / ry;
        const missing = odd && cx > 0.6 && cy > 0.5;
        if (!missing && u * u + v * v <= 1) labels[y * width + x] = id;
      }
    }
  }
  return labels;
}

/** The figure as a PNG, shaded and with a little grain. */
export function figurePng({ width = 550, height = 380, odd = true }: Options = {}): Uint8Array {
  const labels = figureLabels(width, height, odd);
  const data = new Uint8Array(width * height * 3);
  let noise = 12345;
  for (let i = 0; i < labels.length; i++) {
    noise = (noise * 1103515245 + 12345) & 0x7fffffff;
    const light = 1 - 0.25 * Math.abs(Math.floor(i / width) / height - 0.45) + ((noise >> 16) & 15) / 255 - 0.03;
    for (let c = 0; c < 3; c++) data[i * 3 + c] = Math.min(255, SHADES[labels[i]!]![c]! * light);
  }
  return encode({ width, height, data, channels: 3 });
}

/** The inspection that belongs to the figure. */
export function inspection(options: Options = {}): PostedInspection {
  const {
    width = 550,
    height = 380,
    labelSide = Math.max(width, height),
    grid = 37,
    odd = true,
    inactive = [],
  } = options;
  const scale = labelSide / Math.max(width, height);
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  const labels = figureLabels(w, h, odd);
  const features = byFeature((name) => {
    const normalized = odd ? NORMALIZED[name] : NORMALIZED[name] * 0.01 + 0.55;
    return {
      raw: normalized * WEIGHTS[name],
      weight: WEIGHTS[name],
      normalized,
      factor: inactive.includes(name) ? 0 : 1,
    };
  });
  const active = FEATURE_NAMES.filter((name) => features[name].factor > 0);
  const record: ScoreRecord = {
    image: odd ? 'test/anomaly/4.png' : 'test/good/12.png',
    score: active.reduce((sum, name) => sum + features[name].normalized, 0) / active.length,
    verdict: odd ? 'anomalous' : 'normal',
    features,
    classes: measure(labels, w, h, 0),
    nearestReference: REFERENCE_IMAGES[1]!,
    topClass: 3,
    seconds: 0.142,
  };
  const references = referenceMeasures(figureLabels(220, 152, false), 220, 152);
  const map = { grid, distances: distances(grid, odd) };
  const classes = NAMES.map((name, i) => ({ id: i + 1, name, color: defaultClassColor(i + 1) }));
  return {
    record,
    width,
    height,
    labels: encodeLabels(labels, w, h),
    map,
    mapLimit: 0.21,
    threshold: 1.12,
    classes,
    references,
    explanation: explanation({ record, threshold: 1.12, classes, references, map, odd }),
    matches: matches(grid),
    similarity: similarity(odd),
    usualSimilarity: NAMES.map(() => 0.9),
    backbone: 'mobilenet-v2',
    provider: 'CPU',
  };
}

/** The whole message that answers `ready`. */
export function snapshot(url: string | null, state: unknown, image: Partial<InspectorSnapshot['image']> = {}): unknown {
  const place = {
    name: 'test/anomaly/4.png',
    url,
    position: { index: 6, of: 23 },
    isReference: false,
    group: null,
    ...image,
  };
  const { position } = place;
  const walk = position && { of: position.of, previous: position.index > 0, next: position.index < position.of - 1 };
  return { type: 'snapshot', snapshot: { image: place, project: 'aliens', state, walk, review: null, ...UNANNOTATED } };
}

function distances(grid: number, odd: boolean): number[] {
  return Array.from({ length: grid * grid }, (_, i) => {
    const x = ((i % grid) + 0.5) / grid;
    const y = (Math.floor(i / grid) + 0.5) / grid;
    const ripple = 0.05 + 0.02 * Math.sin(x * 21) * Math.cos(y * 17);
    const spot = Math.exp(-(((x - 0.64) / 0.1) ** 2 + ((y - 0.6) / 0.08) ** 2));
    return ripple + (odd ? 0.36 : 0.06) * spot;
  });
}
