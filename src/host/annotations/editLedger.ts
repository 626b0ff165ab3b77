/**
 * Counts a document's edits as VS Code does, to know whether it shows the document as changed. It goes by the number alone: saved with two edits, one taken
 * back and another made, it takes the document for saved.
 */
export class EditLedger {
  /** How many of the edits are made, and how many were when the document was saved. */
  private made = 0;
  private savedAt = 0;
  private all = 0;

  /** @param isDirty from a backup, or changed without an edit: until it is saved. */
  constructor(private isDirty = false) {}

  /** Whether VS Code takes the document for saved. */
  get isClean(): boolean {
    return !this.isDirty && this.made === this.savedAt;
  }

  push(): void {
    this.all = ++this.made;
  }

  undo(): void {
    if (this.made > 0) this.made--;
  }

  redo(): void {
    if (this.made < this.all) this.made++;
  }

  changed(): void {
    this.isDirty = true;
  }

  saved(): void {
    this.isDirty = false;
    this.savedAt = this.made;
  }

  reverted(): void {
    this.isDirty = false;
    this.made = this.savedAt;
    this.all = this.made;
  }
}
