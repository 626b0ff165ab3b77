// Starts VS Code's own server and a headless Chromium to drive its workbench. Nothing here leaves 127.0.0.1.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, ViewportSize } from 'playwright-core';
import { removeFolder } from './removeFolder.ts';

export const REPOSITORY = path.join(import.meta.dirname, '..', '..');
const VSCODE = process.env['VSCODE_DIR'] ?? path.join(REPOSITORY, '.vscode-test', 'vscode');
const NODE = path.join(VSCODE, '.node', 'bin', 'node');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const START_MILLISECONDS = 60_000;

/** Settings that keep the workbench quiet and let tests decide what is saved. */
export const QUIET_SETTINGS: Readonly<Record<string, unknown>> = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'files.simpleDialog.enable': true,
  'files.autoSave': 'off', // on by default in the browser
  'git.enabled': false,
  'editor.accessibilitySupport': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
};

export interface ServerOptions {
  settings?: Readonly<Record<string, unknown>>;
  /** Where extensions are installed; a new empty folder unless given. */
  extensionsDir?: string;
  /** Added to the environment, which the extension host inherits. */
  env?: Readonly<Record<string, string>>;
  /** Asks for trust as a real window does. */
  workspaceTrust?: boolean;
  /** The folder of a server that was killed, and its port: this one goes on with its data, and browsers take it for the same. */
  after?: Pick<Server, 'root' | 'port'>;
}

export interface Server {
  port: number;
  pid: number;
  /** Folder of the server's data: user settings, logs. */
  data: string;
  /** Folder of all that the server has. */
  root: string;
  stop: () => Promise<void>;
  /** Ends the server as a crash does. Its folder stays. */
  kill: () => Promise<void>;
}

const SERVER_ARGUMENTS = [
  '--host',
  '127.0.0.1',
  '--without-connection-token',
  '--accept-server-license-terms',
  '--enable-smoke-test-driver', // without it the payload in the address does not count
  '--disable-telemetry',
  '--telemetry-level',
  'off',
  '--disable-update-check',
  '--disable-getting-started-override',
];

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  if (!existsSync(NODE)) throw new Error(`Expected VS Code's server in ${VSCODE}; run scripts/fetchVscode.sh.`);
  const root = options.after?.root ?? mkdtempSync(path.join(tmpdir(), 'kshot-vscode-'));
  const data = path.join(root, 'data');
  const home = path.join(root, 'home');
  const user = path.join(data, 'data', 'User');
  mkdirSync(user, { recursive: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(path.join(user, 'settings.json'), JSON.stringify(options.settings ?? QUIET_SETTINGS, null, 1));
  const extensions = options.extensionsDir ?? path.join(root, 'extensions');
  const trust = options.workspaceTrust ? [] : ['--disable-workspace-trust'];
  const server = spawn(
    NODE,
    [
      path.join(VSCODE, 'out', 'server-main.js'),
      ...SERVER_ARGUMENTS,
      ...['--port', String(options.after?.port ?? 0)],
      ...trust,
      '--server-data-dir',
      data,
      '--extensions-dir',
      extensions,
    ],
    { env: cleanEnvironment({ HOME: home, ...options.env }), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const kill = () => void server.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    await end(server);
    process.off('exit', kill);
    removeFolder(root);
  };
  try {
    const port = await listening(server);
    return { port, pid: server.pid!, data, root, stop, kill: () => crash(server) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Installs a packaged extension into a folder of extensions. */
export async function installExtension(vsix: string, extensionsDir: string): Promise<void> {
  const args = ['--accept-server-license-terms', '--extensions-dir', extensionsDir, '--install-extension', vsix];
  const child = spawn(NODE, [path.join(VSCODE, 'out', 'server-main.js'), ...args], {
    env: cleanEnvironment({}),
    stdio: 'inherit',
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`Expected ${vsix} to install, the installer ended with ${code ?? 'a signal'}.`);
}

const BROWSER = {
  executablePath: CHROMIUM,
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-sync',
    '--no-first-run',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  ],
};

export function startBrowser(): Promise<Browser> {
  return chromium.launch(BROWSER);
}

/** A browser that keeps in a folder what pages store, for the next one. */
export function startKeepingBrowser(profile: string, viewport: ViewportSize): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, { ...BROWSER, viewport });
}

export interface WorkbenchTarget {
  folder: string;
  /** Folder of an extension under development. */
  extension?: string | undefined;
  /** A module whose `run` VS Code calls in the extension host. */
  tests?: string | undefined;
}

export function workbenchUrl(port: number, { folder, extension, tests }: WorkbenchTarget): string {
  const remote = (file: string) => `vscode-remote://127.0.0.1:${port}${file}`;
  const payload = [
    ...(extension === undefined ? [] : [['extensionDevelopmentPath', remote(extension)]]),
    ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}

function cleanEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE|ELECTRON|npm)_|^NODE_(PATH|OPTIONS)$/.test(name),
  );
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: '{}', ...extra };
}

function listening(server: ChildProcess): Promise<number> {
  let output = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`Expected the server to listen within ${START_MILLISECONDS} ms:\n${output}`));
    }, START_MILLISECONDS);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`Expected the server to listen, it ended with ${code ?? 'a signal'}:\n${output}`));
    });
  });
}

async function crash(server: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await ended;
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  const timer = setTimeout(() => void server.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}
