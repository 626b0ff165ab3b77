import { describe, expect, it } from 'vitest';
import { encodeLabels } from '../../src/domain/labels.ts';
import type { Inspection } from '../../src/domain/records.ts';
import { heatColor, lightness, parseHex } from '../../webview/inspector/data/colorMap.ts';
import {
  colorizeMap,
  heatAlpha,
  heatPosition,
  hottest,
  readMap,
  sampleMap,
  toFloats,
} from '../../webview/inspector/data/distanceMap.ts';
import { drawable, traceOutlines } from '../../webview/inspector/data/outline.ts';
import type { LabelMap } from '../../webview/inspector/data/outline.ts';
import { areaScale, areaTicks, niceCeil, scoreScale } from '../../webview/inspector/data/scale.ts';
import { buildScene, readAt } from '../../webview/inspector/data/scene.ts';
import { scoreRows, scoreTable } from '../../webview/inspector/data/scores.ts';
import { toCsv } from '../../webview/shared/csv.ts';
import { multiple, percent, significant } from '../../webview/shared/format.ts';
import { text, useTranslations } from '../../webview/shared/strings.ts';
import { inspection, revive } from '../e2e/inspectorPage.fixture.ts';
import type { Options } from '../e2e/inspectorPage.fixture.ts';

function result(options?: Options): Inspection {
  return revive(inspection(options));
}

describe('scales', () => {
  it('keeps 0.5, 1, 8 and 50 apart and in order', () => {
    const places = [0, 0.5, 1, 2, 8, 50, 70, 100].map(scoreScale);
    for (let i = 1; i < places.length; i++) expect(places[i]! - places[i - 1]!).toBeGreaterThan(0.05);
    expect(places[0]).toBe(0);
    expect(places.at(-1)).toBe(1);
  });

  it('ends at the edges for what lies beyond, and for what is no number', () => {
    expect(scoreScale(1e6)).toBe(1);
    expect(scoreScale(Infinity)).toBe(1);
    expect(scoreScale(NaN)).toBe(0);
    expect(scoreScale(-1)).toBe(0);
  });

  it('gives areas a square-root axis with a round end', () => {
    expect([0, 0.0042, 0.01, 0.011, 0.03, 0.092, 0.6].map(niceCeil)).toEqual([0.01, 0.005, 0.01, 0.02, 0.05, 0.1, 1]);
    expect(areaScale(0.1)(0.025)).toBeCloseTo(0.5);
    expect(areaScale(0.1)(0.5)).toBe(1);
    expect(areaTicks(0.1)).toEqual([0, 0.01, 0.05, 0.1]);
  });
});

describe('heat colours', () => {
  it('grow lighter without a step back', () => {
    const steps = Array.from({ length: 256 }, (_, i) => lightness(heatColor(i / 255)));
    for (let i = 1; i < steps.length; i++) expect(steps[i]!).toBeGreaterThanOrEqual(steps[i - 1]! - 0.25);
    expect(steps[0]).toBeLessThan(2);
    expect(steps[255]).toBeGreaterThan(95);
  });

  it('grow lighter evenly', () => {
    const quarters = [0, 0.25, 0.5, 0.75, 1].map((t) => lightness(heatColor(t)));
    for (let i = 1; i < 5; i++) expect(quarters[i]! - quarters[i - 1]!).toBeCloseTo(quarters[4]! / 4, -0.5);
  });

  it('are clear below half the limit and opaque from the limit on', () => {
    expect(heatAlpha(0.1, 0.21)).toBe(0);
    expect(heatAlpha(0.21, 0.21)).toBe(1);
    expect(heatAlpha(0.16, 0.21)).toBeGreaterThan(0.2);
    expect(heatPosition(0.21, 0.21)).toBe(0.5);
    expect(heatPosition(9, 0.21)).toBe(1);
  });

  it('reads class colours', () => {
    expect(parseHex('#4c78a8')).toEqual([76, 120, 168]);
    expect(parseHex('red')).toEqual([128, 128, 128]);
  });
});

describe('distance maps', () => {
  const floats = Float32Array.from([0, 1, 2, 3]);

  it('arrive as a typed array, its buffer, a list, or what JSON makes of them', () => {
    const bytes = new Uint8Array(floats.buffer);
    for (const form of [
      floats,
      floats.buffer,
      bytes,
      [0, 1, 2, 3],
      { 0: 0, 1: 1, 2: 2, 3: 3 },
      { type: 'Buffer', data: [...bytes] },
    ]) {
      expect([...toFloats(form)]).toEqual([0, 1, 2, 3]);
    }
    expect(toFloats(null)).toHaveLength(0);
  });

  it('are refused where they do not fill their grid', () => {
    expect(readMap({ grid: 3, distances: floats }, 1)).toBeNull();
    expect(readMap({ grid: 2, distances: floats }, 1)).not.toBeNull();
  });

  it('are bilinear between the middles of cells', () => {
    const map = { grid: 2, distances: floats, limit: 1 };
    expect(sampleMap(map, 0.25, 0.25)).toBe(0);
    expect(sampleMap(map, 0.75, 0.25)).toBe(1);
    expect(sampleMap(map, 0.5, 0.5)).toBe(1.5);
    expect(sampleMap(map, 0, 0)).toBe(0);
    expect(sampleMap(map, 1, 1)).toBe(3);
    expect(hottest(map)).toEqual({ distance: 3, u: 0.75, v: 0.75 });
  });

  it('become pixels that are clear where nothing is odd', () => {
    const { side, pixels } = colorizeMap({ grid: 2, distances: Float32Array.from([0, 0, 0, 1]), limit: 0.5 });
    expect(pixels).toHaveLength(side * side * 4);
    expect(pixels[3]).toBe(0);
    expect(pixels.at(-1)).toBe(255);
  });
});

describe('class outlines', () => {
  const map = (rows: string[]): LabelMap => ({
    width: rows[0]!.length,
    height: rows.length,
    labels: Uint8Array.from(rows.join('').split('').map(Number)),
  });

  it('merge straight runs into corners', () => {
    const outlines = traceOutlines(map(['0000', '0110', '0110', '0000']));
    expect([...outlines.keys()]).toEqual([1]);
    const [square] = outlines.get(1)!;
    expect(square!.length / 2).toBeLessThanOrEqual(5);
    expect(areaOf(outlines.get(1)!)).toBe(4);
  });

  it('enclose as many pixels as the class has, holes, corners and borders included', () => {
    const rows = ['1101', '1011', '0112', '2221'];
    const outlines = traceOutlines(map(rows));
    for (const id of [1, 2]) expect(areaOf(outlines.get(id)!)).toBe(rows.join('').split(String(id)).length - 1);
    const ring = traceOutlines(map(['111', '101', '111']));
    expect(areaOf(ring.get(1)!)).toBe(8);
    expect(ring.get(1)).toHaveLength(2);
  });

  it('thin out maps that are too large to draw fast', () => {
    const large = { width: 4096, height: 2, labels: new Uint8Array(8192).fill(1) };
    expect(drawable(large)).toMatchObject({ width: 2048, height: 1 });
    const small = map(['12']);
    expect(drawable(small)).toBe(small);
  });
});

/** Shoelace area of polygons, holes negative. */
function areaOf(polygons: number[][]): number {
  let sum = 0;
  for (const polygon of polygons) {
    for (let i = 0; i < polygon.length; i += 2) {
      const j = (i + 2) % polygon.length;
      sum += polygon[i]! * polygon[j + 1]! - polygon[j]! * polygon[i + 1]!;
    }
  }
  return Math.abs(sum) / 2;
}

describe('score rows', () => {
  it('come largest share first, those not counted last', () => {
    const rows = scoreRows(result({ inactive: ['location', 'color', 'embedding', 'classPatch'] }).record);
    expect(rows.map(({ name }) => name)).toEqual([
      'histogram',
      'foreground',
      'patch',
      'location',
      'embedding',
      'classPatch',
      'color',
    ]);
    expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(rows.filter(({ active }) => active)).toHaveLength(3);
  });

  it('have a table with all numbers in full', () => {
    const { record } = result();
    const csv = toCsv(scoreTable(scoreRows(record)));
    expect(csv.split('\n')[0]).toBe('Feature,Raw,Weight,Normalised,Factor,Share');
    expect(csv).toContain(`Histogram,${record.features.histogram.raw},0.0213,8.25,1,`);
    expect(csv.trimEnd().split('\n')).toHaveLength(8);
  });

  it('stay finite when all scores are 0', () => {
    const { record } = result();
    for (const score of Object.values(record.features)) score.normalized = 0;
    expect(scoreRows(record).every(({ share }) => share === 0)).toBe(true);
  });
});

describe('scene', () => {
  it('reads class and distance at a pixel', () => {
    const scene = buildScene(result());
    const size = { width: 550, height: 380 };
    expect(readAt(scene, 110, 190, size)).toMatchObject({ x: 110, y: 190, classId: 1 });
    expect(readAt(scene, 0, 0, size).classId).toBe(0);
    expect(readAt(scene, 549, 379, size).distance).toBeLessThan(0.21);
    expect(readAt(scene, 352, 228, size).distance).toBeGreaterThan(0.35);
    expect(readAt(null, 1, 1, size)).toEqual({ x: 1, y: 1, classId: null, distance: null });
  });

  it('reads label maps smaller than the image', () => {
    const scene = buildScene({ ...result(), labels: encodeLabels(Uint8Array.from([1, 2, 3, 4]), 2, 2) });
    const size = { width: 550, height: 380 };
    const corners = [
      readAt(scene, 274, 189, size),
      readAt(scene, 275, 189, size),
      readAt(scene, 274, 190, size),
      readAt(scene, 275, 190, size),
    ];
    expect(corners.map(({ classId }) => classId)).toEqual([1, 2, 3, 4]);
  });

  it('leaves out maps that do not hold together', () => {
    const broken = {
      ...result(),
      labels: { width: 2, height: 2, runs: [1, 3] },
      map: { grid: 5, distances: new Float32Array(3) },
    };
    expect(buildScene(broken)).toMatchObject({ labels: null, map: null });
  });
});

describe('texts and numbers', () => {
  it('come from the dictionary, in English where it lacks one', () => {
    useTranslations({ Fit: 'Einpassen', '{0} of {1}': '{0} von {1}', Chart: 7 });
    expect([text('fit'), text('position', 7, 23), text('chart'), text('actual')]).toEqual([
      'Einpassen',
      '7 von 23',
      'Chart',
      '1:1',
    ]);
    useTranslations(null);
    expect(text('position', 7, 23)).toBe('7 of 23');
  });

  it('have as many digits as can be read', () => {
    expect([0.000121, 0.0213, 0.1653, 8.251, 52.34, 417.2].map(significant)).toEqual([
      '0.00012',
      '0.0213',
      '0.165',
      '8.25',
      '52.3',
      '417',
    ]);
    expect([0.5, 8.254, 71.42, 131].map(multiple)).toEqual(['0.50', '8.25', '71.4', '131']);
    expect([0, 0.0084, 0.0264, 0.3].map(percent)).toEqual(['0.0', '0.84', '2.6', '30.0']);
  });
});
