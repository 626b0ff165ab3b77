import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addRegions, changeRegion, changeVerdict, deleteRegions } from '../../../src/domain/annotations/edits.ts';
import { ImageAnnotations } from '../../../src/host/annotations/imageAnnotations.ts';
import type { AnnotationsBackup } from '../../../src/host/annotations/imageAnnotations.ts';
import { markImages } from '../../../src/host/annotations/markImages.ts';
import { saveCopy } from '../../../src/host/annotations/saveCopy.ts';
import { LabelFolder, box, rawBox } from './labelFolder.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

const SIZE = { width: 100, height: 80 };
let folder: LabelFolder;

beforeEach(() => {
  folder = new LabelFolder();
});
afterEach(() => {
  folder.dispose();
});

/** A model of its own, as another window has it. */
async function open(measure = () => Promise.resolve(SIZE)): Promise<ImageAnnotations> {
  const resolve = () => Promise.resolve(undefined);
  const model = new ImageAnnotations(folder.image, { measure, resolve });
  await model.loaded;
  return model;
}
const labels = (model: ImageAnnotations) => model.value.regions.map(({ label }) => label);
const written = () => (folder.read()!.shapes as { label: string }[]).map(({ label }) => label);

describe('annotations that come back', () => {
  let backup: AnnotationsBackup;
  beforeEach(async () => {
    folder.write({ shapes: [rawBox('one', 0), rawBox('two', 40)] });
    const former = await open();
    former.edit(changeRegion({ ...former.value.regions[1]!, label: 'unsaved' }));
    former.edit(addRegions([box('n', 70, 'new')]));
    backup = JSON.parse(JSON.stringify(former.backup())) as AnnotationsBackup;
  });

  it('leave what was done meanwhile, which can still be taken back', async () => {
    const model = await open();
    const inverse = model.edit(changeRegion({ ...model.value.regions[0]!, label: 'edited' }));
    await model.restore(backup);
    expect(labels(model)).toEqual(['edited', 'unsaved', 'new']);
    model.apply(inverse);
    expect(labels(model)).toEqual(['one', 'unsaved', 'new']);
  });

  it('do not bring back what was deleted meanwhile', async () => {
    const model = await open();
    const inverse = model.edit(deleteRegions([model.value.regions[0]!.id]));
    await model.restore(backup);
    expect(labels(model)).toEqual(['unsaved', 'new']);
    model.apply(inverse);
    expect(labels(model)).toEqual(['one', 'unsaved', 'new']);
  });

  it('wait for a file that cannot be read', async () => {
    folder.write('damaged');
    const model = await open();
    await model.restore(backup);
    expect(labels(model)).toEqual(['one', 'unsaved', 'new']);
    folder.write({ shapes: [rawBox('one', 0), rawBox('two', 40), rawBox('theirs', 20)] });
    await model.save();
    expect(written()).toEqual(['one', 'unsaved', 'new', 'theirs']);
  });
});

describe('what collides with the file', () => {
  it('is not asked about any more once both say the same', async () => {
    folder.write({ shapes: [rawBox('one', 0)] });
    const model = await open();
    const region = model.value.regions[0]!;
    model.edit(changeRegion({ ...region, label: 'mine' }));
    folder.write({ shapes: [rawBox('theirs', 0)] });
    await model.refresh();
    expect(model.hasConflicts).toBe(true);
    model.edit(changeRegion({ ...region, label: 'theirs' }));
    expect(model.hasConflicts).toBe(false);
    model.edit(changeVerdict('good'));
    await model.save();
    expect(folder.read()!.flags).toEqual({ good: true });
  });
});

describe('labels of an image of another size', () => {
  const other = { imageWidth: 200, imageHeight: 200, shapes: [rawBox('far', 150)] };

  it('are not written, also where no page has told the size', async () => {
    folder.write(other);
    const before = folder.text();
    const report = await markImages(folder.store, [folder.image], 'good');
    expect(report.marked).toEqual([]);
    expect(String(report.failed[0]?.error)).toContain('200 × 200');
    const model = await open();
    model.edit(changeVerdict('good'));
    await expect(model.save()).rejects.toThrow('200 × 200');
    expect(folder.text()).toBe(before);
  });

  it('are not copied with the image', async () => {
    folder.write(other);
    const model = await open();
    await expect(saveCopy(model, folder.uri('b.png'))).rejects.toThrow('200 × 200');
    expect(folder.read('b.json')).toBeNull();
  });

  it('are what the file says where nobody knows better', async () => {
    folder.write(other);
    const model = await open(() => Promise.reject(new Error('no engine')));
    model.edit(changeVerdict('good'));
    await model.save();
    expect(folder.read()).toMatchObject({ imageWidth: 200, flags: { good: true } });
  });
});

describe('saving under another name', () => {
  it('never writes over a file that cannot be read', async () => {
    const model = await open();
    model.edit(addRegions([box('n', 5, 'new')]));
    folder.write('damaged');
    await expect(saveCopy(model, folder.image)).rejects.toThrow('expected JSON');
    await expect(saveCopy(model, folder.uri('b.png'))).rejects.toThrow('expected JSON');
    expect(folder.text()).toBe('damaged');
    expect(labels(model)).toEqual(['new']);
  });

  it('under the same name joins what the file says by now', async () => {
    const model = await open();
    model.edit(addRegions([box('n', 5, 'new')]));
    folder.write({ shapes: [rawBox('theirs', 40)] });
    await saveCopy(model, folder.image);
    expect(written()).toEqual(['new', 'theirs']);
  });
});
