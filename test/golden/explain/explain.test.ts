/** What facts are read from against the independent implementation in make.py: 1e-5. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_DISSIMILARITY, FEATURE_NAMES, PATCH_FEATURES } from '../../../src/domain/features.ts';
import type { ByFeature, PatchFeature } from '../../../src/domain/features.ts';
import { measureClasses } from '../../../src/engine/features/classMeasures.ts';
import { describeFeatures } from '../../../src/engine/features/description.ts';
import type { Description } from '../../../src/engine/features/description.ts';
import { rgbToLab } from '../../../src/engine/image/lab.ts';
import { Runtime } from '../../../src/engine/runtime/runtime.ts';
import { classShares, classTails } from '../../../src/engine/scoring/attribution.ts';
import { classSimilarity, usualDistances } from '../../../src/engine/scoring/classSimilarity.ts';
import { nearestMatches } from '../../../src/engine/scoring/matches.ts';
import { ReferenceBank } from '../../../src/engine/scoring/referenceBank.ts';
import { compare, rawScores } from '../../../src/engine/scoring/scoreImage.ts';

interface Input {
  features: number[];
  labels: number[];
  rgb: number[];
}

interface MethodCase {
  name: string;
  G: number;
  D: number;
  C: number;
  h: number;
  w: number;
  references: Input[];
  tests: Input[];
}

interface Golden {
  usualDistances: (number | null)[][];
  tests: {
    nearest: ([number, number] | null)[];
    tails: Record<PatchFeature, (number | null)[]>;
    shares: ByFeature<number[]>[];
    similarity: (number | null)[][];
  }[];
}

const read = <T>(...file: string[]): T => JSON.parse(readFileSync(path.join(__dirname, ...file), 'utf8')) as T;
const { cases } = read<{ cases: MethodCase[] }>('..', 'method', 'scores.json');
const golden = read<Record<string, Golden>>('golden.json');
const runtime = new Runtime({ provider: 'cpu' });

/** Fails unless both hold null in the same places, and values within 1e-5 elsewhere. */
function near(actual: readonly (number | null)[], expected: readonly (number | null)[], what: string): void {
  expect(actual.length, what).toBe(expected.length);
  expected.forEach((value, i) => {
    if (value === null) expect(actual[i], `${what}[${i}]`).toBeNull();
    else expect(Math.abs(actual[i]! - value), `${what}[${i}]: ${actual[i]!} for ${value}`).toBeLessThanOrEqual(1e-5);
  });
}

function describeInput({ features, labels, rgb }: Input, { G, D, C, h, w }: MethodCase): Description {
  const map = { width: w, height: h, data: Uint8Array.from(labels) };
  const planes = rgbToLab({ width: w, height: h, data: Uint8Array.from(rgb) });
  const patches = { grid: G, dim: D, data: Float32Array.from(features) };
  return describeFeatures(patches, map, measureClasses(map, planes, C), { count: C, embedding: 'vector' });
}

afterAll(() => runtime.dispose());

describe.each(Object.entries(golden))('case %s', (name, want) => {
  const given = cases.find((one) => one.name === name)!;
  const references = given.references.map((input) => describeInput(input, given));
  const images = given.tests.map((input) => describeInput(input, given));
  const options = { dissimilarity: DEFAULT_DISSIMILARITY, embedding: 'vector', classCount: given.C } as const;
  const search = async (image: Description) => {
    const bank = await ReferenceBank.create(references, given.C, runtime.prepareSearch.bind(runtime));
    const neighbours = await bank.search(image.patches);
    await bank.dispose();
    return neighbours;
  };

  it('shares every feature among the classes, and tells how far their tail patches are', async () => {
    for (const [i, image] of images.entries()) {
      const comparison = compare(image, await search(image), references, options);
      const { patches } = rawScores(comparison, [...references.keys()]);
      const tails = classTails(image, patches);
      for (const feature of PATCH_FEATURES) near(tails[feature], want.tests[i]!.tails[feature], `tails of ${feature}`);
      const shares = classShares(image, references, patches);
      want.tests[i]!.shares.forEach((expected, reference) => {
        for (const feature of FEATURE_NAMES) near(shares[reference]![feature], expected[feature], feature);
      });
    }
  });

  it('finds the nearest reference patch of every patch', async () => {
    let compared = 0;
    for (const [i, image] of images.entries()) {
      const sizes = { patches: given.G ** 2, references: references.length, labels: given.C + 1 };
      const { reference, patch } = nearestMatches(await search(image), sizes);
      want.tests[i]!.nearest.forEach((expected, at) => {
        if (expected === null) return;
        expect([reference[at], patch[at]]).toEqual(expected);
        compared++;
      });
    }
    expect(compared).toBeGreaterThan(images.length * given.G ** 2 * 0.9);
  });

  it('tells how alike classes are, and how alike those of references usually are', () => {
    images.forEach((image, i) => {
      const similarity = classSimilarity(image, references);
      want.tests[i]!.similarity.forEach((expected, c) => {
        near(similarity[c]!, expected, `class ${c + 1}`);
      });
    });
    const usual = usualDistances(references);
    want.usualDistances.forEach((expected, c) => {
      near(usual[c]!, expected, `usual distances of class ${c + 1}`);
    });
  });
});
