// Finds the engine's process from outside: the product has no door for tests.
import { readFileSync, readdirSync } from 'node:fs';

const ENTRY = 'engineProcess.js';

/** The ids of the engine processes that descend from a process, oldest first. Linux only. */
export function engineProcesses(ancestor: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandLine(pid).some((part) => part.endsWith(ENTRY)) && descends(pid, ancestor))
    .sort((a, b) => a - b);
}

export function isRunning(pid: number): boolean {
  return commandLine(pid).length > 0;
}

function descends(pid: number, ancestor: number): boolean {
  for (let current = pid; current > 1; current = parent(current)) if (current === ancestor) return true;
  return false;
}

function parent(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function commandLine(pid: number): string[] {
  return read(`/proc/${pid}/cmdline`).split('\0').filter(Boolean);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it ended meanwhile
  }
}
