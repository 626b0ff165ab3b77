import type { ShownImage } from '../editors/shownImage.ts';

/** The next two and the previous one, of where one is and of where one came from. */
const KEPT = 8;

/** Images of a walk that were read ahead, or were on show before: swapping to one of them waits for nothing. */
export class Neighbours {
  private readonly images = new Map<string, ShownImage>();
  /** The image that is being read, or was read last. */
  private reading: string | undefined;
  private turn = 0;

  constructor(
    private readonly make: (name: string) => ShownImage,
    private readonly tell: (images: ShownImage[]) => void,
  ) {}

  /** An image of the walk, as far as it was read. */
  take(name: string): ShownImage {
    const image = this.images.get(name) ?? this.make(name);
    this.images.delete(name);
    this.images.set(name, image);
    for (const oldest of this.images.keys()) {
      if (this.images.size <= KEPT) break;
      this.images.delete(oldest);
    }
    return image;
  }

  /** Ends reading ahead, because the user moves on; what is being read of an image that is still wanted goes on. */
  stop(wanted: readonly string[] = []): void {
    this.turn++;
    if (this.reading === undefined || wanted.includes(this.reading)) return;
    this.images.get(this.reading)?.giveUp();
    this.reading = undefined;
  }

  /** Reads images ahead, the likeliest first, one after the other, and tells the page of all at once: what it has already it knows itself. */
  async prepare(names: readonly string[]): Promise<void> {
    this.stop(names);
    const { turn } = this;
    const images: ShownImage[] = [];
    for (const name of names) {
      const image = this.take(name);
      images.push(image);
      this.reading = name;
      await image.readSource();
      if (turn !== this.turn) return;
      await image.update();
      if (turn !== this.turn) return;
    }
    this.tell(images);
  }
}
