/** Opens the page in a browser with a host that only answers `ready` and records what it is sent. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { THEMES } from './inspectorPage.themes.ts';
import type { ThemeName } from './inspectorPage.themes.ts';

export interface OpenOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
}

/** What the fake host and the timers keep on the page's window. */
export interface Recorded {
  sent: { type: string; milliseconds?: number; canvas?: boolean; to?: string }[];
  saved: unknown;
  /** Milliseconds that each animation-frame callback took. */
  frames: number[];
  violations: string[];
}

/** Opens the page; `message` is posted as the answer to `ready`. */
export async function openPage(
  browser: Browser | BrowserContext,
  origin: string,
  message: unknown,
  options: OpenOptions = {},
): Promise<Page> {
  const { theme = 'dark', width = 1280, height = 800 } = options;
  const page = await browser.newPage();
  await page.setViewportSize({ width, height });
  page.on('pageerror', (error) => {
    console.error(`  page error: ${error.message}`);
  });
  // tsx keeps function names with a helper that the page does not have.
  await page.addInitScript('globalThis.__name = (value) => value');
  await page.addInitScript(installHost, { message, theme: THEMES[theme] });
  await page.goto(origin);
  return page;
}

/** Runs inside the page, before its scripts. */
function installHost({
  message,
  theme,
}: {
  message: unknown;
  theme: { bodyClass: string; variables: Readonly<Record<string, string>> };
}): void {
  const recorded: Recorded = { sent: [], saved: undefined, frames: [], violations: [] };
  /** Makes typed arrays of the lists of every inspection within a message. */
  const revive = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const { map, matches } = value as {
      map?: { distances: unknown };
      matches?: { reference: unknown; patch: unknown };
    };
    if (map && Array.isArray(map.distances)) map.distances = Float32Array.from(map.distances as number[]);
    if (matches && Array.isArray(matches.reference) && Array.isArray(matches.patch)) {
      matches.reference = Uint16Array.from(matches.reference as number[]);
      matches.patch = Int32Array.from(matches.patch as number[]);
    }
    for (const part of Object.values(value)) if (!ArrayBuffer.isView(part)) revive(part);
    return value;
  };
  const later = window.requestAnimationFrame.bind(window);
  Object.assign(window, {
    recorded,
    hostSays: (value: unknown) => {
      window.postMessage(revive(value), '*');
    },
    acquireVsCodeApi: () => ({
      postMessage: (sent: Recorded['sent'][number]) => {
        recorded.sent.push(sent);
        if (sent.type === 'ready') window.postMessage(revive(message), '*');
      },
      getState: () => undefined,
      setState: (state: unknown) => (recorded.saved = state),
    }),
    requestAnimationFrame: (callback: FrameRequestCallback) =>
      later((time) => {
        const start = performance.now();
        callback(time);
        recorded.frames.push(performance.now() - start);
      }),
  });
  document.addEventListener('securitypolicyviolation', (event) =>
    recorded.violations.push(`${event.violatedDirective} ${event.sample}`),
  );
  document.addEventListener('readystatechange', () => {
    if (document.readyState !== 'interactive') return;
    for (const [name, value] of Object.entries(theme.variables))
      document.documentElement.style.setProperty(name, value);
    document.body.className = theme.bodyClass;
  });
}

export function recorded(page: Page): Promise<Recorded> {
  return page.evaluate(() => (window as unknown as { recorded: Recorded }).recorded);
}

/** Posts a message from the host. */
export async function say(page: Page, message: unknown): Promise<void> {
  await page.evaluate((value) => {
    (window as unknown as { hostSays(value: unknown): void }).hostSays(value);
  }, message);
}

/** Waits until the page has sent a message of this type. */
export async function sent(page: Page, type: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => (window as unknown as { recorded: Recorded }).recorded.sent.some((message) => message.type === wanted),
    type,
  );
}

/** Two frames, so that what was set is on screen. */
export function settle(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => {
          requestAnimationFrame(() => {
            resolve();
          });
        });
      }),
  );
}
