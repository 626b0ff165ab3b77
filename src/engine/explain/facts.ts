import { isPresent } from '../../domain/classDistances.ts';
import { CLASS_FEATURES, FEATURE_NAMES, PATCH_FEATURES } from '../../domain/features.ts';
import type { ByFeature, ClassFeature, FeatureName, PatchFeature } from '../../domain/features.ts';
import type { Fact, FactKind } from '../../domain/explanation.ts';
import type { ClassMeasure } from '../../domain/records.ts';
import type { ClassShares, ClassTails } from '../scoring/attribution.ts';
import type { ClassSimilarity } from '../scoring/classSimilarity.ts';
import { absentClass } from '../features/classMeasures.ts';
import { areaExcess, colorExcess, placeExcess } from './range.ts';

/** All that facts are read from: one image's scores and the fit's. */
export interface FactSource {
  /** Classes 1 … C in this image, and in every reference. */
  readonly classes: readonly ClassMeasure[];
  readonly references: readonly (readonly ClassMeasure[])[];
  /** Index of the nearest reference. */
  readonly nearest: number;
  /** Each feature's part of the total: sums to 1 (METHOD 5). */
  readonly parts: ByFeature<number>;
  /** Each feature's score shared among the classes, against the nearest reference. */
  readonly shares: ByFeature<ClassShares>;
  readonly tails: ClassTails;
  readonly similarity: ClassSimilarity;
  /** The references' own scores against each other (METHOD 5), and for one reference the weights instead. */
  readonly leaveOneOut: readonly ByFeature<number>[];
  readonly weights: ByFeature<number>;
  readonly usualDistances: readonly (readonly (number | null)[])[];
}

/** A fact whose class has no name yet. */
export type NamelessFact = Omit<Fact, 'className'>;

/** With how clearly the class leaves the references: what orders facts that have no share, since their features are not counted. */
interface WeighedFact {
  readonly fact: NamelessFact;
  readonly excess: number;
}

/**
 * What makes an image odd, class by class, the largest share of the score first. Areas, places and colours are facts only where they clearly
 * leave the references' (`range.ts`); texture wherever a class has a part in it. A class that is absent, or in no reference, is one fact for all
 * that its absence or presence changes.
 */
export function factsOf(source: FactSource): NamelessFact[] {
  const facts: WeighedFact[] = textureFacts(source, 0, PATCH_FEATURES);
  for (const own of source.classes) {
    const present = source.references.flatMap((reference) => presentIn(reference, own.id));
    const isInNearest = presentIn(source.references[source.nearest]!, own.id).length > 0;
    if (!isPresent(own)) {
      if (isInNearest) facts.push(wholeFact(source, own.id, 'missing', FEATURE_NAMES));
    } else if (present.length === 0) {
      facts.push(wholeFact(source, own.id, 'extra', CLASS_FEATURES), ...textureFacts(source, own.id, PATCH_FEATURES));
    } else {
      const areas = source.references.map((reference) => reference[own.id - 1] ?? absentClass(own.id));
      facts.push(...measuredFacts(source, own, present, areas));
      facts.push(...textureFacts(source, own.id, [...PATCH_FEATURES, 'embedding']));
    }
  }
  facts.sort((a, b) => b.fact.share - a.fact.share || b.excess - a.excess || a.fact.classId - b.fact.classId);
  return facts.map(({ fact }) => fact);
}

function presentIn(reference: readonly ClassMeasure[], id: number): ClassMeasure[] {
  const measure = reference[id - 1];
  return measure !== undefined && isPresent(measure) ? [measure] : [];
}

/** A class's part in a feature, as a part of the total. */
function shareOf({ parts, shares }: FactSource, feature: FeatureName, id: number): number {
  return parts[feature] * (shares[feature][id] ?? 0);
}

/** One fact for all features that show a class's absence, or presence; it stands under the class feature that shows it most. */
function wholeFact(
  source: FactSource,
  id: number,
  kind: 'missing' | 'extra',
  features: readonly FeatureName[],
): WeighedFact {
  const candidates: ClassFeature[] = kind === 'extra' ? ['histogram'] : ['histogram', 'embedding', 'color', 'location'];
  const feature = candidates.reduce((most, name) =>
    shareOf(source, name, id) > shareOf(source, most, id) ? name : most,
  );
  const share = features.reduce((sum, name) => sum + shareOf(source, name, id), 0);
  return { fact: { classId: id, feature, kind, share, ...measured(source, feature, id) }, excess: Infinity };
}

/**
 * Area, place and colour of a class that is here and in some reference: those that clearly leave the references'.
 * @param present the class in the references that have it. @param all in every one: where it is absent its area is 0.
 */
function measuredFacts(
  source: FactSource,
  own: ClassMeasure,
  present: readonly ClassMeasure[],
  all: readonly ClassMeasure[],
): WeighedFact[] {
  const area = areaExcess(own, all);
  const candidates: { feature: ClassFeature; kind: FactKind; excess: number }[] = [
    { feature: 'histogram', kind: area < 0 ? 'smaller' : 'larger', excess: Math.abs(area) },
    { feature: 'location', kind: 'moved', excess: placeExcess(own, present) },
    { feature: 'color', kind: 'recolored', excess: colorExcess(own, present) },
  ];
  return candidates
    .filter(({ excess }) => excess > 1)
    .map(({ feature, kind, excess }) => {
      const share = shareOf(source, feature, own.id);
      return { fact: { classId: own.id, feature, kind, share, ...measured(source, feature, own.id) }, excess };
    });
}

function textureFacts(
  source: FactSource,
  id: number,
  features: readonly (PatchFeature | 'embedding')[],
): WeighedFact[] {
  return features.flatMap((feature) => {
    const share = shareOf(source, feature, id);
    return share > 0
      ? [
          {
            fact: { classId: id, feature, kind: 'texture' as const, share, ...measured(source, feature, id) },
            excess: 0,
          },
        ]
      : [];
  });
}

/** A class's value in a feature, and the references'. */
function measured(source: FactSource, feature: FeatureName, id: number): Pick<Fact, 'value' | 'references'> {
  switch (feature) {
    case 'histogram':
      return areasOf(source, id);
    case 'color':
      return measuredBy(source, id, ({ color }) => color.ratio);
    case 'location':
      return measuredBy(source, id, ({ location }) => location.distance);
    case 'embedding':
      return embeddingValues(source, id);
    case 'patch':
    case 'classPatch':
    case 'foreground':
      return {
        value: source.tails[feature][id] ?? 0,
        references: usual(
          source,
          feature,
          source.leaveOneOut.map((scores) => scores[feature]),
        ),
      };
  }
}

function areasOf({ classes, references, nearest }: FactSource, id: number): Pick<Fact, 'value' | 'references'> {
  const areas = references.map((reference) => reference[id - 1]?.area ?? 0);
  return {
    value: classes[id - 1]!.area,
    references: { min: Math.min(...areas), max: Math.max(...areas), nearest: areas[nearest]! },
  };
}

/** Of references without the class the value is none; where no reference has it, zero. */
function measuredBy(
  { classes, references, nearest }: FactSource,
  id: number,
  read: (measure: ClassMeasure) => number,
): Pick<Fact, 'value' | 'references'> {
  const present = references.flatMap((reference) => presentIn(reference, id)).map(read);
  const near = presentIn(references[nearest]!, id).map(read)[0];
  const range = { min: Math.min(...present), max: Math.max(...present) };
  return {
    value: read(classes[id - 1]!),
    references: present.length === 0 ? { min: 0, max: 0, nearest: 0 } : { ...range, nearest: near ?? range.min },
  };
}

function embeddingValues(source: FactSource, id: number): Pick<Fact, 'value' | 'references'> {
  const { similarity, nearest, usualDistances } = source;
  const likeness =
    similarity[id - 1]?.[nearest] ?? Math.max(...(similarity[id - 1] ?? []).map((value) => value ?? 0), 0);
  return { value: 1 - likeness, references: usual(source, 'embedding', usualDistances[id - 1] ?? []) };
}

/** The references' own distances; where they have none, as one alone, from 0 to the feature's weight. */
function usual(
  { nearest, weights }: FactSource,
  feature: FeatureName,
  distances: readonly (number | null)[],
): Fact['references'] {
  const known = distances.filter((value) => value !== null);
  if (known.length === 0) return { min: 0, max: weights[feature], nearest: weights[feature] };
  const [min, max] = [Math.min(...known), Math.max(...known)];
  return { min, max, nearest: distances[nearest] ?? max };
}
