import * as vscode from 'vscode';
import type { Change } from '../../domain/annotations/edits.ts';
import type { Size } from '../../domain/annotations/mask.ts';
import { readImageSize } from '../editors/imageBytes.ts';
import { Debounce } from '../services/debounce.ts';
import { Disposables } from '../services/disposables.ts';
import type { EngineService } from '../services/engineService.ts';
import type { Failures } from '../services/failures.ts';
import { resolveConflicts, tellMerged, tellRestored } from './conflicts.ts';
import { ImageAnnotations } from './imageAnnotations.ts';
import type { AnnotationsBackup, AnnotationsOutside } from './imageAnnotations.ts';
import { baseName } from './labelStorage.ts';
import { LabelWatchers } from './labelWatchers.ts';
import { saveNow } from './saveAsYouGo.ts';
import type { LeftAnnotations, UnsavedAnnotations } from './unsavedAnnotations.ts';

/** Models that nobody uses, kept because they may be wanted soon: those that a review reads ahead. */
const KEPT = 16;
/** A file that another program writes changes several times at once. */
const QUIET_MILLISECONDS = 150;

/** A model as long as somebody needs it. */
export class AnnotationUse implements vscode.Disposable {
  private isDone = false;

  constructor(
    readonly model: ImageAnnotations,
    private readonly release: () => void,
  ) {}

  dispose(): void {
    if (this.isDone) return;
    this.isDone = true;
    this.release();
  }
}

interface Entry {
  readonly model: ImageAnnotations;
  readonly owned: Disposables;
  uses: number;
}

/** The annotations of images, one model an image, however many pages show it; in step with the label files. */
export class AnnotationStore implements vscode.Disposable {
  /** By address, those used last at the end. */
  private readonly entries = new Map<string, Entry>();
  private readonly watchers = new LabelWatchers();
  private readonly outside: AnnotationsOutside;
  private readonly watching: vscode.Disposable;
  private isDisposed = false;

  /** @param unsaved keeps what is not saved, whatever happens to the editor. */
  constructor(
    private readonly engine: Pick<EngineService, 'request'>,
    private readonly unsaved: UnsavedAnnotations,
    private readonly failures: Pick<Failures, 'note'>,
  ) {
    this.watching = vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) this.refresh();
    });
    this.outside = { measure: (image) => this.measure(image), resolve: resolveConflicts };
  }

  /** The model of an image until the use is disposed. One that nobody used looks at its file again. */
  acquire(image: vscode.Uri): AnnotationUse {
    const entry = this.entry(image);
    if (entry.uses++ === 0 && entry.model.isLoaded) void entry.model.refresh();
    return new AnnotationUse(entry.model, () => {
      entry.uses--;
      this.trim();
    });
  }

  /** The model of an image that may be wanted soon. */
  peek(image: vscode.Uri): ImageAnnotations {
    const { model } = this.entry(image);
    this.trim();
    return model;
  }

  /** Brings back what VS Code has a backup of; what this window's predecessor noted is newer. */
  async restoreBackup(model: ImageAnnotations, read: () => Promise<AnnotationsBackup>): Promise<void> {
    const left = await this.unsaved.latest(model.uri);
    await this.bringBack(model, left?.backup ?? (await read()), left);
  }

  /** Whether an image has annotations that are in no file. */
  isDirty(image: vscode.Uri): boolean {
    return this.entries.get(image.toString())?.model.isDirty ?? false;
  }

  dispose(): void {
    this.isDisposed = true;
    this.watching.dispose();
    for (const { owned } of this.entries.values()) owned.dispose();
    this.entries.clear();
  }

  /** The user was elsewhere, and may have changed files there that VS Code tells nothing of. */
  private refresh(): void {
    for (const { model, uses } of this.entries.values()) if (uses > 0) void model.refresh();
  }

  private entry(image: vscode.Uri): Entry {
    const key = image.toString();
    const entry = this.entries.get(key) ?? this.make(image);
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry;
  }

  private make(image: vscode.Uri): Entry {
    const owned = new Disposables();
    const model = owned.add(new ImageAnnotations(image, this.outside));
    const quiet = owned.add(new Debounce(QUIET_MILLISECONDS, () => void model.refresh()));
    owned.add(
      this.watchers.watch(image, () => {
        quiet.trigger();
      }),
    );
    owned.add(
      model.onDidChange((change) => {
        if (change.kind !== 'file' || !change.merged) return;
        if (model.hasConflicts) void model.askConflicts();
        else tellMerged(model);
      }),
    );
    owned.add(model.onDidChange(() => void this.keep(model)));
    void this.restore(model);
    return { model, owned, uses: 0 };
  }

  /** Brings back what a window that was killed left. */
  private async restore(model: ImageAnnotations): Promise<void> {
    try {
      const left = await this.unsaved.left(model.uri);
      if (!left || this.isDisposed) return;
      const changes = await this.bringBack(model, left.backup, left);
      if (changes !== null && model.isDirty) await tellRestored(model, () => this.removeAgain(model, changes));
    } catch (error) {
      this.failures.note(error);
    }
  }

  private async removeAgain(model: ImageAnnotations, changes: readonly Change[]): Promise<void> {
    model.edit({ name: 'merge', changes });
    if (!model.isDirty) await saveNow(model); // writes nothing: VS Code hears that there is nothing to save
  }

  /** Gives the changes that lead back; null where nothing was to be done any more. */
  private async bringBack(
    model: ImageAnnotations,
    backup: AnnotationsBackup,
    left: LeftAnnotations | null,
  ): Promise<Change[] | null> {
    const changes = await model.restore(backup);
    await this.keep(model);
    if (left) this.unsaved.drop(left);
    return changes;
  }

  private async keep(model: ImageAnnotations): Promise<void> {
    try {
      await this.unsaved.keep(model.uri, () => (model.isDirty ? model.backup() : null));
    } catch (error) {
      this.failures.note(error);
    }
  }

  private trim(): void {
    const idle = [...this.entries].filter(([, { uses, model }]) => uses === 0 && !model.isDirty);
    for (const [key, { owned }] of idle.slice(0, Math.max(0, idle.length - KEPT))) {
      this.entries.delete(key);
      owned.dispose();
    }
  }

  /** By the image's header, which needs no engine: labels are also written in workspaces that are not trusted. */
  private async measure(image: vscode.Uri): Promise<Size> {
    const size = await readImageSize(image);
    if (size !== null) return size;
    if (image.scheme !== 'file')
      throw new Error(
        vscode.l10n.t('How large {0} is shows only when it is opened: open it, then save again.', baseName(image)),
      );
    return this.engine.request('imageSize', { image: image.fsPath });
  }
}
