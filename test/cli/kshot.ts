/** Runs the built command line as a user does: a process of its own. */
import { spawn } from 'node:child_process';
import path from 'node:path';

export const CLI = path.resolve('dist/cli.js');

export interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `kshot` to its end. `onStderr` may send signals. */
export function kshot(
  args: string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; interruptWhen?: (stdout: string) => boolean } = {},
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
    });
    let stdout = '';
    let stderr = '';
    let interrupted = false;
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (!interrupted && options.interruptWhen?.(stdout)) {
        interrupted = true;
        child.kill('SIGINT');
      }
    });
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** Runs `kshot … --json` and returns what it printed; fails with its message unless it exits 0. */
export async function kshotJson<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await kshot([...args, '--json']);
  if (code !== 0) throw new Error(`kshot ${args.join(' ')} exited ${String(code)}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
