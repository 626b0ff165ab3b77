/** Bad input through the built command line: one line that names the file and the way out, the others still scored. */
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorRecord, ImageRecord } from '../../src/domain/records.ts';
import { kshot, kshotJson } from './kshot.ts';

let root: string;
let pristine: string;
let folder: string;
const at = (...parts: string[]): string => path.join(folder, ...parts);
const project = (): string => at('sample.kshot.json');
const edit = async (change: (file: Record<string, unknown>) => object): Promise<void> => {
  const file = JSON.parse(await readFile(project(), 'utf8')) as Record<string, unknown>;
  await writeFile(project(), JSON.stringify({ ...file, ...change(file) }));
};

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kshot-bad-'));
  pristine = path.join(root, 'pristine');
  await kshotJson('sample', pristine, '--count', '8');
  await kshotJson('score', path.join(pristine, 'sample.kshot.json')); // warm, so that each test computes only what it broke
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(root, 'case-'));
  await cp(pristine, folder, { recursive: true });
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A PNG header that claims a size, with almost no data. */
function hugePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(100))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('images that cannot be read', () => {
  const broken: [string, string, (file: string) => Promise<unknown>][] = [
    ['truncated', 'image-unreadable', async (file) => truncate(file, 20_000)],
    ['of zero bytes', 'image-unreadable', (file) => writeFile(file, '')],
    ['no image at all', 'image-unreadable', (file) => writeFile(file, 'hello, world')],
    ['enormous', 'image-too-large', (file) => writeFile(file, hugePng(20_000, 6_000))],
  ];
  it.each(broken)('%s: an error record, the others scored', async (_, code, breakIt) => {
    const before = (await kshotJson<ImageRecord[]>('score', project())).filter(
      ({ image }) => image !== 'test/good/000.png',
    );
    await breakIt(at('test/good/000.png'));
    const { code: exit, stdout, stderr } = await kshot(['score', project(), '--json']);
    expect(exit).toBe(1);
    const records = JSON.parse(stdout) as ImageRecord[];
    const bad = records.find(({ image }) => image === 'test/good/000.png') as ErrorRecord;
    expect(Object.keys(bad)).toEqual(['image', 'error']);
    expect(bad.error.code).toBe(code);
    expect(bad.error.message).toContain('000.png');
    expect(bad.error.message).not.toContain('\n');
    expect(stderr).toContain(bad.error.message);
    const same = (list: ImageRecord[]): unknown[] => list.map((record) => ({ ...record, seconds: 0 }));
    expect(same(records.filter(({ image }) => image !== 'test/good/000.png'))).toEqual(same(before));
    const evaluation = await kshot(['eval', project(), '--json']);
    expect(evaluation.code).toBe(1);
    expect((JSON.parse(evaluation.stdout) as { images: number }).images).toBe(records.length - 1);
  });

  it('a JPEG named .png is read all the same', async () => {
    const { default: sharp } = await import('sharp');
    const jpeg = await sharp(at('test/good/000.png')).jpeg({ quality: 95 }).toBuffer();
    await writeFile(at('test/good/000.png'), jpeg);
    const { code, stdout } = await kshot(['score', project(), 'test/good/000.png', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ image: 'test/good/000.png' }]);
  });
});

describe('projects that cannot be used', () => {
  /** Exits 2 with one line that matches. */
  async function refused(args: string[], ...patterns: RegExp[]): Promise<void> {
    const { code, stdout, stderr } = await kshot(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    for (const pattern of patterns) expect(stderr).toMatch(pattern);
  }

  it('a missing reference', async () => {
    await rm(at('train/good/001.png'));
    await refused(['fit', project()], /no reference train\/good\/001\.png/);
  });

  it('an unreadable reference', async () => {
    await writeFile(at('train/good/001.png'), 'x');
    await refused(['score', project()], /001\.png/);
  });

  it('no references', async () => {
    await edit(() => ({ references: [] }));
    await refused(['fit', project()], /no references.*Add at least one/);
  });

  it('a reference listed twice', async () => {
    await edit(({ references }) => ({ references: [...(references as string[]), (references as string[])[0]] }));
    await refused(['fit', project()], /listed twice/);
  });

  it('two references that are the same image', async () => {
    await cp(at('train/good/000.png'), at('train/good/001.png'));
    await refused(['fit', project()], /000\.png and train\/good\/001\.png are the same image/);
  });

  it('fewer references than asked', async () => {
    await refused(['init', folder, '--shots', '50', '--name', 'more'], /Expected at least 50 images.*found \d+/);
  });

  it('a folder without images', async () => {
    await mkdir(at('empty'));
    await refused(['init', at('empty')], /Found no image/, /empty/);
  });

  it('a glob that matches nothing', async () => {
    await refused(['score', project(), 'test/good/*', 'nowhere/*.png'], /matches "nowhere/, /test\/good\/000\.png/);
    await refused(['score', project(), 'test/good/*', 'nowhere/*.png'], /matches "nowhere\/\*\.png"/);
    await edit(() => ({ images: ['nothing/*.png'] }));
    await refused(['score', project()], /nothing\/\*\.png/);
  });

  it('a syntax error, an unknown key, a version from the future', async () => {
    const text = await readFile(project(), 'utf8');
    await writeFile(project(), text.slice(0, -4));
    await refused(['fit', project()], /sample\.kshot\.json:\d+:\d+/);
    await writeFile(project(), text.replace('"images"', '"imagez"'));
    await refused(['fit', project()], /imagez.*did you mean "images"/);
    await writeFile(project(), text.replace('"version": 1', '"version": 7'));
    await refused(['fit', project()], /version is 7/);
  });

  it('no ground truth to judge by, told before anything is computed', async () => {
    await edit(() => ({ layout: 'folder' }));
    await rm(at('.kshot'), { recursive: true });
    await refused(['eval', project()], /no image has a ground truth/);
    await expect(stat(at('.kshot'))).rejects.toThrow('ENOENT');
  });

  it('an unknown model, an unreadable one', async () => {
    await edit(() => ({ models: { backbone: 'resnet-9000' } }));
    await refused(['fit', project()], /resnet-9000/, /mobilenet-v2/);
    await edit(() => ({ models: { backbone: 'mobilnet_v2' } }));
    await refused(['fit', project()], /Did you mean mobilenet-v2\?/);
    await edit(() => ({ models: { backbone: 'dinov2-smal' } }));
    await refused(['fit', project()], /Did you mean dinov2-small\?/);
    await cp('dist/models/mobilenet-v2', at('mine'), { recursive: true });
    await truncate(at('mine/model.onnx'), 5000);
    await edit(() => ({ models: { backbone: './mine' } }));
    await refused(['fit', project()], /model\.onnx/);
  });

  it('wrong usage', async () => {
    const unknown = await kshot(['scroe', project()]);
    expect(unknown.code).toBe(2);
    const missing = await kshot(['score']);
    expect(missing.code).toBe(2);
    const number = await kshot(['init', folder, '--shots', 'many']);
    expect(number.code).toBe(2);
    expect(number.stderr).toMatch(/whole number/);
  });
});

describe('mask files', () => {
  beforeEach(() => edit(() => ({ models: { segmenter: { masks: 'labels/{path}.png' } } })));

  it('missing for one image: its record says so, the others are scored', async () => {
    await rm(at('labels/test/good/000.png'));
    const { code, stdout } = await kshot(['score', project(), 'test/good/*', '--json']);
    expect(code).toBe(1);
    const records = JSON.parse(stdout) as ImageRecord[];
    expect(records.filter((record) => 'error' in record)).toMatchObject([
      { image: 'test/good/000.png', error: { code: 'mask-missing' } },
    ]);
    expect(records.length).toBeGreaterThan(1);
  });

  it('of another shape', async () => {
    const { default: sharp } = await import('sharp');
    const mask = await sharp(at('labels/test/good/000.png'))
      .resize(100, 100, { fit: 'fill', kernel: 'nearest' })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    await writeFile(at('labels/test/good/000.png'), mask);
    const { stdout } = await kshot(['score', project(), 'test/good/000.png', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ error: { code: 'mask-shape' } }]);
  });
});

describe('disks', () => {
  it('an output that cannot be written: nothing half written, exit 1', async () => {
    await mkdir(at('taken.csv'));
    const { code, stderr } = await kshot(['score', project(), '--out', at('taken.csv')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Could not write .*taken\.csv/);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('a cache folder that cannot be made: a warning, and the work goes on', async () => {
    const home = await mkdtemp(path.join(root, 'home-'));
    const { code, stderr } = await kshot(['score', project(), 'test/good/000.png', '--cache', '/proc/nowhere'], {
      env: { XDG_CACHE_HOME: home },
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: .*\/proc\/nowhere/);
  });

  it('a full disk for results', async () => {
    const { code, stderr } = await kshot(['score', project(), '--out', '/dev/full/scores.csv']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Could not write \/dev\/full\/scores\.csv/);
  });

  it('a cache beside the project that cannot be written: the user cache instead, with a warning', async () => {
    await rm(at('.kshot'), { recursive: true, force: true });
    await writeFile(at('.kshot'), 'a file in the way');
    const home = await mkdtemp(path.join(root, 'home-'));
    const { code, stderr } = await kshot(['score', project(), 'test/good/000.png'], { env: { XDG_CACHE_HOME: home } });
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: .*\.kshot/);
    expect(await readdir(path.join(home, 'kshot'))).toContain('cache');
    await chmod(at('.kshot'), 0o600);
    expect(await readFile(at('.kshot'), 'utf8')).toBe('a file in the way');
  });
});
