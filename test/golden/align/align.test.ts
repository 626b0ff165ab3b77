/** The aligners against the same steps computed apart from them, from METHOD 2, 3 and 6 and MODELS (test/golden/align/make.py). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ALIGN_OPTIONS } from '../../../src/engine/align/alignOptions.ts';
import { oneHot, passesOf } from '../../../src/engine/align/deaotLabels.ts';
import { networkSize } from '../../../src/engine/align/deaotSize.ts';
import { joinPasses } from '../../../src/engine/align/joinPasses.ts';
import { applyTable, matchSegments, segmentCost } from '../../../src/engine/align/matchSegments.ts';
import { PatchVote, votePatches } from '../../../src/engine/align/patchVote.ts';
import { describeSegments } from '../../../src/engine/align/segments.ts';
import type { PatchFeatures } from '../../../src/engine/backbone/backbone.ts';
import { resizeNearest } from '../../../src/engine/image/resize.ts';
import type { LabelMap } from '../../../src/engine/image/rgbImage.ts';
import { Runtime } from '../../../src/engine/runtime/runtime.ts';

interface GoldenImage {
  width: number;
  height: number;
  labels: number[];
  features: number[];
}

interface SegmentCase {
  name: string;
  grid: number;
  dim: number;
  classes: number;
  segments: number;
  own: GoldenImage;
  reference: GoldenImage;
  expected: {
    costs: (number | null)[][];
    hungarian: number[];
    nearest: number[];
    prototypePatches: number[];
    prototypeSegments: number[];
  };
}

interface Golden {
  constants: { maxCost: number; objectsAPass: number; masked: number; shortSide: number };
  segments: SegmentCase[];
  chunks: {
    name: string;
    objects: number;
    width4: number;
    height4: number;
    width: number;
    height: number;
    chunks: string[];
    expected: { used: number[]; labelMap: number[] };
  }[];
  sizes: { size: [number, number]; network: [number, number] }[];
  labels: {
    objects: number;
    width: number;
    height: number;
    networkWidth: number;
    networkHeight: number;
    labels: number[];
    expected: { resized: number[]; channels: number[][]; channelAreas: number[][] };
  }[];
}

const golden = JSON.parse(readFileSync(path.join(__dirname, 'golden.json'), 'utf8')) as Golden;
const { objectsAPass, shortSide } = golden.constants;

/** Pairs of value and length, one after the other. */
function unpacked(pairs: readonly number[]): Uint8Array {
  const values: number[] = [];
  for (let i = 0; i < pairs.length; i += 2) for (let n = 0; n < pairs[i + 1]!; n++) values.push(pairs[i]!);
  return Uint8Array.from(values);
}

function mapOf({ width, height, labels }: { width: number; height: number; labels: readonly number[] }): LabelMap {
  const data = unpacked(labels);
  expect(data).toHaveLength(width * height);
  return { width, height, data };
}

function patchesOf({ grid, dim }: SegmentCase, { features }: GoldenImage): PatchFeatures {
  expect(features).toHaveLength(grid * grid * dim);
  return { grid, dim, data: Float32Array.from(features) };
}

/** Classes 1 … `objects`, ten a pass, as the golden values number them. */
const classesIn = (objects: number, pass: number): number[] =>
  Array.from({ length: Math.min(objectsAPass, objects - objectsAPass * pass) }, (_, i) => objectsAPass * pass + i + 1);

it('has the same cost at which segments do not match', () => {
  expect(ALIGN_OPTIONS.maxCost).toBe(golden.constants.maxCost);
});

describe.each(golden.segments.map((entry) => [entry.name, entry] as const))('segments: %s', (_, entry) => {
  const runtime = new Runtime({ provider: 'cpu', threads: 1 });
  afterAll(() => runtime.dispose());
  const { expected } = entry;
  const [ownMap, firstMap] = [mapOf(entry.own), mapOf(entry.reference)];
  const [ownPatches, firstPatches] = [patchesOf(entry, entry.own), patchesOf(entry, entry.reference)];
  const own = describeSegments(ownMap, ownPatches);
  const first = describeSegments(firstMap, firstPatches);
  const oneToN = Array.from({ length: entry.segments }, (__, i) => i + 1);

  it('cost what they should', () => {
    expect(own.map(({ label }) => label)).toEqual(oneToN);
    const columns = expected.costs[0]!.flatMap((cost, i) => (cost === null ? [] : [i + 1]));
    expect(first.map(({ label }) => label)).toEqual(columns);
    own.forEach((segment, i) => {
      first.forEach((other) => {
        expect(segmentCost(segment, other)).toBeCloseTo(expected.costs[i]![other.label - 1]!, 5);
      });
    });
  });

  it.each(['hungarian', 'nearest'] as const)('match: %s', (mode) => {
    const table = matchSegments(own, first, mode);
    expect(oneToN.map((label) => table[label])).toEqual(expected[mode]);
    const wanted = ownMap.data.map((label) => (label === 0 ? 0 : expected[mode][label - 1]!));
    expect(applyTable(ownMap, table)).toEqual({ ...ownMap, data: wanted });
  });

  it('take the majority of their patches, which take the class of the most similar one', async () => {
    const vote = await PatchVote.create({ patches: firstPatches, map: firstMap }, runtime.prepareSearch.bind(runtime));
    const classes = await vote.classesOf(ownPatches);
    await vote.dispose();
    expect(Array.from(classes)).toEqual(expected.prototypePatches);
    const wanted = ownMap.data.map((label) => (label === 0 ? 0 : expected.prototypeSegments[label - 1]!));
    expect(votePatches(ownMap, classes, entry.grid)).toEqual({ ...ownMap, data: wanted });
  });
});

describe.each(golden.chunks.map((entry) => [entry.name, entry] as const))('passes of DeAOT: %s', (_, entry) => {
  it('are joined', () => {
    const { width4, height4, width, height, objects, expected } = entry;
    const passes = entry.chunks.map((text, pass) => {
      const bytes = Buffer.from(text, 'base64');
      const logits = Float32Array.from({ length: bytes.length / 4 }, (__, i) => bytes.readFloatLE(4 * i));
      expect(logits).toHaveLength((objectsAPass + 1) * width4 * height4);
      return { logits, width: width4, height: height4, classes: classesIn(objects, pass) };
    });
    expect(passes.map(({ classes }) => classes.length)).toEqual(expected.used);
    expect(joinPasses(passes, { width, height })).toEqual({ width, height, data: unpacked(expected.labelMap) });
  });
});

it.each(golden.sizes.map(({ size, network }) => [...size, ...network] as const))(
  'an image of %i × %i has %i × %i for the network',
  (width, height, networkWidth, networkHeight) => {
    expect(networkSize(width, height, shortSide)).toEqual({ width: networkWidth, height: networkHeight });
  },
);

describe.each(golden.labels.map((entry) => [entry.objects, entry] as const))('a map of %i classes', (_, entry) => {
  const map = mapOf(entry);
  const resized = resizeNearest(map, entry.networkWidth, entry.networkHeight);

  it('is resized by pixel centres', () => {
    expect(resized.data).toEqual(unpacked(entry.expected.resized));
  });

  it('has a channel for each class of a pass, and one for all else', () => {
    entry.expected.channels.forEach((pairs, pass) => {
      const planes = oneHot(resized, classesIn(entry.objects, pass), objectsAPass + 1);
      const channels = unpacked(pairs);
      const area = channels.length;
      expect(planes).toHaveLength((objectsAPass + 1) * area);
      const areas = Array.from({ length: objectsAPass + 1 }, (__, channel) =>
        planes.subarray(channel * area, (channel + 1) * area).reduce((sum, value) => sum + value, 0),
      );
      expect(areas).toEqual(entry.expected.channelAreas[pass]);
      expect(Array.from(channels).every((channel, i) => planes[channel * area + i] === 1)).toBe(true);
    });
  });

  it('is carried in as many passes', () => {
    expect(passesOf(map, objectsAPass)).toHaveLength(entry.expected.channels.length);
  });
});
