import { describe, expect, it } from 'vitest';
import type { Inspection } from '../../src/domain/records.ts';
import type { InspectorSnapshot } from '../../src/protocol/inspector.ts';
import { limitContour } from '../../webview/inspector/data/contour.ts';
import { colorizeMap } from '../../webview/inspector/data/distanceMap.ts';
import { pairOf, readMatches } from '../../webview/inspector/data/matches.ts';
import { buildScene } from '../../webview/inspector/data/scene.ts';
import { drawingKey, sceneOf } from '../../webview/inspector/data/scenes.ts';
import { createStore } from '../../webview/inspector/model.ts';
import { lookOf } from '../../webview/inspector/stage/look.ts';
import { isWholeVisible, minimapSize, panTo, visiblePart } from '../../webview/inspector/stage/minimapGeometry.ts';
import { cellOf, middleOf, patchAt } from '../../webview/inspector/stage/patchCell.ts';
import { GRID_FROM, gridStrength } from '../../webview/inspector/stage/pixelGridLayer.ts';
import { spokenSummary } from '../../webview/inspector/stage/summary.ts';
import { absoluteView, mirrored, relativeView } from '../../webview/inspector/stage/sync.ts';
import { fitView, panBy, toImage, zoomAt } from '../../webview/inspector/stage/view.ts';
import { Viewport } from '../../webview/inspector/stage/viewport.ts';
import { ViewportLink } from '../../webview/inspector/stage/viewportLink.ts';
import { Recent } from '../../webview/shared/recent.ts';
import { inspection, revive } from '../e2e/inspectorPage.fixture.ts';

const stage = { width: 900, height: 700 };
const image = { width: 550, height: 380 };
const large = { width: 1100, height: 760 };

describe('synchronised views', () => {
  it('show the same part of images of different sizes', () => {
    const view = zoomAt(fitView(stage, image), 4, { x: 200, y: 500 }, stage, image);
    const other = absoluteView(relativeView(view, stage, image), stage, large);
    for (const at of [
      { x: 0, y: 0 },
      { x: 450, y: 350 },
      { x: 890, y: 10 },
    ]) {
      const here = toImage(view, at);
      const there = toImage(other, at);
      expect(there.x / large.width).toBeCloseTo(here.x / image.width, 6);
      expect(there.y / large.height).toBeCloseTo(here.y / image.height, 6);
    }
    expect(mirrored({ x: 275, y: 95 }, image, large)).toEqual({ x: 550, y: 190 });
  });

  it('take an image of another shape at the same middle and relative zoom', () => {
    const tall = { width: 300, height: 900 };
    const view = zoomAt(fitView(stage, image), 3, { x: 450, y: 350 }, stage, image);
    const relative = relativeView(view, stage, image);
    expect(relativeView(absoluteView(relative, stage, tall), stage, tall)).toEqual({
      zoom: expect.closeTo(3, 6) as number,
      u: expect.closeTo(relative.u, 6) as number,
      v: expect.closeTo(relative.v, 6) as number,
    });
  });

  const linked = (): { first: Viewport; second: Viewport; link: ViewportLink } => {
    const first: Viewport = new Viewport(() => {
      link.firstChanged();
    });
    const second: Viewport = new Viewport((byUser) => {
      link.secondChanged(byUser);
    });
    const link = new ViewportLink(
      () => first,
      () => second,
    );
    first.resize({ width: 450, height: 700 });
    second.resize({ width: 450, height: 700 });
    first.setImage(image);
    second.exchangeImage(large);
    return { first, second, link };
  };

  it('follow each other, whichever the user moves', () => {
    const { first, second } = linked();
    first.zoomBy(5, { x: 100, y: 300 });
    expect(second.relative).toEqual(nearly(first.relative!));
    second.panBy(-40, 25);
    expect(first.relative).toEqual(nearly(second.relative!));
    expect(second.view!.scale).toBeCloseTo(first.view!.scale / 2);
    second.fit();
    expect(first.view).toEqual(fitView(first.stage, image));
  });

  it('give a new image on the second view no say', () => {
    const { first, second } = linked();
    first.zoomBy(5);
    const { view } = first;
    second.exchangeImage({ width: 320, height: 320 });
    expect(first.view).toBe(view);
    expect(second.relative).toEqual(nearly(first.relative!));
  });

  it('can be shifted, until the image is fitted', () => {
    const { first, second, link } = linked();
    first.zoomBy(8);
    link.shift({ u: 0.1, v: -0.05 });
    expect(second.relative!.u - first.relative!.u).toBeCloseTo(0.1);
    second.panBy(10, 10);
    expect(second.relative!.v - first.relative!.v).toBeCloseTo(-0.05);
    first.fit();
    first.zoomBy(8);
    expect(second.relative).toEqual(nearly(first.relative!));
  });
});

function nearly(view: { zoom: number; u: number; v: number }): unknown {
  return {
    zoom: expect.closeTo(view.zoom, 6) as number,
    u: expect.closeTo(view.u, 6) as number,
    v: expect.closeTo(view.v, 6) as number,
  };
}

describe('minimap', () => {
  it('keeps the shape of the image', () => {
    expect(minimapSize({ width: 4096, height: 3072 })).toEqual({ width: 128, height: 96 });
    expect(minimapSize({ width: 100, height: 400 })).toEqual({ width: 24, height: 96 });
    expect(minimapSize({ width: 10_000, height: 10 })).toEqual({ width: 128, height: 1 });
  });

  it('frames what the stage shows, and only where that is a part', () => {
    const fitted = fitView(stage, image);
    expect(isWholeVisible(visiblePart(fitted, stage, image))).toBe(true);
    const view = zoomAt(fitted, 4, { x: 450, y: 350 }, stage, image);
    const part = visiblePart(view, stage, image);
    expect(isWholeVisible(part)).toBe(false);
    expect(part.x + part.width / 2).toBeCloseTo(0.5);
    expect(part.width).toBeCloseTo(900 / (550 * view.scale));
    const beyond = visiblePart(panBy(view, 1e6, 0, stage, image), stage, image);
    expect(beyond.x).toBe(0);
    expect(beyond.width).toBeLessThan(0.1);
  });

  it('brings a place to the middle', () => {
    const view = zoomAt(fitView(stage, image), 6, { x: 450, y: 350 }, stage, image);
    const { x, y } = panTo({ x: 0.3, y: 0.6 }, view, stage, image);
    const middle = toImage(panBy(view, x, y, stage, image), { x: 450, y: 350 });
    expect(middle.x).toBeCloseTo(0.3 * 550);
    expect(middle.y).toBeCloseTo(0.6 * 380);
  });
});

describe('patches', () => {
  it('are cells of a grid over the whole image', () => {
    expect(cellOf(0, 10, image)).toEqual({ x: 0, y: 0, width: 55, height: 38 });
    expect(cellOf(23, 10, image)).toEqual({ x: 165, y: 76, width: 55, height: 38 });
    for (const patch of [0, 9, 10, 55, 99]) expect(patchAt(middleOf(cellOf(patch, 10, image)), 10, image)).toBe(patch);
    expect(patchAt({ x: 550, y: 10 }, 10, image)).toBeNull();
    expect(patchAt({ x: -0.1, y: 10 }, 10, image)).toBeNull();
  });

  it('have a match in a reference, where the result holds together', () => {
    const result = revive(inspection());
    const scene = buildScene(result);
    const pair = pairOf(scene, 100)!;
    expect(pair).toEqual({
      patch: 100,
      distance: result.map.distances[100],
      image: result.references[result.matches.reference[100]!]!.image,
      matched: result.matches.patch[100],
    });
    expect(pairOf(scene, null)).toBeNull();
    expect(pairOf(scene, 37 * 37)).toBeNull();
    expect(readMatches({ ...result, matches: { ...result.matches, patch: new Int32Array(3) } }, 37 * 37)).toBeNull();
  });

  it('have one also when typed arrays came through JSON', () => {
    const result = revive(inspection());
    const through = JSON.parse(JSON.stringify(result.matches)) as typeof result.matches;
    expect(pairOf(buildScene({ ...result, matches: through }), 100)).toEqual(pairOf(buildScene(result), 100));
  });
});

describe('heat map', () => {
  const map = { grid: 4, distances: Float32Array.from([0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0]), limit: 0.5 };

  it('is cut at the limit: the same colours beyond it, nothing else', () => {
    const whole = new Uint32Array(colorizeMap(map).pixels.buffer);
    const cut = new Uint32Array(colorizeMap(map, true).pixels.buffer);
    const kept = cut.filter((word) => word !== 0).length / cut.length;
    expect(kept).toBeGreaterThan(0.2);
    expect(kept).toBeLessThan(0.3);
    cut.forEach((word, i) => {
      if (word !== 0) expect(word).toBe(whole[i]);
    });
  });

  it('has a line where the distance is the limit', () => {
    const pieces = limitContour(map);
    expect(pieces.length).toBeGreaterThan(40);
    for (let i = 0; i < pieces.length; i += 2) {
      const off = Math.max(Math.abs(pieces[i]! - 0.5), Math.abs(pieces[i + 1]! - 0.5));
      expect(off).toBeGreaterThan(0.15);
      expect(off).toBeLessThan(0.26);
    }
    expect(limitContour({ ...map, limit: 2 })).toEqual([]);
  });

  it('encloses each side of a saddle on its own', () => {
    const saddle = { grid: 2, distances: Float32Array.from([1, 0, 0, 1]), limit: 0.6 };
    for (let i = 0, pieces = limitContour(saddle); i < pieces.length; i += 2) {
      const beyondLeft = pieces[i]! < 0.5 && pieces[i + 1]! < 0.5;
      const beyondRight = pieces[i]! > 0.5 && pieces[i + 1]! > 0.5;
      expect(beyondLeft || beyondRight).toBe(true);
    }
  });
});

describe('what is kept', () => {
  it('are the values used last', () => {
    const gone: number[] = [];
    const recent = new Recent<string, number>(2, (value) => gone.push(value));
    recent.set('a', 1);
    recent.set('b', 2);
    recent.get('a');
    recent.set('c', 3);
    expect([recent.has('a'), recent.has('b'), recent.has('c')]).toEqual([true, false, true]);
    expect(gone).toEqual([2]);
    recent.set('c', 4);
    expect(gone).toEqual([2, 3]);
    expect(recent.take('a', () => 9)).toBe(1);
    expect(recent.take('d', () => 9)).toBe(9);
  });

  it('scenes are decoded once for results that draw the same, and show the newest numbers', () => {
    const first = sceneOf(revive(inspection()));
    const again = revive(inspection());
    again.record.seconds = 7;
    const second = sceneOf(again);
    expect(second.labels).toBe(first.labels);
    expect(second.key).toBe(first.key);
    expect(second.result.record.seconds).toBe(7);
  });

  it('tells results apart that draw otherwise', () => {
    const plain = revive(inspection());
    const [entry, ...others] = plain.classes;
    const recolored = { ...plain, classes: [{ ...entry!, color: '#123456' }, ...others] };
    const hidden = { ...plain, classes: [{ ...entry!, hidden: true }, ...others] };
    const distances = plain.map.distances.slice();
    distances[5]! += 0.001;
    const warmer = { ...plain, map: { ...plain.map, distances } };
    const keys = [plain, recolored, hidden, warmer, { ...plain, mapLimit: 0.3 }].map(drawingKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('look', () => {
  const { settings } = createStore({}).get();

  it('draws classes filled, outlined or both', () => {
    const strengths = (['fill', 'outline', 'both'] as const).map((classStyle) =>
      lookOf({ ...settings, classStyle }, null),
    );
    expect(strengths.map(({ fill, outline }) => [fill > 0, outline > 0])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
    expect(lookOf({ ...settings, classes: { visible: false, opacity: 1 } }, null)).toMatchObject({
      fill: 0,
      outline: 0,
    });
  });

  it('fades the pixel grid in', () => {
    expect([1, GRID_FROM, 12, 16, 64].map(gridStrength)).toEqual([0, 0, 0.5, 1, 1]);
  });
});

describe('what a screen reader is told of a view', () => {
  it('counts the classes that the image shows', () => {
    const store = createStore({});
    const spoken = (change: (result: Inspection) => void): string => {
      const result = revive(inspection());
      change(result);
      store.set({ scene: buildScene(result), snapshot: pageSnapshot });
      return /\d+ classes/.exec(spokenSummary(store.get(), 'main', null))![0];
    };
    expect(spoken(() => undefined)).toBe('5 classes');
    expect(spoken(({ classes }) => (classes[2]!.hidden = true))).toBe('4 classes');
    expect(spoken(({ record }) => (record.classes[0]!.area = 0))).toBe('4 classes');
  });
});

const pageSnapshot: InspectorSnapshot = {
  image: { name: 'a.png', url: null, position: null, isReference: false, group: null },
  project: 'p',
  walk: null,
  state: { kind: 'working', message: '' },
  review: null,
  annotations: null,
  defects: [],
  promptModel: null,
  comparison: null,
};
