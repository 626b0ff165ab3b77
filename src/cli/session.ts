import os from 'node:os';
import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { userModelsFolder as platformModelsFolder } from '../domain/userFolders.ts';
import { Engine } from '../engine/engine.ts';
import type { TaskOptions } from '../engine/engineTypes.ts';
import { EXIT, errorLine, exitCodeOf } from './exit.ts';
import { ProgressLine } from './progress.ts';

/** Options that every command with an engine takes. */
export interface EngineFlags {
  cache?: string;
  models?: string;
  provider?: string;
  threads?: number;
}

export function withEngineFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--cache <dir>', 'where computed things go (default: .kshot beside the project file)').env(
        'KSHOT_CACHE',
      ),
    )
    .addOption(modelsOption())
    .addOption(
      new Option('--provider <name>', 'execution provider to insist on: cpu, cuda, tensorrt, dml, coreml, webgpu').env(
        'KSHOT_PROVIDER',
      ),
    )
    .option('--threads <n>', 'threads of one inference (default: all cores)', positiveInteger);
}

/** Where the user's own models are: one store for all projects. */
export function modelsOption(): Option {
  return new Option('--models <dir>', `the store of models (default: ${userModelsFolder()})`).env('KSHOT_MODELS');
}

/** Parses a whole number of at least 1. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Expected a whole number of at least 1.');
  return value;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('Expected a whole number of at least 0.');
  return value;
}

/** What a command works with. */
export interface Session {
  readonly engine: Engine;
  readonly task: TaskOptions;
  readonly progress: ProgressLine;
}

/**
 * Runs a command: makes the engine, turns Ctrl-C into a clean stop (a second one ends at once), prints errors on one line, and sets the
 * exit status: what `work` returns, or 0.
 */
export async function run(flags: EngineFlags, work: (session: Session) => Promise<number | undefined>): Promise<void> {
  const progress = new ProgressLine();
  const stop = new AbortController();
  const onInterrupt = (): void => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    stop.abort();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const engine = new Engine({
    modelsDir: path.join(__dirname, 'models'),
    scriptsDir: __dirname,
    storeDir: path.resolve(flags.models || process.env.KSHOT_MODELS || userModelsFolder()),
    cacheDir: flags.cache,
    fallbackCacheDir: userCacheFolder(),
    provider: flags.provider,
    threads: flags.threads,
    onWarning: (message) => {
      progress.note(`warning: ${message}`);
    },
  });
  try {
    process.exitCode =
      (await work({ engine, progress, task: { signal: stop.signal, onProgress: progress.update } })) ?? EXIT.done;
  } catch (error) {
    progress.note(errorLine(error));
    process.exitCode = exitCodeOf(error);
  } finally {
    progress.clear();
    await engine.dispose();
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  }
}

/** The user's cache folder, for data sets that cannot be written. */
function userCacheFolder(): string {
  const { env, platform } = process;
  if (platform === 'win32')
    return path.join(env.LOCALAPPDATA ?? path.join(os.homedir(), 'AppData', 'Local'), 'kshot', 'cache');
  if (platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches', 'kshot');
  return path.join(env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'kshot');
}

/** Where programs of this platform keep the user's data. */
function userModelsFolder(): string {
  return platformModelsFolder(process.platform, process.env, os.homedir());
}
