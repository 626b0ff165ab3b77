import type { Disposables } from '../services/disposables.ts';
import { registerAnnotate } from './annotate.ts';
import { registerClassCommands } from './classes.ts';
import { registerCompareLabels } from './compareLabels.ts';
import { registerInterchange } from './interchange.ts';
import { registerLabels } from './labels.ts';
import { registerModelCommands } from './models.ts';
import { registerNavigation } from './navigation.ts';
import { registerNewProject } from './newProject.ts';
import { registerReferenceCommands } from './references.ts';
import { registerReview } from './review.ts';
import { registerTaskCommands } from './tasks.ts';

/** What all commands together work with. */
type CommandServices = Parameters<typeof registerAnnotate>[1] &
  Parameters<typeof registerClassCommands>[1] &
  Parameters<typeof registerCompareLabels>[1] &
  Parameters<typeof registerInterchange>[1] &
  Parameters<typeof registerLabels>[1] &
  Parameters<typeof registerModelCommands>[1] &
  Parameters<typeof registerNavigation>[1] &
  Parameters<typeof registerNewProject>[1] &
  Parameters<typeof registerReferenceCommands>[1] &
  Parameters<typeof registerReview>[1] &
  Parameters<typeof registerTaskCommands>[1];

/** Every command of the extension; package.json names them. */
export function registerCommands(owner: Disposables, services: CommandServices): void {
  registerNewProject(owner, services);
  registerReferenceCommands(owner, services);
  registerModelCommands(owner, services);
  registerTaskCommands(owner, services);
  registerInterchange(owner, services);
  registerNavigation(owner, services);
  registerReview(owner, services);
  registerCompareLabels(owner, services);
  registerAnnotate(owner, services);
  registerLabels(owner, services);
  registerClassCommands(owner, services);
}
