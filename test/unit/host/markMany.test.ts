import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { markImages } from '../../../src/host/annotations/markImages.ts';
import { readLabelText } from '../../../src/host/annotations/labelStorage.ts';
import { LabelWatchers } from '../../../src/host/annotations/labelWatchers.ts';
import { EventEmitter, Uri, workspace } from './fakeVscode.ts';
import { LabelFolder } from './labelFolder.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

let folder: LabelFolder;
let watchers: { created: EventEmitter<Uri>; isDisposed: boolean }[];
let most: number;

beforeEach(() => {
  folder = new LabelFolder();
  watchers = [];
  most = 0;
  vi.spyOn(workspace, 'createFileSystemWatcher').mockImplementation(() => {
    const watcher = { created: new EventEmitter<Uri>(), isDisposed: false };
    watchers.push(watcher);
    most = Math.max(most, alive());
    const none = new EventEmitter<Uri>().event;
    const dispose = () => void (watcher.isDisposed = true);
    return { onDidCreate: watcher.created.event, onDidChange: none, onDidDelete: none, dispose } as never;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  folder.dispose();
});

const alive = () => watchers.filter(({ isDisposed }) => !isDisposed).length;

describe('many images of a folder', () => {
  it('are marked with one watcher and few models at a time, and read in one go', async () => {
    const images = Array.from({ length: 100 }, (_, i) => folder.uri(`${i}.png`));
    for (const { fsPath } of images) writeFileSync(fsPath, '');
    let [inUse, mostInUse] = [0, 0];
    const acquire = folder.store.acquire.bind(folder.store);
    vi.spyOn(folder.store, 'acquire').mockImplementation((image) => {
      const use = acquire(image);
      mostInUse = Math.max(mostInUse, ++inUse);
      const release = use.dispose.bind(use);
      use.dispose = () => {
        inUse--;
        release();
      };
      return use;
    });
    const { marked, failed } = await markImages(folder.store, images, 'good');
    expect(failed).toEqual([]);
    expect(marked.map(({ image }) => image)).toEqual(images);
    expect(images.every(({ fsPath }) => existsSync(fsPath.replace('.png', '.json')))).toBe(true);
    expect(most).toBe(1);
    expect(mostInUse).toBeLessThanOrEqual(16);
  });

  it('share a watcher as long as one of them is in use, and each hears of its own file', () => {
    const labels = new LabelWatchers();
    const heard: string[] = [];
    const [a, b] = ['a', 'b'].map((name) => labels.watch(folder.uri(`${name}.png`), () => heard.push(name)));
    expect(alive()).toBe(1);
    watchers[0]!.created.fire(Uri.file(path.join(folder.folder, 'b.json')));
    watchers[0]!.created.fire(Uri.file(path.join(folder.folder, 'a.png.json')));
    watchers[0]!.created.fire(Uri.file(path.join(folder.folder, 'other.json')));
    expect(heard).toEqual(['b', 'a']);
    a!.dispose();
    expect(alive()).toBe(1);
    b!.dispose();
    expect(alive()).toBe(0);
  });

  it('know the label files of the moment, also where the folder was listed just before', async () => {
    mkdirSync(path.join(folder.folder, 'two'));
    for (const name of ['two/b.png', 'two/b.jpg']) writeFileSync(path.join(folder.folder, name), '');
    const read = async (name: string) => path.basename((await readLabelText(folder.uri(name))).file.fsPath);
    expect([await read('two/b.png'), await read('two/b.jpg')]).toEqual(['b.json', 'b.jpg.json']);
    folder.write({ imagePath: 'b.jpg' }, 'two/b.json');
    expect([await read('two/b.png'), await read('two/b.jpg')]).toEqual(['b.png.json', 'b.json']);
  });
});
