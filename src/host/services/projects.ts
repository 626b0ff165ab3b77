import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ProjectImage } from '../../domain/records.ts';
import { chooseProject } from './activeProject.ts';
import { Disposables } from './disposables.ts';
import type { EngineService } from './engineService.ts';

export const PROJECT_GLOB = '**/*.kshot.json';
const PROJECT_SUFFIX = '.kshot.json';
const LAST_USED = 'projects.lastUsed';
const LAST_USED_KEPT = 20;

/** The name that people see: the file's, without its suffix. */
export function projectName(project: string): string {
  return path.basename(project, PROJECT_SUFFIX);
}

export function isProjectFile(uri: vscode.Uri): boolean {
  return uri.path.endsWith(PROJECT_SUFFIX);
}

/** Images whose ground truth, or whose number of regions, is another: their label files changed. */
export interface TruthChange {
  project: string;
  images: readonly ProjectImage[];
}

/** The workspace's project files, their images, and which one was used last. Projects are paths of their files. */
export class Projects implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<string | undefined>());
  /** Fires with the project whose file or images changed, or undefined when another project became the active one. */
  readonly onDidChange = this.changed.event;
  private readonly truthChanged = this.disposables.add(new vscode.EventEmitter<TruthChange>());
  /** Fires where only annotations changed: files and scores are what they were. */
  readonly onDidChangeTruth = this.truthChanged.event;
  private found: Promise<string[]> | undefined;
  private truths: Promise<void> = Promise.resolve();
  private readonly imagesOf = new Map<string, Promise<ProjectImage[]>>();

  constructor(
    private readonly engine: EngineService,
    private readonly memento: vscode.Memento,
  ) {}

  /** All project files of the workspace, in order of path. */
  list(): Promise<string[]> {
    if (this.found) return this.found;
    const found = findProjects();
    this.found = found;
    found.catch(() => {
      if (this.found === found) this.found = undefined;
    });
    return found;
  }

  /** The project's images in order of name; throws what the engine throws. */
  images(project: string): Promise<ProjectImage[]> {
    const known = this.imagesOf.get(project);
    if (known) return known;
    const images = this.engine.request('images', { project });
    this.imagesOf.set(project, images);
    images.catch(() => {
      if (this.imagesOf.get(project) === images) this.imagesOf.delete(project);
    });
    return images;
  }

  /** Reads again what people annotated of some images, where the project's images are known; throws what the engine throws. */
  readTruth(project: string, names: readonly string[]): Promise<void> {
    // One after the other: each is told of what the one before changed.
    const reading = this.truths.catch(() => undefined).then(() => this.readTruthNow(project, names));
    this.truths = reading;
    return reading;
  }

  private async readTruthNow(project: string, names: readonly string[]): Promise<void> {
    const list = this.imagesOf.get(project);
    const before = await list?.catch(() => undefined);
    if (!list || !before) return;
    const read = await this.engine.request('imageTruth', { project, images: [...names] });
    if (this.imagesOf.get(project) !== list) return; // all of it was read anew meanwhile
    const known = new Map(before.map((image) => [image.image, JSON.stringify(image)]));
    const changed = read.filter((image) => known.has(image.image) && known.get(image.image) !== JSON.stringify(image));
    if (changed.length === 0) return;
    const byName = new Map(changed.map((image) => [image.image, image]));
    this.imagesOf.set(project, Promise.resolve(before.map((image) => byName.get(image.image) ?? image)));
    this.truthChanged.fire({ project, images: changed });
  }

  /** The active project of an image: the nearest folder's that holds it; of several there the last used. */
  async projectOf(image: vscode.Uri): Promise<string | undefined> {
    if (image.scheme !== 'file') return undefined;
    return chooseProject(await this.engine.request('projectsOf', { image: image.fsPath }), this.lastUsed);
  }

  /** The latest first. */
  get lastUsed(): string[] {
    return this.memento.get<string[]>(LAST_USED, []);
  }

  /** The project to work on where no image says which: the last used that exists, or else the first. */
  async active(): Promise<string | undefined> {
    const projects = await this.list();
    return this.lastUsed.find((project) => projects.includes(project)) ?? projects[0];
  }

  async use(project: string): Promise<void> {
    const before = this.lastUsed;
    if (before[0] === project) return;
    await this.memento.update(
      LAST_USED,
      [project, ...before.filter((other) => other !== project)].slice(0, LAST_USED_KEPT),
    );
    this.changed.fire(undefined);
  }

  /** Forgets which projects there are, because the workspace's folders changed. */
  invalidateList(): void {
    this.found = undefined;
  }

  /** Forgets what is known of a project, because its file or its images changed. */
  invalidate(project: string): void {
    this.found = undefined;
    this.imagesOf.delete(project);
    this.changed.fire(project);
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

async function findProjects(): Promise<string[]> {
  const files = await vscode.workspace.findFiles(PROJECT_GLOB, '**/{node_modules,.kshot}/**');
  return files
    .filter((uri) => uri.scheme === 'file')
    .map((uri) => uri.fsPath)
    .sort();
}
