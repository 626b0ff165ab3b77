import * as vscode from 'vscode';
import type { AnnotationState } from '../../protocol/inspector.ts';
import type { AnnotationKeeper } from '../annotations/pageAnnotations.ts';
import { imagePlace } from '../editors/imagePlace.ts';
import { InspectorSession } from '../editors/inspectorSession.ts';
import type { Compared, InspectorServices } from '../editors/inspectorSession.ts';
import type { Inspectors } from '../editors/inspectors.ts';
import { imageRoots } from '../editors/pageRoots.ts';
import { Debounce } from '../services/debounce.ts';
import { Disposables } from '../services/disposables.ts';
import { failureMessage } from '../services/failures.ts';
import { compareVersions } from './compareVersions.ts';
import type { Comparison, VersionPair } from './compareVersions.ts';
import type { VersionSources } from './labelVersion.ts';

/** A save comes as several events. */
const QUIET_MILLISECONDS = 100;

/** How many regions differ: what the command gives back. */
export interface CompareSummary {
  /** The image's path. */
  image: string;
  title: string;
  added: number;
  removed: number;
  changed: number;
  /** Why the versions can be compared no longer. */
  problem: string | null;
}

/** Versions are only looked at. */
const NO_KEEPER: AnnotationKeeper = {
  edit: () => undefined,
  undoable: null,
  undo: () => Promise.resolve(),
  redo: () => Promise.resolve(),
};

/** A page that shows how two versions of an image's labels differ, in step with the files. */
export class ComparePanel implements vscode.Disposable {
  readonly session: InspectorSession;
  private readonly disposables = new Disposables();
  /** Why the versions can be compared no longer, while the last comparison is still on show. */
  private problem: string | null = null;
  private turn = 0;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly pair: VersionPair,
    private comparison: Comparison,
    services: InspectorServices,
    inspectors: Inspectors,
    private readonly sources: VersionSources,
  ) {
    const { image } = comparison;
    this.session = new InspectorSession(image, panel, services, {
      project: undefined,
      locate: async (uri) => ({
        ...(await imagePlace(uri, services.projects)),
        ...{ index: -1, of: 0, previous: undefined, next: undefined },
      }),
      roots: () => imageRoots(image, services.projects),
      review: () => null,
      keeper: NO_KEEPER,
      compared: () => this.compared(),
      navigate: () => Promise.resolve(),
      walk: () => undefined,
      painted: () => undefined,
      focus: () => {
        inspectors.update();
      },
    });
    inspectors.add(this.session);
    void this.follow();
  }

  get summary(): CompareSummary {
    const { image, title, comparison } = this.comparison;
    const { added, removed, changed } = comparison;
    const counts = { added: added.length, removed: removed.length, changed: changed.length };
    return { image: image.fsPath, title, ...counts, problem: this.problem };
  }

  /** Reads both versions again and tells the page. */
  async refresh(): Promise<void> {
    const turn = ++this.turn;
    const read = await compareVersions(this.pair, this.comparison).catch((error: unknown) => failureMessage(error));
    if (turn !== this.turn || this.disposables.isDisposed) return;
    if (typeof read === 'string') this.problem = read;
    else [this.comparison, this.problem] = [read, null];
    this.panel.title = this.comparison.title;
    await this.session.update();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private compared(): Compared {
    const { after: value, comparison } = this.comparison;
    const annotations: AnnotationState = { value, applied: 0, problem: this.problem, undo: null };
    return { annotations, comparison, walk: null };
  }

  private async follow(): Promise<void> {
    const { disposables } = this;
    this.panel.onDidDispose(() => {
      this.dispose();
    });
    const quiet = disposables.add(new Debounce(QUIET_MILLISECONDS, () => void this.refresh()));
    const changed = (): void => {
      quiet.trigger();
    };
    disposables.add(
      this.panel.onDidChangeViewState(() => {
        if (this.panel.active) changed(); // a commit is heard of only where VS Code's git extension runs
      }),
    );
    const files = new Map([this.pair.before, this.pair.after].map(({ file }) => [file.toString(), file]));
    for (const file of files.values()) {
      disposables.add(watchLabels(file, changed));
      disposables.add(await this.sources.git.follow(file, changed));
      disposables.add(await this.sources.unsaved.follow(file, changed));
    }
  }
}

/** Calls back when a file is written, made or removed. */
function watchLabels(file: vscode.Uri, changed: () => void): vscode.Disposable {
  const name = file.path.split('/').at(-1)!;
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.joinPath(file, '..'), name.replaceAll(/[[\]{}*?]/g, '[$&]')),
  );
  watcher.onDidChange(changed);
  watcher.onDidCreate(changed);
  watcher.onDidDelete(changed);
  return watcher;
}
