// Runs the suite inside VS Code's extension host: `npm run test:integration`, against the installed package with `--installed`.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { format } from 'node:util';
import { removeFolder } from '../e2e/removeFolder.ts';
import { REPOSITORY, installExtension, startBrowser, startServer, workbenchUrl } from '../e2e/vscodeServer.ts';
import { copySample } from '../e2e/workspace.ts';
import { bundleSuite } from './bundleSuite.ts';

const LIMIT_MILLISECONDS = 300_000;
const RESULTS = path.join(REPOSITORY, 'test', 'results');
/** What the workbench says to itself in a browser without network. */
const NOISE =
  /^(Ignoring fetching|Creating a socket|Resolv|\[reconnection|\[AccountPolicy|\[AgentHost|\[Service Worker|Timed out waiting for authentication|\[DefaultAccount|\[chat-stt|Updating additional|Creation of workbench)/;

interface Report {
  stats: { passes: number; failures: number; pending: number };
}

const installed = process.argv.includes('--installed');

async function run(): Promise<number> {
  mkdirSync(RESULTS, { recursive: true });
  const reportFile = path.join(RESULTS, installed ? 'installed.json' : 'integration.json');
  rmSync(reportFile, { force: true });
  const scratch = mkdtempSync(path.join(tmpdir(), 'kshot-integration-'));
  const workspace = copySample({ withProject: false });
  try {
    const extension = installed ? await install(scratch) : REPOSITORY;
    const code = await drive(extension, await bundleSuite(), workspace.folder, scratch, reportFile);
    return judge(code, reportFile);
  } finally {
    workspace.dispose();
    removeFolder(scratch);
  }
}

/** Installs the package; gives the folder of an empty extension, since VS Code runs tests only beside one under development. */
async function install(scratch: string): Promise<string> {
  const packages = readdirSync(REPOSITORY).filter((name) => name.endsWith('.vsix'));
  if (packages.length !== 1)
    throw new Error(`Expected one .vsix in ${REPOSITORY}, found ${packages.length}; run npm run package.`);
  await installExtension(path.join(REPOSITORY, packages[0]!), path.join(scratch, 'extensions'));
  const driver = path.join(scratch, 'driver');
  mkdirSync(driver);
  const manifest = { name: 'test-driver', publisher: 'kshot', version: '0.0.1', engines: { vscode: '*' } };
  writeFileSync(path.join(driver, 'package.json'), JSON.stringify(manifest));
  return driver;
}

/** VS Code's own exit code; 124 where it took too long, 86 where the page crashed. */
async function drive(
  extension: string,
  tests: string,
  folder: string,
  scratch: string,
  reportFile: string,
): Promise<number> {
  const env = { KSHOT_TEST_REPORT: reportFile, KSHOT_TEST_INSTALLED: installed ? '1' : '' };
  const server = await startServer({ extensionsDir: path.join(scratch, 'extensions'), env });
  const browser = await startBrowser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    let exit: (code: number) => void = () => undefined;
    const exited = new Promise<number>((resolve) => (exit = resolve));
    const timer = setTimeout(() => {
      exit(124);
    }, LIMIT_MILLISECONDS);
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      const line = format(...args);
      if (!NOISE.test(line)) console.log(type === 'info' ? line : `[${type}] ${line}`);
    });
    await page.exposeFunction('codeAutomationExit', exit);
    page.on('crash', () => {
      exit(86);
    });
    await page.goto(workbenchUrl(server.port, { folder, extension, tests }));
    const code = await exited;
    clearTimeout(timer);
    if (code !== 0)
      await page.screenshot({ path: path.join(RESULTS, 'integration-failed.png') }).catch(() => undefined);
    return code;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** VS Code reports success when its extension host dies, so only the suite's own report counts. */
function judge(code: number, reportFile: string): number {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  } catch {
    console.error(`No report from the suite (VS Code said ${code}): the extension host died or never ran it.`);
    return code || 3;
  }
  const { passes, failures, pending } = report.stats;
  console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
  return code || (failures > 0 || pending > 0 || passes === 0 ? 1 : 0);
}

run().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
