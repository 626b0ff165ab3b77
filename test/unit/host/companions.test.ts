import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { Companion, CompareWith } from '../../../src/protocol/inspector.ts';
import { Companions } from '../../../src/host/editors/companions.ts';
import type { ShownImage } from '../../../src/host/editors/shownImage.ts';
import { Deferred, settle } from './deferred.ts';
import { Uri } from './fakeVscode.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

/** An image whose scores are known when the test says so. */
class FakeImage {
  onState: () => void = () => undefined;
  version = 1;
  known = new Deferred<void>();
  looks = 0;
  updates = 0;
  constructor(readonly uri: Uri) {}
  readSource = () => Promise.resolve(true);
  placed = () => Promise.resolve(undefined);
  update = async () => {
    this.updates++;
    await this.known.promise;
    this.onState();
  };
  updateState = () => Promise.resolve();
  updateLooks = () => this.looks++;
}

const disposable = (dispose: () => unknown): vscode.Disposable =>
  Object.assign(Object.create(null) as vscode.Disposable, { dispose });

describe('Companions', () => {
  let nearest: string | undefined;
  let previous: Uri | undefined;
  let made: FakeImage[];
  let posted: (string | null)[];
  let watched: Map<string, () => void>;
  let companions: Companions;
  afterEach(() => vi.useRealTimers());
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    nearest = 'near.png';
    previous = undefined;
    made = [];
    posted = [];
    watched = new Map();
    companions = new Companions({
      shown: () =>
        ({
          place: { project: '/data/p.kshot.json', name: 'a.png' },
          state: { kind: 'scored', result: { record: { nearestReference: nearest } } },
        }) as unknown as ShownImage,
      previous: () => previous as never,
      make: (uri) => {
        const image = new FakeImage(uri as unknown as Uri);
        made.push(image);
        return image as unknown as ShownImage;
      },
      describe: (image, as: CompareWith) => ({ image, as }) as unknown as Companion,
      references: () => Promise.resolve(['a.png', 'first.png', 'near.png']),
      watch: (image, changed) => {
        watched.set(image.path, changed);
        return disposable(() => watched.delete(image.path));
      },
      admit: () => Promise.resolve(),
      post: (companion) => {
        const told = companion as unknown as { image: FakeImage; as: CompareWith } | null;
        posted.push(told && `${told.image.uri.path} ${told.image.version} ${told.as.kind}`);
      },
    });
  });
  /** Asks, and waits until what is known of the companion is told. */
  const ask = async (wish: CompareWith) => {
    const asking = companions.ask(wish);
    await settle();
    made.at(-1)?.known.resolve();
    await asking;
  };

  it('are the nearest reference, and follow it', async () => {
    await ask({ kind: 'nearest' });
    expect(posted).toEqual(['/data/near.png 1 nearest']);
    await companions.follow();
    expect(made).toHaveLength(1);
    nearest = 'other.png';
    const following = companions.follow();
    await settle();
    made[1]!.known.resolve();
    await following;
    expect(posted.at(-1)).toBe('/data/other.png 1 nearest');
    expect([...watched.keys()]).toEqual(['/data/other.png']);
  });

  it('are the first other reference where the nearest is the image itself, or not known', async () => {
    for (const name of ['a.png', undefined]) {
      nearest = name;
      await ask({ kind: 'nearest' });
      expect(posted.at(-1)).toBe('/data/first.png 1 reference');
    }
  });

  it('are shown before their scores are known, where these take a while', async () => {
    const asking = companions.ask({ kind: 'nearest' });
    await settle();
    expect(posted).toHaveLength(0);
    vi.runAllTimers();
    expect(posted).toHaveLength(1);
    made[0]!.known.resolve();
    await asking;
    expect(posted).toHaveLength(2);
  });

  it('are nothing where no image was shown before', async () => {
    await companions.ask({ kind: 'previous' });
    expect(posted).toEqual([null]);
    previous = Uri.file('/data/b.png');
    await ask({ kind: 'previous' });
    expect(posted.at(-1)).toBe('/data/b.png 1 previous');
  });

  it('are the one that was asked for last, whichever is known first', async () => {
    const first = companions.ask({ kind: 'nearest' });
    await settle();
    const second = companions.ask({ kind: 'reference', image: 'first.png' });
    await settle();
    made[1]!.known.resolve();
    await second;
    made[0]!.known.resolve();
    await first;
    expect(posted).toEqual(['/data/first.png 1 reference']);
  });

  it('are shown anew when their file is replaced on the disk', async () => {
    await ask({ kind: 'reference', image: 'near.png' });
    const companion = made[0]!;
    companion.known = new Deferred(); // the picture is told first
    companion.readSource = () => {
      companion.version = 2;
      return Promise.resolve(true);
    };
    watched.get('/data/near.png')!();
    await settle();
    expect(posted[1]).toBe('/data/near.png 2 reference');
    expect(companion.updates).toBe(2);
    companion.readSource = () => Promise.resolve(false);
    const told = posted.length;
    watched.get('/data/near.png')!();
    await settle();
    expect(posted).toHaveLength(told);
  });

  it('are watched no longer than they are shown', async () => {
    await ask({ kind: 'nearest' });
    await companions.ask(null);
    expect(watched.size).toBe(0);
    made[0]!.onState();
    expect(posted).toHaveLength(1);
    await ask({ kind: 'nearest' });
    companions.dispose();
    expect(watched.size).toBe(0);
  });
});
