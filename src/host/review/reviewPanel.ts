import * as vscode from 'vscode';
import { isScored } from '../../domain/records.ts';
import type { ProjectImage, ScoreRecord } from '../../domain/records.ts';
import { ReviewKeeper } from '../annotations/reviewKeeper.ts';
import { InspectorSession } from '../editors/inspectorSession.ts';
import type { InspectorServices } from '../editors/inspectorSession.ts';
import type { Inspectors } from '../editors/inspectors.ts';
import { aboutImage } from '../editors/imagePlace.ts';
import type { ImagePlace } from '../editors/imagePlace.ts';
import { foldersOf } from '../editors/pageRoots.ts';
import type { ReviewWalk } from '../../protocol/inspector.ts';
import { imageName, imagePath } from '../services/activeProject.ts';
import { Debounce } from '../services/debounce.ts';
import { Disposables } from '../services/disposables.ts';
import { Neighbours } from './neighbours.ts';
import { isSamePath, stepFrom, walkPath } from './walk.ts';
import type { WalkPath } from './walk.ts';

/** While a folder is scored, records come faster than anyone reads. */
const QUIET_MILLISECONDS = 300;

export interface ReviewMemory {
  walk: ReviewWalk;
  /** The image that was on show last. */
  image?: string;
}

/** A page that walks through a whole project, swapping the image in place. */
export class ReviewPanel implements vscode.Disposable {
  readonly session: InspectorSession;
  private readonly disposables = new Disposables();
  private readonly keeper: ReviewKeeper;
  private readonly neighbours: Neighbours;
  private path: WalkPath;
  /** The last score of each image: the way stays where scores become stale, until there are new ones. */
  private readonly lastScores = new Map<string, ScoreRecord>();
  /** The image that was asked for last: a key that repeats goes on from there. */
  private wanted: string;

  /** @param images all images of the project. @param remember hears of each change of the walk and the image. */
  constructor(
    readonly project: string,
    readonly panel: vscode.WebviewPanel,
    private readonly services: InspectorServices,
    inspectors: Inspectors,
    private images: readonly ProjectImage[],
    private memory: ReviewMemory,
    private readonly remember: (memory: ReviewMemory) => void,
  ) {
    this.path = this.readPath();
    this.wanted = memory.image ?? this.path.images[0] ?? this.path.all[0]!;
    this.keeper = new ReviewKeeper({
      show: (image) => this.show(imageName(project, image.fsPath)),
      changed: () => {
        this.session.annotations.push();
      },
      models: (image) => services.annotations.peek(image),
      failures: services.failures,
    });
    this.session = new InspectorSession(this.uri(this.wanted), panel, services, {
      project,
      locate: (image) => Promise.resolve(this.locate(image)),
      roots: () => Promise.resolve(foldersOf(this.images.map(({ image }) => this.uri(image)))),
      review: () => ({ ...this.memory.walk, counts: this.path.counts }),
      navigate: (_, to) => this.navigate(to),
      walk: (walk) => void this.walk(walk),
      painted: () => void this.prepare(),
      focus: () => {
        inspectors.update();
      },
      keeper: this.keeper,
    });
    this.neighbours = new Neighbours(
      (name) => this.session.make(this.uri(name)),
      (ahead) => {
        void this.session.prefetch(ahead);
      },
    );
    inspectors.add(this.session);
    this.follow();
  }

  /** Shows an image of the project, whatever the filter says. */
  async show(image: string): Promise<void> {
    this.wanted = image;
    this.neighbours.stop([image, ...this.ahead()]);
    this.keep({ image });
    await this.session.show(this.neighbours.take(image));
  }

  /** Another order or filter: the image on show stays where the filter lets it. */
  async walk(walk: ReviewWalk): Promise<void> {
    this.keep({ walk });
    this.path = this.readPath();
    const [first] = this.path.images;
    if (first === undefined || this.path.images.includes(this.wanted)) await this.session.update();
    else await this.show(first);
    void this.prepare();
  }

  dispose(): void {
    this.neighbours.stop();
    this.disposables.dispose();
  }

  private async navigate(to: 'next' | 'previous'): Promise<void> {
    const next = stepFrom(this.path, this.wanted, to === 'next' ? 1 : -1);
    if (next !== undefined) await this.show(next);
  }

  /** Reads ahead what will probably be asked for next. */
  private async prepare(): Promise<void> {
    await this.neighbours.prepare(this.ahead());
  }

  private ahead(): string[] {
    return [1, 2, -1].map((steps) => stepFrom(this.path, this.wanted, steps)).filter((name) => name !== undefined);
  }

  private follow(): void {
    const quiet = this.disposables.add(new Debounce(QUIET_MILLISECONDS, () => void this.refresh()));
    const { records, projects, classes } = this.services;
    const refresh = (project: string | undefined) => {
      if (project === this.project) quiet.trigger();
    };
    this.disposables.add(
      records.onDidChange(({ project }) => {
        refresh(project);
      }),
    );
    this.disposables.add(projects.onDidChange(refresh));
    this.disposables.add(
      projects.onDidChangeTruth(({ project }) => {
        refresh(project);
      }),
    );
    this.disposables.add(classes.onDidChange(refresh));
    this.panel.onDidDispose(() => {
      this.dispose();
    });
  }

  /** Images or records changed, and with them the way. */
  private async refresh(): Promise<void> {
    const before = this.images;
    const images = await this.services.projects.images(this.project).catch(() => before);
    if (this.disposables.isDisposed) return; // nobody looks any more
    this.images = images;
    const path = this.readPath();
    const isSame = isSamePath(this.path, path) && isSameTruth(before, images);
    this.path = path;
    if (!isSame) await this.session.update();
    await this.prepare();
  }

  private readPath(): WalkPath {
    const records = this.services.records.get(this.project)?.records;
    for (const record of records?.values() ?? []) if (isScored(record)) this.lastScores.set(record.image, record);
    const images = this.images.map(({ image, group, annotations }) => ({
      image,
      group,
      annotations,
      record: records?.get(image) ?? this.lastScores.get(image),
    }));
    return walkPath(images, this.memory.walk, this.wanted);
  }

  private locate(uri: vscode.Uri): ImagePlace {
    const name = imageName(this.project, uri.fsPath);
    const image = this.images.find((candidate) => candidate.image === name);
    return {
      project: this.project,
      name,
      ...aboutImage(image),
      index: this.path.images.indexOf(name),
      of: this.path.images.length,
      previous: this.neighbour(name, -1),
      next: this.neighbour(name, 1),
    };
  }

  private neighbour(name: string, steps: number): vscode.Uri | undefined {
    const neighbour = stepFrom(this.path, name, steps);
    return neighbour === undefined ? undefined : this.uri(neighbour);
  }

  private uri(name: string): vscode.Uri {
    return vscode.Uri.file(imagePath(this.project, name));
  }

  private keep(parts: Partial<ReviewMemory>): void {
    this.memory = { ...this.memory, ...parts };
    this.remember(this.memory);
  }
}

/** Whether the same is said of all images: which are references, what they are, and who says so. */
function isSameTruth(before: readonly ProjectImage[], now: readonly ProjectImage[]): boolean {
  const said = (images: readonly ProjectImage[]) => images.map((image) => [image.image, aboutImage(image)]);
  return JSON.stringify(said(before)) === JSON.stringify(said(now));
}
