/** What the bundles really contain: the layers of docs/architecture.md, read off esbuild's own account. */
import { isBuiltin } from 'node:module';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { describe, expect, it } from 'vitest';

const options: BuildOptions = {
  bundle: true,
  write: false,
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: ['vscode', 'onnxruntime-node', 'sharp'],
  logLevel: 'silent',
};

/** The project's own files in a bundle, and the external packages it asks for. */
async function contents(
  entry: string,
  platform: 'node' | 'browser' = 'node',
): Promise<{ files: string[]; packages: string[] }> {
  const { metafile } = await build({
    ...options,
    metafile: true,
    platform,
    entryPoints: [entry],
    outdir: 'out',
    loader: { '.ttf': 'empty' },
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  return {
    files: Object.keys(metafile.inputs).filter((file) => /^(src|webview)\//.test(file)),
    packages: [...new Set(imports.filter(({ external }) => external).map(({ path }) => path))].filter(
      (name) => !isBuiltin(name) && name !== '<runtime>',
    ),
  };
}
const layersOf = (files: string[]): string[] =>
  [...new Set(files.map((file) => file.split('/').slice(0, 2).join('/')))]
    .filter((name) => !name.endsWith('.ts'))
    .sort();

describe('the bundles', () => {
  it('the command line: domain, engine and itself, no vscode', async () => {
    const { files, packages } = await contents('src/cli/main.ts');
    expect(layersOf(files)).toEqual(['src/cli', 'src/domain', 'src/engine', 'src/files']);
    expect(packages.sort()).toEqual(['onnxruntime-node', 'sharp']);
  });

  it('the engine process: no host, no vscode', async () => {
    const { files, packages } = await contents('src/worker/engineProcess.ts');
    expect(
      layersOf(files).filter(
        (layer) => !['src/domain', 'src/engine', 'src/files', 'src/protocol', 'src/worker'].includes(layer),
      ),
    ).toEqual([]);
    expect(packages).not.toContain('vscode');
  });

  it('the extension: nothing of the engine, no native package', async () => {
    const { files, packages } = await contents('src/extension.ts');
    expect(files.filter((file) => file.startsWith('src/engine/') || file === 'src/worker/engineProcess.ts')).toEqual(
      [],
    );
    expect(packages).toEqual(['vscode']);
  });

  it('the page: domain and protocol only', async () => {
    const { files, packages } = await contents('webview/inspector/main.ts', 'browser');
    expect(files.filter((file) => file.startsWith('src/') && !/^src\/(domain|protocol)\//.test(file))).toEqual([]);
    expect(packages).toEqual([]);
  });
});
