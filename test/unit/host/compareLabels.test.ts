/** Compare Labels: which versions are read from git and the disk, and how they differ. Git is the system's, in a repository of two commits. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type * as vscode from 'vscode';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { compareVersions } from '../../../src/host/compare/compareVersions.ts';
import type { VersionPair } from '../../../src/host/compare/compareVersions.ts';
import { readVersionPair } from '../../../src/host/compare/compareChoice.ts';
import { GitTexts } from '../../../src/host/compare/gitTexts.ts';
import { versionInCommit, versionNow } from '../../../src/host/compare/labelVersion.ts';
import type { VersionSources } from '../../../src/host/compare/labelVersion.ts';
import { Uri } from './fakeVscode.ts';

interface Fake {
  isTrusted: boolean;
  gitPath?: string;
  extension?: unknown;
  activeTab?: unknown;
}
const fake = vi.hoisted((): Fake => ({ isTrusted: true }));

vi.mock('vscode', async () => {
  const { window, ...base } = await import('./fakeVscode.ts');
  class FileSystemError extends Error {
    readonly code = 'FileNotFound';
  }
  const orMissing = async <T>(reading: Promise<T>): Promise<T> => {
    try {
      return await reading;
    } catch (error) {
      throw (error as { code?: string }).code === 'ENOENT' ? new FileSystemError() : error;
    }
  };
  class TabInputText {
    constructor(readonly uri: unknown) {}
  }
  class TabInputTextDiff {
    constructor(
      readonly original: unknown,
      readonly modified: unknown,
    ) {}
  }
  return {
    ...base,
    FileSystemError,
    TabInputText,
    TabInputTextDiff,
    TabInputCustom: TabInputText,
    window: { ...window, tabGroups: { activeTabGroup: fake } },
    extensions: { getExtension: () => fake.extension },
    workspace: {
      get isTrusted() {
        return fake.isTrusted;
      },
      asRelativePath: (uri: Uri) => uri.path.split('/').slice(-2).join('/'),
      getConfiguration: () => ({ get: () => fake.gitPath }),
      fs: {
        readFile: (uri: Uri) => orMissing(readFile(uri.fsPath)),
        readDirectory: async (uri: Uri) => (await readdir(uri.fsPath)).map((name) => [name, 1]),
        stat: (uri: Uri) => orMissing(stat(uri.fsPath)),
      },
    },
    l10n: {
      t: (text: string, ...values: unknown[]) =>
        text.replaceAll(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
    },
  };
});

interface Box {
  label: string;
  at: [number, number, number, number];
  comment?: string;
}

/** A label file of boxes. */
function labels(boxes: readonly Box[], { flags = {}, width = 100 } = {}): string {
  const shapes = boxes.map(({ label, at: [x0, y0, x1, y1], comment = '' }) => ({
    label,
    points: [
      [x0, y0],
      [x1, y1],
    ],
    group_id: null,
    description: comment,
    shape_type: 'rectangle',
    flags: {},
    mask: null,
  }));
  const image = { imagePath: 'a.png', imageData: null, imageHeight: 80, imageWidth: width };
  return JSON.stringify({ version: '5.5.0', flags, shapes, ...image });
}

const DENT: Box = { label: 'dent', at: [10, 10, 30, 30] };
const SCRATCH: Box = { label: 'scratch', at: [50, 10, 90, 20] };
const HOLE: Box = { label: 'hole', at: [60, 60, 70, 70] };

let folder: string;
const unsaved = new Map<string, string>();
const sources = {
  git: new GitTexts(),
  unsaved: { text: (file: vscode.Uri) => Promise.resolve(unsaved.get(file.path) ?? null) },
} as unknown as VersionSources;
const file = (name: string): vscode.Uri => Uri.file(path.join(folder, name)) as unknown as vscode.Uri;
const write = (name: string, text: string): void => {
  writeFileSync(path.join(folder, name), text);
};
const git = (...args: string[]): void => {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder, stdio: 'pipe' });
};
const withHead = (name: string): VersionPair => ({
  before: versionInCommit(file(name), 'HEAD', sources),
  after: versionNow(file(name), sources),
});

beforeAll(() => {
  folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'kshot-compare-')), 'mit Ümlaut [1]');
  mkdirSync(folder);
});
afterAll(() => {
  rmSync(path.dirname(folder), { recursive: true, force: true });
});

beforeEach(() => {
  Object.assign(fake, { isTrusted: true, gitPath: undefined, extension: undefined, activeTab: undefined });
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  git('init', '--quiet');
  write('a.png', '');
  write('ä b.json', labels([DENT]));
  write('a.json', labels([DENT]));
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  write('a.json', labels([DENT, SCRATCH], { flags: { good: true } }));
  git('commit', '--quiet', '-am', 'second');
});

describe('the versions that are compared', () => {
  it('are the last commit and the disk for a label file, and for its image', async () => {
    write('a.json', labels([{ ...SCRATCH, at: [50, 10, 80, 20] }, HOLE], { flags: { anomalous: true } }));
    const found = await compareVersions(withHead('a.json'));
    expect(found.title).toBe('a.json (HEAD ↔ now)');
    expect(found.image.fsPath).toBe(path.join(folder, 'a.png'));
    const { comparison, after } = found;
    expect(comparison.removed.map(({ label }) => label)).toEqual(['dent']);
    expect(comparison.changed.map(({ label, id }) => [label, id])).toEqual([['scratch', after.regions[0]!.id]]);
    expect(comparison.added).toEqual([after.regions[1]!.id]);
    expect(comparison.verdict).toEqual({ before: 'good', after: 'anomalous' });
    for (const name of ['a.json', 'a.png'])
      expect((await compareVersions((await readVersionPair([file(name), [file(name)]], sources))!)).title).toBe(
        found.title,
      );
  });

  it('are those that somebody works on, where they are not saved', async () => {
    unsaved.set(file('a.json').path, labels([DENT, SCRATCH, HOLE], { flags: { good: true } }));
    const { title, comparison } = await compareVersions(withHead('a.json'));
    unsaved.clear();
    expect([title, comparison.added.length]).toEqual(['a.json (HEAD ↔ unsaved)', 1]);
  });

  it('say that all is gone where the file was deleted', async () => {
    rmSync(path.join(folder, 'a.json'));
    const { comparison, after } = await compareVersions(withHead('a.json'));
    expect(after.regions).toEqual([]);
    expect(comparison.removed).toHaveLength(2);
    expect(comparison.verdict).toEqual({ before: 'good', after: null });
  });

  it('are two files where two are selected, the first one before', async () => {
    write('b.json', labels([HOLE]));
    const pair = await readVersionPair([file('b.json'), [file('a.json'), file('b.json')]], sources);
    const { title, comparison } = await compareVersions(pair!);
    expect(title).toBe('a.json ↔ b.json');
    expect([comparison.removed.length, comparison.added.length]).toEqual([2, 1]);
    mkdirSync(path.join(folder, 'other'));
    write('other/a.json', labels([HOLE]));
    const twins = await readVersionPair([file('a.json'), [file('other/a.json'), file('a.json')]], sources);
    expect((await compareVersions(twins!)).comparison).toMatchObject({
      before: 'other/a.json',
      after: 'mit Ümlaut [1]/a.json',
    });
  });

  it('are those of the entry in a source-control view', async () => {
    const inGit = (ref: string): vscode.Uri =>
      ({ scheme: 'git', path: `${folder}/a.json`, query: JSON.stringify({ path: `${folder}/a.json`, ref }) }) as never;
    const entry = (leftUri: vscode.Uri | undefined, rightUri: vscode.Uri) =>
      readVersionPair([{ resourceUri: file('a.json'), leftUri, rightUri }], sources);
    write('a.json', labels([DENT, SCRATCH, HOLE], { flags: { good: true } }));
    const unstaged = await compareVersions((await entry(inGit('~'), file('a.json')))!);
    expect([unstaged.title, unstaged.comparison.added.length]).toEqual(['a.json (HEAD ↔ now)', 1]);
    git('add', 'a.json');
    write('a.json', labels([SCRATCH, HOLE]));
    const staged = await compareVersions((await entry(inGit('HEAD'), inGit('')))!);
    expect([staged.title, staged.comparison.added.length, staged.comparison.removed.length]).toEqual([
      'a.json (HEAD ↔ index)',
      1,
      0,
    ]);
    const working = await compareVersions((await entry(inGit('~'), file('a.json')))!);
    expect([working.title, working.comparison.removed.length]).toEqual(['a.json (index ↔ now)', 1]);
    const plain = await readVersionPair([{ resourceUri: file('a.json') }], sources);
    expect((await compareVersions(plain!)).title).toBe('a.json (HEAD ↔ now)');
  });

  it('are the sides of the diff in the active tab', async () => {
    const { TabInputTextDiff } = (await import('vscode')) as unknown as {
      TabInputTextDiff: new (...sides: unknown[]) => unknown;
    };
    const hash = execFileSync('git', ['rev-parse', 'HEAD~1'], { cwd: folder, encoding: 'utf8' }).trim();
    const query = JSON.stringify({ path: `${folder}/a.json`, ref: hash });
    const original = { scheme: 'git', path: `${folder}/a.json`, query, toString: () => query };
    fake.activeTab = { input: new TabInputTextDiff(original, file('a.json')) };
    for (const args of [[], [file('a.json'), { groupId: 0 }]]) {
      const found = await compareVersions((await readVersionPair(args, sources))!);
      expect(found.title).toBe(`a.json (${hash.slice(0, 7)} ↔ now)`);
      expect(found.comparison.added).toHaveLength(1);
    }
  });

  it('are none where nothing is selected that may be a label file', async () => {
    expect(await readVersionPair([file('p.kshot.json'), [file('p.kshot.json')]], sources)).toBeUndefined();
    expect(await readVersionPair([], sources)).toBeUndefined();
  });
});

describe('what cannot be compared', () => {
  const failure = (pair: VersionPair): Promise<unknown> =>
    compareVersions(pair).then(
      () => undefined,
      (error: unknown) => error,
    );

  it('is a file that was never committed', async () => {
    write('new.json', labels([DENT]));
    expect(await failure(withHead('new.json'))).toMatchObject({
      code: 'not-committed',
      message: 'new.json is not in the last commit, so there is nothing to compare it with yet.',
    });
    rmSync(path.join(folder, '.git'), { recursive: true });
    git('init', '--quiet');
    expect(await failure(withHead('a.json'))).toMatchObject({ code: 'not-committed' });
  });

  it('is a file outside of any repository, and one that git cannot read', async () => {
    rmSync(path.join(folder, '.git'), { recursive: true });
    expect(await failure(withHead('a.json'))).toMatchObject({ code: 'no-repository' });
    fake.gitPath = '/no/such/git';
    expect(await failure(withHead('a.json'))).toMatchObject({
      code: 'no-repository',
      message: 'Git was not found, so there is no former version of a.json.',
    });
  });

  it('waits for trust where git would run', async () => {
    fake.isTrusted = false;
    expect(await failure(withHead('a.json'))).toMatchObject({ code: 'untrusted' });
    write('b.json', labels([HOLE]));
    expect(
      await failure({ before: versionNow(file('b.json'), sources), after: versionNow(file('a.json'), sources) }),
    ).toBeUndefined();
  });

  it('is a version that is no label file: which one', async () => {
    write('a.json', '{"shapes": 3}');
    expect(await failure(withHead('a.json'))).toMatchObject({
      code: 'labels-unreadable',
      message: expect.stringMatching(/^a\.json: expected/) as string,
    });
    git('commit', '--quiet', '-am', 'third');
    write('a.json', labels([]));
    expect(await failure(withHead('a.json'))).toMatchObject({
      code: 'labels-unreadable',
      message: expect.stringMatching(/^a\.json \(HEAD\): expected/) as string,
    });
  });

  it('is what is for images of two sizes, and for none', async () => {
    write('a.json', labels([DENT], { width: 50 }));
    expect(await failure(withHead('a.json'))).toMatchObject({
      code: 'no-image',
      message: 'a.json (HEAD) is for an image of 100 × 80, a.json for one of 50 × 80: choose labels of the same image.',
    });
    rmSync(path.join(folder, 'a.png'));
    git('checkout', '--quiet', 'a.json');
    expect(await failure(withHead('a.json'))).toMatchObject({
      code: 'no-image',
      message: 'There is no image beside a.json: put it there, under the same name.',
    });
  });
});

describe('a comparison that is read again', () => {
  it('keeps the ids of regions, new ones’ too', async () => {
    write('a.json', labels([DENT, SCRATCH, HOLE]));
    const first = await compareVersions(withHead('a.json'));
    write('a.json', labels([HOLE, { ...DENT, comment: 'deep' }, SCRATCH]));
    const again = await compareVersions(withHead('a.json'), first);
    const [dent, scratch, hole] = first.after.regions.map(({ id }) => id);
    expect(again.after.regions.map(({ id }) => id)).toEqual([hole, dent, scratch]);
    expect(again.comparison.added).toEqual(first.comparison.added);
    expect(again.comparison.changed.map(({ id }) => id)).toEqual([dent]);
  });
});

describe('VS Code’s git extension', () => {
  const asked: string[] = [];
  const repository = {
    state: { HEAD: { commit: 'c0ffee' }, onDidChange: () => ({ dispose: () => undefined }) },
    getObjectDetails: (ref: string, name: string) => {
      asked.push(`${ref}:${path.basename(name)}`);
      return name.endsWith('new.json')
        ? Promise.reject(Object.assign(new Error('unknown'), { gitErrorCode: 'UnknownPath' }))
        : Promise.resolve({ object: 'b10b' });
    },
    show: (ref: string) => Promise.resolve(labels(ref === 'HEAD' ? [HOLE] : [HOLE, DENT])),
  };
  const extension = (exports: unknown) => ({
    isActive: false,
    exports: undefined,
    activate: () => Promise.resolve(exports),
  });
  beforeEach(() => {
    asked.length = 0;
    fake.extension = extension({ enabled: true, getAPI: () => ({ getRepository: () => repository }) });
  });

  it('is asked first', async () => {
    const { comparison, before } = await compareVersions(withHead('a.json'));
    expect(before.regions.map(({ label }) => label)).toEqual(['hole']);
    expect(comparison.added).toHaveLength(2);
    expect(asked).toEqual(['HEAD:a.json']);
    write('new.json', labels([]));
    await expect(compareVersions(withHead('new.json'))).rejects.toMatchObject({ code: 'not-committed' });
  });

  it('leaves it to git where it is off, fails, or knows no repository', async () => {
    const broken = extension(undefined);
    broken.activate = () => Promise.reject(new Error('no'));
    const none = extension({ enabled: true, getAPI: () => ({ getRepository: () => null }) });
    for (const state of [undefined, broken, none, extension({ enabled: false })]) {
      fake.extension = state;
      const { before } = await compareVersions(withHead('a.json'));
      expect(before.regions.map(({ label }) => label)).toEqual(['dent', 'scratch']);
    }
    expect(asked).toEqual([]);
  });
});
