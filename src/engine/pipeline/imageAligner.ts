import { alignerChoice, isMatchingAligner } from '../../domain/projectFile.ts';
import type { AlignerChoice, MatchingAligner } from '../../domain/projectFile.ts';
import { ALIGN_OPTIONS } from '../align/alignOptions.ts';
import { DeaotAligner } from '../align/deaotAligner.ts';
import type { DeaotNetwork } from '../align/deaotNetwork.ts';
import { memoryRows } from '../align/deaotSize.ts';
import { rememberedOthers } from '../align/longTermMemory.ts';
import { applyTable, matchSegments } from '../align/matchSegments.ts';
import { meanPatch, mostSimilar } from '../align/meanPatch.ts';
import { PatchVote, patchMap, votePatches, voteSegments } from '../align/patchVote.ts';
import { describeSegments } from '../align/segments.ts';
import type { LabelMap } from '../image/rgbImage.ts';
import type { PipelineContext } from './context.ts';
import type { ImageSource } from './imageSource.ts';
import { lazily } from './lazily.ts';
import type { LazyNetwork } from './lazyNetwork.ts';
import type { OwnSegmenter } from './ownSegments.ts';
import { backboneOutput } from './patches.ts';

/** Gives images the classes of the first reference (METHOD 6). */
export interface ImageAligner {
  /** Identity of what it does, apart from the first reference's label map: part of cache keys. */
  readonly key: unknown;
  /** Whether it compares segments that an image has of its own. */
  readonly needsOwnSegments: boolean;
  align(source: ImageSource): Promise<LabelMap>;
  /** Frees what was opened for this aligner alone. */
  dispose(): Promise<void>;
}

/** What an aligner starts from: the references, the first one's label map, and who gives images segments of their own. */
interface Origin {
  readonly references: readonly ImageSource[];
  readonly firstMap: () => Promise<LabelMap>;
  readonly own: OwnSegmenter | null;
}

/** The aligner that a project names. */
export function imageAligner(context: PipelineContext, origin: Origin): ImageAligner {
  const choice = alignerChoice(context.project.file.models);
  if (context.deaot !== null) return carryingAligner(context, context.deaot, choice, origin);
  return isMatchingAligner(choice.model)
    ? matchingAligner(context, choice.model, origin)
    : votingAligner(context, origin);
}

/** `hungarian`, `nearest`: an image's own segments against the first reference's. */
function matchingAligner(
  context: PipelineContext,
  mode: MatchingAligner,
  { references, firstMap, own }: Origin,
): ImageAligner {
  const segmentsOf = async (source: ImageSource, map: LabelMap) =>
    describeSegments(map, (await backboneOutput(source, context.backbone, context.cache)).patches);
  const first = lazily(async () => segmentsOf(references[0]!, await firstMap()));
  return {
    key: [mode, ALIGN_OPTIONS, references[0]!.hash, own!.key, context.backbone.key],
    needsOwnSegments: true,
    align: async (source) => {
      const map = await own!.segment(source);
      return applyTable(map, matchSegments(await segmentsOf(source, map), await first(), mode));
    },
    dispose: () => Promise.resolve(),
  };
}

/** `prototype`: each patch takes the class of its nearest patch of the first reference, an own segment the majority of its patches. */
function votingAligner(context: PipelineContext, { references, firstMap, own }: Origin): ImageAligner {
  const { backbone, cache, runtime } = context;
  const patchesOf = async (source: ImageSource) => (await backboneOutput(source, backbone, cache)).patches;
  const vote = lazily(async () =>
    PatchVote.create(
      { patches: await patchesOf(references[0]!), map: await firstMap() },
      runtime.prepareSearch.bind(runtime),
    ),
  );
  return {
    key: ['prototype', ALIGN_OPTIONS, references[0]!.hash, own?.key ?? null, backbone.key],
    needsOwnSegments: own !== null,
    align: async (source) => {
      const patches = await patchesOf(source);
      const classes = await (await vote()).classesOf(patches);
      return own === null
        ? patchMap(classes, patches.grid)
        : votePatches(await own.segment(source), classes, patches.grid);
    },
    dispose: async () => {
      if (vote.started) await (await vote()).dispose();
    },
  };
}

/** `deaot`: the network carries the first reference's label map to the image; the image's own segments may vote on it. */
function carryingAligner(
  context: PipelineContext,
  network: LazyNetwork<DeaotNetwork>,
  { memory, refine }: AlignerChoice,
  { references, firstMap, own }: Origin,
): ImageAligner {
  const { backbone, cache, signal } = context;
  const refining = refine === 'segments' ? own : null;
  const others = memory === 'all' ? references.slice(1) : [];
  const meanOf = async (source: ImageSource) => meanPatch((await backboneOutput(source, backbone, cache)).patches);
  const startingFrom = async (source: ImageSource, map: LabelMap): Promise<DeaotAligner> => {
    const aligner = await DeaotAligner.create(
      await network.open(signal),
      { image: await source.pixels(), map },
      { signal },
    );
    source.release(); // the aligner keeps what it needs
    return aligner;
  };
  const first = lazily(async () => startingFrom(references[0]!, await firstMap()));
  const carry = async (aligner: DeaotAligner, source: ImageSource, recent: number): Promise<LabelMap> => {
    const carried = await aligner.align(await source.pixels(), { recent, signal });
    return refining === null ? carried : voteSegments(await refining.segment(source), carried);
  };
  const rowsOf = async (source: ImageSource): Promise<number> => {
    const { width, height } = await source.pixels();
    return memoryRows((await network.open(signal)).sizeFor(width, height));
  };
  // The other references get their labels from the first; only then are they remembered too, as many as there is room for.
  const remembered = lazily(async () => {
    const maps = new Map<string, LabelMap>();
    const rows: number[] = [];
    for (const source of others) {
      maps.set(source.hash, await carry(await first(), source, 0));
      rows.push(await rowsOf(source));
      source.release(); // photos are large: those that are remembered are read again
    }
    const chosen = rememberedOthers(await rowsOf(references[0]!), rows).map((index) => others[index]!);
    const all = await startingFrom(references[0]!, await firstMap());
    for (const source of chosen) {
      await all.remember({ image: await source.pixels(), map: maps.get(source.hash)! }, { signal });
      source.release();
    }
    const means = [];
    for (const source of [references[0]!, ...chosen]) means.push(await meanOf(source));
    return { maps, means, all };
  });
  return {
    key: [
      [network.key, memory, ALIGN_OPTIONS, references[0]!.hash, refining?.key ?? null],
      others.length === 0 ? null : [others.map(({ hash }) => hash), backbone.key],
    ],
    needsOwnSegments: refining !== null,
    align: async (source) => {
      if (others.length === 0) return carry(await first(), source, 0);
      const { maps, means, all } = await remembered();
      return maps.get(source.hash) ?? carry(all, source, mostSimilar(await meanOf(source), means));
    },
    dispose: () => Promise.resolve(),
  };
}
