import { describe, expect, it } from 'vitest';
import type { ClassInfo, ClassesEdit } from '../../../src/domain/classes.ts';
import type { Inspection } from '../../../src/domain/records.ts';
import {
  classActions,
  classContext,
  keptOf,
  mergeChanges,
  mergeTargets,
  simpleChanges,
} from '../../../src/host/services/classActions.ts';
import { ClassHistory } from '../../../src/host/services/classHistory.ts';
import { withClassLooks } from '../../../src/host/services/classLooks.ts';
import { Inspections } from '../../../src/host/services/inspections.ts';

const info = (id: number, parts: Partial<ClassInfo> = {}): ClassInfo => ({
  id,
  name: `class ${id}`,
  color: '#4c78a8',
  hidden: false,
  background: false,
  mergedInto: null,
  area: 0.1,
  ...parts,
});

describe('what can be done with a class', () => {
  it('follows from what it counts as', () => {
    expect(classActions(info(1))).toEqual(['rename', 'recolor', 'hide', 'background', 'merge']);
    expect(classActions(info(1, { hidden: true }))).toContain('show');
    expect(classActions(info(1, { background: true, mergedInto: 2 }))).toEqual(['rename', 'recolor', 'restore']);
    expect(classContext(info(1, { mergedInto: 2 }))).toBe('class rename recolor unmerge');
  });

  it('is written for each class that is chosen', () => {
    expect(simpleChanges('background', [info(1), info(2)])).toEqual([
      { id: 1, background: true, mergedInto: null },
      { id: 2, background: true, mergedInto: null },
    ]);
  });

  it('merges into classes that stand for themselves; of several the largest stays', () => {
    const all = [info(1), info(2, { area: 0.4 }), info(3, { background: true }), info(4, { mergedInto: 1 })];
    expect(mergeTargets(all, [all[0]!]).map(({ id }) => id)).toEqual([2]);
    expect(keptOf(all).id).toBe(2);
    expect(keptOf([info(5, { area: null }), info(6, { area: null })]).id).toBe(5);
  });

  it('takes along what was merged before, and closes no circle', () => {
    const all = [info(1), info(2), info(3), info(4, { mergedInto: 1 })];
    expect(mergeChanges(all, [1], 2)).toEqual([
      { id: 1, mergedInto: 2, background: false },
      { id: 4, mergedInto: 2, background: false },
    ]);
    expect(mergeChanges(all, [2], 2)).toBeUndefined();
    expect(mergeChanges(all, [1], 4)).toBeUndefined();
  });
});

describe('ClassHistory', () => {
  const edit = (before: string, after: string): ClassesEdit => ({ before, after });
  const recorder = () => {
    const restored: ClassesEdit[] = [];
    const restore = (one: ClassesEdit) => {
      restored.push(one);
      return Promise.resolve();
    };
    return { restored, restore };
  };

  it('takes back the last first, and makes again the last taken back', async () => {
    const history = new ClassHistory();
    const { restored, restore } = recorder();
    history.push(edit('a', 'b'));
    history.push(edit('b', 'c'));
    await history.undo(restore);
    await history.undo(restore);
    expect(await history.undo(restore)).toBe(false);
    await history.redo(restore);
    expect(restored).toEqual([edit('b', 'c'), edit('a', 'b'), edit('b', 'a')]);
    expect([history.canUndo, history.canRedo]).toEqual([true, true]);
  });

  it('forgets what was taken back once there is a new edit, and edits that changed nothing', async () => {
    const history = new ClassHistory();
    const { restore } = recorder();
    history.push(edit('a', 'a'));
    expect(history.canUndo).toBe(false);
    history.push(edit('a', 'b'));
    await history.undo(restore);
    history.push(edit('a', 'd'));
    expect(history.canRedo).toBe(false);
  });

  it('stays as it is where an edit cannot be taken back', async () => {
    const history = new ClassHistory();
    history.push(edit('a', 'b'));
    await expect(history.undo(() => Promise.reject(new Error('changed')))).rejects.toThrow('changed');
    expect([history.canUndo, history.canRedo]).toEqual([true, false]);
  });
});

describe('withClassLooks', () => {
  const result = {
    classes: [
      { id: 1, name: 'class 1', color: '#4c78a8' },
      { id: 2, name: 'class 2', color: '#f58518', hidden: true },
    ],
    explanation: {
      facts: [
        { classId: 0, className: 'background' },
        { classId: 1, className: 'class 1' },
      ],
      classes: [{ id: 1, name: 'class 1' }],
    },
  } as unknown as Inspection;

  it('is the same where nothing looks different', () => {
    expect(withClassLooks(result, [info(1)])).toBe(result);
    expect(withClassLooks(result, [])).toBe(result);
  });

  it('names, colours and hides classes wherever a result tells of them', () => {
    const dressed = withClassLooks(result, [
      info(1, { name: 'pin', color: '#000000' }),
      info(2, { name: 'class 2', color: '#f58518' }),
    ]);
    expect(dressed.classes).toEqual([
      { id: 1, name: 'pin', color: '#000000' },
      { id: 2, name: 'class 2', color: '#f58518' },
    ]);
    expect(dressed.explanation.facts.map(({ className }) => className)).toEqual(['background', 'pin']);
    expect(dressed.explanation.classes[0]?.name).toBe('pin');
    expect(result.explanation.facts[1]?.className).toBe('class 1');
  });
});

describe('Inspections', () => {
  const engine = () => {
    const asked: string[] = [];
    let fails = false;
    return {
      asked,
      fail: (value: boolean) => (fails = value),
      request: (_: string, { image }: { image: string }) => {
        asked.push(image);
        return fails ? Promise.reject(new Error('crashed')) : Promise.resolve({ width: asked.length } as Inspection);
      },
    };
  };

  it('ask once for each state of an image', async () => {
    const one = engine();
    const inspections = new Inspections(one as never);
    await inspections.get('p', 'a', '1');
    await inspections.get('p', 'a', '1');
    await inspections.get('p', 'a', '2');
    await inspections.get('q', 'a', '2');
    expect(one.asked).toEqual(['a', 'a', 'a']);
    inspections.put('p', 'a', '3', { width: 9 } as Inspection);
    expect((await inspections.get('p', 'a', '3')).width).toBe(9);
  });

  it('ask again after a failure, and for images that were asked for long ago', async () => {
    const one = engine();
    const inspections = new Inspections(one as never);
    one.fail(true);
    await expect(inspections.get('p', 'a', '1')).rejects.toThrow('crashed');
    one.fail(false);
    await inspections.get('p', 'a', '1');
    for (let i = 0; i < 40; i++) await inspections.get('p', `other ${i}`, '1');
    await inspections.get('p', 'a', '1');
    expect(one.asked.filter((image) => image === 'a')).toHaveLength(3);
  });
});
