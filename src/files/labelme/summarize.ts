import type { HumanVerdict } from '../../domain/annotations/annotations.ts';
import { checkedFile, checkedShape, verdictIn } from './parse.ts';

/** What a label file says in short: cheap to get of thousands of files, no mask is decoded. */
export interface LabelFileSummary {
  readonly verdict: HumanVerdict | null;
  /** The label of each region, from the bottom to the top. */
  readonly labels: readonly string[];
}

/**
 * Reads a LabelMe file's verdict and labels. What `parseLabelFile` refuses is refused here too, but for a mask that begins as a PNG does and is damaged further on.
 * @throws LabelFileError `labels-unreadable`.
 */
export function summarizeLabelFile(text: string, name: string): LabelFileSummary {
  const { shapes, flags } = checkedFile(text, name);
  const labels = shapes.map((shape, i) => checkedShape(shape, `${name}: shapes[${i}]`).raw.label);
  return { verdict: verdictIn(flags ?? {}), labels };
}
