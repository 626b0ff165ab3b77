import path from 'node:path';
import type { Size } from '../../../domain/annotations/mask.ts';
import { EngineError } from '../../errors.ts';
import { withoutExtension } from '../../files.ts';
import { imageSize } from '../../image/imageSize.ts';
import { LOSS } from './losses.ts';
import type { Losses } from './losses.ts';

/** An image of the project that an import means. */
export interface FoundImage {
  readonly name: string;
  readonly size: Size;
}

/** What an import says of an image besides its name. */
interface Claim {
  /** Its size as the import has it; undefined where it does not say. */
  readonly size?: Size | undefined;
  /** Whether the name comes without the file's ending. */
  readonly isStem?: boolean;
}

/** Finds the images of a project that an import means: by their path relative to the project file, else by a file name that one image alone has. */
export class ImageFinder {
  private readonly byPath = new Map<string, string[]>();
  private readonly byName = new Map<string, string[]>();
  private readonly byStemPath = new Map<string, string[]>();
  private readonly byStem = new Map<string, string[]>();
  private readonly sizes = new Map<string, Promise<Size>>();

  /** @param folder the project's, absolute. @param names of its images, in order. */
  constructor(
    private readonly folder: string,
    names: readonly string[],
    private readonly losses: Losses,
  ) {
    for (const name of names) {
      const key = keyOf(name);
      add(this.byPath, key, name);
      add(this.byName, path.posix.basename(key), name);
      add(this.byStemPath, withoutExtension(key), name);
      add(this.byStem, withoutExtension(path.posix.basename(key)), name);
    }
  }

  /** The project's name of an image, or null. Of two images with one path but for the ending, the first by name. */
  nameOf(said: string, isStem = false): string | null {
    const key = keyOf(said);
    const [paths, names] = isStem ? [this.byStemPath, this.byStem] : [this.byPath, this.byName];
    const exact = paths.get(key)?.[0];
    if (exact !== undefined) return exact;
    const alike = names.get(path.posix.basename(key)) ?? [];
    return alike.length === 1 ? alike[0]! : null;
  }

  /** The image that a name means; null where there is none, where it cannot be read, or where it has another size: that is told as a loss. */
  async find(said: string, { size: claimed, isStem = false }: Claim = {}): Promise<FoundImage | null> {
    const name = this.nameOf(said, isStem);
    if (name === null) {
      this.losses.image(said, LOSS.unmatched);
      return null;
    }
    const size = await this.sizeOf(name);
    if (size === null) return null;
    if (claimed !== undefined && (claimed.width !== size.width || claimed.height !== size.height)) {
      this.losses.image(name, LOSS.size);
      return null;
    }
    return { name, size };
  }

  /** In pixels as the image is shown; null where it cannot be read, which is told as a loss. */
  private async sizeOf(name: string): Promise<Size | null> {
    const known = this.sizes.get(name) ?? imageSize(path.join(this.folder, name));
    this.sizes.set(name, known);
    try {
      return await known;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.losses.image(name, error.message);
      return null;
    }
  }
}

/** One form for one path: `/` between folders, no `./` before it, composed letters (macOS takes accents apart). */
function keyOf(name: string): string {
  return path.posix.normalize(name.replaceAll('\\', '/')).normalize('NFC');
}

function add(map: Map<string, string[]>, key: string, name: string): void {
  const names = map.get(key);
  if (names === undefined) map.set(key, [name]);
  else names.push(name);
}
