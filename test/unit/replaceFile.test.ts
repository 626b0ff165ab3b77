/** Files are replaced whole, and stay what they are: links, permissions. */
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile } from '../../src/files/replaceFile.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'kshot-replace-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

function at(name: string): string {
  return path.join(folder, name);
}

describe.skipIf(process.platform === 'win32')('a file that is replaced', () => {
  it('keeps its permissions', async () => {
    for (const mode of [0o600, 0o664, 0o755]) {
      await writeFile(at('a.json'), 'old');
      await chmod(at('a.json'), mode);
      await replaceFile(at('a.json'), 'new');
      expect([await readFile(at('a.json'), 'utf8'), (await stat(at('a.json'))).mode & 0o777]).toEqual(['new', mode]);
    }
  });

  it('is refused where it is read-only, and left as it is', async () => {
    await writeFile(at('a.json'), 'old');
    await chmod(at('a.json'), 0o444);
    await expect(replaceFile(at('a.json'), 'new')).rejects.toMatchObject({ code: 'EACCES' });
    expect([await readFile(at('a.json'), 'utf8'), await readdir(folder)]).toEqual(['old', ['a.json']]);
  });

  it('is the one that links lead to; the links stay', async () => {
    await mkdir(at('labels'));
    await writeFile(at('labels/a.json'), 'old');
    await symlink('labels/a.json', at('link.json'));
    await symlink('link.json', at('a.json'));
    await replaceFile(at('a.json'), 'new');
    expect((await lstat(at('a.json'))).isSymbolicLink()).toBe(true);
    expect(await readFile(at('labels/a.json'), 'utf8')).toBe('new');
    expect((await readdir(folder)).sort()).toEqual(['a.json', 'labels', 'link.json']);
    expect(await readdir(at('labels'))).toEqual(['a.json']);
  });

  it('may be missing behind its link, but not behind a circle', async () => {
    await symlink('later/a.json', at('a.json'));
    await replaceFile(at('a.json'), 'new');
    expect([await readlink(at('a.json')), await readFile(at('later/a.json'), 'utf8')]).toEqual(['later/a.json', 'new']);
    await symlink('c.json', at('b.json'));
    await symlink('b.json', at('c.json'));
    await expect(replaceFile(at('b.json'), 'new')).rejects.toMatchObject({ code: 'ELOOP' });
  });
});
