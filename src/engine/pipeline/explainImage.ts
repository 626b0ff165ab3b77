import type { Explanation, PatchMatch } from '../../domain/explanation.ts';
import { BACKGROUND_NAME, classNameOf } from '../../domain/palette.ts';
import type { ClassMeasure, ScoreRecord } from '../../domain/records.ts';
import { scoreParts } from '../../domain/scoreParts.ts';
import { factsOf } from '../explain/facts.ts';
import { absentClass } from '../features/classMeasures.ts';
import { tailIndices } from '../scoring/tail.ts';
import type { PipelineContext } from './context.ts';
import type { Fit } from './fitProject.ts';
import { factorsOf, nearestReference, thresholdOf } from './scoreImage.ts';
import type { ImageScores } from './scoreImage.ts';

/** Why an image scored as its record says: the facts, what they are read from, and its oddest patches. */
export function explainImage(
  record: ScoreRecord,
  scores: ImageScores,
  fit: Fit,
  context: PipelineContext,
): Explanation {
  const nearest = nearestReference(scores, fit, factorsOf(context));
  const entries = context.project.file.classes;
  const nameOf = (id: number): string => (id === 0 ? BACKGROUND_NAME : classNameOf(entries, id));
  const facts = factsOf({
    classes: scores.classes,
    references: fit.references.map(({ classes }) => classes),
    nearest,
    parts: scoreParts(record),
    shares: scores.shares[nearest]!,
    tails: scores.tails,
    similarity: scores.similarity,
    leaveOneOut: fit.leaveOneOut,
    weights: fit.weights,
    usualDistances: fit.usualDistances,
  });
  const { image, score, verdict, nearestReference: name } = record;
  return {
    image,
    score,
    verdict,
    threshold: thresholdOf(fit, context),
    nearestReference: name,
    facts: facts.map(({ classId, ...fact }) => ({ classId, className: nameOf(classId), ...fact })),
    classes: scores.classes.map((own) => ({
      id: own.id,
      name: nameOf(own.id),
      ...measures(own),
      references: fit.references.map((reference) => ({
        image: reference.image,
        ...measures(reference.classes[own.id - 1] ?? absentClass(own.id)),
      })),
    })),
    patches: oddestPatches(scores, fit),
  };
}

function measures({ area, color, location }: ClassMeasure): Omit<ClassMeasure, 'id'> {
  return { area, color, location };
}

/** The tail of `patch` (METHOD 4), the oddest first, each with the reference patch that is most like it. */
function oddestPatches({ grid, distances, matches }: ImageScores, fit: Fit): PatchMatch[] {
  const place = (patch: number) => ({ row: Math.floor(patch / grid), column: patch % grid });
  return tailIndices(distances).map((patch) => ({
    ...place(patch),
    distance: distances[patch]!,
    reference: { image: fit.references[matches.reference[patch]!]!.image, ...place(matches.patch[patch]!) },
  }));
}
