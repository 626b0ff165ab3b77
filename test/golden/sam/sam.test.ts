/** The SAM mask generator against the same steps computed apart from it, from METHOD 6 (test/golden/sam/make.py). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { automaticMasks } from '../../../src/engine/segment/sam/automaticMasks.ts';
import { cleanMask } from '../../../src/engine/segment/sam/maskCleanup.ts';
import { stabilityOf, suppress } from '../../../src/engine/segment/sam/maskFilters.ts';
import { upsampleMask } from '../../../src/engine/segment/sam/maskUpsample.ts';
import { bordersNear } from '../../../src/engine/segment/sam/paint.ts';
import { pointGrid, unsettledPoints } from '../../../src/engine/segment/sam/pointGrid.ts';
import { areaOf, boxOf, type Box, type Runs } from '../../../src/engine/segment/sam/runs.ts';
import { labelMapSize } from '../../../src/engine/image/labelMaps.ts';
import type { SamMask } from '../../../src/engine/segment/sam/samMask.ts';
import type { SamNetwork } from '../../../src/engine/segment/sam/samNetwork.ts';
import { SAM_OPTIONS, leastArea } from '../../../src/engine/segment/sam/samOptions.ts';

type Corners = [number, number, number, number];

interface GoldenCase {
  name: string;
  width: number;
  height: number;
  validWidth: number;
  validHeight: number;
  labelWidth: number;
  labelHeight: number;
  candidates: {
    iou: number;
    offset: number;
    gaussians: [number, number, number, number, number][];
    probes: [number, number, number][];
  }[];
  expected: {
    counts: [number, number][];
    stability: (number | null)[];
    kept: number[];
    masks: number[][];
    boxes: Corners[];
    first: number[];
    changed: boolean[];
    cleaned: (number[] | null)[];
    below: number[];
    second: number[];
    classAreas: number[];
    labelMap: number[];
  };
}

interface Golden {
  constants: Record<string, number>;
  cases: GoldenCase[];
  suppression: { note: string; boxes: Corners[]; scores: number[]; keep: number[] }[];
  regions: {
    width: number;
    height: number;
    minArea: number;
    mask: number[];
    cleaned: number[];
    changed: boolean;
    gone: boolean;
  }[];
  borders: { width: number; height: number; boxes: Corners[]; borders: number[]; background: boolean[] };
  grids: { width: number; height: number; n: number; masks: number[][]; areas: number[]; skipped: number[] }[];
}

const golden = JSON.parse(readFileSync(path.join(__dirname, 'golden.json'), 'utf8')) as Golden;

const side = 256;

function logitsOf({ offset, gaussians }: GoldenCase['candidates'][number]): Float32Array {
  const logits = new Float64Array(side * side).fill(offset);
  for (const [cx, cy, sx, sy, height] of gaussians) {
    const across = Float64Array.from({ length: side }, (_, x) => Math.exp(-(((x - cx) / sx) ** 2) / 2));
    for (let y = 0; y < side; y++) {
      const down = height * Math.exp(-(((y - cy) / sy) ** 2) / 2);
      for (let x = 0; x < side; x++) logits[y * side + x]! += down * across[x]!;
    }
  }
  return Float32Array.from(logits);
}

/** Run lengths over the whole mask, zeros first → runs within rows. */
function toRuns(lengths: readonly number[], width: number): Runs {
  const runs: number[] = [];
  let at = 0;
  lengths.forEach((length, index) => {
    for (const end = at + length; at < end;) {
      const next = Math.min(end, (Math.floor(at / width) + 1) * width);
      if (index % 2 === 1) runs.push(at, next);
      at = next;
    }
  });
  return Int32Array.from(runs);
}

const toBox = ([x0, y0, x1, y1]: Corners): Box => ({ x0, y0, x1, y1 });

function maskOf(runs: Runs, width: number): SamMask {
  return { area: areaOf(runs), box: boxOf(runs, width), predictedIou: 1, stability: 1, runs };
}

/** A network that answers the first point with all candidates of a case, and the others with none. */
function networkOf(golden: GoldenCase, logits: readonly Float32Array[]): SamNetwork {
  const { width, height, validWidth, validHeight } = golden;
  const frame = { width, height, inputSize: side, contentWidth: validWidth, contentHeight: validHeight };
  const answers = [golden.candidates.map(({ iou }, index) => ({ predictedIou: iou, logits: logits[index]!, side }))];
  return {
    key: 'golden',
    providerName: 'none',
    promptsARun: 64,
    encode: () => Promise.resolve({ frame, tensors: {} }),
    decode: (_, points) => Promise.resolve(points.map(() => answers.shift() ?? [])),
    feedsBack: false,
    prompt: () => Promise.reject(new Error('not asked here')),
    dispose: () => Promise.resolve(),
  };
}

it('has the constants of the golden values', () => {
  expect({
    minIou: SAM_OPTIONS.predictedIou,
    minStability: SAM_OPTIONS.stability,
    logitOffset: SAM_OPTIONS.stabilityOffset,
    nmsIou: SAM_OPTIONS.boxIou,
    smallShare: SAM_OPTIONS.smallShare,
    borderPx: SAM_OPTIONS.borderDistance,
    maxClasses: SAM_OPTIONS.classes,
    maxSide: SAM_OPTIONS.longSide,
    gridSmallShare: SAM_OPTIONS.settledShare,
  }).toEqual(golden.constants);
});

describe.each(golden.cases)('$name', (one) => {
  const { width, height, validWidth, validHeight, labelWidth, labelHeight, candidates, expected } = one;
  const valid = { width: validWidth, height: validHeight };
  const logits = candidates.map(logitsOf);
  const stabilities = logits.map((values) => stabilityOf(values, side, validWidth, validHeight));
  const masks = expected.masks.map((lengths) => toRuns(lengths, labelWidth));

  it('has the inputs of the golden values', () => {
    candidates.forEach(({ probes }, index) => {
      for (const [x, y, value] of probes) expect(logits[index]![y * side + x]).toBeCloseTo(value, 3);
    });
    expect(labelMapSize(width, height)).toEqual({ width: labelWidth, height: labelHeight });
  });

  it('counts stability', () => {
    expect(stabilities).toHaveLength(expected.stability.length);
    stabilities.forEach((value, index) => {
      const [inner, outer] = expected.counts[index]!;
      expect(value).toBe(inner / outer);
      if (outer > 0) expect(value).toBeCloseTo(expected.stability[index]!, 6);
    });
  });

  it('brings the kept masks to the label map’s size', () => {
    const found = expected.kept.map((index) => upsampleMask(logits[index]!, side, valid, labelWidth, labelHeight));
    expect(found).toEqual(masks);
    expect(found.map((runs) => boxOf(runs, labelWidth))).toEqual(expected.boxes.map(toBox));
  });

  it('suppresses and cleans', () => {
    const stay = suppress(
      expected.boxes.map(toBox),
      expected.kept.map((index) => candidates[index]!.iou),
    );
    expect(stay.map((at) => expected.kept[at])).toEqual(expected.first);
    stay.forEach((at, rank) => {
      const { runs, changed } = cleanMask(masks[at]!, labelWidth, labelHeight, leastArea(labelWidth, labelHeight));
      const cleaned = expected.cleaned[rank];
      const gone = expected.below.includes(expected.first[rank]!);
      expect(changed).toBe(expected.changed[rank]);
      if (gone) expect(runs).toHaveLength(0);
      else expect(runs).toEqual(cleaned ? toRuns(cleaned, labelWidth) : masks[at]);
    });
  });

  it('gives the masks and the label map', async () => {
    const result = await automaticMasks(
      networkOf(one, logits),
      { width, height, data: new Uint8Array(0) },
      { grid: 'full' },
    );
    expect(result).toMatchObject({ width: labelWidth, height: labelHeight, prompts: 1024 });
    const cleaned = expected.second.map((index) => {
      const lengths = expected.cleaned[expected.first.indexOf(index)];
      return lengths ? toRuns(lengths, labelWidth) : masks[expected.kept.indexOf(index)]!;
    });
    expect(result.masks).toEqual(
      expected.second.map((index, rank) => ({
        ...maskOf(cleaned[rank]!, labelWidth),
        predictedIou: candidates[index]!.iou,
        stability: stabilities[index],
      })),
    );
    const labels = new Uint8Array(labelWidth * labelHeight);
    for (let i = 0, at = 0; i < expected.labelMap.length; i += 2)
      labels.fill(expected.labelMap[i]!, at, (at += expected.labelMap[i + 1]!));
    expect(result.map.data).toHaveLength(labels.length);
    expect(labels.reduce((n, label, i) => n + Number(label !== result.map.data[i]), 0)).toBe(0);
    expect(
      expected.classAreas.map((_, rank) => labels.reduce((n, label) => n + Number(label === rank + 1), 0)),
    ).toEqual(expected.classAreas);
  });
});

it.each(golden.suppression)('suppresses: $note', ({ boxes, scores, keep }) => {
  expect(suppress(boxes.map(toBox), scores)).toEqual(keep);
});

it.each(golden.regions)('cleans a mask of $width × $height', ({ width, height, minArea, mask, ...expected }) => {
  const { runs, changed } = cleanMask(toRuns(mask, width), width, height, minArea);
  expect(runs).toEqual(expected.gone ? new Int32Array(0) : toRuns(expected.cleaned, width));
  expect(changed).toBe(expected.changed);
});

it('counts the borders that boxes are near', () => {
  const { width, height, boxes, borders } = golden.borders;
  const found = boxes.map((box) => bordersNear(toBox(box), width, height));
  expect(found).toEqual(borders);
  expect(found.map((count) => count >= SAM_OPTIONS.borders)).toEqual(golden.borders.background);
});

it.each(golden.grids)(
  'skips settled points of a $width × $height map',
  ({ width, height, n, masks, areas, skipped }) => {
    const found = masks.map((lengths) => maskOf(toRuns(lengths, width), width));
    expect(found.map(({ area }) => area)).toEqual(areas);
    const points = pointGrid(n);
    const asked = new Set(unsettledPoints(points, found, width, height));
    expect(points.flatMap((point, index) => (asked.has(point) ? [] : [index]))).toEqual(skipped);
  },
);
