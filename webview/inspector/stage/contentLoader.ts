import type { Scene } from '../data/scene.ts';
import type { Content } from './painter.ts';
import type { Picture } from './picture.ts';
import { pictures } from './pictures.ts';
import type { Loading } from './pictures.ts';

/** A slow image leaves the old one in full strength for this many milliseconds. */
const STALE_AFTER = 150;

/** `stale`: the old image is still there, the new one takes its time. */
export type PictureState = 'none' | 'loading' | 'stale' | 'shown' | 'failed';

/** What a view shows: the old image, with all that belongs to it, until the new one can be drawn as a whole. */
export class ContentLoader {
  content: Content | null = null;
  state: PictureState = 'none';

  private url: string | null = null;
  private loading: Loading | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` hears of what happens outside of `want`. */
  constructor(private readonly changed: () => void) {}

  /** Asks for an image, and takes what is known of it. An image that is decoded already is there when this returns. */
  want(url: string | null, scene: Scene | null): void {
    if (url !== this.url) this.switchTo(url);
    if (url !== null && this.content?.url === url) this.update(scene);
  }

  dispose(): void {
    this.stopWaiting();
    this.content?.picture.release();
    this.content = null;
  }

  private switchTo(url: string | null): void {
    this.stopWaiting();
    this.url = url;
    const ready = url === null ? undefined : pictures.get(url);
    if (url === null) this.replace(null, 'none');
    else if (ready !== undefined) this.take(url, ready);
    else this.load(url);
  }

  private load(url: string): void {
    this.state = 'loading';
    this.timer = setTimeout(() => {
      this.state = 'stale';
      this.changed();
    }, STALE_AFTER);
    const loading = (this.loading = pictures.load(url));
    loading.picture.then(
      (picture) => {
        if (this.loading !== loading) return;
        this.stopWaiting();
        this.take(url, picture);
        this.changed();
      },
      () => {
        if (this.loading !== loading) return;
        this.stopWaiting();
        this.replace(null, 'failed');
        this.changed();
      },
    );
  }

  private take(url: string, picture: Picture): void {
    const size = { width: picture.width, height: picture.height };
    this.replace({ url, picture: picture.retain(), scene: null, size }, 'shown');
    requestIdleCallback(() => {
      picture.prepareLevels().then(
        this.changed,
        () => undefined, // It is drawn without copies, more slowly.
      );
    });
  }

  private replace(content: Content | null, state: PictureState): void {
    this.content?.picture.release();
    this.content = content;
    this.state = state;
  }

  private update(scene: Scene | null): void {
    if (this.content === null || this.content.scene === scene) return;
    const { picture } = this.content;
    const { width, height } = scene?.result ?? picture;
    this.content = { ...this.content, scene, size: { width, height } };
  }

  private stopWaiting(): void {
    clearTimeout(this.timer);
    this.loading?.cancel();
    this.loading = null;
  }
}
