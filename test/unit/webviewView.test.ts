import { describe, expect, it } from 'vitest';
import {
  FIT_MARGIN,
  MAX_SCALE,
  actualView,
  fitView,
  panBy,
  rescale,
  reveal,
  toImage,
  toStage,
  zoomAt,
} from '../../webview/inspector/stage/view.ts';
import { Viewport } from '../../webview/inspector/stage/viewport.ts';

const stage = { width: 900, height: 700 };
const image = { width: 4096, height: 3072 };

describe('view transform', () => {
  it('fits the whole image into the middle', () => {
    const view = fitView(stage, image);
    expect(view.scale).toBeCloseTo((900 - 2 * FIT_MARGIN) / 4096);
    expect(toStage(view, { x: 2048, y: 1536 })).toEqual({ x: 450, y: 350 });
  });

  it('zooms to the pointer: the image point under it stays', () => {
    let view = fitView(stage, image);
    const at = { x: 300, y: 200 };
    const before = toImage(view, at);
    for (const factor of [1.7, 3, 0.8, 4, 1.01]) {
      view = zoomAt(view, factor, at, stage, image);
      const point = toImage(view, at);
      expect(point.x).toBeCloseTo(before.x, 6);
      expect(point.y).toBeCloseTo(before.y, 6);
    }
  });

  it('comes back when zoomed in and out again', () => {
    const view = fitView(stage, image);
    const back = zoomAt(zoomAt(view, 8, { x: 100, y: 90 }, stage, image), 1 / 8, { x: 100, y: 90 }, stage, image);
    expect(back.scale).toBeCloseTo(view.scale, 9);
    expect(back.x).toBeCloseTo(view.x, 6);
  });

  it('stays within the limits of zoom', () => {
    const view = fitView(stage, image);
    expect(zoomAt(view, 1e9, { x: 450, y: 350 }, stage, image).scale).toBe(MAX_SCALE);
    expect(zoomAt(view, 1e-9, { x: 450, y: 350 }, stage, image).scale).toBeCloseTo(view.scale / 4);
  });

  it('shows pixels one to one', () => {
    const view = actualView(fitView(stage, image), stage, image);
    expect(view.scale).toBeCloseTo(1);
    expect(toImage(view, { x: 450, y: 350 }).x).toBeCloseTo(2048);
  });

  it('never loses the image', () => {
    const view = panBy(fitView(stage, image), 1e6, -1e6, stage, image);
    expect(view.x).toBeLessThan(stage.width);
    expect(view.y + image.height * view.scale).toBeGreaterThan(0);
  });

  it('pans no more than it must to reveal a point', () => {
    const view = zoomAt(fitView(stage, image), 20, { x: 450, y: 350 }, stage, image);
    expect(reveal(view, toImage(view, { x: 450, y: 350 }), stage, image)).toBe(view);
    const moved = reveal(view, toImage(view, { x: -10, y: 350 }), stage, image);
    expect(moved.x - view.x).toBeCloseTo(10 + FIT_MARGIN);
    expect(moved.y).toBeCloseTo(view.y);
  });

  it('keeps the place when a preview is replaced by the full size', () => {
    const small = { width: 1024, height: 768 };
    const view = zoomAt(fitView(stage, small), 3, { x: 10, y: 10 }, stage, small);
    const large = rescale(view, small, image);
    expect(toStage(large, { x: 400, y: 200 }).x).toBeCloseTo(toStage(view, { x: 100, y: 50 }).x);
  });
});

describe('viewport', () => {
  const open = (): Viewport => {
    const viewport = new Viewport(() => undefined);
    viewport.resize(stage);
    viewport.setImage(image);
    return viewport;
  };

  it('stays fitted while the stage changes its size, until the user moves it', () => {
    const viewport = open();
    viewport.resize({ width: 500, height: 700 });
    expect(viewport.view!.scale).toBeCloseTo((500 - 2 * FIT_MARGIN) / 4096);
    viewport.zoomBy(2);
    const { scale } = viewport.view!;
    viewport.resize(stage);
    expect(viewport.view!.scale).toBe(scale);
    viewport.fit();
    expect(viewport.view).toEqual(fitView(stage, image));
  });

  it('keeps the view for the next image of the same size and fits one of another shape', () => {
    const viewport = open();
    viewport.zoomBy(5, { x: 0, y: 0 });
    const { view } = viewport;
    viewport.setImage({ ...image });
    expect(viewport.view).toBe(view);
    viewport.setImage({ width: 100, height: 400 });
    expect(viewport.view).toEqual(fitView(stage, { width: 100, height: 400 }));
  });
});
