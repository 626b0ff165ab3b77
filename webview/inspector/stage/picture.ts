/** The image as a browser decodes it, with smaller copies for drawing it zoomed out fast and without aliasing. */
export class Picture {
  private readonly levels: { scale: number; bitmap: ImageBitmap }[] = [];
  private disposed = false;

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
    const level = this.levels.findLast((candidate) => candidate.scale >= scale);
    return level?.bitmap ?? this.element;
  }

  /** Makes halves, quarters … of a large picture, when the page has nothing better to do. */
  async prepareLevels(): Promise<void> {
    let scale = 0.5;
    let from: CanvasImageSource & ImageBitmapSource = this.element;
    while (Math.max(this.width, this.height) * scale >= SMALLEST_LEVEL) {
      const bitmap: ImageBitmap = await createImageBitmap(from, {
        resizeWidth: Math.round(this.width * scale),
        resizeHeight: Math.round(this.height * scale),
        resizeQuality: 'medium',
      });
      if (this.disposed) {
        bitmap.close();
        return;
      }
      this.levels.push({ scale, bitmap });
      from = bitmap;
      scale /= 2;
    }
  }

  dispose(): void {
    this.disposed = true;
    for (const { bitmap } of this.levels) bitmap.close();
    this.levels.length = 0;
  }
}

/** No copy is made with a long side below this. */
const SMALLEST_LEVEL = 256;
