import { isImageFile } from '../editors/imagePlace.ts';
import type { Inspectors } from '../editors/inspectors.ts';
import type { ReviewPanels } from '../review/reviewPanels.ts';
import type { ReviewWalk } from '../../protocol/inspector.ts';
import { activeUri } from '../services/activeFile.ts';
import type { Disposables } from '../services/disposables.ts';
import type { Failures } from '../services/failures.ts';
import type { Projects } from '../services/projects.ts';
import { register } from './register.ts';
import { readTarget, readUris } from './targets.ts';

export interface ReviewCommandServices {
  reviews: ReviewPanels;
  inspectors: Inspectors;
  projects: Projects;
  failures: Failures;
}

/**
 * Review Images: of the project that is named, shown or active; at the image that was clicked or is on show, if it is one of the project's. A walk may be
 * given too. Gives back what is on show.
 */
export function registerReview(owner: Disposables, services: ReviewCommandServices): void {
  const { reviews, inspectors, projects, failures } = services;
  register(owner, failures, 'kshot.review', async (...args) => {
    const clicked = readUris(args).find(isImageFile);
    const shown = inspectors.active?.shown.uri ?? activeUri();
    const target = await readTarget(args, projects);
    if (!target) return undefined;
    const image = clicked ?? (shown && isImageFile(shown) ? shown : undefined);
    return reviews.open(target.project, image, args.find(isWalk));
  });
}

function isWalk(argument: unknown): argument is ReviewWalk {
  return typeof argument === 'object' && argument !== null && 'order' in argument && 'filter' in argument;
}
