import { beforeEach, describe, expect, it } from 'vitest';
import type { ShownImage } from '../../../src/host/editors/shownImage.ts';
import { Neighbours } from '../../../src/host/review/neighbours.ts';
import { Deferred, settle } from './deferred.ts';

/** An image whose reading the test ends. */
class SlowImage {
  readonly reading = new Deferred<void>();
  isGivenUp = false;
  constructor(readonly name: string) {}
  readSource = () => Promise.resolve(true);
  update = () => this.reading.promise;
  giveUp = () => {
    this.isGivenUp = true;
  };
}

describe('Neighbours', () => {
  let made: Map<string, SlowImage>;
  let told: string[][];
  let neighbours: Neighbours;
  const finish = async (...names: string[]) => {
    for (const name of names) {
      made.get(name)!.reading.resolve();
      await settle();
    }
  };
  beforeEach(() => {
    made = new Map();
    told = [];
    neighbours = new Neighbours(
      (name) => {
        const image = new SlowImage(name);
        made.set(name, image);
        return image as unknown as ShownImage;
      },
      (images) => told.push(images.map(({ name }) => name)),
    );
  });

  it('are told of at once, when all are read', async () => {
    void neighbours.prepare(['a', 'b', 'c']);
    await settle();
    expect([...made.keys()]).toEqual(['a']); // one after the other
    await finish('a', 'b');
    expect(told).toEqual([]);
    await finish('c');
    expect(told).toEqual([['a', 'b', 'c']]);
  });

  it('are told of again each time: the page knows what it has', async () => {
    void neighbours.prepare(['a']);
    await settle();
    await finish('a');
    await neighbours.prepare(['a']);
    expect(told).toEqual([['a'], ['a']]);
    expect(made.size).toBe(1);
  });

  it('are given up once the user moves on', async () => {
    void neighbours.prepare(['a', 'b']);
    await settle();
    neighbours.stop(['z']);
    await finish('a');
    expect(made.get('a')!.isGivenUp).toBe(true);
    expect(made.has('b')).toBe(false);
    expect(told).toEqual([]);
  });

  it('go on being read where they are still wanted', async () => {
    void neighbours.prepare(['a', 'b']);
    await settle();
    neighbours.stop(['a']);
    void neighbours.prepare(['a', 'c']);
    await settle();
    await finish('a', 'c');
    expect(made.get('a')!.isGivenUp).toBe(false);
    expect(told).toEqual([['a', 'c']]);
  });
});
