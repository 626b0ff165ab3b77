import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { NO_ANNOTATIONS, isEmpty } from '../../domain/annotations/annotations.ts';
import type { Annotations } from '../../domain/annotations/annotations.ts';
import { changesBetween, isSameAnnotations, mergeAnnotations } from '../../domain/annotations/diff.ts';
import { applyChanges } from '../../domain/annotations/edits.ts';
import type { Change, Edit } from '../../domain/annotations/edits.ts';
import type { Size } from '../../domain/annotations/mask.ts';
import { NEW_LABEL_FILE } from '../../files/labelme/labelFile.ts';
import type { LabelFile } from '../../files/labelme/labelFile.ts';
import { formatLabelFile, holdsMore } from '../../files/labelme/format.ts';
import { checkSize, parseLabelFile } from '../../files/labelme/parse.ts';
import { Disposables } from '../services/disposables.ts';
import { failureMessage } from '../services/failures.ts';
import { collisionsIn, theirsOf, withIdsOf, withKnownIds } from './labelFileVersions.ts';
import { isWritable } from './labelFolder.ts';
import { baseName, readFailure, readLabelText, removeLabelFile, writeFailure, writeLabelText } from './labelStorage.ts';
import type { LabelText } from './labelStorage.ts';
import { SerialQueue } from './serialQueue.ts';

/** What was made of regions that were changed both here and in the file. */
export type ConflictChoice = 'mine' | 'theirs' | 'both';

/** What a model asks of the world around it. */
export interface AnnotationsOutside {
  /** The image's size in pixels, where no page has told it. Throws where it cannot be had. */
  measure: (image: vscode.Uri) => Promise<Size>;
  /** Asks what becomes of changes that collide; undefined: no answer, everything stays as it is. `modal`: somebody waits for a file to be written. */
  resolve: (model: ImageAnnotations, modal: boolean) => Promise<ConflictChoice | undefined>;
}

/** Why a value changed: an edit, or the file. `merged`: changes of the file came to unsaved ones. */
export type AnnotationsChange =
  { readonly kind: 'edit' } | { readonly kind: 'file'; readonly merged: boolean } | { readonly kind: 'state' };

/** A document that VS Code keeps: edits of its image go through it. */
export interface EditTarget {
  edit: (edit: Edit) => Change[];
}

/** The state of a model as a backup keeps it. */
export interface AnnotationsBackup {
  readonly value: Annotations;
  /** What the label file said when it was read. */
  readonly saved: Annotations;
  readonly size: Size | null;
}

/**
 * The annotations of one image, shared by all pages that show it: what they are now, what the label file says, and whether they can be changed. What
 * touches the file happens one after the other.
 */
export class ImageAnnotations implements vscode.Disposable {
  value: Annotations = NO_ANNOTATIONS;
  /** What the label file says. */
  saved: Annotations = NO_ANNOTATIONS;
  /** Set as soon as the file was read for the first time. */
  isLoaded = false;
  /** The document of a custom editor, while one is open. */
  document: EditTarget | undefined;
  labelFile: vscode.Uri | undefined;
  readonly loaded: Promise<void>;
  private size: Size | null = null;
  /** Why the file could not be read the last time. */
  private unreadable: string | null = null;
  /** The file as it was read last, with all that is not about annotations; and its text, by which a change of others is known. */
  private file: LabelFile = NEW_LABEL_FILE;
  private text: string | null = null;
  /** Ids that were changed here and in the file, differently, while nobody has said what becomes of them; what the file says of them. */
  private conflicts: { readonly ids: readonly string[]; readonly theirs: Annotations } | null = null;
  private isRestored = false;
  private readonly queue = new SerialQueue();
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<AnnotationsChange>());
  readonly onDidChange = this.changed.event;

  constructor(
    readonly uri: vscode.Uri,
    private readonly outside: AnnotationsOutside,
  ) {
    this.loaded = this.queue.run(() => this.readFile());
  }

  get isDirty(): boolean {
    return !isSameAnnotations(this.value, this.saved);
  }

  /** Why nothing can be changed; the file is never written then. */
  get problem(): string | null {
    if (!isWritable(this.uri))
      return vscode.l10n.t('{0} lies where nothing can be written: it cannot be annotated.', baseName(this.uri));
    return this.unreadable ?? this.mismatch();
  }

  get hasConflicts(): boolean {
    return this.conflicts !== null && collisionsIn(this.conflicts.ids, this.value, this.conflicts.theirs).length > 0;
  }

  /** Changes the value and gives the changes that lead back. Callers look at `problem` first. */
  apply(changes: readonly Change[]): Change[] {
    const { after, inverse } = applyChanges(this.value, changes);
    this.value = after;
    this.changed.fire({ kind: 'edit' });
    return inverse;
  }

  /** Makes an edit: through the document where one is open, so that VS Code can take it back. */
  edit(edit: Edit): Change[] {
    return this.document ? this.document.edit(edit) : this.apply(edit.changes);
  }

  /** A page has found how large the image is. */
  setSize(size: Size): void {
    if (this.size?.width === size.width && this.size.height === size.height) return;
    const before = this.problem;
    this.size = size;
    if (this.problem !== before) this.changed.fire({ kind: 'state' });
  }

  /** Looks whether somebody else changed the label file; takes that in, or merges it with what is not saved. */
  refresh(): Promise<void> {
    return this.queue.run(() => this.readFile());
  }

  /** Reads the file again and finds out how large the image is, where no page has told: `problem` says then whether anything can be changed. */
  check(): Promise<void> {
    return this.queue.run(async () => {
      await this.readFile();
      await this.measure();
    });
  }

  /**
   * Writes the label file, with what others changed in it meanwhile. Throws, with one line for the user, where it cannot be written or where nobody says
   * what becomes of changes that collide; everything is as it was then.
   */
  save(): Promise<void> {
    return this.queue.run(async () => {
      await this.readFile();
      if (this.problem === null && this.isDirty) await this.measure();
      this.checkWritable();
      await this.settleAll();
      await this.write();
    });
  }

  /** Asks until nothing collides, also with what was written to the file while the question stood. */
  private async settleAll(): Promise<void> {
    while (this.hasConflicts) {
      if (!(await this.settle(true)))
        throw new Error(
          vscode.l10n.t('{0} was changed meanwhile: say what becomes of it, then save again.', baseName(this.fileUri)),
        );
      await this.readFile();
      this.checkWritable();
    }
  }

  private checkWritable(): void {
    if (this.problem !== null) throw new Error(this.problem);
  }

  /** Takes what the label file says. Throws where it cannot be read; what was saved last is the value then. */
  revert(): Promise<void> {
    return this.queue.run(async () => {
      this.value = this.saved;
      this.conflicts = null;
      await this.readFile();
      this.changed.fire({ kind: 'file', merged: false });
      if (this.problem !== null) throw new Error(this.problem);
    });
  }

  /** Brings back what was not saved, on top of what the file says by now and below what was done since; once. Gives the changes that lead back; null where it was done before. */
  restore(backup: AnnotationsBackup): Promise<Change[] | null> {
    return this.queue.run(() => {
      if (this.isRestored) return Promise.resolve(null);
      this.isRestored = true;
      this.size ??= backup.size;
      const before = this.value;
      const done = this.isDirty ? changesBetween(this.saved, this.value) : [];
      // Where the file could never be read, what it says comes to this once it can.
      if (this.unreadable !== null && this.text === null) this.saved = backup.saved;
      const { saved, value } = withIdsOf(this.saved.regions, backup);
      this.value = applyChanges(this.merge(saved, value, this.saved), done).after;
      this.changed.fire({ kind: 'file', merged: this.hasConflicts });
      return Promise.resolve(changesBetween(this.value, before));
    });
  }

  /** Lets go of what is not saved. */
  discard(): void {
    if (!this.isDirty) return;
    this.value = this.saved;
    this.conflicts = null;
    this.changed.fire({ kind: 'file', merged: false });
  }

  backup(): AnnotationsBackup {
    return { value: this.value, saved: this.saved, size: this.size };
  }

  /** The label file's text for an image of another name, with all that the file holds. */
  async textFor(imagePath: string): Promise<string> {
    return formatLabelFile(this.value, { path: imagePath, size: await this.knownSize() }, this.file);
  }

  /** Asks what becomes of changes that collide, where nobody has been asked yet or has answered. */
  async askConflicts(): Promise<void> {
    await this.settle(false);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private get fileUri(): vscode.Uri {
    return this.labelFile ?? this.uri;
  }

  /** Reads the file; what it says comes into the value where it is another than at the last reading. Never throws. */
  private async readFile(): Promise<void> {
    const first = !this.isLoaded;
    const before = this.unreadable;
    try {
      const read = await readLabelText(this.uri);
      this.labelFile = read.file;
      if (first || before !== null || read.text !== this.text) await this.takeIn(read, first);
      this.unreadable = null;
    } catch (error) {
      this.unreadable = readFailure(this.fileUri, error);
    }
    this.isLoaded = true;
    if (first) this.changed.fire({ kind: 'file', merged: false });
    else if (this.unreadable !== before) this.changed.fire({ kind: 'state' });
  }

  /** @throws LabelFileError where the text is none of a label file; the value is as it was. */
  private async takeIn({ text, file }: LabelText, first: boolean): Promise<void> {
    const parsed = text === null ? NEW_LABEL_FILE : await parseLabelFile(text, baseName(file));
    this.unreadable = null;
    if (text === this.text && !first) return;
    const wasDirty = this.isDirty;
    const base = this.saved;
    const now = withKnownIds(base.regions, parsed);
    this.text = text;
    this.saved = now.annotations;
    // A file that was deleted keeps what it said besides, for the case that it is written again.
    if (text !== null || !wasDirty) this.file = now;
    if (!wasDirty || text === null) this.conflicts = null; // nothing is left to collide with
    if (!wasDirty) this.value = now.annotations;
    else if (text !== null) this.value = this.merge(base, this.value, now.annotations);
    if (!first) this.changed.fire({ kind: 'file', merged: wasDirty && text !== null });
  }

  private merge(base: Annotations, ours: Annotations, theirs: Annotations): Annotations {
    const { merged, conflicts } = mergeAnnotations(base, ours, theirs);
    // What collided before and was not answered still does, though only the file before this one changed it.
    const ids = collisionsIn([...new Set([...(this.conflicts?.ids ?? []), ...conflicts])], merged, theirs);
    this.conflicts = ids.length > 0 ? { ids, theirs } : null;
    return merged;
  }

  /** Gives whether nothing collides any more. */
  private async settle(modal: boolean): Promise<boolean> {
    const asked = this.conflicts;
    if (asked === null || !this.hasConflicts) return true;
    const choice = await this.outside.resolve(this, modal);
    if (choice === undefined || this.conflicts !== asked) return this.conflicts === null;
    this.conflicts = null;
    const changes =
      choice === 'mine' ? [] : theirsOf(asked.ids, this.value, asked.theirs, choice === 'both', () => randomUUID());
    if (changes.length > 0) this.edit({ name: 'merge', changes });
    return true;
  }

  /** Whether the labels are those of an image of another size. */
  private mismatch(): string | null {
    if (this.size === null) return null;
    try {
      checkSize(this.file, this.size, baseName(this.fileUri));
      return null;
    } catch (error) {
      return failureMessage(error);
    }
  }

  /** Finds out how large the image is, unless that is known; who needs it and does not find it asks again. Never throws. */
  private async measure(): Promise<void> {
    if (this.size !== null) return;
    const size = await this.outside.measure(this.uri).catch(() => null);
    if (size !== null) this.setSize(size);
  }

  /** What a file says of its image's size counts only where nothing else is to be had. */
  private async knownSize(): Promise<Size> {
    await this.measure();
    return this.size ?? this.file.size ?? this.outside.measure(this.uri);
  }

  /** A file that would say nothing is not made, and one of kShot's own that says nothing any more goes. */
  private async write(): Promise<void> {
    const { value } = this;
    if (this.text === null && isEmpty(value)) return;
    if (this.text !== null && !this.isDirty) return;
    const text = isEmpty(value) && !holdsMore(this.file) ? null : await this.textFor(baseName(this.uri));
    const file = this.fileUri;
    try {
      if (text === null) await removeLabelFile(file);
      else await writeLabelText(file, text);
    } catch (error) {
      throw writeFailure(file, error);
    }
    this.text = text;
    this.saved = value;
    this.changed.fire({ kind: 'state' });
  }
}
