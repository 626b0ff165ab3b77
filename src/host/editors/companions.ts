import * as vscode from 'vscode';
import type { Companion, CompareWith } from '../../protocol/inspector.ts';
import { imagePath } from '../services/activeProject.ts';
import type { ShownImage } from './shownImage.ts';

/** A companion that is known by then comes in one piece. */
const PATIENCE_MILLISECONDS = 60;

export interface CompanionOwner {
  /** The image on show. */
  shown: () => ShownImage;
  /** The image that was shown before it. */
  previous: () => vscode.Uri | undefined;
  make: (uri: vscode.Uri) => ShownImage;
  /** The companion as the page gets it. */
  describe: (companion: ShownImage, as: CompareWith) => Companion;
  references: (project: string) => Promise<string[]>;
  /** Calls back when the image's file changes. */
  watch: (image: vscode.Uri, changed: () => void) => vscode.Disposable;
  /** Waits until the page may read the image. */
  admit: (companion: ShownImage) => Promise<void>;
  post: (companion: Companion | null) => void;
}

/** The image beside the one on show, kept in step with it: another image on show may have another nearest reference. */
export class Companions implements vscode.Disposable {
  private wish: CompareWith | null = null;
  private companion: ShownImage | null = null;
  private watcher: vscode.Disposable | undefined;
  private turn = 0;

  constructor(private readonly owner: CompanionOwner) {}

  /** Hears what the page wants to compare with; null: nothing any more. */
  async ask(wish: CompareWith | null): Promise<void> {
    this.wish = wish;
    await this.update();
  }

  /** Looks again which image that is, and tells the page. */
  async update(): Promise<void> {
    const turn = ++this.turn;
    const found = this.wish && (await this.find(this.wish));
    if (turn !== this.turn) return;
    this.letGo();
    if (!found) {
      if (this.wish) this.owner.post(null);
      return;
    }
    const { uri, as } = found;
    const shown = this.owner.make(uri);
    await Promise.all([shown.readSource(), shown.placed()]);
    if (turn !== this.turn) return;
    await this.owner.admit(shown);
    if (turn !== this.turn) return;
    this.companion = shown;
    const tell = () => {
      clearTimeout(early);
      if (turn === this.turn) this.owner.post(this.owner.describe(shown, as));
    };
    // The picture first, where what is known of it takes a while.
    const early = setTimeout(tell, PATIENCE_MILLISECONDS);
    shown.onState = tell;
    this.watcher = this.owner.watch(uri, () => void this.fileChanged(shown, tell));
    await shown.update().finally(() => {
      clearTimeout(early);
    });
  }

  /** Looks again where another result of the image on show names another nearest reference. */
  async follow(): Promise<void> {
    if (this.wish?.kind !== 'nearest') return;
    const found = await this.find(this.wish);
    if (found?.uri.toString() !== this.companion?.uri.toString()) await this.update();
  }

  /** The records or the classes changed. */
  updateState(): void {
    void this.companion?.updateState();
    this.companion?.updateLooks();
  }

  dispose(): void {
    this.turn++;
    this.letGo();
  }

  private letGo(): void {
    this.watcher?.dispose();
    this.watcher = undefined;
    if (this.companion) this.companion.onState = () => undefined;
    this.companion = null;
  }

  /** The new picture first, then what is known of it. */
  private async fileChanged(companion: ShownImage, tell: () => void): Promise<void> {
    if (!(await companion.readSource()) || companion !== this.companion) return;
    tell();
    await companion.update();
  }

  private async find(wish: CompareWith): Promise<{ uri: vscode.Uri; as: CompareWith } | null> {
    if (wish.kind === 'previous') {
      const uri = this.owner.previous();
      return uri ? { uri, as: wish } : null;
    }
    const { place } = this.owner.shown();
    if (place?.project === undefined) return null;
    const named =
      wish.kind === 'reference' ? { image: wish.image, as: wish } : await this.nearest(place.project, place.name);
    return named && { uri: vscode.Uri.file(imagePath(place.project, named.image)), as: named.as };
  }

  /** The nearest reference; where it is not known, or is the image itself, the first one that is another. */
  private async nearest(project: string, name: string): Promise<{ image: string; as: CompareWith } | null> {
    const { state } = this.owner.shown();
    const image = state.kind === 'scored' ? state.result.record.nearestReference : undefined;
    if (image !== undefined && image !== name) return { image, as: { kind: 'nearest' } };
    const other = (await this.owner.references(project)).find((reference) => reference !== name);
    return other === undefined ? null : { image: other, as: { kind: 'reference', image: other } };
  }
}
