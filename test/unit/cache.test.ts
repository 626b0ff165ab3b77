import { mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packBundle, unpackBundle } from '../../src/engine/cache/bundle.ts';
import { CacheStore, cacheKey } from '../../src/engine/cache/cacheStore.ts';
import { HashIndex } from '../../src/engine/cache/hashIndex.ts';
import { writeFileAtomic } from '../../src/engine/files.ts';

let folder: string;
let warnings: string[];
const open = (folders: string[], maxBytes = 1e9): Promise<CacheStore> =>
  CacheStore.open({ folders, maxBytes, onWarning: (message) => warnings.push(message) });
const bundle = {
  json: { a: [1, 'zwei'] },
  arrays: { x: Float32Array.of(1.5, -2), y: Uint8Array.of(1, 2, 3), z: Uint16Array.of(7) },
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kshot-cache-'));
  warnings = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('bundles', () => {
  it('come back as they were', () => {
    expect(unpackBundle(Buffer.from(packBundle(bundle)))).toEqual(bundle);
  });

  it('are refused when a single bit is wrong or the end is missing', () => {
    const bytes = Buffer.from(packBundle(bundle));
    for (const at of [0, 9, 40, bytes.length - 1]) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 4;
      expect(unpackBundle(damaged)).toBeNull();
    }
    expect(unpackBundle(bytes.subarray(0, bytes.length - 8))).toBeNull();
    expect(unpackBundle(Buffer.alloc(0))).toBeNull();
  });
});

describe('CacheStore', () => {
  it('keeps what is put, tells git to ignore it, and leaves no temporary file', async () => {
    const cache = await open([path.join(folder, '.kshot')]);
    await cache.put('things', cacheKey('k'), bundle);
    expect(await cache.get('things', cacheKey('k'))).toEqual(bundle);
    expect(await readFile(path.join(folder, '.kshot', '.gitignore'), 'utf8')).toBe('*\n');
    await cache.flush();
    const files = await readdir(folder, { recursive: true });
    expect(files.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('treats a damaged file as absent', async () => {
    const cache = await open([folder]);
    const key = cacheKey('k');
    await cache.put('things', key, bundle);
    await cache.flush();
    await writeFile(path.join(folder, 'cache', 'things', key.slice(0, 2), key.slice(2)), 'half a fi');
    expect(await cache.get('things', key)).toBeNull();
  });

  it('moves to the next folder when the first cannot be written, and says so', async () => {
    await writeFile(path.join(folder, 'file'), '');
    const cache = await open([path.join(folder, 'file', '.kshot'), path.join(folder, 'other')]);
    expect(cache.folder).toBe(path.join(folder, 'other'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(path.join(folder, 'other'));
  });

  it('lets the work go on when nothing can be written', async () => {
    await writeFile(path.join(folder, 'file'), '');
    const cache = await open([path.join(folder, 'file', '.kshot')]);
    await cache.put('things', cacheKey('k'), bundle);
    expect(await cache.get('things', cacheKey('k'))).toBeNull();
    expect(warnings).toHaveLength(1);
  });

  it('removes the least recently used first when it grows over its limit', async () => {
    const cache = await open([folder], 2500);
    const file = (name: string): string =>
      path.join(folder, 'cache', 'blobs', cacheKey(name).slice(0, 2), cacheKey(name).slice(2));
    for (const [name, age] of [
      ['old', 3000],
      ['older', 4000],
      ['new', 10],
    ] as const) {
      await cache.putFile('blobs', cacheKey(name), new Uint8Array(1000));
      await utimes(file(name), Date.now() / 1000 - age, Date.now() / 1000 - age);
    }
    await cache.trim();
    await expect(stat(file('older'))).rejects.toThrow('ENOENT');
    expect((await stat(file('old'))).size + (await stat(file('new'))).size).toBe(2000);
  });
});

describe('writeFileAtomic', () => {
  it('leaves the old file when the new one cannot be written', async () => {
    const file = path.join(folder, 'a.txt');
    await writeFileAtomic(file, 'old');
    await mkdir(path.join(folder, 'b.txt'));
    await expect(writeFileAtomic(path.join(folder, 'b.txt'), 'new')).rejects.toMatchObject({
      name: 'EngineError',
      code: 'disk-failed',
    });
    expect(await readFile(file, 'utf8')).toBe('old');
    expect((await readdir(folder)).sort()).toEqual(['a.txt', 'b.txt']);
  });
});

describe('HashIndex', () => {
  it('reads a settled file once and notices when it changes', async () => {
    const image = path.join(folder, 'a.png');
    await writeFile(image, 'one');
    const index = await HashIndex.open(path.join(folder, 'hashes.json'));
    const first = await index.hash(image);
    expect(first.bytes?.toString()).toBe('one');
    // Within the settling time nothing is remembered: the file might change again unnoticed.
    expect((await index.hash(image)).bytes).not.toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 2100));
    await index.hash(image);
    const again = await index.hash(image);
    expect(again).toEqual({ hash: first.hash, bytes: null });
    await index.save();
    const reopened = await HashIndex.open(path.join(folder, 'hashes.json'));
    expect((await reopened.hash(image)).bytes).toBeNull();
    await writeFile(image, 'two');
    expect((await reopened.hash(image)).hash).not.toBe(first.hash);
  });
});
