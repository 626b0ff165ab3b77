import type { SegmenterChoice } from '../../domain/projectFile.ts';
import { cacheKey } from '../cache/cacheStore.ts';
import { EngineError } from '../errors.ts';
import type { LabelMap } from '../image/rgbImage.ts';
import { readMaskFile, decodeMask } from '../segment/masks.ts';
import { watchBackbones } from './backboneKeys.ts';
import type { PipelineContext } from './context.ts';
import { imageAligner } from './imageAligner.ts';
import type { ImageSource } from './imageSource.ts';
import { lazily } from './lazily.ts';
import { ownSegmenter } from './ownSegments.ts';
import type { OwnSegmenter } from './ownSegments.ts';
import { cachedSegments, remapKey } from './segmentation.ts';
import type { Segmenter } from './segmentation.ts';

type AlignedChoice = Extract<SegmenterChoice, { kind: 'aligned' }>;

/**
 * The segmenter whose classes are those of the first reference's label map (its own segments, or a file that somebody corrected), which
 * an aligner carries to every other image (METHOD 6).
 */
export function alignedSegmenter(
  context: PipelineContext,
  choice: AlignedChoice,
  references: readonly ImageSource[],
): Segmenter {
  const own = choice.own === null || context.sam === null ? null : ownSegmenter(context.sam, choice.own, context);
  const first = references[0]!;
  const isCurrent = watchBackbones(context);
  const found = firstLabelMap(first, choice, own, context);
  const aligner = imageAligner(context, { references, firstMap: found.read, own });
  const key = lazily(async () => cacheKey('aligned', await found.key(), aligner.key, remapKey(context)));
  return {
    keyFor: key,
    segment: async (source) => {
      const compute = () => (source.hash === first.hash ? found.read() : aligner.align(source));
      return cachedSegments(source, await key(), context, compute, isCurrent);
    },
    dispose: async () => {
      await aligner.dispose();
      if (!aligner.needsOwnSegments) await own?.release(); // others ask it for every image
    },
  };
}

interface FirstLabelMap {
  key(): Promise<string>;
  /** Read or computed once. */
  readonly read: () => Promise<LabelMap>;
}

/** The label map that defines the classes (METHOD 6). @throws EngineError `segments-missing`, `mask-*`, and what the segmenter throws. */
function firstLabelMap(
  first: ImageSource,
  { firstMask }: AlignedChoice,
  own: OwnSegmenter | null,
  { project }: PipelineContext,
): FirstLabelMap {
  const refuseEmpty = (map: LabelMap, wayOut: string): LabelMap => {
    if (map.data.some((label) => label > 0)) return map;
    throw new EngineError(
      'segments-missing',
      `${project.path}: expected classes in the first reference, ${first.name}; its label map holds none. ${wayOut}`,
    );
  };
  if (firstMask !== null) {
    const file = lazily(() => readMaskFile(project.folder, firstMask, first.name));
    return {
      key: async () => cacheKey('mask', (await file()).hash),
      read: lazily(async () => {
        const { width, height } = await first.pixels();
        const map = await decodeMask(await file(), { name: first.name, width, height });
        return refuseEmpty(map, `Draw its parts in ${(await file()).path}, each in a number of its own.`);
      }),
    };
  }
  if (own === null) throw new TypeError('Expected a segmenter or a mask file for the first reference.');
  return {
    key: () => Promise.resolve(own.key),
    read: lazily(async () =>
      refuseEmpty(
        await own.segment(first),
        'List another reference first, or name its label map: "segmenter": {"masks": "labels/{path}.png", "only": "first"}.',
      ),
    ),
  };
}
