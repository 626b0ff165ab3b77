import { groundTruthOf, isExcluded, truthSource } from '../../domain/groundTruth.ts';
import type { Evaluation, ProjectImage } from '../../domain/records.ts';
import { EngineError } from '../errors.ts';
import { readAnnotationsOf } from './annotations/summaries.ts';
import type { LabelFileSummaries } from './annotations/summaries.ts';
import { imageNames, imagesToScore } from './imageFiles.ts';
import { groupOf } from './layouts.ts';
import type { Project } from './project.ts';

/** All images of a project, in order of name, references included, with what is known to be true of each. */
export async function projectImages(project: Project, labelFiles?: LabelFileSummaries): Promise<ProjectImage[]> {
  return truthOf(project, await imageNames(project), labelFiles);
}

/** Images of a project by name, in their order, with their ground truth: what people annotated before what their folders say. */
export async function truthOf(
  project: Project,
  images: readonly string[],
  labelFiles?: LabelFileSummaries,
): Promise<ProjectImage[]> {
  const { layout, defects } = project.file;
  const references = new Set(project.file.references);
  const annotated = await readAnnotationsOf(project, images, labelFiles);
  return images.map((image) => {
    const { summary: annotations, labels } = annotated.get(image) ?? { summary: null, labels: [] };
    const group = groundTruthOf({ folder: groupOf(image, layout), annotations, labels, layout, defects });
    return { image, reference: references.has(image), group, annotations };
  });
}

/** The images that an evaluation judges, each with its ground truth's group; how many there are by who says so, and how many are excluded. */
interface JudgedImages extends Readonly<Evaluation['truth']> {
  readonly groups: ReadonlyMap<string, string>;
}

/**
 * What of a project can be judged: its images to score but references, excluded ones, and those of which nothing is known.
 * @param onWarning told of each label file that cannot be read: the folder counts for its image.
 * @throws EngineError `no-ground-truth`, `no-images`.
 */
export async function judgedImages(
  project: Project,
  onWarning?: (message: string) => void,
  labelFiles?: LabelFileSummaries,
): Promise<JudgedImages> {
  const images = await truthOf(project, await imagesToScore(project, undefined), labelFiles);
  const judged = images.filter(({ reference }) => !reference);
  for (const { annotations } of judged) if (annotations?.error !== undefined) onWarning?.(annotations.error);
  const known = judged.flatMap((entry) => (entry.group === null ? [] : [{ ...entry, group: entry.group }]));
  if (known.length === 0) {
    throw new EngineError(
      'no-ground-truth',
      `${project.path}: no image has a ground truth. Give images a verdict (good, anomalous) in the inspector, or set "layout" to mvtec-ad or mvtec-loco, with images in test/good and test/<defect>.`,
    );
  }
  const annotations = known.filter((entry) => truthSource(entry) === 'annotations').length;
  return {
    groups: new Map(known.map(({ image, group }) => [image, group])),
    folder: known.length - annotations,
    annotations,
    excluded: judged.filter(isExcluded).length,
  };
}
