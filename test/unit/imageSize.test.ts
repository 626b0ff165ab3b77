/** How large images are, from their headers. */
import { encode as encodeBmp } from 'fast-bmp';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageSize } from '../../src/engine/image/imageSize.ts';

const [WIDTH, HEIGHT] = [37, 23];
const plain = (): Sharp => sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: 'red' } });

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'kshot-size-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function put(name: string, bytes: Uint8Array | string): Promise<string> {
  await writeFile(path.join(folder, name), bytes);
  return path.join(folder, name);
}

describe('the size of an image', () => {
  it.each([
    ['a.png', () => plain().png().toBuffer()],
    ['größe 文 [1].jpg', () => plain().jpeg().toBuffer()],
    ['a%s.webp', () => plain().webp().toBuffer()],
    ['a.tiff', () => plain().tiff().toBuffer()],
    ['turned.jpg', () => plain().rotate(90).jpeg().withMetadata({ orientation: 6 }).toBuffer()],
    ['a jpeg by its content.png', () => plain().jpeg().toBuffer()],
  ])('%s is as it is shown', async (name, make) => {
    expect(await imageSize(await put(name, await make()))).toEqual({ width: WIDTH, height: HEIGHT });
  });

  it('of a bitmap with a palette', async () => {
    const data = new Uint8Array(WIDTH * HEIGHT);
    const bytes = encodeBmp({ width: WIDTH, height: HEIGHT, channels: 1, bitsPerPixel: 8, data });
    expect(await imageSize(await put('a.bmp', bytes))).toEqual({ width: WIDTH, height: HEIGHT });
  });

  it('is read again when the file is another', async () => {
    const file = await put('changes.png', await plain().png().toBuffer());
    expect((await imageSize(file)).width).toBe(WIDTH);
    await put('changes.png', await plain().resize(9, 5).png().toBuffer());
    expect(await imageSize(file)).toEqual({ width: 9, height: 5 });
  });

  it('takes the beginning of a large file, not all of it', async () => {
    const file = await put('large.png', await plain().png().toBuffer());
    const handle = await open(file, 'r+');
    await handle.truncate(3 * 2 ** 30); // sparse: more than a buffer holds
    await handle.close();
    expect(await imageSize(file)).toEqual({ width: WIDTH, height: HEIGHT });
  });

  it('of what is no image says so', async () => {
    const gif = await plain().gif().toBuffer();
    await expect(imageSize(await put('a.png', gif))).rejects.toThrow(/got a GIF file/);
    await expect(imageSize(path.join(folder, 'gone.png'))).rejects.toMatchObject({ code: 'image-missing' });
  });
});
