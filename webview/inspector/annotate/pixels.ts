import type { Colors } from '../../../src/domain/annotations/flood.ts';
import type { Size } from '../../../src/domain/annotations/mask.ts';

/** Rows that are read at one go: a strip of a 4k image takes about a millisecond. */
const STRIP = 64;

/** An image's colours, read strip by strip as they are asked for. */
export class PixelReader implements Colors {
  private readonly strips: (Uint32Array | undefined)[] = [];
  private readonly context: OffscreenCanvasRenderingContext2D;
  private isClosed = false;

  private constructor(
    private readonly bitmap: ImageBitmap,
    private readonly size: Size,
  ) {
    const canvas = new OffscreenCanvas(size.width, STRIP);
    this.context = canvas.getContext('2d', { willReadFrequently: true })!;
  }

  /**
   * Opens an image for reading. The picture on screen cannot be read where it comes from another origin, as in VS Code; this one is loaded with the leave of
   * its server. Rejects where that is not given.
   */
  static async open(url: string, size: Size): Promise<PixelReader> {
    const element = new Image();
    element.crossOrigin = 'anonymous';
    element.src = url;
    await element.decode();
    const reader = new PixelReader(await createImageBitmap(element), size);
    reader.readAhead(0);
    return reader;
  }

  get width(): number {
    return this.size.width;
  }

  get height(): number {
    return this.size.height;
  }

  row(y: number): Uint32Array {
    const strip = this.strip(Math.floor(y / STRIP));
    const from = (y % STRIP) * this.width;
    return strip.subarray(from, from + this.width);
  }

  close(): void {
    this.isClosed = true;
    this.bitmap.close();
  }

  private strip(index: number): Uint32Array {
    const known = this.strips[index];
    if (known !== undefined) return known;
    const { width, height } = this.size;
    const rows = Math.min(STRIP, height - index * STRIP);
    const scale = this.bitmap.height / height;
    this.context.drawImage(this.bitmap, 0, index * STRIP * scale, this.bitmap.width, rows * scale, 0, 0, width, rows);
    const { buffer } = this.context.getImageData(0, 0, width, rows).data;
    return (this.strips[index] = new Uint32Array(buffer));
  }

  /** The rest, while the page has nothing better to do. */
  private readAhead(index: number): void {
    if (index * STRIP >= this.height) return;
    requestIdleCallback((deadline) => {
      let next = index;
      if (this.isClosed) return;
      do this.strip(next++);
      while (next * STRIP < this.height && deadline.timeRemaining() > 2);
      this.readAhead(next);
    });
  }
}
