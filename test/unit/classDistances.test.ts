import { describe, expect, it } from 'vitest';
import {
  colorDistance,
  isPresent,
  nearestInColor,
  nearestInPlace,
  placeDistance,
} from '../../src/domain/classDistances.ts';
import { byFeature } from '../../src/domain/features.ts';
import type { ClassMeasure } from '../../src/domain/records.ts';
import { scoreParts } from '../../src/domain/scoreParts.ts';

function measure(x: number, y: number, a = 0, b = 0, area = 0.1): ClassMeasure {
  return { id: 1, area, color: { ratio: 1, a, b }, location: { distance: 0, x, y } };
}

describe('distances of classes', () => {
  it('are Euclidean, in parts of the sides and in a*, b*', () => {
    expect(placeDistance(measure(0.1, 0.2), measure(0.4, 0.6))).toBeCloseTo(0.5);
    expect(colorDistance(measure(0, 0, -1, 2), measure(0, 0, 2, 6))).toBe(5);
  });

  it('find the nearest reference that has the class, the first of two alike', () => {
    const absent = measure(0, 0, 0, 0, 0);
    const references = [absent, measure(0.3, 0.3, 9, 9), measure(0.2, 0, 3, 4), measure(0, 0.2, -5, 0)];
    expect(isPresent(absent)).toBe(false);
    expect(nearestInPlace(measure(0, 0), references)).toBe(references[2]);
    expect(nearestInColor(measure(0, 0), references)).toBe(references[2]);
    expect(nearestInColor(measure(0, 0, 8, 8), references)).toBe(references[1]);
    expect(nearestInPlace(measure(0, 0), [absent])).toBeUndefined();
    expect(nearestInColor(measure(0, 0), references.slice(0, 0))).toBeUndefined();
  });
});

describe('parts of a score', () => {
  const features = (normalized: number) =>
    byFeature((name) => ({
      raw: 0,
      weight: 1,
      normalized: name === 'patch' ? 3 * normalized : normalized,
      factor: name === 'color' ? 0 : name === 'patch' ? 1 : 0.5,
    }));

  it('are factor times normalised score, and sum to 1', () => {
    const parts = scoreParts({ features: features(2) });
    // 6 of patch, 1 of each of five, nothing of colour.
    expect(parts).toMatchObject({ patch: 6 / 11, embedding: 1 / 11, color: 0 });
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(1);
  });

  it('are nothing of a score that is rounding alone', () => {
    expect(Object.values(scoreParts({ features: features(1e-5) }))).toEqual(Array(7).fill(0));
  });
});
