import * as vscode from 'vscode';
import type {
  AnnotationComparison,
  AnnotationState,
  Companion,
  CompareWith,
  FromInspector,
  InspectorCommand,
  InspectorSnapshot,
  ReviewWalk,
  ToInspector,
} from '../../protocol/inspector.ts';
import { PageAnnotations } from '../annotations/pageAnnotations.ts';
import type { AnnotationKeeper } from '../annotations/pageAnnotations.ts';
import type { AnnotationStore } from '../annotations/annotationStore.ts';
import { PageLabels } from '../annotations/pageLabels.ts';
import type { LabelledImage } from '../annotations/pageLabels.ts';
import { PagePrompts } from '../annotations/pagePrompts.ts';
import type { Defects } from '../services/defects.ts';
import type { PromptModels } from '../services/promptModels.ts';
import { Disposables } from '../services/disposables.ts';
import { projectName } from '../services/projects.ts';
import type { Projects } from '../services/projects.ts';
import { Companions } from './companions.ts';
import type { ImagePlace } from './imagePlace.ts';
import { InspectorPage } from './inspectorPage.ts';
import { runPageRequest } from './pageRequests.ts';
import { withoutInner } from './pageRoots.ts';
import { ShownImage } from './shownImage.ts';
import type { ShownImageServices } from './shownImage.ts';
import { watchFile } from './watchFile.ts';

/** An image that is not read by then is shown without its scores first. */
const PATIENCE_MILLISECONDS = 250;

export interface InspectorServices extends ShownImageServices {
  extensionUri: vscode.Uri;
  projects: Projects;
  annotations: AnnotationStore;
  defects: Defects;
  prompts: PromptModels;
  log: vscode.LogOutputChannel;
}

/** What a page that compares two versions of labels shows in the place of the image's annotations. */
export interface Compared {
  annotations: AnnotationState;
  comparison: AnnotationComparison;
  /** There is no image before or after it. */
  walk: null;
}

/** What a page's owner, the custom editor, a review or a comparison, knows and does for it. */
export interface InspectorOwner {
  /** The project that the page walks through; undefined where it is about one image. */
  project: string | undefined;
  locate: (image: vscode.Uri) => Promise<ImagePlace>;
  /** The folders that the page may read. */
  roots: () => Promise<vscode.Uri[]>;
  review: () => InspectorSnapshot['review'];
  /** Given by a page that compares labels. */
  compared?: () => Compared;
  navigate: (session: InspectorSession, to: 'next' | 'previous') => Promise<void>;
  walk: (walk: ReviewWalk) => void;
  /** The image is on the screen. */
  painted: () => void;
  /** The page gained or lost the keys. */
  focus: () => void;
  /** What becomes of edits of annotations. */
  keeper: AnnotationKeeper;
}

/** What is on show, in short: what commands that change it give back. */
export interface ShownSummary {
  image: string;
  position: InspectorSnapshot['image']['position'];
  state: InspectorSnapshot['state']['kind'];
  /** What changed since the result on show was made, or since the project was scored; or why there is no score. */
  reason: string | null;
  review: InspectorSnapshot['review'];
}

/** One page with one image at a time, in step with the project, the records, the classes and the file. */
export class InspectorSession implements vscode.Disposable {
  /** Whether the keys belong to the image, as the page last told. */
  hasCanvasFocus = false;
  shown: ShownImage;
  /** The image that was on show before. */
  previous: vscode.Uri | undefined;
  readonly panel: vscode.WebviewPanel;
  readonly annotations: PageAnnotations;
  private readonly labels: PageLabels;
  private readonly prompting: PagePrompts;
  private readonly disposables = new Disposables();
  private readonly page: InspectorPage;
  private readonly companions: Companions;
  private watcher: vscode.Disposable | undefined;
  /** Folders that only some images need, such as those of previews, as far as they were needed; by path. */
  private readonly roots = new Map<string, vscode.Uri>();
  private takesFocus = false;
  /** When the image on show was asked for. */
  private askedAt = 0;
  private turn = 0;

  constructor(
    image: vscode.Uri,
    panel: vscode.WebviewPanel,
    private readonly services: InspectorServices,
    private readonly owner: InspectorOwner,
  ) {
    this.panel = panel;
    this.page = new InspectorPage(panel, services.extensionUri, owner.project);
    this.shown = this.make(image);
    this.annotations = this.disposables.add(
      new PageAnnotations(
        services.annotations,
        owner.keeper,
        () => this.shown.name,
        (message) => {
          this.page.post(message);
          this.labels.tell(); // without a project they are those of the regions
        },
      ),
    );
    const post = (message: ToInspector) => {
      this.page.post(message);
    };
    this.labels = this.disposables.add(new PageLabels(services, () => this.labelled(this.shown), post));
    this.prompting = this.disposables.add(new PagePrompts(services.engine, services.failures, post));
    this.companions = new Companions({
      shown: () => this.shown,
      previous: () => this.previous,
      make: (uri) => this.make(uri),
      describe: (companion, as) => this.describeCompanion(companion, as),
      references: (project) => references(services.projects, project),
      watch: watchFile,
      admit: async (companion) => {
        await this.admit(companion);
      },
      post: (companion) => {
        this.page.post({ type: 'companion', companion });
      },
    });
    this.disposables.add(this.page.onMessage((message) => void this.receive(message)));
    this.follow();
    this.watch(this.shown);
    void this.open();
  }

  /** An image that this page can show. */
  make(image: vscode.Uri): ShownImage {
    return new ShownImage(image, this.services, this.owner.locate);
  }

  /** Swaps the image in place, with one message where its scores are known in time. */
  async show(next: ShownImage): Promise<void> {
    const turn = ++this.turn;
    const askedAt = performance.now();
    const source = next.readSource();
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS));
    const annotations = this.services.annotations.peek(next.uri).loaded;
    await Promise.race([Promise.all([source.then(() => next.update()), annotations]), late]);
    await Promise.all([source, next.placed()]);
    if (turn !== this.turn || this.disposables.isDisposed) return;
    this.askedAt = askedAt;
    if (next.uri.path !== this.shown.uri.path) this.previous = this.shown.uri;
    this.watch(next);
    if (await this.admit(next)) this.postSnapshot();
    await this.companions.update();
  }

  /** Looks again where the image stands, and tells the page. */
  async update(): Promise<void> {
    const { shown } = this;
    await shown.update(() => {
      if (shown === this.shown) this.postSnapshot();
    });
    await this.companions.follow();
  }

  /** What the page shows of an image. */
  snapshot(shown: ShownImage): InspectorSnapshot {
    const { place } = shown;
    return {
      image: this.describeImage(shown),
      project: place?.project === undefined ? null : projectName(place.project),
      state: shown.state,
      walk: place ? { of: place.of, previous: place.previous !== undefined, next: place.next !== undefined } : null,
      review: this.owner.review(),
      annotations: this.annotations.state(shown.uri, shown.name),
      ...this.labels.of(this.labelled(shown), shown === this.shown),
      comparison: null,
      ...this.owner.compared?.(),
    };
  }

  get summary(): ShownSummary {
    const { image, state, review } = this.snapshot(this.shown);
    const reason = state.kind === 'scored' ? state.stale : state.kind === 'unscored' ? state.reason : null;
    return { image: image.name, position: image.position, state: state.kind, reason, review };
  }

  /** Tells the page of images that may be asked for next. */
  async prefetch(images: readonly ShownImage[]): Promise<void> {
    await Promise.all(images.map(({ uri }) => this.services.annotations.peek(uri).loaded));
    this.page.post({ type: 'prefetch', snapshots: images.map((shown) => this.snapshot(shown)) });
  }

  /** Gives the page the focus as soon as it is ready, and takes keys for it until then. */
  takeCanvasFocus(): void {
    this.hasCanvasFocus = true;
    this.takesFocus = true;
  }

  navigate(to: 'next' | 'previous'): Promise<void> {
    return this.owner.navigate(this, to);
  }

  command(command: InspectorCommand): void {
    this.page.post({ type: 'command', command });
  }

  /** Scores the image on show, also where it has a score. Throws what the engine throws. */
  score(): Promise<void> {
    return this.shown.score();
  }

  dispose(): void {
    this.watcher?.dispose();
    this.companions.dispose();
    this.disposables.dispose();
  }

  /** Loads the page and, meanwhile, what it will show. */
  private async open(): Promise<void> {
    this.page.isReady = false;
    this.shown.forget();
    void this.update();
    const [roots] = await Promise.all([this.owner.roots(), this.shown.readSource()]);
    if (this.disposables.isDisposed) return;
    const { source } = this.shown;
    const own = source?.root ? [source.root] : [];
    this.page.load(withoutInner([...roots, ...this.roots.values(), ...own]), source);
  }

  private follow(): void {
    const { projects, records, classes } = this.services;
    const reread = () => {
      void this.shown.updateState();
      this.companions.updateState();
    };
    this.disposables.add(projects.onDidChange(() => void this.projectChanged()));
    this.disposables.add(
      projects.onDidChangeTruth(({ project }) => {
        if (project === this.shown.place?.project) void this.update();
      }),
    );
    this.disposables.add(
      records.onDidChange(({ project }) => {
        if (project === this.shown.place?.project) reread();
      }),
    );
    this.disposables.add(
      classes.onDidChange((project) => {
        if (project !== this.shown.place?.project) return;
        this.shown.updateLooks();
        this.companions.updateState();
      }),
    );
    this.disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.open()));
  }

  /** A project that came about may bring references that the page may not read yet. */
  private async projectChanged(): Promise<void> {
    await this.update();
    if (this.page.isReady && !this.page.covers(await this.owner.roots())) await this.open();
  }

  /** Makes an image the one on show: its states go to the page, and its file is watched. */
  private watch(next: ShownImage): void {
    this.shown.onState = () => undefined;
    this.shown = next;
    next.onState = () => {
      this.page.post({ type: 'state', state: next.state });
      void this.companions.follow();
    };
    void next.placed().then((place) => {
      if (place?.project !== undefined) void this.services.classes.load(place.project).catch(() => undefined);
      this.labels.load(place?.project);
    });
    this.prompting.stop();
    if (!this.owner.compared) this.annotations.show(next.uri);
    this.watcher?.dispose();
    this.watcher = watchFile(next.uri, () => void this.fileChanged());
  }

  private async fileChanged(): Promise<void> {
    const { shown } = this;
    if (!(await shown.readSource()) || this.disposables.isDisposed || shown !== this.shown) return;
    if (await this.admit(shown)) await this.update();
  }

  /** Whether the page may read an image; where it may not, it is loaded again, with other roots, so that it may. */
  private async admit({ source }: ShownImage): Promise<boolean> {
    if (!source?.root || this.page.covers([source.root])) return true;
    this.roots.set(source.root.path, source.root);
    await this.open();
    return false;
  }

  private async receive(message: FromInspector): Promise<void> {
    const { log, failures } = this.services;
    switch (message.type) {
      case 'ready':
        this.page.isReady = true;
        this.annotations.reset();
        this.postSnapshot();
        if (this.takesFocus && this.panel.active) this.panel.reveal(this.panel.viewColumn, false);
        this.takesFocus = false;
        await this.companions.update();
        break;
      case 'painted':
        log.info(`Inspector painted ${this.shown.name} after ${Math.round(message.milliseconds)} ms.`);
        this.owner.painted();
        break;
      case 'swapped':
        this.logSwap(message.milliseconds);
        this.owner.painted();
        break;
      case 'navigate':
        await this.navigate(message.to);
        break;
      case 'review':
        this.owner.walk(message.walk);
        break;
      case 'compare':
        await this.companions.ask(message.with);
        break;
      case 'score':
        await this.score().catch((error: unknown) => {
          failures.show(error);
        });
        break;
      case 'focus':
        if (this.takesFocus) break; // the page had no chance yet
        this.hasCanvasFocus = message.canvas;
        this.owner.focus();
        break;
      case 'edit':
      case 'imageSize':
      case 'undo':
      case 'redo':
      case 'openLabelFile':
        await this.annotations.receive(message).catch((error: unknown) => {
          failures.show(error);
        });
        break;
      case 'prompt':
        if (message.image !== this.shown.name) break; // the page has not heard yet that another one is on show
        await this.prompting.ask(message, this.shown.uri, this.shown.place?.project);
        break;
      case 'editClass':
      case 'editLabels':
      case 'openImage':
      case 'createProject':
      case 'showLog':
        await runPageRequest(message, this.shown);
    }
  }

  private logSwap(inPage: number): void {
    const total = Math.round(performance.now() - this.askedAt);
    this.services.log.info(`Swapped to ${this.shown.name} after ${total} ms (${Math.round(inPage)} ms in the page).`);
  }

  private postSnapshot(): void {
    this.page.post({ type: 'snapshot', snapshot: this.snapshot(this.shown) });
  }

  private describeImage(shown: ShownImage): InspectorSnapshot['image'] {
    const { place } = shown;
    return {
      name: shown.name,
      url: this.page.url(shown.source),
      position: place && place.index >= 0 ? { index: place.index, of: place.of } : null,
      isReference: place?.isReference ?? false,
      group: place?.group ?? null,
      truth: place?.truth ?? null,
    };
  }

  private labelled(shown: ShownImage): LabelledImage {
    const { place, uri, name } = shown;
    const regions = this.annotations.state(uri, name)?.value.regions ?? [];
    return { project: place && (place.project ?? null), regions };
  }

  private describeCompanion(companion: ShownImage, as: CompareWith): Companion {
    return { with: as, image: this.describeImage(companion), state: companion.state };
  }
}

async function references(projects: Projects, project: string): Promise<string[]> {
  const images = await projects.images(project).catch(() => []);
  return images.filter(({ reference }) => reference).map(({ image }) => image);
}
