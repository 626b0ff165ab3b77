import { Worker } from 'node:worker_threads';
import { resample } from './resample.ts';
import type { KernelName } from './resample.ts';
import type { ResampleAnswer, ResampleRequest } from './resampleThread.ts';
import type { RgbImage } from './rgbImage.ts';

/**
 * Resamples images while the caller's thread is busy: ONNX Runtime blocks it, and resampling the next image takes a fifth as long as the
 * network. Without a thread (no script, or one that does not start) the caller's own does the same work. Call `dispose`.
 */
export class Resampler {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, { request: ResampleRequest; done: (image: RgbImage) => void }>();
  private last = 0;

  /** @param script the bundled `resampleThread.js`, or null for none. */
  constructor(private script: string | null) {}

  /** The image at `width` × `height` px (see `resample`); an image of this size already is returned as it is. */
  resize(image: RgbImage, width: number, height: number, kernel: KernelName): Promise<RgbImage> {
    if (image.width === width && image.height === height) return Promise.resolve(image);
    const worker = this.thread();
    if (worker === null) return Promise.resolve(resample(image, width, height, kernel));
    const request = { id: ++this.last, image, width, height, kernel };
    return new Promise((done) => {
      this.waiting.set(request.id, { request, done });
      worker.ref(); // as long as somebody waits, the process stays
      worker.postMessage(request);
    });
  }

  async dispose(): Promise<void> {
    const { worker } = this;
    this.script = null;
    this.worker = null;
    await worker?.terminate();
    this.finishHere();
  }

  private thread(): Worker | null {
    if (this.worker !== null || this.script === null) return this.worker;
    const worker = new Worker(this.script);
    worker.on('message', ({ id, image }: ResampleAnswer) => {
      this.waiting.get(id)?.done(image);
      this.waiting.delete(id);
      if (this.waiting.size === 0) worker.unref();
    });
    worker.on('error', () => undefined); // `exit` follows
    worker.on('exit', () => {
      if (this.worker !== worker) return;
      this.script = null;
      this.worker = null;
      this.finishHere();
    });
    worker.unref();
    this.worker = worker;
    return worker;
  }

  /** Does on this thread what a thread that ended has left undone. */
  private finishHere(): void {
    for (const { request, done } of this.waiting.values())
      done(resample(request.image, request.width, request.height, request.kernel));
    this.waiting.clear();
  }
}
