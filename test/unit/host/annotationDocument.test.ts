import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import { addRegions, changeVerdict } from '../../../src/domain/annotations/edits.ts';
import type { Edit } from '../../../src/domain/annotations/edits.ts';
import { AnnotationDocument } from '../../../src/host/annotations/annotationDocument.ts';
import type { ImageAnnotations } from '../../../src/host/annotations/imageAnnotations.ts';
import { PageAnnotations } from '../../../src/host/annotations/pageAnnotations.ts';
import type { AnnotationKeeper } from '../../../src/host/annotations/pageAnnotations.ts';
import { ReviewKeeper } from '../../../src/host/annotations/reviewKeeper.ts';
import type { ToInspector } from '../../../src/protocol/inspector.ts';
import { dialogs, saver } from './fakeVscode.ts';
import { LabelFolder, box, rawBox } from './labelFolder.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

type DocumentEvent = vscode.CustomDocumentEditEvent | vscode.CustomDocumentContentChangeEvent;

let folder: LabelFolder;
beforeEach(() => {
  dialogs.messages.length = 0;
  dialogs.answers.length = 0;
  folder = new LabelFolder();
});
afterEach(() => {
  delete saver.save;
  folder.dispose();
});

const later = () => new Promise((resolve) => setTimeout(resolve, 5));
const labels = (model: ImageAnnotations) => model.value.regions.map(({ label }) => label);

/** A document with what VS Code makes of its events: undo, redo, whether there is something to save. */
class Workbench {
  readonly document: AnnotationDocument;
  readonly edits: vscode.CustomDocumentEditEvent[] = [];
  made = 0;
  savedAt = 0;
  isChanged = false;

  constructor(isRestored = false) {
    this.isChanged = isRestored;
    this.document = new AnnotationDocument(
      folder.store.acquire(folder.image),
      (event) => {
        this.hear(event);
      },
      isRestored,
    );
  }

  get isDirty(): boolean {
    return this.isChanged || this.made !== this.savedAt;
  }

  async undo(): Promise<void> {
    this.made--;
    await this.edits[this.made]!.undo();
  }

  async redo(): Promise<void> {
    await this.edits[this.made]!.redo();
    this.made++;
  }

  async save(): Promise<void> {
    await this.document.save();
    this.savedAt = this.made;
    this.isChanged = false;
  }

  private hear(event: DocumentEvent): void {
    if ('undo' in event) {
      this.edits.length = this.made;
      this.made = this.edits.push(event);
    } else this.isChanged = true;
  }
}

const opened = async (isRestored = false): Promise<Workbench> => {
  const workbench = new Workbench(isRestored);
  await workbench.document.model.loaded;
  return workbench;
};

describe('a document of annotations', () => {
  it('tells VS Code each edit by its name, and takes it back exactly', async () => {
    folder.write({ shapes: [rawBox('dent', 5), rawBox('hole', 60)] });
    const workbench = await opened();
    const { model } = workbench.document;
    const before = model.value;
    const [dent] = before.regions;
    const edits: Edit[] = [
      { name: 'delete', changes: [{ type: 'region', id: dent!.id, region: null }] },
      changeVerdict('anomalous'),
      addRegions([box('new', 30)]),
    ];
    for (const edit of edits) model.edit(edit);
    const after = model.value;
    expect(workbench.edits.map(({ label }) => label)).toEqual(['Delete Region', 'Change Verdict', 'Add Region']);
    for (let i = 0; i < 3; i++) await workbench.undo();
    expect(model.value).toEqual(before);
    expect(workbench.isDirty).toBe(false);
    for (let i = 0; i < 3; i++) await workbench.redo();
    expect(model.value).toEqual(after);
  });

  it('takes back only what was edited where the file has changed meanwhile', async () => {
    folder.write({ shapes: [rawBox('dent', 5)] });
    const workbench = await opened();
    const { model } = workbench.document;
    model.edit(changeVerdict('good'));
    folder.write({ shapes: [rawBox('dent', 5), rawBox('hole', 60)] });
    await model.refresh();
    await workbench.undo();
    await later();
    expect(labels(model)).toEqual(['dent', 'hole']);
    expect(model.isDirty).toBe(false);
    expect(workbench.isDirty).toBe(false);
  });

  it('is never shown as saved while it says something else than the file', async () => {
    folder.write({ shapes: [rawBox('dent', 5)] });
    const workbench = await opened();
    const { model } = workbench.document;
    const [dent] = model.value.regions;
    model.edit({ name: 'label', changes: [{ type: 'region', id: dent!.id, region: { ...dent!, label: 'mine' } }] });
    folder.write({ shapes: [rawBox('theirs', 5)] });
    dialogs.answers.push('Keep Mine');
    await model.refresh();
    await workbench.undo(); // to what the file said before
    await later();
    expect(labels(model)).toEqual(['dent']);
    expect(workbench.isDirty).toBe(true);
    await workbench.save();
    expect(workbench.isDirty).toBe(false);
  });

  it('has something to save where another edit was made in the place of a saved one', async () => {
    const workbench = await opened();
    const { model } = workbench.document;
    model.edit(addRegions([box('saved', 10)]));
    await workbench.save();
    await workbench.undo();
    model.edit(addRegions([box('other', 40)]));
    await later();
    expect(workbench.made).toBe(workbench.savedAt);
    expect(workbench.isDirty).toBe(true);
    await workbench.save();
    expect(workbench.isDirty).toBe(false);
    expect(folder.read()!.shapes).toMatchObject([
      {
        points: [
          [40, 10],
          [50, 20],
        ],
      },
    ]);
  });

  it('has something to save where it was edited while it was written', async () => {
    const workbench = await opened();
    const { model } = workbench.document;
    model.edit(changeVerdict('good'));
    const saving = workbench.save();
    await later();
    model.edit(addRegions([box('late', 30)]));
    await saving;
    await vi.waitFor(() => {
      expect(workbench.isDirty).toBe(model.isDirty);
    });
    await workbench.save();
    expect(folder.read()).toMatchObject({ flags: { good: true }, shapes: [{ label: 'scratch' }] });
  });

  it('stays unsaved where its file cannot be written', async () => {
    const workbench = await opened();
    workbench.document.model.edit(changeVerdict('good'));
    folder.write('damaged');
    await expect(workbench.save()).rejects.toThrow('expected JSON');
    expect(workbench.isDirty).toBe(true);
  });

  it('comes back from a backup on top of a file that changed since', async () => {
    folder.write({ shapes: [rawBox('dent', 5)] });
    const before = await opened();
    before.document.model.edit(addRegions([box('mine', 40)]));
    const backup = before.document.model.backup();
    before.document.dispose();
    expect(labels(before.document.model)).toEqual(['dent']);
    folder.write({ flags: { good: true }, shapes: [rawBox('dent', 5)] });
    const model = folder.store.acquire(folder.image).model;
    await model.refresh();
    await folder.store.restoreBackup(model, () => Promise.resolve(backup));
    const workbench = await opened(true);
    expect(model.value.verdict).toBe('good');
    expect(labels(model)).toEqual(['dent', 'scratch']);
    expect(workbench.isDirty).toBe(true);
    await workbench.save();
    expect(folder.read()!.shapes).toHaveLength(2);
  });

  it('goes on in the copy when it is saved under another name', async () => {
    folder.write({ shapes: [rawBox('dent', 5)], owner: 7 });
    const before = folder.text();
    const workbench = await opened();
    workbench.document.model.edit(changeVerdict('good'));
    await workbench.document.saveAs(folder.uri('copy.png'));
    expect(folder.read('copy.json')).toMatchObject({ flags: { good: true }, imagePath: 'copy.png', owner: 7 });
    expect(readFileSync(folder.uri('copy.png').fsPath)).toEqual(readFileSync(folder.image.fsPath));
    expect(folder.text()).toBe(before);
    expect(workbench.document.model.isDirty).toBe(false);
  });

  it('replaces no other labels when it is saved under another name, unless the user says so', async () => {
    folder.write({ shapes: [rawBox('other', 5)] }, 'copy.json');
    writeFileSync(folder.uri('copy.png').fsPath, 'another image');
    const workbench = await opened();
    workbench.document.model.edit(changeVerdict('good'));
    await expect(workbench.document.saveAs(folder.uri('copy.png'))).rejects.toThrow('copy.json was left as it is');
    expect(readFileSync(folder.uri('copy.png').fsPath, 'utf8')).toBe('another image');
    expect(workbench.document.model.isDirty).toBe(true);
    dialogs.answers.push('Replace');
    await workbench.document.saveAs(folder.uri('copy.png'));
    expect(folder.read('copy.json')).toMatchObject({ flags: { good: true }, shapes: [] });
  });
});

class Page {
  readonly annotations: PageAnnotations;
  readonly heard: ToInspector[] = [];

  constructor(keeper: AnnotationKeeper, image = folder.image) {
    this.annotations = new PageAnnotations(
      folder.store,
      keeper,
      () => 'a.png',
      (message) => this.heard.push(message),
    );
    this.annotations.show(image);
  }

  edit(number: number, edit: Edit): Promise<void> {
    return this.annotations.receive({ type: 'edit', image: 'a.png', number, edit });
  }

  get last() {
    const message = this.heard.at(-1);
    return message?.type === 'annotations' ? message.annotations : undefined;
  }
}

const plainKeeper: AnnotationKeeper = {
  edit: (model, edit) => void model.edit(edit),
  undoable: null,
  undo: () => Promise.resolve(),
  redo: () => Promise.resolve(),
};

describe('pages of one image', () => {
  it('show the same, and each hears which of its own edits are made', async () => {
    const workbench = await opened();
    const [one, two] = [new Page(plainKeeper), new Page(plainKeeper)];
    void one.edit(1, addRegions([box('first', 10)]));
    await one.edit(2, addRegions([box('second', 30)]));
    expect(one.last).toMatchObject({ applied: 2, problem: null, undo: null });
    expect(two.last?.applied).toBe(0);
    expect(two.last?.value).toEqual(one.last?.value);
    expect(one.last?.value.regions.map(({ id }) => id)).toEqual(['first', 'second']);
    expect(one.heard).toHaveLength(2);
    await workbench.undo();
    expect([one, two].map((page) => page.last?.value.regions.length)).toEqual([1, 1]);
    expect(one.last?.applied).toBe(2);
    one.annotations.dispose();
    two.annotations.dispose();
  });

  it('hear of edits that cannot be made, with the reason', async () => {
    folder.write('damaged');
    const page = new Page(plainKeeper);
    await page.edit(1, changeVerdict('good'));
    expect(page.last).toMatchObject({ applied: 1, value: { verdict: null } });
    expect(page.last?.problem).toContain('expected JSON');
  });

  it('edit the image that they mean, also when another one is on show by then', async () => {
    const page = new Page(plainKeeper);
    page.annotations.state(folder.image, 'a.png');
    const other = folder.uri('b.png');
    const b = new PageAnnotations(
      folder.store,
      plainKeeper,
      () => 'b.png',
      () => undefined,
    );
    b.state(folder.image, 'a.png');
    b.show(other);
    await b.receive({ type: 'edit', image: 'a.png', number: 1, edit: changeVerdict('good') });
    expect(folder.store.peek(folder.image).value.verdict).toBe('good');
    expect(folder.store.peek(other).value.verdict).toBeNull();
  });
});

describe('a review', () => {
  const reviewed = () => {
    const shown: string[] = [];
    let changes = 0;
    const keeper = new ReviewKeeper({
      show: (image) => Promise.resolve(void shown.push(image.path.split('/').at(-1)!)),
      changed: () => changes++,
      models: (image) => folder.store.peek(image),
      failures: { note: () => undefined },
    });
    return { keeper, shown, page: new Page(keeper) };
  };

  it('saves each edit as it is made, and takes it back in the file too', async () => {
    const { keeper, page, shown } = reviewed();
    await page.edit(1, changeVerdict('good'));
    expect(page.last?.undo).toEqual({ undo: true, redo: false });
    await vi.waitFor(() => {
      expect(folder.read()?.flags).toEqual({ good: true });
    });
    await keeper.undo();
    expect(shown).toEqual(['a.png']);
    await vi.waitFor(() => {
      expect(folder.read()).toBeNull();
    });
    expect(keeper.undoable).toEqual({ undo: false, redo: true });
    await keeper.redo();
    await vi.waitFor(() => {
      expect(folder.read()?.flags).toEqual({ good: true });
    });
  });

  it('takes back nothing that others changed since, and says so', async () => {
    const { keeper, page } = reviewed();
    await page.edit(1, addRegions([box('mine', 10)]));
    const model = folder.store.peek(folder.image);
    await vi.waitFor(() => {
      expect(model.isDirty).toBe(false);
    });
    folder.write({ shapes: [rawBox('moved', 70)] });
    await model.refresh();
    await keeper.undo();
    expect(labels(model)).toEqual(['moved']);
    expect(dialogs.messages.at(-1)).toContain('cannot be taken back any more');
    expect(keeper.undoable).toEqual({ undo: false, redo: false });
  });

  it('edits the document of an editor that is open, and saves it there', async () => {
    const workbench = await opened();
    saver.save = async (uri) => {
      await workbench.save();
      return uri;
    };
    const { page } = reviewed();
    await page.edit(1, changeVerdict('excluded'));
    await vi.waitFor(() => {
      expect(folder.read()?.flags).toEqual({ excluded: true });
    });
    expect(workbench.edits).toHaveLength(1);
    expect(workbench.isDirty).toBe(false);
  });

  it('keeps what cannot be written, and writes it with the next edit', async () => {
    folder.write({});
    const { page } = reviewed();
    const model = folder.store.peek(folder.image);
    await model.loaded;
    folder.write('damaged');
    await page.edit(1, changeVerdict('good'));
    await vi.waitFor(() => {
      expect(dialogs.messages.at(-1)).toContain('expected JSON');
    });
    expect(page.last?.value.verdict).toBe('good');
    folder.write({});
    await model.refresh();
    await page.edit(2, addRegions([box('mine', 10)]));
    await vi.waitFor(() => {
      expect(folder.read()).toMatchObject({ flags: { good: true }, shapes: [{ label: 'scratch' }] });
    });
  });
});
