import * as path from 'node:path';
import * as vscode from 'vscode';
import { imagesOfSidecar } from '../../files/sidecars.ts';
import type { ImageRecord, ProjectImage } from '../../domain/records.ts';
import { chooseProject, imageName, imagePath, projectsAbove } from './activeProject.ts';
import { Disposables } from './disposables.ts';
import type { Projects } from './projects.ts';
import type { Fit, Records } from './records.ts';

/** What the explorer and Problems show of one image. */
export interface ImageStatus {
  uri: vscode.Uri;
  project: string;
  image: ProjectImage;
  record: ImageRecord | undefined;
  fit: Fit | undefined;
}

/** The images of the workspace's projects by path, with their records: what the synchronous views look things up in. */
export class ImageIndex implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<vscode.Uri[] | undefined>());
  /** Fires with the images whose status may have changed; undefined: all. */
  readonly onDidChange = this.changed.event;
  private readonly byProject = new Map<string, Map<string, ProjectImage>>();
  private readonly errors = new Map<string, unknown>();

  constructor(
    private readonly projects: Projects,
    private readonly records: Records,
  ) {
    this.disposables.add(
      records.onDidChange(({ project, image }) => {
        const files = image === undefined ? this.filesOf(project) : [imagePath(project, image)];
        this.changed.fire(files.map((file) => vscode.Uri.file(file)));
      }),
    );
    this.disposables.add(
      projects.onDidChangeTruth(({ project, images }) => {
        const known = this.byProject.get(project);
        if (!known) return;
        for (const image of images) known.set(imagePath(project, image.image), image);
        this.changed.fire(images.map(({ image }) => vscode.Uri.file(imagePath(project, image))));
      }),
    );
    this.disposables.add(
      projects.onDidChange((project) => {
        if (project === undefined) this.changed.fire(undefined);
      }),
    );
  }

  /** Reads a project's images and cached records again; throws what the engine throws. */
  async load(project: string): Promise<void> {
    try {
      const images = await this.projects.images(project);
      this.byProject.set(project, new Map(images.map((image) => [imagePath(project, image.image), image])));
      await this.records.reload(project);
      this.errors.delete(project);
    } catch (error) {
      this.errors.set(project, error);
      throw error;
    } finally {
      this.changed.fire(undefined);
    }
  }

  forget(project: string): void {
    this.byProject.delete(project);
    this.errors.delete(project);
    this.records.forget(project);
    this.changed.fire(undefined);
  }

  /** The projects that could not be read the last time, with the reason. What is known from before stays. */
  get failed(): ReadonlyMap<string, unknown> {
    return this.errors;
  }

  /** The status of a file in its active project, or undefined where no loaded project holds it. */
  status(uri: vscode.Uri): ImageStatus | undefined {
    if (uri.scheme !== 'file') return undefined;
    const holders = [...this.byProject.keys()].filter((project) => this.byProject.get(project)!.has(uri.fsPath));
    const project = chooseProject(projectsAbove(uri.fsPath, holders), this.projects.lastUsed);
    return project === undefined ? undefined : this.statusIn(project, uri.fsPath);
  }

  /** All images of a project, each with its status in this project. */
  images(project: string): ImageStatus[] {
    return this.filesOf(project).map((file) => this.statusIn(project, file));
  }

  /** The images of a project, by name, that label files may belong to. @param files absolute paths. */
  labelledBy(project: string, files: readonly string[]): string[] {
    const byFolder = new Map<string, string[]>();
    for (const file of this.filesOf(project)) {
      const folder = path.dirname(file);
      const names = byFolder.get(folder);
      if (names === undefined) byFolder.set(folder, [path.basename(file)]);
      else names.push(path.basename(file));
    }
    const images = files.flatMap((file) => {
      const folder = path.dirname(file);
      const names = imagesOfSidecar(path.basename(file), byFolder.get(folder) ?? []);
      return names.map((name) => imageName(project, path.join(folder, name)));
    });
    return [...new Set(images)];
  }

  get loaded(): string[] {
    return [...this.byProject.keys()];
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private filesOf(project: string): string[] {
    return [...(this.byProject.get(project)?.keys() ?? [])];
  }

  private statusIn(project: string, file: string): ImageStatus {
    const image = this.byProject.get(project)!.get(file)!;
    const known = this.records.get(project);
    return { uri: vscode.Uri.file(file), project, image, record: known?.records.get(image.image), fit: known?.fit };
  }
}
