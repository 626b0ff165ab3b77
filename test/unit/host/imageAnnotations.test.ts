import { existsSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addRegions, changeRegion, changeVerdict, deleteRegions } from '../../../src/domain/annotations/edits.ts';
import type { ImageAnnotations } from '../../../src/host/annotations/imageAnnotations.ts';
import { markImages, unmarkImages } from '../../../src/host/annotations/markImages.ts';
import { UnsavedAnnotations } from '../../../src/host/annotations/unsavedAnnotations.ts';
import { Uri, dialogs, workspace, window } from './fakeVscode.ts';
import { LabelFolder, box, rawBox } from './labelFolder.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

let folder: LabelFolder;
beforeEach(() => {
  dialogs.messages.length = 0;
  dialogs.answers.length = 0;
  folder = new LabelFolder();
});
afterEach(() => {
  folder.dispose();
});

const open = async (): Promise<ImageAnnotations> => {
  const { model } = folder.store.acquire(folder.image);
  await model.loaded;
  return model;
};
const labels = (model: ImageAnnotations) => model.value.regions.map(({ label }) => label);

describe('annotations of an image', () => {
  it('are what the label file says, one value for all who use them', async () => {
    folder.write({ flags: { anomalous: true }, shapes: [rawBox('dent', 5)] });
    const model = await open();
    expect(model.value.verdict).toBe('anomalous');
    expect(labels(model)).toEqual(['dent']);
    expect(model.isDirty).toBe(false);
    expect(folder.store.acquire(folder.image).model).toBe(model);
  });

  it('are written as they are, with what others keep in the file; what did not change is not written', async () => {
    folder.write({ shapes: [rawBox('dent', 5, { score: 0.5 })], owner: { a: 1 }, flags: { checked: true } });
    const before = folder.text();
    const model = await open();
    await model.save();
    expect(folder.text()).toBe(before);
    model.edit(changeVerdict('good'));
    model.edit(addRegions([box('new', 40)]));
    expect(model.isDirty).toBe(true);
    await model.save();
    expect(model.isDirty).toBe(false);
    const { flags, shapes, owner, imagePath } = folder.read()!;
    expect({ flags, owner, imagePath }).toEqual({
      flags: { checked: true, good: true },
      owner: { a: 1 },
      imagePath: 'a.png',
    });
    expect(shapes[0]).toEqual(rawBox('dent', 5, { score: 0.5 }));
    await model.refresh();
    expect(dialogs.messages).toEqual([]);
  });

  it('that say nothing make no file, and take one of our own away, but none that holds more', async () => {
    const model = await open();
    model.edit(changeVerdict('good'));
    model.edit(changeVerdict(null));
    await model.save();
    expect(folder.read()).toBeNull();
    model.edit(changeVerdict('good'));
    await model.save();
    expect(folder.read()?.flags).toEqual({ good: true });
    model.edit(changeVerdict(null));
    await model.save();
    expect(folder.read()).toBeNull();
    folder.write({ shapes: [rawBox('dent', 5)], imageData: 'AAAA' });
    await model.refresh();
    model.edit(deleteRegions(model.value.regions.map(({ id }) => id)));
    await model.save();
    expect(folder.read()).toMatchObject({ shapes: [], imageData: 'AAAA' });
  });

  it('take in what others write, with the ids of what is the same', async () => {
    folder.write({ shapes: [rawBox('dent', 5)] });
    const model = await open();
    const [dent] = model.value.regions;
    folder.write({ shapes: [rawBox('hole', 60), rawBox('dent', 5)] });
    await model.refresh();
    expect(labels(model)).toEqual(['hole', 'dent']);
    expect(model.value.regions[1]!.id).toBe(dent!.id);
    expect(model.isDirty).toBe(false);
  });

  it('join what others write with what is not saved, and say so', async () => {
    folder.write({ shapes: [rawBox('dent', 5), rawBox('hole', 60)] });
    const model = await open();
    const [dent] = model.value.regions;
    model.edit(changeRegion({ ...dent!, comment: 'deep' }));
    model.edit(addRegions([box('mine', 40)]));
    folder.write({ flags: { good: true }, shapes: [rawBox('dent', 5)] });
    await model.refresh();
    expect(model.value.verdict).toBe('good');
    expect(labels(model)).toEqual(['dent', 'scratch']);
    expect(model.value.regions[0]!.comment).toBe('deep');
    expect(dialogs.messages).toEqual([expect.stringContaining('a.json was changed outside')]);
    expect(folder.read()!.shapes).toHaveLength(1);
    await model.save();
    expect(folder.read()!.shapes).toMatchObject([{ label: 'dent', description: 'deep' }, { label: 'scratch' }]);
  });

  const collide = async () => {
    folder.write({ shapes: [rawBox('dent', 5)] });
    const model = await open();
    const [dent] = model.value.regions;
    model.edit(changeRegion({ ...dent!, label: 'mine' }));
    folder.write({ shapes: [rawBox('theirs', 5)] });
    return model;
  };
  it.each([
    ['Keep Mine', ['mine']],
    ['Take the File’s', ['theirs']],
    ['Keep Both', ['mine', 'theirs']],
  ])('ask about what both changed: %s', async (answer, found) => {
    const model = await collide();
    dialogs.answers.push(answer);
    await model.refresh();
    await vi.waitFor(() => {
      expect(model.hasConflicts).toBe(false);
    });
    expect(labels(model)).toEqual(found);
    await model.save();
    expect(folder.read()!.shapes.map((shape) => (shape as { label: string }).label)).toEqual(found);
    expect(dialogs.messages).toHaveLength(1);
  });

  it('are not written over what both changed as long as nobody answers', async () => {
    const model = await collide();
    const text = folder.text();
    await expect(model.save()).rejects.toThrow('a.json was changed meanwhile');
    await expect(model.save()).rejects.toThrow('a.json was changed meanwhile');
    expect(folder.text()).toBe(text);
    expect(labels(model)).toEqual(['mine']);
    expect(model.isDirty).toBe(true);
    dialogs.answers.push('Keep Mine');
    await model.save();
    expect(folder.read()!.shapes).toMatchObject([{ label: 'mine' }]);
  });

  it('remember what collided when the file is changed again', async () => {
    const model = await collide();
    await model.refresh();
    folder.write({ shapes: [rawBox('theirs', 5), rawBox('more', 60)] });
    await model.refresh();
    expect(labels(model)).toEqual(['mine', 'more']);
    await expect(model.save()).rejects.toThrow('a.json was changed meanwhile');
  });

  it('take in what is written to the file while the question stands', async () => {
    const model = await collide();
    const answer = (...[, options]: unknown[]): Promise<string | undefined> => {
      if (!(options as { modal: boolean }).modal) return Promise.resolve(undefined);
      folder.write({ flags: { excluded: true }, shapes: [rawBox('theirs', 5), rawBox('late', 60)] });
      return Promise.resolve('Keep Mine');
    };
    const asked = vi.spyOn(window, 'showWarningMessage').mockImplementation(answer);
    await model.save();
    asked.mockRestore();
    expect(folder.read()).toMatchObject({ flags: { excluded: true }, shapes: [{ label: 'mine' }, { label: 'late' }] });
  });

  it('go with a file that is deleted, unless they are not saved', async () => {
    folder.write({ shapes: [rawBox('dent', 5)], owner: 7 });
    const model = await open();
    rmSync(path.join(folder.folder, 'a.json'));
    await model.refresh();
    expect(labels(model)).toEqual([]);
    expect(model.isDirty).toBe(false);
    folder.write({ shapes: [rawBox('dent', 5)], owner: 7 });
    await model.refresh();
    model.edit(changeVerdict('good'));
    rmSync(path.join(folder.folder, 'a.json'));
    await model.refresh();
    expect(labels(model)).toEqual(['dent']);
    await model.save();
    expect(folder.read()).toMatchObject({ flags: { good: true }, shapes: [{ label: 'dent' }], owner: 7 });
  });

  it('stay out of a file that cannot be read, until it is mended', async () => {
    folder.write('{ "shapes": [');
    const model = await open();
    expect(model.problem).toMatch(/^a\.json: expected JSON/);
    await expect(model.save()).rejects.toThrow(/^a\.json: expected JSON/);
    expect(folder.text()).toBe('{ "shapes": [');
    folder.write({ shapes: [rawBox('dent', 5)] });
    await model.refresh();
    expect(model.problem).toBeNull();
    expect(labels(model)).toEqual(['dent']);
  });

  it('keep strokes where the file becomes unreadable, and join them once it is mended', async () => {
    const model = await open();
    model.edit(addRegions([box('mine', 40)]));
    folder.write('damaged');
    await expect(model.save()).rejects.toThrow('expected JSON');
    expect(labels(model)).toEqual(['scratch']);
    expect(folder.text()).toBe('damaged');
    folder.write({ shapes: [rawBox('dent', 5)] });
    await model.save();
    expect(folder.read()!.shapes).toMatchObject([{ label: 'scratch' }, { label: 'dent' }]);
  });

  it('of an image of another size are only looked at', async () => {
    folder.write({ shapes: [rawBox('dent', 5)] });
    const model = await open();
    model.setSize({ width: 100, height: 81 });
    expect(model.problem).toContain('for an image of 100 × 80, this one is 100 × 81');
    model.setSize({ width: 100, height: 80 });
    expect(model.problem).toBeNull();
  });

  it('are reverted to what the file says', async () => {
    folder.write({ shapes: [rawBox('dent', 5)] });
    const model = await open();
    model.edit(deleteRegions(model.value.regions.map(({ id }) => id)));
    folder.write({ shapes: [rawBox('dent', 5), rawBox('hole', 60)] });
    await model.revert();
    expect(labels(model)).toEqual(['dent', 'hole']);
    expect(model.isDirty).toBe(false);
  });

  it('stay unsaved where nothing can be written, with one line that says why', async () => {
    const image = Uri.from({ scheme: 'elsewhere', path: '/b.png' });
    const { model } = folder.store.acquire(image as never);
    await model.loaded;
    model.edit(changeVerdict('good'));
    await expect(model.save()).rejects.toThrow(/^How large b\.png is/);
    model.setSize({ width: 3, height: 4 });
    await expect(model.save()).rejects.toThrow(
      /^elsewhere:\/\/\/b\.json cannot be written: it or its folder is read-only/,
    );
    expect(model.isDirty).toBe(true);
    const write = vi.spyOn(workspace.fs, 'writeFile').mockResolvedValue();
    await model.save();
    expect(write).toHaveBeenCalledOnce();
    expect(model.isDirty).toBe(false);
    const old = folder.store.acquire(Uri.from({ scheme: 'readonly', path: '/b.png' }) as never).model;
    await old.loaded;
    expect(old.problem).toContain('cannot be annotated');
  });
});

describe('annotations that are not saved', () => {
  const kept = () => readdirSync(path.join(folder.folder, '.unsaved'));
  const age = () => {
    for (const name of kept()) utimesSync(path.join(folder.folder, '.unsaved', name), 1000, 1000);
  };
  const reopen = async (): Promise<ImageAnnotations> => {
    const store = folder.newStore(new UnsavedAnnotations(path.join(folder.folder, '.unsaved')));
    const { model } = store.acquire(folder.image);
    await model.loaded;
    return model;
  };

  it('are kept until they are saved or reverted', async () => {
    const model = await open();
    model.edit(addRegions([box('mine', 40)]));
    await vi.waitFor(() => {
      expect(kept()).toHaveLength(1);
    });
    await model.save();
    await vi.waitFor(() => {
      expect(kept()).toEqual([]);
    });
    model.edit(changeVerdict('good'));
    await vi.waitFor(() => {
      expect(kept()).toHaveLength(1);
    });
    await model.revert();
    await vi.waitFor(() => {
      expect(kept()).toEqual([]);
    });
  });

  it('come back in the next window, joined with what the file says by then, and are kept by it', async () => {
    folder.write({ shapes: [rawBox('dent', 5)] });
    const model = await open();
    model.edit(addRegions([box('mine', 40)]));
    await vi.waitFor(() => {
      expect(kept()).toHaveLength(1);
    });
    const [former] = kept();
    folder.write({ shapes: [rawBox('dent', 5), rawBox('hole', 60)] });
    age();
    const next = await reopen();
    await vi.waitFor(() => {
      expect(labels(next)).toEqual(['dent', 'scratch', 'hole']);
    });
    expect(next.isDirty).toBe(true);
    await vi.waitFor(() => {
      expect(kept()).toHaveLength(1);
      expect(kept()).not.toContain(former);
      expect(dialogs.messages).toEqual([expect.stringContaining('a.png: what was not saved of its labels is back')]);
    });
  });

  it('go again where the user did not want them, but for what was drawn since', async () => {
    folder.write({ shapes: [rawBox('dent', 5)] });
    const model = await open();
    model.edit(changeVerdict('good'));
    model.edit(addRegions([box('mine', 40)]));
    await vi.waitFor(() => {
      expect(kept()).toHaveLength(1);
    });
    age();
    dialogs.answers.push('Discard');
    const next = await reopen();
    next.edit(addRegions([box('since', 60, 'since')]));
    await vi.waitFor(() => {
      expect(dialogs.messages).toHaveLength(1);
      expect(labels(next)).toEqual(['dent', 'since']);
    });
    expect(next.value.verdict).toBeNull();
  });

  it('are kept while one edit follows the other', async () => {
    const model = await open();
    for (let i = 0; !existsSync(path.join(folder.folder, '.unsaved')); i++) {
      expect(i).toBeLessThan(1000);
      model.edit(changeVerdict(i % 2 === 0 ? 'good' : 'anomalous'));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });

  it('of another window that goes on are its own', async () => {
    const model = await open();
    model.edit(addRegions([box('mine', 40)]));
    await vi.waitFor(() => {
      expect(kept()).toHaveLength(1);
    });
    const next = await reopen();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(labels(next)).toEqual([]);
    expect(kept()).toHaveLength(1);
  });

  it('come back once, also where VS Code has a backup of its own that is older', async () => {
    const model = await open();
    model.edit(addRegions([box('mine', 40)]));
    const backup = model.backup();
    model.edit(changeVerdict('good'));
    await vi.waitFor(() => {
      expect(kept()).toHaveLength(1);
    });
    age();
    const store = folder.newStore(new UnsavedAnnotations(path.join(folder.folder, '.unsaved')));
    const next = store.acquire(folder.image).model;
    await store.restoreBackup(next, () => Promise.resolve(backup));
    expect(labels(next)).toEqual(['scratch']);
    expect(next.value.verdict).toBe('good');
  });
});

describe('a verdict on several images', () => {
  it('is saved in each, and taken back where it is still there', async () => {
    const others = ['b.png', 'c.png'].map((name) => folder.uri(name));
    folder.write('damaged', 'c.json');
    const report = await markImages(folder.store, [folder.image, ...others], 'good');
    expect(report.marked.map(({ image }) => path.basename(image.fsPath))).toEqual(['a.png', 'b.png']);
    expect(report.failed).toMatchObject([{ image: { path: expect.stringContaining('c.png') as string } }]);
    expect(folder.read('a.json')?.flags).toEqual({ good: true });
    expect(folder.read('b.json')?.imagePath).toBe('b.png');
    expect(folder.text('c.json')).toBe('damaged');
    folder.write({ flags: { anomalous: true } }, 'b.json');
    expect(await unmarkImages(folder.store, report)).toMatchObject([
      { path: expect.stringContaining('b.png') as string },
    ]);
    expect(folder.read('a.json')).toBeNull();
    expect(folder.read('b.json')?.flags).toEqual({ anomalous: true });
  });

  it('leaves what is not saved to its editor', async () => {
    const model = await open();
    model.edit(addRegions([box('mine', 40)]));
    await markImages(folder.store, [folder.image], 'excluded');
    expect(model.value.verdict).toBe('excluded');
    expect(folder.read()).toBeNull();
  });
});
