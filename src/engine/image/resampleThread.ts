/** A thread that resamples images: the entry of its own bundle, started by {@link Resampler}. */
import { parentPort } from 'node:worker_threads';
import { resample } from './resample.ts';
import type { KernelName } from './resample.ts';
import type { RgbImage } from './rgbImage.ts';

export interface ResampleRequest {
  readonly id: number;
  readonly image: RgbImage;
  readonly width: number;
  readonly height: number;
  readonly kernel: KernelName;
}

export interface ResampleAnswer {
  readonly id: number;
  readonly image: RgbImage;
}

parentPort?.on('message', ({ id, image, width, height, kernel }: ResampleRequest) => {
  const resampled = resample(image, width, height, kernel);
  parentPort?.postMessage({ id, image: resampled } satisfies ResampleAnswer, [resampled.data.buffer as ArrayBuffer]);
});
