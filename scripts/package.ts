// `npm run package [-- --skip-build]`: an installable .vsix for this platform alone, its contents checked.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { createVSIX } from '@vscode/vsce';

const ROOT = path.join(import.meta.dirname, '..');
const MOST_MEGABYTES = 30;
const target = `${process.platform}-${process.arch}`;

/** This platform's part of .vscodeignore's allow-list. */
const BINARIES: readonly string[] = [
  `!node_modules/onnxruntime-node/bin/*/${process.platform}/${process.arch}/*`,
  ...['sharp', 'sharp-libvips'].flatMap((name) => [
    `!node_modules/@img/${name}-${target}/{package.json,versions.json,LICENSE*,*.cjs}`,
    `!node_modules/@img/${name}-${target}/lib/*.{node,so*,dylib,dll,js,cjs}`,
  ]),
];

/** What the extension cannot do without, by pattern of a path inside the package. */
const NEEDED: readonly RegExp[] = [
  /^package\.json$/,
  /^package\.nls\.json$/,
  /^dist\/(extension|engineProcess|workThread|cli)\.js$/,
  /^dist\/project\.schema\.json$/,
  /^dist\/webview\/inspector\.(js|css)$/,
  /^dist\/webview\/codicon\.ttf$/,
  /^dist\/models\/mobilenet-v2\/manifest\.json$/,
  /^dist\/models\/mobilenet-v2\/.*\.onnx$/,
  /^node_modules\/onnxruntime-node\/dist\/index\.js$/,
  new RegExp(
    `^node_modules/onnxruntime-node/bin/napi-v\\d+/${process.platform}/${process.arch}/onnxruntime_binding\\.node$`,
  ),
  /^node_modules\/onnxruntime-common\/dist\/cjs\/index\.js$/,
  /^node_modules\/sharp\/dist\/index\.mjs$/,
  new RegExp(`^node_modules/@img/sharp-${target}/.*\\.node$`),
];

/** What must not be in it: other platforms' binaries, sources, tests, maps, development files. */
const UNWANTED: readonly RegExp[] = [
  new RegExp(`/bin/napi-v\\d+/(?!${process.platform}/${process.arch}/)`),
  new RegExp(`^node_modules/@img/sharp-(libvips-)?(?!${target}/|libvips-)`),
  new RegExp(`^node_modules/@img/sharp-libvips-(?!${target}/)`),
  /^(src|test|webview|scripts|tools|\.vscode|\.ci|\.vscode-test)\//,
  /^docs\/(?!images\/)/,
  /\.(ts|map|tsbuildinfo|vsix)$/,
  /^node_modules\/(?!onnxruntime-(node|common)\/|sharp\/|@img\/|detect-libc\/|semver\/)/,
];

const { name, version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Record<
  'name' | 'version',
  string
>;
const file = path.join(ROOT, `${name}-${target}-${version}.vsix`);

if (!process.argv.includes('--skip-build')) run('npm', ['run', 'build', '--', '--production']);
for (const old of readdirSync(ROOT).filter((entry) => entry.endsWith('.vsix'))) rmSync(path.join(ROOT, old));
make().then(check, (error: unknown) => {
  console.error(error);
  process.exit(1);
});

async function make(): Promise<void> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'kshot-package-'));
  try {
    const ignoreFile = path.join(scratch, 'vscodeignore');
    writeFileSync(ignoreFile, [readFileSync(path.join(ROOT, '.vscodeignore'), 'utf8'), ...BINARIES].join('\n'));
    await createVSIX({
      cwd: ROOT,
      packagePath: file,
      target,
      ignoreFile,
      allowMissingRepository: true,
      rewriteRelativeLinks: false, // the read-me's pictures are in the package
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function run(command: string, args: string[]): void {
  execFileSync(command, args, { cwd: ROOT, stdio: 'inherit' });
}

/** A .vsix is a zip; the extension lies under `extension/`. */
function check(): void {
  const listing = execFileSync('unzip', ['-Z1', file], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const files = listing
    .split('\n')
    .filter((entry) => entry.startsWith('extension/') && !entry.endsWith('/'))
    .map((entry) => entry.slice('extension/'.length));
  const missing = NEEDED.filter((pattern) => !files.some((entry) => pattern.test(entry)));
  const unwanted = files.filter((entry) => UNWANTED.some((pattern) => pattern.test(entry)));
  const megabytes = statSync(file).size / 1024 ** 2;
  console.log(`${path.basename(file)}: ${megabytes.toFixed(1)} MB, ${files.length} files`);
  for (const pattern of missing) console.error(`missing: ${pattern.source}`);
  for (const entry of unwanted) console.error(`unwanted: ${entry}`);
  if (megabytes > MOST_MEGABYTES) console.error(`Expected at most ${MOST_MEGABYTES} MB.`);
  if (missing.length > 0 || unwanted.length > 0 || megabytes > MOST_MEGABYTES) process.exit(1);
}
