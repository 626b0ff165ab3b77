import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../errors.ts';
import { systemCode } from '../../files/replaceFile.ts';
import { describe } from '../files.ts';
import { decodeBuffer } from '../image/decode.ts';
import type { KernelName } from '../image/resample.ts';
import type { RgbImage } from '../image/rgbImage.ts';
import type { WorkThread } from '../thread/workThread.ts';
import type { PipelineContext } from './context.ts';

type OpenedProject = Pick<PipelineContext, 'project' | 'hashes' | 'thread'>;

/** One image of a project: its identity by content, and its pixels, read and decoded at most once and only when asked for. */
export class ImageSource {
  private decoded: Promise<RgbImage> | null = null;
  private readonly results = new Map<string, Promise<unknown>>();

  private constructor(
    /** Relative to the project file, with `/`. */
    readonly name: string,
    readonly file: string,
    readonly hash: string,
    private bytes: Buffer | null,
    private readonly thread: WorkThread,
  ) {}

  /** @param name relative to the project file. @throws EngineError `image-missing`, `image-unreadable`. */
  static async open(name: string, { project, hashes, thread }: OpenedProject): Promise<ImageSource> {
    const file = path.join(project.folder, name);
    try {
      const { hash, bytes } = await hashes.hash(file);
      return new ImageSource(name, file, hash, bytes, thread);
    } catch (error) {
      throw readError(file, error);
    }
  }

  /** The decoded image (METHOD 1). @throws EngineError `image-unreadable`, `image-too-large`. */
  pixels(): Promise<RgbImage> {
    this.decoded ??= this.decode();
    return this.decoded;
  }

  /** The image at a size (METHOD 1, 2): resampled at most once while this source lives, off this thread. Throws as {@link pixels}. */
  resized(width: number, height: number, kernel: KernelName): Promise<RgbImage> {
    return this.once(`resized ${width} ${height} ${kernel}`, async () => {
      const image = await this.pixels();
      const isSame = image.width === width && image.height === height;
      return isSame ? image : this.thread.run('resample', image, width, height, kernel);
    });
  }

  /** Lets go of the pixels and of what was computed from them: asked for again, they are read and computed again. */
  release(): void {
    this.decoded = null;
    this.results.clear();
  }

  /** The result of a step under its key, computed at most once while this source lives; a failure is not kept. */
  once<T>(key: string, compute: () => Promise<T>): Promise<T> {
    const known = this.results.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const result = compute().catch((error: unknown) => {
      this.results.delete(key);
      throw error;
    });
    this.results.set(key, result);
    return result;
  }

  private async decode(): Promise<RgbImage> {
    const bytes: Uint8Array = this.bytes ?? (await readImageFile(this.file));
    this.bytes = null; // the pixels stand for them from here on
    return decodeBuffer(bytes, this.file);
  }
}

/** An image's bytes. @throws EngineError `image-missing`, `image-unreadable`. */
export async function readImageFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw readError(file, error);
  }
}

function readError(file: string, error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) {
    return new EngineError(
      'image-missing',
      `Expected an image at ${file}, found none. Restore the file, or take it out of the project.`,
      { cause: error },
    );
  }
  if (systemCode(error) === 'EISDIR') {
    return new EngineError('image-missing', `Expected an image at ${file}; it is a folder. Name an image in it.`, {
      cause: error,
    });
  }
  return new EngineError(
    'image-unreadable',
    `Could not read the image ${file}: ${describe(error)}. Check its permissions.`,
    { cause: error },
  );
}
