// Small workspaces for tests: copies of a rendered sample, each in a folder of its own.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { removeFolder } from './removeFolder.ts';
import { REPOSITORY } from './vscodeServer.ts';

const SAMPLE_COUNT = 8;

/** Renders the sample with the built command line, once a build; later runs take what is there. */
function sample(): string {
  const cli = path.join(REPOSITORY, 'dist', 'cli.js');
  const build = createHash('sha256').update(readFileSync(cli)).digest('hex').slice(0, 16);
  const samples = path.join(REPOSITORY, '.vscode-test', 'samples');
  const folder = path.join(samples, build);
  if (existsSync(folder) && projectFiles(folder).length === 1) return folder;
  rmSync(samples, { recursive: true, force: true });
  execFileSync(process.execPath, [cli, 'sample', folder, '--count', String(SAMPLE_COUNT)], { stdio: 'inherit' });
  return folder;
}

export interface Workspace {
  folder: string;
  dispose: () => void;
}

/** A fresh copy of the sample; with its project file only where asked for. */
export function copySample({ withProject }: { withProject: boolean }): Workspace {
  const root = mkdtempSync(path.join(tmpdir(), 'kshot-workspace-'));
  const folder = path.join(root, 'sample');
  mkdirSync(folder);
  cpSync(sample(), folder, {
    recursive: true,
    filter: (file) => path.basename(file) !== '.kshot' && (withProject || !file.endsWith('.kshot.json')),
  });
  return {
    folder,
    dispose: () => {
      removeFolder(root);
    },
  };
}

function projectFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.kshot.json'));
}
