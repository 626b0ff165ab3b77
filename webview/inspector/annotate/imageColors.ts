import type { Size } from '../../../src/domain/annotations/mask.ts';
import { PixelReader } from './pixels.ts';

/** The host may be busy with something else when it is asked for the image a second time. */
const ATTEMPTS = 3;
const PAUSE_MILLISECONDS = 300;

/** The colours of the image on show, opened when a tool first needs them. */
export class ImageColors {
  private url: string | null = null;
  private reader: PixelReader | null = null;

  constructor(
    private readonly opened: () => void,
    private readonly failed: () => void,
  ) {}

  /** The colours of this image; null while they are being opened, or where that failed. */
  of(url: string | undefined): PixelReader | null {
    return url === this.url ? this.reader : null;
  }

  /** Opens an image's colours; once is enough. */
  open(url: string, size: Size): void {
    if (url === this.url) return;
    this.close();
    this.url = url;
    this.load(url, size, 1);
  }

  private load(url: string, size: Size, attempt: number): void {
    PixelReader.open(url, size).then(
      (reader) => {
        if (this.url !== url) {
          reader.close();
          return;
        }
        this.reader = reader;
        this.opened();
      },
      () => {
        if (this.url !== url) return;
        if (attempt === ATTEMPTS) this.failed();
        else
          setTimeout(() => {
            if (this.url === url) this.load(url, size, attempt + 1);
          }, PAUSE_MILLISECONDS);
      },
    );
  }

  close(): void {
    this.reader?.close();
    this.reader = null;
    this.url = null;
  }
}
