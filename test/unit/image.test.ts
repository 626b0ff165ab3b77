import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { anomalyMapAt } from '../../src/engine/image/anomalyMap.ts';
import { decodeBuffer } from '../../src/engine/image/decode.ts';
import { encodePreview, isDisplayable } from '../../src/engine/image/display.ts';
import { encodePng, renderSvg } from '../../src/engine/image/encode.ts';
import { encodeFloatTiff } from '../../src/engine/image/floatTiff.ts';
import { labCoding, rgbToLab } from '../../src/engine/image/lab.ts';
import { resizeArea, resizeBicubic, resizeNearest } from '../../src/engine/image/resize.ts';
import { bmp, gradient, greatestDifference, pipelineOf, pipelineOf16 } from '../fixtures/images.ts';

interface Golden {
  resize: {
    width: number;
    height: number;
    source: string;
    cases: { width: number; height: number; bicubic: string; area: string | null }[];
  };
  maps: { grid: number; width: number; height: number; inputSize: number; distances: string; expected: string }[];
  lab: { pixels: number; rgb: string; lab: string };
}

const golden = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../golden/image/golden.json'), 'utf8'),
) as Golden;
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
const floatsOf = (text: string): Float32Array => new Float32Array(bytesOf(text).buffer);

describe('resize', () => {
  const { width, height, source, cases } = golden.resize;
  const image = { width, height, data: bytesOf(source) };

  it.each(cases)("is Pillow's bicubic at $width × $height", async (expected) => {
    const resized = await resizeBicubic(image, expected.width, expected.height);
    expect([resized.width, resized.height]).toEqual([expected.width, expected.height]);
    expect(greatestDifference(resized.data, bytesOf(expected.bicubic))).toBeLessThanOrEqual(1);
  });

  it.each(cases.filter((each) => each.area !== null))(
    'takes the mean of the area at $width × $height',
    async (expected) => {
      const resized = await resizeArea(image, expected.width, expected.height);
      expect(greatestDifference(resized.data, bytesOf(expected.area!))).toBeLessThanOrEqual(1);
    },
  );

  it('adds no colours when it takes areas, also where it enlarges', async () => {
    const edge = { width: 2, height: 1, data: Uint8Array.of(10, 10, 10, 240, 240, 240) };
    const { data } = await resizeArea(edge, 8, 4);
    expect([...new Set(data)].sort((a, b) => a - b)).toEqual([10, 240]);
  });

  it('returns an image of the wanted size as it is', async () => {
    expect(await resizeBicubic(image, width, height)).toBe(image);
    expect(await resizeArea(image, width, height)).toBe(image);
    const map = { width: 2, height: 1, data: Uint8Array.of(1, 2) };
    expect(resizeNearest(map, 2, 1)).toBe(map);
  });

  it('takes the label at the centre of a pixel', () => {
    const map = { width: 4, height: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
    expect([...resizeNearest(map, 2, 1).data]).toEqual([6, 8]);
    expect([...resizeNearest(map, 3, 2).data]).toEqual([1, 3, 4, 5, 7, 8]);
    expect([...resizeNearest(map, 8, 2).data.subarray(0, 8)]).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });
});

describe('CIELAB', () => {
  // B. Lindbloom's calculator (sRGB, D65, no adaptation), http://www.brucelindbloom.com
  it.each([
    ['white', [255, 255, 255], [100, 0, 0]],
    ['black', [0, 0, 0], [0, 0, 0]],
    ['grey', [119, 119, 119], [50.03, 0, 0]],
    ['red', [255, 0, 0], [53.24, 80.09, 67.2]],
    ['green', [0, 255, 0], [87.73, -86.18, 83.18]],
    ['blue', [0, 0, 255], [32.3, 79.19, -107.86]],
    ['yellow', [255, 255, 0], [97.14, -21.55, 94.48]],
  ])('has the published values of %s', (_, rgb, [L, a, b]) => {
    const lab = rgbToLab({ width: 1, height: 1, data: Uint8Array.from(rgb) });
    expect(Math.abs(lab.L[0]! - L!)).toBeLessThan(0.02);
    expect(Math.abs(lab.a[0]! - a!)).toBeLessThan(0.02);
    expect(Math.abs(lab.b[0]! - b!)).toBeLessThan(0.02);
  });

  it("agrees with scikit-image's rgb2lab", () => {
    const { pixels, rgb, lab: text } = golden.lab;
    const lab = rgbToLab({ width: pixels, height: 1, data: bytesOf(rgb) });
    const expected = floatsOf(text);
    for (const [plane, values] of [lab.L, lab.a, lab.b].entries()) {
      expect(
        greatestDifference(
          values,
          expected.filter((_, i) => i % 3 === plane),
        ),
        `plane ${plane}`,
      ).toBeLessThan(0.02);
    }
  });

  it('codes a and b in 8 bits, unrounded', () => {
    expect(labCoding(0.5, -0.25)).toEqual({ a: 128.5, b: 127.75 });
    expect(labCoding(0, -300).b).toBe(1);
  });
});

describe('anomalyMapAt', () => {
  it.each(golden.maps)('is bilinear and Gaussian as in SciPy, $grid → $width × $height', (each) => {
    const map = anomalyMapAt(floatsOf(each.distances), each.grid, each.width, each.height, each.inputSize);
    expect(greatestDifference(map, floatsOf(each.expected))).toBeLessThan(1e-5);
  });

  it('keeps a constant, and refuses another shape', () => {
    const map = anomalyMapAt(new Float32Array(9).fill(0.7), 3, 20, 10, 42);
    expect(greatestDifference(map, new Float32Array(200).fill(0.7))).toBeLessThan(1e-6);
    expect(() => anomalyMapAt(new Float32Array(8), 3, 20, 10, 42)).toThrow(RangeError);
  });
});

describe('encodeFloatTiff', () => {
  const values = Float32Array.of(0, -1.5, 3.25e-8, 1e20, 0.1, 2);

  it('is a float TIFF to another reader', async () => {
    const bytes = encodeFloatTiff(3, 2, values);
    const metadata = await sharp(bytes).metadata();
    expect([metadata.format, metadata.width, metadata.height, metadata.channels, metadata.depth]).toEqual([
      'tiff',
      3,
      2,
      1,
      'float',
    ]);
  });

  it('holds the values where its tags say', () => {
    const view = new DataView(encodeFloatTiff(3, 2, values).buffer);
    const tags = new Map<number, number>();
    const start = view.getUint32(4, true);
    for (let i = 0; i < view.getUint16(start, true); i++) {
      const at = start + 2 + i * 12;
      tags.set(view.getUint16(at, true), view.getUint32(at + 8, true));
    }
    expect([...tags.keys()]).toEqual([...tags.keys()].sort((a, b) => a - b));
    expect([tags.get(258), tags.get(277), tags.get(279), tags.get(339)]).toEqual([32, 1, 24, 3]);
    const read = Float32Array.from({ length: 6 }, (_, i) => view.getFloat32(tags.get(273)! + 4 * i, true));
    expect(read).toEqual(values);
  });

  it('refuses another length', () => {
    expect(() => encodeFloatTiff(2, 2, values)).toThrow(RangeError);
  });
});

describe('encode', () => {
  const picture = gradient();

  it('writes what decodes to the same pixels', async () => {
    expect(await decodeBuffer(await encodePng(picture), 'x')).toEqual(picture);
  });

  it('writes label maps in grey', async () => {
    const bytes = await encodePng({ width: 3, height: 1, data: Uint8Array.of(0, 7, 255) });
    expect((await sharp(bytes).metadata()).channels).toBe(1);
    expect([...(await sharp(bytes).toColourspace('b-w').raw().toBuffer())]).toEqual([0, 7, 255]);
    await expect(encodePng({ width: 2, height: 2, data: new Uint8Array(5) })).rejects.toThrow(RangeError);
  });

  it('renders SVG at a size, black where it is transparent', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="1" height="1" fill="#4080c0"/></svg>';
    const image = await renderSvg(svg, 40, 20);
    expect([image.width, image.height, image.data.length]).toEqual([40, 20, 2400]);
    expect([...image.data.subarray(15, 18)]).toEqual([0x40, 0x80, 0xc0]);
    expect([...image.data.subarray(105, 108)]).toEqual([0, 0, 0]);
  });
});

describe('display', () => {
  const picture = gradient();
  const cmyk = () => pipelineOf(picture).toColourspace('cmyk').jpeg().toBuffer();

  it.each([
    ['png', true, () => pipelineOf(picture).png().toBuffer()],
    ['jpeg', true, () => pipelineOf(picture).jpeg().toBuffer()],
    [
      'progressive jpeg with EXIF',
      true,
      () => pipelineOf(picture).withMetadata({ orientation: 6 }).jpeg({ progressive: true }).toBuffer(),
    ],
    ['grey jpeg', true, () => pipelineOf(picture).toColourspace('b-w').jpeg().toBuffer()],
    ['webp', true, () => pipelineOf(picture).webp().toBuffer()],
    ['bmp', true, () => Promise.resolve(bmp({ width: 1, height: 1, bits: 24, rows: [Uint8Array.of(1, 2, 3)] }))],
    ['tiff', false, () => pipelineOf(picture).tiff().toBuffer()],
    ['16-bit png', false, () => pipelineOf16(2, 1, 3, new Uint16Array(6)).png().toBuffer()],
    ['CMYK jpeg', false, cmyk],
    ['turned png', false, () => pipelineOf(picture).withMetadata({ orientation: 6 }).png().toBuffer()],
    ['turned webp', false, () => pipelineOf(picture).withMetadata({ orientation: 6 }).webp().toBuffer()],
    ['a JPEG with nothing in it', false, () => Promise.resolve(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))],
    ['text', false, () => Promise.resolve(Buffer.from('text'))],
  ])('knows what a browser shows: %s', async (_, expected, make) => {
    expect(isDisplayable(await make())).toBe(expected);
  });

  it('previews show what is decoded', async () => {
    const turned = await pipelineOf(picture)
      .withMetadata({ orientation: 6 })
      .tiff({ compression: 'deflate' })
      .toBuffer();
    const preview = await encodePreview(turned, 'turned.tif');
    expect(isDisplayable(preview)).toBe(true);
    const decoded = await decodeBuffer(turned, 'turned.tif');
    expect([decoded.width, decoded.height]).toEqual([32, 48]);
    expect(await decodeBuffer(preview, 'preview')).toEqual(decoded);
    await expect(encodePreview(turned.subarray(0, 200), 'cut.tif')).rejects.toMatchObject({ code: 'image-unreadable' });
  });
});
