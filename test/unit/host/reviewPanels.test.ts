import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProjectImage } from '../../../src/domain/records.ts';

import type { Inspectors } from '../../../src/host/editors/inspectors.ts';
import { ReviewPanels } from '../../../src/host/review/reviewPanels.ts';
import type { ReviewServices } from '../../../src/host/review/reviewPanels.ts';
import { Deferred, settle } from './deferred.ts';
import { emptyAnnotationStore } from './emptyAnnotations.ts';
import { FakePanel, Uri, panels } from './fakeVscode.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

const PROJECT = '/data/one/p.kshot.json';
const OTHER = '/data/two/p.kshot.json';
const IMAGES: ProjectImage[] = [{ image: 'a.png', reference: false, group: null, annotations: null }];

describe('ReviewPanels', () => {
  let images: Deferred<ProjectImage[]>;
  let asked: string[];
  let shown: unknown[];
  let reviews: ReviewPanels;
  const event = () => ({ dispose: () => undefined });
  beforeEach(() => {
    panels.length = 0;
    asked = [];
    shown = [];
    images = new Deferred();
    const services = {
      extensionUri: Uri.file('/extension'),
      projects: {
        use: () => Promise.resolve(),
        images: (project: string) => {
          asked.push(project);
          return images.promise;
        },
        onDidChange: event,
        onDidChangeTruth: event,
      },
      records: {
        load: () => Promise.resolve(),
        get: () => undefined,
        basis: () => undefined,
        onDidChange: event,
        staleReason: () => null,
      },
      classes: { load: () => Promise.resolve({ classes: [] }), known: () => [], onDidChange: event },
      annotations: emptyAnnotationStore(),
      defects: { load: () => Promise.resolve([]), known: () => [], onDidChange: event },
      prompts: { load: () => Promise.resolve(), known: () => null, onDidChange: event },
      memento: { get: (_: string, otherwise: unknown) => otherwise, update: () => Promise.resolve() },
      failures: { note: () => undefined, show: (error: unknown) => shown.push(error) },
      log: { info: () => undefined },
    } as unknown as ReviewServices;
    const inspectors = { add: () => undefined, update: () => undefined } as unknown as Inspectors;
    reviews = new ReviewPanels(services, inspectors);
  });
  const restore = (panel: FakePanel, state: unknown) => reviews.deserializeWebviewPanel(panel as never, state);

  it('opens one panel where it is asked for twice', async () => {
    const both = [reviews.open(PROJECT), reviews.open(PROJECT)];
    await settle();
    images.resolve(IMAGES);
    expect((await Promise.all(both)).map(({ image }) => image)).toEqual(['a.png', 'a.png']);
    expect(panels).toHaveLength(1);
    expect(panels[0]!.revealed).toBe(1);
    panels[0]!.dispose();
    await reviews.open(PROJECT);
    expect(panels).toHaveLength(2);
  });

  it('is opened anew after a failure', async () => {
    const first = reviews.open(PROJECT);
    images.reject(new Error('damaged'));
    await expect(first).rejects.toThrow('damaged');
    expect(panels[0]!.isDisposed).toBe(true);
    images = new Deferred();
    images.resolve(IMAGES);
    expect((await reviews.open(PROJECT)).image).toBe('a.png');
  });

  it('says nothing of a panel that was closed while it was read, and forgets no other for it', async () => {
    const first = reviews.open(PROJECT);
    await settle();
    panels[0]!.dispose();
    const second = reviews.open(PROJECT);
    await settle();
    images.resolve(IMAGES);
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    await second;
    await reviews.open(PROJECT);
    expect(panels).toHaveLength(2);
  });

  it('is restored by the project in the page’s state, whatever its title says', async () => {
    images.resolve(IMAGES);
    const [one, other, twice, unknown] = ['Review p', 'Review p', 'Review p', 'Review p'].map(
      (title) => new FakePanel(title),
    );
    await restore(one!, { project: OTHER, panelOpen: true });
    await restore(other!, { project: PROJECT });
    await restore(twice!, { project: PROJECT });
    await restore(unknown!, undefined);
    expect(asked).toEqual([OTHER, PROJECT]);
    expect([one, other, twice, unknown].map((panel) => panel!.isDisposed)).toEqual([false, false, true, true]);
    expect(one!.webview.html).toContain(`data-project="${OTHER}"`);
    await reviews.open(PROJECT);
    expect(panels).toHaveLength(0);
    expect(shown).toEqual([]);
  });
});
