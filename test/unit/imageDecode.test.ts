import { encode as encodeBmp } from 'fast-bmp';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeBuffer, decodeImage } from '../../src/engine/image/decode.ts';
import type { RgbImage } from '../../src/engine/image/rgbImage.ts';
import { bmp, gradient, greatestDifference, pipelineOf, pipelineOf16 } from '../fixtures/images.ts';

const picture = gradient();
const { width, height } = picture;
const decode = (bytes: Uint8Array): Promise<RgbImage> => decodeBuffer(bytes, 'test image');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kshot-image-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('formats', () => {
  it.each([
    ['png', () => pipelineOf(picture).png().toBuffer(), 0],
    ['interlaced png', () => pipelineOf(picture).png({ progressive: true }).toBuffer(), 0],
    ['jpeg', () => pipelineOf(picture).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(), 12],
    ['lossless webp', () => pipelineOf(picture).webp({ lossless: true }).toBuffer(), 0],
    ['tiff, LZW', () => pipelineOf(picture).tiff({ compression: 'lzw' }).toBuffer(), 0],
    ['tiff, uncompressed', () => pipelineOf(picture).tiff({ compression: 'none' }).toBuffer(), 0],
    [
      'tiled tiff',
      () => pipelineOf(picture).tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
      0,
    ],
  ])('reads %s', async (_, make, tolerance) => {
    const image = await decode(await make());
    expect([image.width, image.height]).toEqual([width, height]);
    expect(greatestDifference(image.data, picture.data)).toBeLessThanOrEqual(tolerance);
  });

  it('goes by content, not by name', async () => {
    const file = path.join(folder, 'really-a-jpeg.png');
    await writeFile(file, await pipelineOf(picture).jpeg({ quality: 100 }).toBuffer());
    expect((await decodeImage(file)).width).toBe(width);
  });

  it('ignores what follows the end of a JPEG', async () => {
    const jpeg = await pipelineOf(picture).jpeg().toBuffer();
    expect((await decode(Buffer.concat([jpeg, Buffer.from('appended by a camera')]))).data).toEqual(
      (await decode(jpeg)).data,
    );
  });

  it('reads the first page of a TIFF of several', async () => {
    const data = Buffer.concat([new Uint8Array(300).fill(10), new Uint8Array(300).fill(99)]);
    const pipeline = sharp(data, { raw: { width: 10, height: 20, channels: 3, pageHeight: 10 } });
    const bytes = await pipeline.tiff({ compression: 'none' }).toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBe(2);
    const image = await decode(bytes);
    expect([image.height, image.data[0]]).toEqual([10, 10]);
  });
});

describe('samples', () => {
  /** Every kind of value near a step of v / 257, where a shift by 8 bits and the quotient differ. */
  const samples = Uint16Array.from({ length: 1024 }, (_, i) => (i * 64 + (i % 7) * 9) & 0xffff);
  samples.set([0, 128, 129, 255, 256, 257, 65279, 65406, 65407, 65535]);
  const expected = Uint8Array.from(samples, (v) => Math.round(v / 257));

  it.each(['png', 'tiff'] as const)('divides 16-bit grey by 257, %s', async (format) => {
    const bytes = await pipelineOf16(32, 32, 1, samples).toFormat(format, { compression: 'deflate' }).toBuffer();
    expect((await sharp(bytes).metadata()).depth).toBe('ushort');
    const image = await decode(bytes);
    expect(image.data.filter((_, i) => i % 3 === 0)).toEqual(expected);
    expect(image.data.filter((_, i) => i % 3 === 2)).toEqual(expected);
  });

  it.each(['png', 'tiff'] as const)('divides 16-bit RGB by 257, %s', async (format) => {
    const bytes = await pipelineOf16(31, 11, 3, samples.slice(0, 1023))
      .toFormat(format, { compression: 'deflate' })
      .toBuffer();
    expect((await sharp(bytes).metadata()).depth).toBe('ushort');
    expect((await decode(bytes)).data).toEqual(expected.slice(0, 1023));
  });

  it('repeats 8-bit grey in three channels', async () => {
    const image = await decode(await pipelineOf(picture).toColourspace('b-w').png().toBuffer());
    expect(image.data.length).toBe(width * height * 3);
    expect(image.data[300]).toBe(image.data[301]);
  });

  it('composites alpha on black, 8 bits', async () => {
    const data = Uint8Array.of(200, 100, 50, 128, 200, 100, 50, 0, 200, 100, 50, 255);
    for (const format of ['png', 'webp', 'tiff'] as const) {
      const bytes = await sharp(data, { raw: { width: 3, height: 1, channels: 4 } })
        .toFormat(format, { lossless: true, compression: 'deflate' })
        .toBuffer();
      const expectedPixels = [100, 50, 25, 0, 0, 0, 200, 100, 50];
      expect([...(await decode(bytes)).data], format).toEqual(expectedPixels);
    }
  });

  it('composites alpha on black, 16 bits', async () => {
    const data = Uint16Array.of(65535, 32768, 0, 32768);
    const bytes = await pipelineOf16(1, 1, 4, data).png().toBuffer();
    expect([...(await decode(bytes)).data]).toEqual([128, 64, 0]);
  });

  it.each(['jpeg', 'tiff'] as const)('converts CMYK to sRGB, %s', async (format) => {
    const red: RgbImage = { width: 16, height: 16, data: new Uint8Array(768).map((_, i) => (i % 3 === 0 ? 220 : 30)) };
    const bytes = await pipelineOf(red).toColourspace('cmyk').toFormat(format).toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const [r, g, b] = (await decode(bytes)).data;
    expect(r).toBeGreaterThan(180);
    expect(g).toBeLessThan(80);
    expect(b).toBeLessThan(80);
  });

  it('converts an embedded profile to sRGB', async () => {
    const colour: RgbImage = { width: 1, height: 1, data: Uint8Array.of(200, 100, 50) };
    const bytes = await pipelineOf(colour).withIccProfile('p3').png().toBuffer();
    expect((await sharp(bytes).metadata()).icc).toBeDefined();
    expect(greatestDifference((await decode(bytes)).data, colour.data)).toBeLessThanOrEqual(2);
  });

  it('refuses float TIFF', async () => {
    const { encodeFloatTiff } = await import('../../src/engine/image/floatTiff.ts');
    const bytes = encodeFloatTiff(2, 2, Float32Array.of(0, 0.5, 1, 2));
    await expect(decode(bytes)).rejects.toMatchObject({
      code: 'image-unreadable',
      message: expect.stringContaining('float') as unknown,
    });
  });
});

describe('orientation', () => {
  /** Where the picture's top left corner, which is red here, lands for orientation 1 … 8. */
  const corner = [
    ['left', 'top'],
    ['right', 'top'],
    ['right', 'bottom'],
    ['left', 'bottom'],
    ['left', 'top'],
    ['right', 'top'],
    ['right', 'bottom'],
    ['left', 'bottom'],
  ] as const;
  const stored: RgbImage = { width: 24, height: 16, data: new Uint8Array(24 * 16 * 3) };
  for (let y = 0; y < 6; y++) for (let x = 0; x < 6; x++) stored.data[(y * 24 + x) * 3] = 255;

  it.each(['jpeg', 'tiff', 'webp', 'png'] as const)('is applied, %s', async (format) => {
    for (const [index, [side, end]] of corner.entries()) {
      const orientation = index + 1;
      const bytes = await pipelineOf(stored).withMetadata({ orientation }).toFormat(format).toBuffer();
      const image = await decode(bytes);
      const turned = orientation > 4;
      expect([image.width, image.height]).toEqual(turned ? [16, 24] : [24, 16]);
      const x = side === 'left' ? 2 : image.width - 3;
      const y = end === 'top' ? 2 : image.height - 3;
      expect(image.data[(y * image.width + x) * 3], `${format} ${orientation}`).toBeGreaterThan(200);
    }
  });
});

describe('BMP', () => {
  /** The bytes of the picture's row `y`, each pixel as `order` has it. */
  const row = (y: number, order: (r: number, g: number, b: number) => number[]): Uint8Array =>
    Uint8Array.from(
      Array.from({ length: width }, (_, x) => {
        const [r, g, b] = picture.data.subarray((y * width + x) * 3);
        return order(r!, g!, b!);
      }).flat(),
    );
  const upwards = Array.from({ length: height }, (_, i) => height - 1 - i);
  const downwards = [...upwards].reverse();

  it.each([
    ['24 bits', bmp({ width, height, bits: 24, rows: upwards.map((y) => row(y, (r, g, b) => [b, g, r])) })],
    [
      '32 bits without masks',
      bmp({ width, height, bits: 32, rows: upwards.map((y) => row(y, (r, g, b) => [b, g, r, 0])) }),
    ],
    [
      'rows from the top',
      bmp({ width, height, bits: 24, topDown: true, rows: downwards.map((y) => row(y, (r, g, b) => [b, g, r])) }),
    ],
    [
      'unusual masks',
      bmp({
        width,
        height,
        bits: 32,
        masks: [0xff, 0xff00, 0xff0000, 0],
        rows: upwards.map((y) => row(y, (r, g, b) => [r, g, b, 9])),
      }),
    ],
  ])('reads %s', async (_, bytes) => {
    expect(await decode(bytes)).toEqual(picture);
  });

  it('reads what another writer wrote', async () => {
    const bytes = encodeBmp({ width, height, bitsPerPixel: 24, channels: 3, components: 3, data: picture.data });
    expect((await decode(bytes)).data).toEqual(picture.data);
  });

  it('reads 1, 4 and 8 bits through their palettes', async () => {
    const palette = [
      [0, 0, 250],
      [0, 240, 0],
      [230, 0, 0],
      [7, 8, 9],
    ] as const; // blue, green, red
    const one = await decode(
      bmp({
        width: 9,
        height: 1,
        bits: 1,
        palette: palette.slice(0, 2),
        rows: [Uint8Array.of(0b01000000, 0b10000000)],
      }),
    );
    expect([...one.data.filter((_, i) => i % 3 === 1)]).toEqual([0, 240, 0, 0, 0, 0, 0, 0, 240]);
    const four = await decode(bmp({ width: 3, height: 1, bits: 4, palette, rows: [Uint8Array.of(0x02, 0x30)] }));
    expect([...four.data]).toEqual([250, 0, 0, 0, 0, 230, 9, 8, 7]);
    const eight = await decode(bmp({ width: 3, height: 1, bits: 8, palette, rows: [Uint8Array.of(3, 1, 2)] }));
    expect([...eight.data]).toEqual([9, 8, 7, 0, 240, 0, 0, 0, 230]);
  });

  it('reads 16 bits, and alpha where a mask says so', async () => {
    const sixteen = await decode(bmp({ width: 2, height: 1, bits: 16, rows: [Uint8Array.of(0x00, 0x7c, 0x1f, 0x00)] }));
    expect([...sixteen.data]).toEqual([255, 0, 0, 0, 0, 255]);
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000] as const;
    const alpha = await decode(bmp({ width: 1, height: 1, bits: 32, masks, rows: [Uint8Array.of(50, 100, 200, 128)] }));
    expect([...alpha.data]).toEqual([100, 50, 25]);
  });

  it('refuses compressed and cut-off bitmaps', async () => {
    const whole = bmp({ width, height, bits: 24, rows: upwards.map((y) => row(y, (r, g, b) => [b, g, r])) });
    await expect(decode(whole.subarray(0, -1))).rejects.toMatchObject({ code: 'image-unreadable' });
    await expect(decode(whole.subarray(0, 30))).rejects.toMatchObject({ code: 'image-unreadable' });
    const compressed = bmp({
      width: 2,
      height: 1,
      bits: 8,
      compression: 1,
      palette: [[0, 0, 0]],
      rows: [Uint8Array.of(2, 0)],
    });
    await expect(decode(compressed)).rejects.toMatchObject({
      code: 'image-unreadable',
      message: expect.stringContaining('compressed') as unknown,
    });
  });
});

describe('errors', () => {
  const refuses = (file: string, code: string) =>
    expect(decodeImage(file)).rejects.toMatchObject({
      name: 'EngineError',
      code,
      message: expect.stringContaining(file) as unknown,
    });

  it('names what is missing', async () => {
    await refuses(path.join(folder, 'absent.png'), 'image-missing');
    await mkdir(path.join(folder, 'folder.png'));
    await refuses(path.join(folder, 'folder.png'), 'image-missing');
  });

  it.each([
    ['empty.png', ''],
    ['text.jpg', 'this is not an image'],
    ['picture.gif', 'GIF89a and so on'],
    ['header.png', '\x89PNG\r\n\x1a\n'],
  ])('refuses %s', async (name, content) => {
    const file = path.join(folder, name);
    await writeFile(file, content, 'latin1');
    await refuses(file, 'image-unreadable');
  });

  it.each(['png', 'jpeg', 'webp', 'tiff'] as const)('refuses a cut-off %s', async (format) => {
    const whole = await pipelineOf(gradient(200, 150)).toFormat(format).toBuffer();
    for (const share of [0.3, 0.6, 0.9]) {
      const file = path.join(folder, `cut.${format}`);
      await writeFile(file, whole.subarray(0, Math.floor(whole.length * share)));
      await refuses(file, 'image-unreadable');
    }
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('says when it may not read', async () => {
    const file = path.join(folder, 'secret.png');
    await writeFile(file, await pipelineOf(picture).png().toBuffer());
    await chmod(file, 0);
    await refuses(file, 'image-unreadable');
  });

  it('is one line', async () => {
    const broken = (await pipelineOf(picture).png().toBuffer()).subarray(0, 60);
    await expect(decode(broken)).rejects.toMatchObject({ message: expect.not.stringContaining('\n') as unknown });
  });

  it('checks the size before decoding', async () => {
    const png = await pipelineOf(picture).png().toBuffer();
    await expect(decodeBuffer(png, 'big.png', { maxPixels: 100 })).rejects.toMatchObject({ code: 'image-too-large' });
    // Headers alone, of 20000 × 20000 pixels that are not there: what is said must be about the size.
    const bitmap = bmp({ width: 1, height: 1, bits: 24, rows: [Uint8Array.of(1, 2, 3)] });
    bitmap.writeInt32LE(20_000, 18);
    bitmap.writeInt32LE(20_000, 22);
    await expect(decode(bitmap)).rejects.toMatchObject({ code: 'image-too-large' });
    const huge = Buffer.from(png);
    huge.writeUInt32BE(20_000, 16);
    huge.writeUInt32BE(20_000, 20);
    huge.writeUInt32BE(crc32(huge.subarray(12, 29)), 29);
    await expect(decode(huge)).rejects.toMatchObject({
      code: 'image-too-large',
      message: expect.stringContaining('20000 × 20000') as unknown,
    });
  });
});

/** CRC-32 of a PNG chunk (node:zlib has one from Node 22 on). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
