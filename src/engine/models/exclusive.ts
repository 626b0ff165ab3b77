import { open, readFile, rename, rm, rmdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EngineError } from '../errors.ts';
import { makeFolder, systemCode } from '../../files/replaceFile.ts';
import { writeError } from '../files.ts';

/**
 * Runs work while no other process does the same, which a file in `folder` tells. A process that ended without taking its file away does
 * not hold others up. @throws EngineError `model-busy`, and as a write has them.
 */
export async function exclusively<T>(folder: string, id: string, work: () => Promise<T>): Promise<T> {
  const file = path.join(folder, 'pull.lock');
  try {
    await makeFolder(folder);
  } catch (error) {
    throw writeError(folder, error);
  }
  if (!(await take(file))) {
    const owner = await ownerOf(file);
    if (isAlive(owner)) throw busy(id, owner, file);
    // Renamed, not deleted: of two processes that find it, one gets it.
    const stale = `${file}.${process.pid}`;
    await rename(file, stale).catch(() => undefined);
    await rm(stale, { force: true });
    if (!(await take(file))) throw busy(id, await ownerOf(file), file);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
    await rmdir(folder).catch(() => undefined); // what is unfinished in it stays
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(`${process.pid} ${os.hostname()}\n`);
    await handle.close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw writeError(file, error);
  }
}

interface Owner {
  readonly pid: number;
  readonly host: string;
}

async function ownerOf(file: string): Promise<Owner | null> {
  const [pid = '', host = ''] = (await readFile(file, 'utf8').catch(() => '')).trim().split(' ');
  return /^\d+$/.test(pid) ? { pid: Number(pid), host } : null;
}

/** A process of another machine counts as alive: it cannot be asked. A file without an owner was just made, or its disk was full. */
function isAlive(owner: Owner | null): boolean {
  if (owner === null) return false;
  if (owner.host !== os.hostname()) return true;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

function busy(id: string, owner: Owner | null, file: string): EngineError {
  const who = owner === null ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return new EngineError(
    'model-busy',
    `Expected to download ${id} alone; ${who} is doing so. Wait for it; if it no longer runs, delete ${file}.`,
  );
}
