import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClassList } from '../../../src/domain/classes.ts';
import { Classes } from '../../../src/host/services/classes.ts';
import { Deferred, settle } from './deferred.ts';
import { EventEmitter } from './fakeVscode.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

const list = (name: string) => ({ classes: [{ id: 1, name }] }) as unknown as ClassList;

describe('Classes', () => {
  let readings: Deferred<ClassList>[];
  let heard: EventEmitter<{ project: string }>;
  let basisChanges: boolean;
  let classes: Classes;
  beforeEach(() => {
    readings = [];
    heard = new EventEmitter();
    basisChanges = false;
    const engine = {
      request: (method: string) => {
        if (method !== 'classes') return Promise.resolve({ before: 'a', after: 'b' });
        const reading = new Deferred<ClassList>();
        readings.push(reading);
        return reading.promise;
      },
    };
    const records = {
      onDidChange: heard.event,
      checkBasis: () => {
        if (basisChanges) heard.fire({ project: 'p' });
        return Promise.resolve();
      },
    };
    classes = new Classes(engine as never, records as never, { note: () => undefined } as never);
  });
  const names = () => classes.known('p').map(({ name }) => name);
  const load = async () => {
    const loading = [classes.load('p'), classes.load('p')];
    readings[0]!.resolve(list('old'));
    await Promise.all(loading);
  };

  it('are read once for all who want them', async () => {
    await load();
    expect(readings).toHaveLength(1);
    expect(names()).toEqual(['old']);
  });

  it('stay what the reading says that was begun last, whichever answers first', async () => {
    await load();
    const both = [classes.reload('p'), classes.reload('p')];
    readings[2]!.resolve(list('new'));
    await settle();
    readings[1]!.resolve(list('late'));
    expect(await Promise.all(both)).toEqual([list('new'), list('new')]);
    expect(names()).toEqual(['new']);
  });

  it('are read once for an edit, also where it changes what scores are of', async () => {
    await load();
    for (const changes of [false, true]) {
      basisChanges = changes;
      const count = readings.length;
      const editing = classes.edit('p', []);
      await settle();
      expect(readings).toHaveLength(count + 1);
      readings.at(-1)!.resolve(list(`edit ${String(changes)}`));
      await editing;
      expect(names()).toEqual([`edit ${String(changes)}`]);
    }
  });

  it('are read again after a failure', async () => {
    const failing = classes.load('p');
    readings[0]!.reject(new Error('crashed'));
    await expect(failing).rejects.toThrow('crashed');
    const loading = classes.load('p');
    readings[1]!.resolve(list('new'));
    await loading;
    expect(names()).toEqual(['new']);
  });
});
