/** Texts of former versions by git itself, for where VS Code's git extension is off or knows no repository. */
import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { systemCode } from '../../files/replaceFile.ts';

/** A label file of a thousand masks is some megabytes. */
const MOST_BYTES = 256 * 1024 * 1024;

export class GitProcessError extends Error {
  override readonly name = 'GitProcessError';
  constructor(
    /** `missing`: there is no git to run; `no-repository`: git knows none, or will not read it. */
    readonly code: 'missing' | 'no-repository' | 'failed',
    message: string,
  ) {
    super(message);
  }
}

/**
 * A file's text in a commit or in the index; null where it is not in there. Runs no filter or hook of the repository.
 * @param git the program. @param ref a commit: `HEAD` or a hash; '': the index.
 * @throws GitProcessError with what git said.
 */
export async function readByProcess(git: string, file: string, ref: string): Promise<string | null> {
  const folder = path.dirname(file);
  const run = (...args: string[]): Promise<Ran> => runGit(git, folder, args);
  const inside = await run('rev-parse', '--is-inside-work-tree');
  if (inside.status !== 0) throw new GitProcessError('no-repository', lastLine(inside.errors));
  const blob = await (ref === '' ? blobInIndex(run, file) : blobInCommit(run, ref, file));
  if (blob === null) return null;
  const { status, output, errors } = await run('cat-file', 'blob', blob);
  if (status !== 0) throw new GitProcessError('failed', lastLine(errors));
  return output;
}

type Run = (...args: string[]) => Promise<Ran>;

async function blobInCommit(run: Run, ref: string, file: string): Promise<string | null> {
  const commit = await run('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  if (commit.status !== 0) return null; // nothing was committed yet
  const { output } = await run('ls-tree', '-z', commit.output.trim(), '--', `./${path.basename(file)}`);
  return /^\d+ blob ([0-9a-f]+)\t/.exec(output)?.[1] ?? null;
}

async function blobInIndex(run: Run, file: string): Promise<string | null> {
  const { output } = await run('ls-files', '--stage', '-z', '--', `:(literal)${path.basename(file)}`);
  // Stage 0: merged; while a conflict stands there are only the stages 1 to 3.
  return /^\d+ ([0-9a-f]+) 0\t/.exec(output)?.[1] ?? null;
}

interface Ran {
  status: number;
  output: string;
  errors: string;
}

function runGit(git: string, folder: string, args: string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
    execFile(git, args, { cwd: folder, env, maxBuffer: MOST_BYTES, windowsHide: true }, (error, output, errors) => {
      if (error === null) resolve({ status: 0, output, errors });
      else if (typeof error.code === 'number') resolve({ status: error.code, output, errors });
      else reject(new GitProcessError(systemCode(error) === 'ENOENT' ? 'missing' : 'failed', error.message));
    });
  });
}

function lastLine(errors: string): string {
  return errors.trim().split('\n').at(-1) ?? '';
}
