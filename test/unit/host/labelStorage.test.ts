import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addRegions } from '../../../src/domain/annotations/edits.ts';
import type { ImageAnnotations } from '../../../src/host/annotations/imageAnnotations.ts';
import { imageOfLabels } from '../../../src/host/compare/comparedImage.ts';
import { FileSystemError, Uri, workspace } from './fakeVscode.ts';
import { LabelFolder, box, rawBox } from './labelFolder.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

const down = () => new FileSystemError('Unavailable');

describe('label files of virtual workspaces', () => {
  let folder: LabelFolder;
  /** Of each test another: what images a folder has is known for a moment. */
  let place = '';
  let text: string | null;
  let reading: Error | null;
  let listing: Error | null;

  beforeEach(() => {
    folder = new LabelFolder();
    place += '/x';
    text = JSON.stringify({ shapes: [rawBox('one', 5), rawBox('two', 40)], imageWidth: 100, imageHeight: 80 });
    reading = null;
    listing = null;
    vi.spyOn(workspace.fs, 'readDirectory').mockImplementation(() => {
      const names: [string, number][] = [
        ['a.png', 1],
        ['a.json', 1],
      ];
      return listing === null ? Promise.resolve(names) : Promise.reject(listing);
    });
    vi.spyOn(workspace.fs, 'readFile').mockImplementation(((file: Uri) => {
      if (reading !== null) return Promise.reject(reading);
      if (file.path !== `${place}/a.json` || text === null) return Promise.reject(new FileSystemError('FileNotFound'));
      return Promise.resolve(new TextEncoder().encode(text));
    }) as never);
    vi.spyOn(workspace.fs, 'writeFile').mockImplementation(((_: Uri, bytes: Uint8Array) => {
      text = new TextDecoder().decode(bytes);
      return Promise.resolve();
    }) as never);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    folder.dispose();
  });

  const open = async (scheme = 'elsewhere'): Promise<ImageAnnotations> => {
    const { model } = folder.store.acquire(Uri.from({ scheme, path: `${place}/a.png` }) as never);
    model.setSize({ width: 100, height: 80 });
    await model.loaded;
    return model;
  };
  const labels = () => (JSON.parse(text!) as { shapes: { label: string }[] }).shapes.map(({ label }) => label);

  it('are not taken for missing where they could not be read', async () => {
    const model = await open();
    reading = down();
    await model.refresh();
    expect(model.problem).toContain('Unavailable');
    expect(model.value.regions).toHaveLength(2);
    model.edit(addRegions([box('n', 60, 'new')]));
    await expect(model.save()).rejects.toThrow('Unavailable');
    expect(labels()).toEqual(['one', 'two']);
    reading = null;
    await model.save();
    expect(labels()).toEqual(['one', 'two', 'new']);
  });

  it('are not taken for missing where the folder could not be listed', async () => {
    listing = down();
    const model = await open();
    expect(model.problem).toContain('Unavailable');
    model.edit(addRegions([box('n', 60, 'new')]));
    await expect(model.save()).rejects.toThrow('Unavailable');
    expect(labels()).toEqual(['one', 'two']);
    await expect(
      imageOfLabels(Uri.from({ scheme: 'elsewhere', path: `${place}/a.json` }) as never, null),
    ).rejects.toThrow();
  });

  it('are read where a folder cannot be listed but not be written to either, as git’s', async () => {
    listing = new Error('Method not implemented.');
    expect((await open('readonly')).value.regions).toHaveLength(2);
  });

  it('are made where there are none', async () => {
    text = null;
    const model = await open();
    expect(model.problem).toBeNull();
    model.edit(addRegions([box('n', 60, 'new')]));
    await model.save();
    expect(labels()).toEqual(['new']);
  });
});
