import { encode } from 'fast-png';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeLabelMap, encodeLabelPng, readLabelMap } from '../../src/engine/image/labelPng.ts';
import { gradient, pipelineOf, pipelineOf16, pngChunk } from '../fixtures/images.ts';

const map = { width: 5, height: 2, data: Uint8Array.of(0, 1, 2, 3, 0, 3, 2, 1, 0, 1) };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kshot-labels-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(name: string, bytes: Uint8Array | string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

/** A grey or palette PNG of few bits from rows that are packed already. */
function packedPng(
  width: number,
  height: number,
  depth: number,
  rows: number[][],
  palette?: [number, number, number][],
): Uint8Array {
  const whole = Buffer.from(encode({ width: 1, height: 1, data: new Uint8Array(1), channels: 1, depth: 8 }));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, palette === undefined ? 0 : 3, 0, 0, 0], 8);
  const data = deflateSync(Buffer.from(rows.flatMap((row) => [0, ...row])));
  const chunks = [
    chunk('IHDR', header),
    ...(palette === undefined ? [] : [chunk('PLTE', Buffer.from(palette.flat()))]),
    chunk('IDAT', data),
  ];
  return Buffer.concat([whole.subarray(0, 8), ...chunks, whole.subarray(pngChunk(whole, 'IEND'))]);
}

function chunk(name: string, data: Buffer): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(name), data, Buffer.alloc(4)]);
  bytes.writeUInt32BE(data.length, 0);
  let crc = 0xffffffff;
  for (const byte of bytes.subarray(4, 8 + data.length)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  bytes.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 8 + data.length);
  return bytes;
}

describe('label maps', () => {
  it('come back as they were written', async () => {
    const file = await fileOf('map.png', await encodeLabelPng(map));
    expect(await readLabelMap(file)).toEqual(map);
  });

  it('are 8-bit grey to another reader', async () => {
    const bytes = await encodeLabelPng(map);
    const metadata = await sharp(bytes).metadata();
    expect([metadata.channels, metadata.depth, metadata.isPalette]).toEqual([1, 'uchar', false]);
    expect([...(await sharp(bytes).toColourspace('b-w').raw().toBuffer())]).toEqual([...map.data]);
  });

  it.each([
    [
      '1-bit grey',
      packedPng(10, 2, 1, [
        [0b10110000, 0b01000000],
        [0b00000001, 0b10000000],
      ]),
      [1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0],
    ],
    ['2-bit grey', packedPng(5, 1, 2, [[0b00011011, 0b11000000]]), [0, 1, 2, 3, 3]],
    ['4-bit grey', packedPng(3, 1, 4, [[0x5f, 0x20]]), [5, 15, 2]],
    [
      '2-bit palette',
      packedPng(
        4,
        1,
        2,
        [[0b11100100]],
        [
          [9, 9, 9],
          [200, 0, 0],
          [200, 0, 0],
          [1, 2, 3],
        ],
      ),
      [3, 2, 1, 0],
    ],
    [
      '8-bit palette',
      packedPng(
        4,
        1,
        8,
        [[2, 0, 1, 2]],
        [
          [255, 0, 0],
          [0, 0, 0],
          [255, 0, 0],
        ],
      ),
      [2, 0, 1, 2],
    ],
  ])('are read from %s as numbers', async (_, bytes, expected) => {
    expect([...(await decodeLabelMap(bytes, 'map.png')).data]).toEqual(expected);
  });
});

describe('what is no label map', () => {
  it.each([
    ['rgb.png', () => pipelineOf(gradient()).png().toBuffer(), 'colour'],
    ['deep.png', () => pipelineOf16(2, 1, 1, new Uint16Array(2)).png().toBuffer(), '16 bits'],
    ['photo.jpg', () => pipelineOf(gradient()).jpeg().toBuffer(), 'JPEG'],
    ['empty.png', () => Promise.resolve(Buffer.alloc(0)), 'empty'],
    ['text.png', () => Promise.resolve(Buffer.from('text')), 'no PNG'],
    [
      'cut.png',
      async () =>
        (await encodeLabelPng({ width: 64, height: 64, data: new Uint8Array(4096).map((_, i) => (i * i) % 7) })).slice(
          0,
          -60,
        ),
      'damaged',
    ],
  ])('is refused with a way out: %s', async (name, make, came) => {
    const file = await fileOf(name, await make());
    const error: unknown = await readLabelMap(file).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'mask-unreadable' });
    expect(String(error)).toContain(file);
    expect(String(error)).toContain(came);
    expect(String(error)).toContain('8-bit');
  });

  it('is missing', async () => {
    await expect(readLabelMap(path.join(folder, 'absent.png'))).rejects.toMatchObject({ code: 'mask-missing' });
  });
});
