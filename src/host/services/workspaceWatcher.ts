import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { isSidecarName } from '../../files/sidecars.ts';
import { imageName, projectsAbove } from './activeProject.ts';
import { Debounce } from './debounce.ts';
import { Disposables } from './disposables.ts';
import { failureMessage, isModelFailure } from './failures.ts';
import type { Failures } from './failures.ts';
import type { ImageIndex } from './imageIndex.ts';
import { PROJECT_GLOB, isProjectFile } from './projects.ts';
import type { Projects } from './projects.ts';
import type { Records } from './records.ts';

const IMAGE_GLOB = '**/*.{png,jpg,jpeg,bmp,tif,tiff,webp,PNG,JPG,JPEG,BMP,TIF,TIFF,WEBP}';
const JSON_GLOB = '**/*.{json,JSON}';
/** A copied folder of photos arrives as a burst of events: look once it is quiet. */
const QUIET_MILLISECONDS = 500;

/** Keeps projects, images and records in step with the files of the workspace. */
export class WorkspaceWatcher implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly stale = new Set<string>();
  /** The failure of a model that the user was told of last, by project. */
  private readonly told = new Map<string, string>();
  /** Label files that changed; of which images they are is looked up once it is quiet. */
  private readonly relabelled = new Set<string>();
  private readonly quietLabels = this.disposables.add(new Debounce(QUIET_MILLISECONDS, () => void this.readTruth()));
  private readonly quiet = this.disposables.add(new Debounce(QUIET_MILLISECONDS, () => void this.refreshStale()));

  constructor(
    private readonly projects: Projects,
    private readonly index: ImageIndex,
    private readonly records: Records,
    private readonly failures: Failures,
  ) {
    for (const glob of [PROJECT_GLOB, IMAGE_GLOB]) {
      this.watch(glob, (uri) => {
        this.touched(uri);
      });
    }
    this.watch(JSON_GLOB, (uri) => {
      this.touchedLabels(uri);
    });
    this.disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.loadAll()));
    this.disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(() => void this.loadAll()));
  }

  /**
   * Reads what is known of all projects of the workspace, one after the other; nothing where there is no project.
   * Projects that left the workspace are forgotten. Never throws: a failure goes to the log.
   */
  async loadAll(): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    try {
      this.projects.invalidateList();
      const projects = await this.projects.list();
      const known = new Set([...this.index.loaded, ...this.index.failed.keys()]);
      for (const gone of [...known].filter((project) => !projects.includes(project))) {
        this.projects.invalidate(gone);
        this.index.forget(gone);
      }
      for (const project of projects) {
        if (this.disposables.isDisposed) return;
        await this.refresh(project);
      }
    } catch (error) {
      this.failures.note(error);
    }
  }

  /** Reads one project again: its file or its images changed. A project that is gone is forgotten. */
  async refresh(project: string): Promise<void> {
    this.projects.invalidate(project);
    if (!vscode.workspace.isTrusted) return;
    if (!(await exists(project))) {
      this.index.forget(project);
      return;
    }
    try {
      await this.index.load(project);
      this.told.delete(project);
    } catch (error) {
      this.tell(project, error);
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /**
   * A project file in the middle of an edit: its own Problems say what is wrong. A model that is missing or damaged is nothing that
   * one sees there coming, so it is said once.
   */
  private tell(project: string, error: unknown): void {
    const message = failureMessage(error);
    const isEdited = vscode.window.visibleTextEditors.some(({ document }) => document.uri.fsPath === project);
    if (!isModelFailure(error) || isEdited || this.told.get(project) === message) {
      this.failures.note(error);
      return;
    }
    this.told.set(project, message);
    this.failures.show(error);
  }

  private watch(glob: string, touched: (uri: vscode.Uri) => void): void {
    const watcher = this.disposables.add(vscode.workspace.createFileSystemWatcher(glob));
    const heard = (uri: vscode.Uri) => {
      if (uri.scheme === 'file' && !/\/(\.kshot|node_modules)\//.test(uri.path)) touched(uri);
    };
    this.disposables.add(watcher.onDidCreate(heard));
    this.disposables.add(watcher.onDidChange(heard));
    this.disposables.add(watcher.onDidDelete(heard));
  }

  private touched(uri: vscode.Uri): void {
    if (isProjectFile(uri)) this.stale.add(uri.fsPath);
    else void this.touchedImage(uri.fsPath);
    if (this.stale.size > 0) this.quiet.trigger();
  }

  private async touchedImage(image: string): Promise<void> {
    const projects = projectsAbove(image, this.index.loaded);
    for (const project of projects) this.stale.add(project);
    // The event can come long after the change: what was heard meanwhile stays.
    const changedAt = await stat(image).then(
      ({ mtimeMs, ctimeMs }) => Math.max(mtimeMs, ctimeMs),
      () => Infinity,
    );
    for (const project of projects) this.records.forgetFailure(project, imageName(project, image), changedAt);
  }

  /** A label file says what its images are: no score depends on it. A review saves one with every stroke. */
  private touchedLabels({ fsPath }: vscode.Uri): void {
    if (!isSidecarName(path.basename(fsPath))) return;
    this.relabelled.add(fsPath);
    this.quietLabels.trigger();
  }

  private async readTruth(): Promise<void> {
    const files = [...this.relabelled];
    this.relabelled.clear();
    for (const project of this.index.loaded) {
      if (this.disposables.isDisposed) return;
      const images = this.index.labelledBy(project, files);
      if (images.length > 0)
        await this.projects.readTruth(project, images).catch(this.failures.note.bind(this.failures));
    }
  }

  private async refreshStale(): Promise<void> {
    const stale = [...this.stale];
    this.stale.clear();
    for (const project of stale) {
      if (this.disposables.isDisposed) return;
      await this.refresh(project);
    }
  }
}

async function exists(file: string): Promise<boolean> {
  return vscode.workspace.fs.stat(vscode.Uri.file(file)).then(
    () => true,
    () => false,
  );
}
