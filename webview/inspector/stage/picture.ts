/** The image as a browser decodes it, with copies for drawing it fast at every zoom, without aliasing when it is small. */
export class Picture {
  private levels: { scale: number; bitmap: ImageBitmap }[] = [];
  private preparing: Promise<void> | null = null;
  private prepared = false;
  /** Those who draw from it or keep it; with the last one its copies go. */
  private users = 1;

  private constructor(private readonly element: HTMLImageElement) {}

  /** Loads and decodes an image. Rejects where the browser cannot show it, or when `signal` aborts. */
  static async load(url: string, signal: AbortSignal): Promise<Picture> {
    const element = new Image();
    element.src = url;
    signal.addEventListener('abort', () => (element.src = ''), { once: true });
    await element.decode();
    signal.throwIfAborted();
    return new Picture(element);
  }

  get width(): number {
    return this.element.naturalWidth;
  }

  get height(): number {
    return this.element.naturalHeight;
  }

  /** The smallest copy that is not enlarged at this scale (screen pixels per picture pixel). */
  source(scale: number): CanvasImageSource {
    const level = this.levels.findLast((candidate) => candidate.scale >= scale) ?? this.levels[0];
    return level?.bitmap ?? this.element;
  }

  /** Makes the copies, once, when the page has nothing better to do. Rejects where the browser has no room for them; the next call tries again. */
  prepareLevels(): Promise<void> {
    return (this.preparing ??= this.makeLevels().catch((error: unknown) => {
      this.preparing = null;
      this.dropLevels();
      throw error;
    }));
  }

  /** Whether all copies are there: from now on drawing decodes nothing. */
  get isPrepared(): boolean {
    return this.prepared;
  }

  retain(): this {
    this.users++;
    return this;
  }

  release(): void {
    if (--this.users <= 0) this.dropLevels();
  }

  private dropLevels(): void {
    for (const { bitmap } of this.levels) bitmap.close();
    this.levels = [];
  }

  /** The whole picture decoded for good (an element's pixels may be dropped and decoded again while drawing), then halves, quarters … of a large one. */
  private async makeLevels(): Promise<void> {
    let from: CanvasImageSource & ImageBitmapSource = this.element;
    for (let scale = 1; scale === 1 || Math.max(this.width, this.height) * scale >= SMALLEST_LEVEL; scale /= 2) {
      const bitmap: ImageBitmap = await createImageBitmap(from, {
        resizeWidth: Math.max(1, Math.round(this.width * scale)),
        resizeHeight: Math.max(1, Math.round(this.height * scale)),
        resizeQuality: 'medium',
      });
      if (this.users <= 0) {
        bitmap.close();
        return;
      }
      this.levels = [...this.levels, { scale, bitmap }];
      from = bitmap;
    }
    this.prepared = true;
  }
}

/** No copy is made with a long side below this. */
const SMALLEST_LEVEL = 256;
