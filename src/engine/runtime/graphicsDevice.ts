import { existsSync, readdirSync } from 'node:fs';

/** Whether there is a graphics device at all, as far as it can be told without loading a driver. */
export function hasGraphicsDevice(): boolean {
  if (process.platform !== 'linux') return true;
  if (existsSync('/dev/dxg') || existsSync('/dev/nvidiactl')) return true; // WSL; NVIDIA's own driver
  try {
    return readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
  } catch {
    return false;
  }
}
