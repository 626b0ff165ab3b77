import type { FileHandle } from 'node:fs/promises';

const WINDOW_BYTES = 1 << 16;

/** One field of a protobuf message in a file: where its value lies; nothing of it is read. */
export interface Field {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  readonly wire: number;
  readonly start: number;
  readonly end: number;
}

/** Walks over the fields of a protobuf file without reading their values: files of gigabytes cost a few kilobytes. */
export class FileCursor {
  private window: Buffer = Buffer.alloc(0);
  private windowStart = 0;

  constructor(
    private readonly handle: FileHandle,
    /** Bytes of the file. */
    readonly size: number,
  ) {}

  /** The fields between two offsets, in order. @throws RangeError where these bytes are no message, or are cut short. */
  async *fields(start: number, end: number): AsyncGenerator<Field> {
    let at = start;
    while (at < end) {
      const field = await this.fieldAt(at);
      if (field.end > end) throw new RangeError(`it ends at byte ${end}, in the middle of a field`);
      yield field;
      at = field.end;
    }
  }

  /** The bytes of a value. */
  async bytes({ start, end }: Pick<Field, 'start' | 'end'>): Promise<Uint8Array> {
    const buffer = Buffer.alloc(end - start);
    const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, start);
    if (bytesRead < buffer.length) throw new RangeError(`it ends at byte ${start + bytesRead}`);
    return buffer;
  }

  private async fieldAt(at: number): Promise<Field> {
    const key = await this.varint(at);
    const number = Math.floor(key.value / 8);
    const wire = key.value % 8;
    const start = key.end;
    if (number < 1) throw new RangeError(`byte ${at} begins no field`);
    switch (wire) {
      case 0:
        return { number, wire, start, end: (await this.varint(start)).end };
      case 1:
        return { number, wire, start, end: start + 8 };
      case 2: {
        const length = await this.varint(start);
        return { number, wire, start: length.end, end: length.end + length.value };
      }
      case 5:
        return { number, wire, start, end: start + 4 };
      default:
        throw new RangeError(`byte ${at} begins no field`);
    }
  }

  /** A varint of at most ten bytes; above 2⁵³ its value is inexact, which no length or field number reaches. */
  private async varint(at: number): Promise<{ value: number; end: number }> {
    await this.load(at, 10);
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++, scale *= 128) {
      const byte = this.window[at - this.windowStart + i];
      if (byte === undefined) throw new RangeError(`it ends at byte ${at + i}`);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return { value, end: at + i + 1 };
    }
    throw new RangeError(`byte ${at} begins no number`);
  }

  /** Makes the window hold `count` bytes from `at`, or those up to the file's end. */
  private async load(at: number, count: number): Promise<void> {
    const held = at >= this.windowStart && at + count <= this.windowStart + this.window.length;
    if (held) return;
    const buffer = Buffer.alloc(WINDOW_BYTES);
    const { bytesRead } = await this.handle.read(buffer, 0, WINDOW_BYTES, at);
    this.window = buffer.subarray(0, bytesRead);
    this.windowStart = at;
  }
}
