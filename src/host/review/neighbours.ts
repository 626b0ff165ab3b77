import type { ShownImage } from '../editors/shownImage.ts';

/** The next two and the previous one, of where one is and of where one came from. */
const KEPT = 8;

/** Images of a walk that were read ahead, or were on show before: swapping to one of them waits for nothing. */
export class Neighbours {
  private readonly images = new Map<string, ShownImage>();
  /** What the page was told of each image, so that it is told once. */
  private readonly told = new Map<string, string>();
  private turn = 0;

  constructor(
    private readonly make: (name: string) => ShownImage,
    private readonly tell: (images: ShownImage[]) => void,
  ) {}

  /** An image of the walk, as far as it was read. */
  take(name: string): ShownImage {
    const image = this.images.get(name) ?? this.make(name);
    keep(this.images, name, image);
    return image;
  }

  /** Ends reading ahead: the user moves on. */
  stop(): void {
    this.turn++;
  }

  /** Reads images ahead, the likeliest first, one after the other, and tells the page of those that it does not know yet. */
  async prepare(names: readonly string[]): Promise<void> {
    const turn = ++this.turn;
    for (const name of names) {
      const image = this.take(name);
      await image.readSource();
      if (turn !== this.turn) return;
      await image.update();
      if (turn !== this.turn) return;
      const content = JSON.stringify([image.source?.version, image.state.kind, scoreOf(image)]);
      if (this.told.get(name) === content) continue;
      keep(this.told, name, content);
      this.tell([image]);
    }
  }

  /** The page was loaded again and knows nothing. */
  forgetTold(): void {
    this.told.clear();
  }
}

function scoreOf({ state }: ShownImage): unknown {
  return state.kind === 'scored' ? [state.result.record.score, state.result.classes, state.stale] : null;
}

function keep<V>(entries: Map<string, V>, name: string, value: V): void {
  entries.delete(name);
  entries.set(name, value);
  for (const oldest of entries.keys()) {
    if (entries.size <= KEPT) break;
    entries.delete(oldest);
  }
}
