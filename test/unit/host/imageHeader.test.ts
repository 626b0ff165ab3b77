import { encode as encodeBmp } from 'fast-bmp';
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { HEAD_BYTES } from '../../../src/host/editors/browserImage.ts';
import { sizeInHeader } from '../../../src/host/editors/imageHeader.ts';
import { AnnotationStore } from '../../../src/host/annotations/annotationStore.ts';
import { markImages } from '../../../src/host/annotations/markImages.ts';
import { LabelFolder } from './labelFolder.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

const WIDTH = 300;
const HEIGHT = 70;
const noise = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => (i * 7919) % 251);
const picture = () => sharp(noise, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
/** With EXIF that says that it is shown turned by 90 degrees. */
const turned = () => picture().withMetadata({ orientation: 6 });

const FORMATS: [string, (image: Sharp) => Sharp][] = [
  ['PNG', (image) => image.png()],
  ['JPEG', (image) => image.jpeg()],
  ['progressive JPEG', (image) => image.jpeg({ progressive: true })],
  ['WebP', (image) => image.webp()],
  ['lossless WebP', (image) => image.webp({ lossless: true })],
  ['TIFF', (image) => image.tiff({ compression: 'none' })],
  ['compressed TIFF', (image) => image.tiff({ compression: 'lzw' })],
];

describe('the size in an image’s header', () => {
  it.each(FORMATS)('is read from a %s', async (_, as) => {
    expect(sizeInHeader(await as(picture()).toBuffer())).toEqual({ width: WIDTH, height: HEIGHT });
  });

  it.each(FORMATS)('is that of a turned %s as it is shown', async (_, as) => {
    const bytes = await as(turned()).toBuffer();
    expect((await sharp(bytes).metadata()).orientation).toBe(6);
    expect(sizeInHeader(bytes)).toEqual({ width: HEIGHT, height: WIDTH });
  });

  it.each([
    ['BMP', 40],
    ['BMP whose rows go down', -40],
  ])('is read from a %s', (_, height) => {
    const bytes = Uint8Array.from(
      encodeBmp({
        width: 20,
        height: 40,
        data: new Uint8Array(800),
        bitsPerPixel: 8,
        components: 1,
        channels: 1,
      }),
    );
    new DataView(bytes.buffer).setInt32(22, height, true);
    expect(sizeInHeader(bytes)).toEqual({ width: 20, height: 40 });
  });

  it('is at the start of what is not turned, however long', async () => {
    const big = sharp({
      create: {
        width: 2000,
        height: 1000,
        channels: 3,
        background: '#123',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    });
    for (const bytes of [
      await big.clone().png().toBuffer(),
      await big.clone().jpeg().toBuffer(),
      await big.clone().webp().toBuffer(),
    ]) {
      expect(bytes.length).toBeGreaterThan(HEAD_BYTES);
      expect(sizeInHeader(bytes.subarray(0, HEAD_BYTES))).toEqual({ width: 2000, height: 1000 });
    }
  });

  it.each(FORMATS)('is not guessed from a %s that is cut off in its header', async (_, as) => {
    const bytes = await as(picture()).toBuffer();
    for (const length of [0, 1, 3, 8, 12, 15]) expect(sizeInHeader(bytes.subarray(0, length))).toBeNull();
  });

  it('is none in what is no image', () => {
    expect(sizeInHeader(new TextEncoder().encode('{"shapes": [], "imagePath": "a.png"}'))).toBeNull();
  });

  it('is enough to label an image where no engine runs', async () => {
    const folder = new LabelFolder();
    const engine = { request: () => Promise.reject(new Error('not trusted')) };
    const store = new AnnotationStore(engine, folder.unsaved, { note: () => undefined });
    writeFileSync(folder.image.fsPath, await turned().jpeg().toBuffer());
    const { failed } = await markImages(store, [folder.image], 'good');
    expect(failed).toEqual([]);
    expect(folder.read()).toMatchObject({ imageWidth: HEIGHT, imageHeight: WIDTH, flags: { good: true } });
    store.dispose();
    folder.dispose();
  });
});
