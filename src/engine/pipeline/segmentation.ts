import { classTargets } from '../../domain/classes.ts';
import type { ClassMeasure } from '../../domain/records.ts';
import type { ClassEntry } from '../../domain/projectFile.ts';
import { cacheKey } from '../cache/cacheStore.ts';
import type { CacheStore } from '../cache/cacheStore.ts';
import { measureClasses } from '../features/classMeasures.ts';
import { rgbToLab } from '../image/lab.ts';
import { highestLabel } from '../image/labelMaps.ts';
import type { LabelMap, RgbImage } from '../image/rgbImage.ts';
import type { SegmentTaps } from '../backbone/backbone.ts';
import { cellsOf } from '../segment/cells.ts';
import type { Cells, LabPlanes } from '../segment/cells.ts';
import { decodeMask, readMaskFile } from '../segment/masks.ts';
import { PROTOTYPE_OPTIONS } from '../segment/prototype.ts';
import type { Prototypes } from '../segment/prototype.ts';
import { watchBackbones } from './backboneKeys.ts';
import type { PipelineContext } from './context.ts';
import type { ImageSource } from './imageSource.ts';
import { backboneOutput } from './patches.ts';

/** An image's label map and what its classes measure on it (METHOD 2, 3), classes 1 … the highest in the map. */
export interface Segmented {
  readonly map: LabelMap;
  readonly classes: readonly ClassMeasure[];
  /** The image's own size in pixels. */
  readonly width: number;
  readonly height: number;
}

/** Gives every image its label map, in one way for all images of a fit. */
export interface Segmenter {
  /** Identity of the map this image gets: part of the keys of all that depends on it. @throws EngineError `mask-missing`. */
  keyFor(source: ImageSource): Promise<string>;
  segment(source: ImageSource): Promise<Segmented>;
  /** Does on other threads what `segment` will want and no network has to run for. */
  prepare?(source: ImageSource): Promise<void>;
  /** Frees what was opened for this segmenter alone. */
  dispose?(): Promise<void>;
}

/** The segmenter whose label maps are PNG files (METHOD 6 `masks`). */
export function maskSegmenter(context: PipelineContext, pattern: string): Segmenter {
  // Read once an image: the map is then the one that its key was made of.
  const read = (source: ImageSource) =>
    source.once('mask', () => readMaskFile(context.project.folder, pattern, source.name));
  const keyFor = async (source: ImageSource): Promise<string> =>
    cacheKey('mask', (await read(source)).hash, remapKey(context));
  return {
    keyFor,
    segment: async (source) => {
      const mask = await read(source);
      return cachedSegments(source, cacheKey('mask', mask.hash, remapKey(context)), context, async () => {
        const { width, height } = await source.pixels();
        return decodeMask(mask, { name: source.name, width, height });
      });
    },
  };
}

/** The prototype segmenter with what the references taught it (METHOD 6 `prototype`). */
export function prototypeSegmenter(context: PipelineContext, prototypes: Prototypes): Segmenter {
  const key = cacheKey(
    'prototype',
    PROTOTYPE_OPTIONS,
    context.tapsBackbone.key,
    prototypes.background,
    Array.from(prototypes.centres),
    remapKey(context),
  );
  const isCurrent = watchBackbones(context);
  const compute = async (source: ImageSource): Promise<LabelMap> => {
    const { image, taps } = await tappedImage(source, context);
    return context.thread.run('labelMap', prototypes, image, taps);
  };
  const segmentOnce = (source: ImageSource): Promise<Segmented> =>
    source.once(key, () => cachedSegments(source, key, context, () => compute(source), isCurrent));
  return {
    keyFor: () => Promise.resolve(key),
    segment: segmentOnce,
    prepare: async (source) => {
      await segmentOnce(source);
    },
  };
}

/** One image on the prototype segmenter's cells. */
export async function cellsOfImage(source: ImageSource, context: PipelineContext): Promise<Cells> {
  const { image, taps } = await tappedImage(source, context);
  return cellsOf(rgbToLab(image), taps);
}

/** What the prototype segmenter reads of an image: its taps, and the image at their size. */
async function tappedImage(
  source: ImageSource,
  { tapsBackbone, cache }: PipelineContext,
): Promise<{ image: RgbImage; taps: SegmentTaps }> {
  const { tapSize } = tapsBackbone;
  // Both at once: the image is resized while the network runs.
  const early = tapSize === null ? null : source.resized(tapSize, tapSize, 'area');
  const [{ taps }] = await Promise.all([backboneOutput(source, tapsBackbone, cache), early]);
  if (taps === null) throw new TypeError('Expected the default backbone to give the taps of the prototype segmenter.');
  const { size } = taps.shallow;
  return { image: await source.resized(size, size, 'area'), taps };
}

/** The image's CIELAB planes at a size (METHOD 3). */
async function labAt(source: ImageSource, width: number, height: number): Promise<LabPlanes> {
  return rgbToLab(await source.resized(width, height, 'area'));
}

/**
 * A label map from the cache or computed, with the project's merges applied, and its measures.
 * @param isCurrent whether, once it is computed, it still is what the key stands for: else it is not kept.
 */
export async function cachedSegments(
  source: ImageSource,
  segmenterKey: string,
  context: PipelineContext,
  compute: () => Promise<LabelMap>,
  isCurrent: () => boolean = () => true,
): Promise<Segmented> {
  const { cache } = context;
  const key = cacheKey('segments', source.hash, segmenterKey);
  const kept = await readSegments(cache, key);
  if (kept !== null) return kept;
  const map = remapClasses(await compute(), context.project.file.classes);
  const planes = await labAt(source, map.width, map.height);
  const { width, height } = await source.pixels();
  const segmented = { map, classes: measureClasses(map, planes, highestLabel(map)), width, height };
  const json = { map: { width: map.width, height: map.height }, classes: segmented.classes, width, height };
  if (isCurrent()) await cache.put('segments', key, { json, arrays: { labels: map.data } });
  return segmented;
}

async function readSegments(cache: CacheStore, key: string): Promise<Segmented | null> {
  const kept = await cache.get('segments', key);
  if (kept === null) return null;
  const { map, ...rest } = kept.json as Omit<Segmented, 'map'> & { map: { width: number; height: number } };
  return { ...rest, map: { ...map, data: kept.arrays.labels as Uint8Array } };
}

/** Classes that the project marks as background or merges into others, applied to a label map. */
function remapClasses(map: LabelMap, classes: readonly ClassEntry[]): LabelMap {
  const targets = classTargets(classes);
  if (targets.size === 0) return map;
  const target = Uint8Array.from({ length: 256 }, (_, label) => targets.get(label) ?? label);
  return { ...map, data: map.data.map((label) => target[label]!) };
}

/** Which classes the project merges or takes for background: part of the keys of all that depends on label maps. */
export function remapKey({ project }: PipelineContext): unknown {
  return [...classTargets(project.file.classes)];
}
