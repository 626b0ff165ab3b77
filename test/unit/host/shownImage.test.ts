import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ImageRecord, Inspection } from '../../../src/domain/records.ts';
import type { ScoreBasis } from '../../../src/domain/scoreBasis.ts';
import { ShownImage } from '../../../src/host/editors/shownImage.ts';
import type { ShownImageServices } from '../../../src/host/editors/shownImage.ts';
import { Inspections } from '../../../src/host/services/inspections.ts';
import type { ScoredImage } from '../../../src/host/services/tasks.ts';
import { EngineRequestError } from '../../../src/worker/engineRequestError.ts';
import { Deferred, settle } from './deferred.ts';
import { Uri } from './fakeVscode.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

const PROJECT = '/data/p.kshot.json';
const before = { references: [], models: {}, features: {}, classes: [] } as unknown as ScoreBasis;
const after: ScoreBasis = { ...before, classes: [[2, 0]] };
const record = { image: 'a.png', score: 2, verdict: 'anomalous' } as unknown as ImageRecord;
const inspection = (width: number) => ({ width, record, classes: [] }) as unknown as Inspection;

describe('ShownImage', () => {
  let basis: ScoreBasis;
  let records: Map<string, ImageRecord>;
  let scored: Deferred<ScoredImage>;
  let asked: { answer: Deferred<Inspection>; signal: AbortSignal | undefined }[];
  let inspections: Inspections;
  let image: ShownImage;
  let isReference: boolean;

  beforeEach(() => {
    basis = before;
    isReference = false;
    records = new Map();
    scored = new Deferred();
    asked = [];
    inspections = new Inspections({
      request: (_: string, __: unknown, options?: { signal?: AbortSignal }) => {
        const answer = new Deferred<Inspection>();
        options?.signal?.addEventListener('abort', () => {
          answer.reject(new EngineRequestError('cancelled', ''));
        });
        asked.push({ answer, signal: options?.signal });
        return answer.promise;
      },
    } as never);
    const services = {
      records: {
        load: () => Promise.resolve(),
        get: () => ({ records, fit: { threshold: 1, provider: 'CPU' } }),
        basis: () => basis,
        staleReason: () => null,
      },
      classes: { known: () => [] },
      tasks: { scoreImage: () => scored.promise },
      inspections,
    } as unknown as ShownImageServices;
    const place = { project: PROJECT, name: 'a.png', index: 0, of: 1 };
    const locate = () =>
      Promise.resolve({ ...place, isReference, group: null, truth: null, previous: undefined, next: undefined });
    image = new ShownImage(Uri.file('/data/a.png') as never, services, locate);
  });
  const summary = () =>
    image.state.kind === 'scored' ? [image.state.result.width, image.state.stale] : image.state.kind;

  it('shows the score that it asked for, and keeps it', async () => {
    const scoring = image.score();
    await settle();
    records.set('a.png', record);
    scored.resolve({ result: inspection(1), basis: before, isKept: true });
    await scoring;
    expect(summary()).toEqual([1, null]);
    await image.update();
    expect(asked).toHaveLength(0);
  });

  it('shows a score of the project as it was as stale, and keeps it nowhere', async () => {
    await image.update();
    expect(summary()).toBe('unscored');
    const states: unknown[] = [];
    image.onState = () => states.push(summary());
    const scoring = image.score();
    await settle();
    basis = after;
    await image.updateState(); // the session hears of it
    scored.resolve({ result: inspection(1), basis: before, isKept: false });
    await scoring;
    await settle();
    expect(states).not.toContainEqual([1, null]);
    expect(summary()).toEqual([1, 'classes']);
    // Nor is it found later, once there is a score of the project as it is.
    records.set('a.png', record);
    void image.updateState();
    await settle();
    expect(asked).toHaveLength(1);
    asked[0]!.answer.resolve(inspection(2));
    await settle();
    expect(summary()).toEqual([2, null]);
  });

  it('asks for a reference again that was scored while the project changed', async () => {
    isReference = true;
    const scoring = image.score();
    await settle();
    basis = after;
    scored.resolve({ result: inspection(1), basis: before, isKept: false });
    await scoring;
    await settle();
    expect(asked).toHaveLength(1);
    asked[0]!.answer.resolve(inspection(2));
    await settle();
    expect(summary()).toEqual([2, null]);
  });

  it('shows what it showed where scoring was cancelled, or what was heard meanwhile', async () => {
    records.set('a.png', record);
    void image.update();
    await settle();
    asked[0]!.answer.resolve(inspection(1));
    await settle();
    for (const [now, stale] of [
      [before, null],
      [after, 'classes'],
    ] as const) {
      scored = new Deferred();
      const scoring = image.score();
      await settle();
      expect(summary()).toBe('working');
      basis = now;
      if (now === after) records.clear();
      scored.reject(new EngineRequestError('cancelled', ''));
      await expect(scoring).rejects.toMatchObject({ code: 'cancelled' });
      await settle();
      expect(summary()).toEqual([1, stale]);
    }
  });

  it('is of what the project was when the result was asked for, though nobody told it of the change', async () => {
    records.set('a.png', record);
    void image.update();
    await settle();
    basis = after;
    asked[0]!.answer.resolve(inspection(1));
    await settle();
    expect(summary()).toEqual([1, 'classes']);
  });

  it('ends its request when it is given up, and asks again at the next update', async () => {
    records.set('a.png', record);
    const reading = image.update();
    await settle();
    image.giveUp();
    await reading;
    expect(asked[0]!.signal?.aborted).toBe(true);
    expect(summary()).toBe('working');
    void image.update();
    await settle();
    asked[1]!.answer.resolve(inspection(2));
    await settle();
    expect(summary()).toEqual([2, null]);
  });

  it('waits at a second update for what the first one asked for', async () => {
    records.set('a.png', record);
    void image.update();
    await settle();
    let isDone = false;
    void image.update().then(() => (isDone = true));
    await settle();
    expect(isDone).toBe(false);
    asked[0]!.answer.resolve(inspection(1));
    await settle();
    expect([isDone, asked.length]).toEqual([true, 1]);
  });

  it('leaves a request alone that somebody else waits for', async () => {
    const stop = new AbortController();
    const both = [inspections.get(PROJECT, 'b.png', '1', stop.signal), inspections.get(PROJECT, 'b.png', '1')];
    stop.abort();
    expect(asked[0]!.signal?.aborted).toBe(false);
    asked[0]!.answer.resolve(inspection(3));
    expect((await Promise.all(both)).map(({ width }) => width)).toEqual([3, 3]);
    expect(asked).toHaveLength(1);
  });
});
