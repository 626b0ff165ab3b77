import { activeUri } from './activeFile.ts';
import type { ImageIndex } from './imageIndex.ts';
import type { Projects } from './projects.ts';

/** The project to show in views: that of the image on show, or else the last used; undefined where there is none, or none is known yet. */
export async function shownProject(index: ImageIndex, projects: Projects): Promise<string | undefined> {
  const uri = activeUri();
  const shown = uri && index.status(uri)?.project;
  return shown ?? (await projects.active().catch(() => undefined));
}
