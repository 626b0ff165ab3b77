import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { resizeBicubic } from '../../src/engine/image/resize.ts';
import { planImages } from '../../src/engine/sample/plan.ts';
import { renderSampleImage } from '../../src/engine/sample/renderImage.ts';
import type { ModelJob, PhotoFile } from './modelFigures.ts';

/** Of a photo, in pixels: the rendered ones are smaller than what cameras take. */
const WIDTH = 1280;
const HEIGHT = 960;

/** Two pictures of the sample at a photo's size, and the first one's classes, as files in a folder. */
export async function writePhotos(folder: string): Promise<Pick<ModelJob, 'photos' | 'labels'>> {
  const write = async (name: string, data: Uint8Array, width: number, height: number): Promise<PhotoFile> => {
    const file = path.join(folder, name);
    await writeFile(file, data);
    return { file, width, height };
  };
  const [first, second] = planImages();
  const photoOf = async (name: string, planned: typeof first): Promise<{ photo: PhotoFile; labels: PhotoFile }> => {
    const { photo, labels } = await renderSampleImage(planned!, 0);
    const { data } = await resizeBicubic(photo, WIDTH, HEIGHT);
    return {
      photo: await write(`${name}.rgb`, data, WIDTH, HEIGHT),
      labels: await write(`${name}.labels`, labels.data, labels.width, labels.height),
    };
  };
  const { photo, labels } = await photoOf('first', first);
  return { photos: [photo, (await photoOf('second', second)).photo], labels };
}
