/** The process that measures one model: started with a {@link ModelJob} as JSON, it sends {@link ModelFigures}. */
import { readFile } from 'node:fs/promises';
import type { RgbImage } from '../../src/engine/image/rgbImage.ts';
import {
  resolveAnyModel,
  type AlignerModel,
  type BackboneModel,
  type SegmenterModel,
} from '../../src/engine/models/resolve.ts';
import { Runtime } from '../../src/engine/runtime/runtime.ts';
import { measureAligner } from './measureAligner.ts';
import { measureBackbone } from './measureBackbone.ts';
import { measureSegmenter } from './measureSegmenter.ts';
import type { ModelFigures, ModelJob, PhotoFile } from './modelFigures.ts';

async function measure({ folder, id, photos, labels, gridSide }: ModelJob): Promise<ModelFigures> {
  const model = await resolveAnyModel(`./${id}`, { modelsDir: folder, folder });
  const runtime = new Runtime({ provider: 'cpu' });
  const [first, second] = await Promise.all(photos.map(readPhoto));
  switch (model.manifest.kind) {
    case 'backbone':
      return measureBackbone(runtime, model as BackboneModel, second!);
    case 'segmenter':
      return measureSegmenter(runtime, model as SegmenterModel, second!, gridSide);
    case 'aligner':
      return measureAligner(runtime, model as AlignerModel, { image: first!, map: await readPhoto(labels) }, second!);
  }
}

async function readPhoto({ file, width, height }: PhotoFile): Promise<RgbImage> {
  return { width, height, data: new Uint8Array(await readFile(file)) };
}

void measure(JSON.parse(process.argv[2]!) as ModelJob).then((figures) => process.send?.(figures));
