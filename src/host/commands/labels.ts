import type { DefectEntry } from '../../domain/projectFile.ts';
import { LabelWork } from '../annotations/labels.ts';
import type { Inspectors } from '../editors/inspectors.ts';
import { saveImages } from '../editors/unsavedImages.ts';
import type { Defects } from '../services/defects.ts';
import type { Disposables } from '../services/disposables.ts';
import type { Failures } from '../services/failures.ts';
import type { Projects } from '../services/projects.ts';
import { labelDialogs } from './labelDialogs.ts';
import { register } from './register.ts';
import { readTarget } from './targets.ts';

export interface LabelCommandServices {
  defects: Defects;
  inspectors: Inspectors;
  projects: Projects;
  failures: Failures;
}

/**
 * Edit Labels: of the project that is named, shown or active. A second argument is the name of a label to add; it is then the only one that is asked about.
 * Gives back the labels as they are then.
 */
export function registerLabels(owner: Disposables, services: LabelCommandServices): void {
  const { defects, inspectors, projects, failures } = services;
  register(owner, failures, 'kshot.annotate.labels', async (...args): Promise<readonly DefectEntry[] | undefined> => {
    const named = args[0] === undefined ? inspectors.active?.shown.place?.project : undefined;
    const project = named ?? (await readTarget([args[0]], projects))?.project;
    if (project === undefined) return undefined;
    const work = new LabelWork(project, defects, labelDialogs, saveImages);
    const [, add] = args;
    await (typeof add === 'string' ? work.add(add) : work.run());
    return defects.load(project);
  });
}
