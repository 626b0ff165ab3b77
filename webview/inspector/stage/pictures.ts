import { Recent } from '../../shared/recent.ts';
import { Picture } from './picture.ts';

/** Decoded pictures that are kept besides those on screen. */
const KEPT = 4;

/** A picture on its way. `cancel` gives it up; when all who wait have, the loading stops. */
export interface Loading {
  picture: Promise<Picture>;
  cancel: () => void;
}

interface Entry {
  picture: Promise<Picture>;
  abort: AbortController;
  waiting: number;
}

/** Decoded pictures by URL: those that were shown last, and those that will be asked for next. */
class Pictures {
  private readonly recent = new Recent<string, Picture>(KEPT, (picture) => {
    picture.release();
  });
  private readonly entries = new Map<string, Entry>();

  /** The picture where it is decoded already. */
  get(url: string): Picture | undefined {
    return this.recent.get(url);
  }

  load(url: string): Loading {
    const entry = this.entries.get(url) ?? this.start(url);
    entry.waiting++;
    let cancelled = false;
    const cancel = (): void => {
      if (cancelled) return;
      cancelled = true;
      // What has come is kept.
      if (--entry.waiting === 0 && this.entries.get(url) === entry) entry.abort.abort();
    };
    return { picture: entry.picture, cancel };
  }

  private start(url: string): Entry {
    const abort = new AbortController();
    const picture = Picture.load(url, abort.signal);
    const entry = { picture, abort, waiting: 0 };
    const end = (): void => {
      if (this.entries.get(url) === entry) this.entries.delete(url);
    };
    this.entries.set(url, entry);
    abort.signal.addEventListener('abort', end);
    picture.then((loaded) => {
      this.recent.set(url, loaded);
      end();
    }, end);
    return entry;
  }
}

/** The page's pictures. */
export const pictures = new Pictures();
