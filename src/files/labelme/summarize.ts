import * as z from 'zod/mini';
import type { HumanVerdict } from '../../domain/annotations/annotations.ts';
import { checkedFile, verdictIn } from './parse.ts';

/** What a label file says in short: cheap to get of thousands of files, no mask is decoded. */
export interface LabelFileSummary {
  readonly verdict: HumanVerdict | null;
  /** The label of each region, from the bottom to the top. */
  readonly labels: readonly string[];
}

const labelled = z.looseObject({ label: z.string() });

/**
 * Reads a LabelMe file's verdict and labels. A damaged mask or missing points are not noticed: `parseLabelFile` tells of them.
 * @throws LabelFileError `labels-unreadable`.
 */
export function summarizeLabelFile(text: string, name: string): LabelFileSummary {
  const { shapes, flags } = checkedFile(text, name);
  const labels = shapes.flatMap((shape) => {
    const parsed = labelled.safeParse(shape);
    return parsed.success ? [parsed.data.label] : [];
  });
  return { verdict: verdictIn(flags ?? {}), labels };
}
