import type { ClassesEdit } from '../../domain/classes.ts';

/** A user does not go back further than this. */
const KEPT = 100;

/** The edits of one project's classes, as they can be taken back and made again. */
export class ClassHistory {
  private readonly done: ClassesEdit[] = [];
  private readonly undone: ClassesEdit[] = [];

  /** Hears of an edit; what was taken back before it cannot be made again. */
  push(edit: ClassesEdit): void {
    if (edit.before === edit.after) return;
    this.done.push(edit);
    if (this.done.length > KEPT) this.done.shift();
    this.undone.length = 0;
  }

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** Takes the last edit back by `restore`; where that throws, the history stays. Gives whether there was one. */
  undo(restore: (edit: ClassesEdit) => Promise<void>): Promise<boolean> {
    return move(this.done, this.undone, restore);
  }

  /** Makes the edit again that was taken back last. */
  redo(restore: (edit: ClassesEdit) => Promise<void>): Promise<boolean> {
    return move(this.undone, this.done, ({ before, after }) => restore({ before: after, after: before }));
  }
}

async function move(
  from: ClassesEdit[],
  to: ClassesEdit[],
  restore: (edit: ClassesEdit) => Promise<void>,
): Promise<boolean> {
  const edit = from.at(-1);
  if (!edit) return false;
  await restore(edit);
  from.pop();
  to.push(edit);
  return true;
}
