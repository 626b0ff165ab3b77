import * as vscode from 'vscode';
import type { InspectorServices, ShownSummary } from '../editors/inspectorSession.ts';
import type { Inspectors } from '../editors/inspectors.ts';
import type { ReviewWalk } from '../../protocol/inspector.ts';
import { imageName } from '../services/activeProject.ts';
import { Disposables } from '../services/disposables.ts';
import type { Failures } from '../services/failures.ts';
import { projectName } from '../services/projects.ts';
import { EngineRequestError } from '../../worker/engineRequestError.ts';
import { ReviewPanel } from './reviewPanel.ts';
import type { ReviewMemory } from './reviewPanel.ts';
import { DEFAULT_WALK } from './walk.ts';

/** How each project was walked through last. */
const MEMORIES = 'review.memories';

export interface ReviewServices extends InspectorServices {
  failures: Failures;
  memento: vscode.Memento;
}

/** The review panels, one a project. They come back when the window is loaded again. */
export class ReviewPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  static readonly viewType = 'kshot.review';
  private readonly disposables = new Disposables();
  /** By project; also while they are being filled. */
  private readonly panels = new Map<string, Promise<ReviewPanel>>();

  constructor(
    private readonly services: ReviewServices,
    private readonly inspectors: Inspectors,
  ) {
    this.disposables.add(vscode.window.registerWebviewPanelSerializer(ReviewPanels.viewType, this));
  }

  /** Opens a project's panel, or brings it to the front; at an image, on a walk where these are given. Throws what the engine throws. */
  async open(project: string, image?: vscode.Uri, walk?: ReviewWalk): Promise<ShownSummary> {
    await this.services.projects.use(project);
    const name = image && (await this.nameIn(project, image));
    const opened = this.panels.get(project);
    if (!opened) return (await this.create(project, name, walk)).session.summary;
    const known = await opened;
    known.panel.reveal();
    const isOther = name !== undefined && name !== known.session.shown.name;
    if (walk) await known.walk(walk);
    if (isOther) await known.show(name);
    return known.session.summary;
  }

  /** Fills a panel that VS Code kept over a reload: the page's state tells the project. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const project = projectIn(state);
    if (project === undefined || this.panels.has(project) || !vscode.workspace.isTrusted) {
      panel.dispose();
      return;
    }
    await this.fill(project, panel, this.memory(project)).catch((error: unknown) => {
      this.services.failures.show(error);
    });
  }

  dispose(): void {
    for (const filling of this.panels.values()) {
      filling.then(
        (review) => {
          review.dispose();
        },
        () => undefined, // told to whoever opened it
      );
    }
    this.disposables.dispose();
  }

  private create(project: string, image: string | undefined, walk: ReviewWalk | undefined): Promise<ReviewPanel> {
    const title = titleOf(project);
    const panel = vscode.window.createWebviewPanel(ReviewPanels.viewType, title, vscode.ViewColumn.Active, {
      enableScripts: true,
      retainContextWhenHidden: true, // what was read ahead stays
    });
    const memory: ReviewMemory = { walk: walk ?? this.memory(project).walk };
    return this.fill(project, panel, { ...memory, ...(image === undefined ? {} : { image }) });
  }

  /** Knows a panel from now on until it is closed, and gives its review once its images are known. */
  private fill(project: string, panel: vscode.WebviewPanel, memory: ReviewMemory): Promise<ReviewPanel> {
    const { services, panels } = this;
    panel.iconPath = vscode.Uri.joinPath(services.extensionUri, 'media', 'kshot.svg');
    const filling = this.make(project, panel, memory);
    const forget = () => {
      if (panels.get(project) === filling) panels.delete(project);
    };
    panels.set(project, filling);
    filling.catch(() => {
      forget();
      panel.dispose();
    });
    panel.onDidDispose(forget);
    panel.onDidChangeViewState(() => {
      if (panel.active) void services.projects.use(project);
    });
    return filling;
  }

  private async make(project: string, panel: vscode.WebviewPanel, memory: ReviewMemory): Promise<ReviewPanel> {
    const { services, inspectors } = this;
    const closed = new AbortController();
    panel.onDidDispose(() => {
      closed.abort();
    });
    const images = await services.projects.images(project);
    if (images.length === 0) throw new Error(vscode.l10n.t('{0} has no images to review.', projectName(project)));
    await services.records.load(project);
    if (closed.signal.aborted)
      throw new EngineRequestError('cancelled', vscode.l10n.t('The review was closed before it was read.'));
    const isThere = images.some(({ image }) => image === memory.image);
    const start: ReviewMemory = isThere ? memory : { walk: memory.walk };
    return new ReviewPanel(project, panel, services, inspectors, images, start, (changed) => {
      this.remember(project, changed);
    });
  }

  private async nameIn(project: string, image: vscode.Uri): Promise<string | undefined> {
    if (image.scheme !== 'file') return undefined;
    const name = imageName(project, image.fsPath);
    const images = await this.services.projects.images(project);
    return images.some((entry) => entry.image === name) ? name : undefined;
  }

  private memory(project: string): ReviewMemory {
    return this.memories[project] ?? { walk: DEFAULT_WALK };
  }

  private get memories(): Readonly<Record<string, ReviewMemory>> {
    return this.services.memento.get<Record<string, ReviewMemory>>(MEMORIES, {});
  }

  private remember(project: string, memory: ReviewMemory): void {
    void this.services.memento.update(MEMORIES, { ...this.memories, [project]: memory });
  }
}

function titleOf(project: string): string {
  return vscode.l10n.t('Review {0}', projectName(project));
}

function projectIn(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('project' in state)) return undefined;
  return typeof state.project === 'string' ? state.project : undefined;
}
