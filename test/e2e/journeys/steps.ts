// The tests of a journey are its steps: after one that failed, the rest of the journey is skipped.
import type { Workbench } from '../workbench.ts';

/** Registers the hooks of a journey; where a step fails, a screenshot of that name is left. */
export function journeySteps(name: string, workbench: () => Workbench): void {
  let failed = false;
  beforeEach(function () {
    if (failed) this.skip();
  });
  afterEach(async function () {
    if (!this.currentTest?.isFailed()) return;
    failed = true;
    await workbench().screenshot(`failed-${name}`);
  });
}
