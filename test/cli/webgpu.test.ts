/**
 * The path of a graphics device on a machine without one: WebGPU through SwiftShader, the software adapter that Chromium brings. It is
 * correct and slow, so what is computed is tiny.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WebgpuResult } from './webgpuChild.ts';

const inDebian = '/usr/lib/chromium';
const ADAPTER = 'vk_swiftshader_icd.json';
/** Beside the browser that the tests drive, or Debian's. */
const chromium =
  [path.dirname(process.env.CHROMIUM ?? inDebian), inDebian].find((folder) => existsSync(path.join(folder, ADAPTER))) ??
  inDebian;
const adapter = path.join(chromium, ADAPTER);
/** WebGPU finds its driver by Vulkan only there, and the binding has no WebGPU for Linux on ARM. */
const missing =
  process.platform !== 'linux' || process.arch !== 'x64'
    ? `WebGPU through SwiftShader is tested on linux-x64 alone; this is ${process.platform}-${process.arch}`
    : existsSync(adapter)
      ? null
      : `WebGPU through SwiftShader is not tested: there is no ${adapter} (scripts/ensureChromium.sh installs it)`;

/** What the child prints; how it ends is not judged, since drivers are known to crash when a process unloads them. */
function runChild(): Promise<WebgpuResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kshot-webgpu-'));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', path.resolve('test/cli/webgpuChild.ts'), folder], {
      env: { ...process.env, VK_ICD_FILENAMES: adapter, LD_LIBRARY_PATH: chromium, XDG_RUNTIME_DIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const line = stdout.split('\n').find((text) => text.startsWith('{'));
      if (line) resolve(JSON.parse(line) as WebgpuResult);
      else reject(new Error(`The child printed no result and ended with ${signal ?? String(code)}: ${stderr}`));
    });
  });
}

describe('WebGPU through SwiftShader', () => {
  it('computes what the CPU computes, and is not what auto takes', async (context) => {
    if (missing !== null) {
      console.warn(missing);
      context.skip(missing);
    }
    const { provider, values, onCpu, trial, auto, triedAgain } = await runChild();

    expect(provider).toBe('webgpu');
    expect(Math.max(...onCpu) - Math.min(...onCpu)).toBeGreaterThan(0.1); // the values tell something
    values.forEach((value, i) => {
      expect(Math.abs(value - onCpu[i]!)).toBeLessThan(1e-4);
    });
    expect(values).toHaveLength(onCpu.length);

    expect(trial).toHaveProperty('difference');
    if ('difference' in trial) expect(trial.difference).toBeLessThan(1e-4);

    expect(auto.name).toBe('cpu');
    const verdict = auto.reports.find((report) => report.provider === 'webgpu');
    expect(verdict).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^(slower than the CPU|trying it took more than)/) as string,
    });
    for (const { reason } of auto.reports) expect(reason).not.toBe('');
    expect(triedAgain).toBe(0);
  });
});
