// Drives the workbench as a user does: keys, menus, what can be read on screen.
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { REPOSITORY, startBrowser, startKeepingBrowser, startServer, workbenchUrl } from './vscodeServer.ts';
import type { Server, ServerOptions } from './vscodeServer.ts';

const SHOTS = path.join(REPOSITORY, 'test', 'results', 'screenshots');
export const PATIENCE_MILLISECONDS = 60_000;

export class Workbench {
  private constructor(
    readonly server: Server,
    /** Ends the browser. */
    readonly leave: () => Promise<void>,
    readonly page: Page,
  ) {}

  /** @param profile where the browser keeps what pages store, such as which editors are open; nowhere unless given. */
  static async open(folder: string, options: ServerOptions & { profile?: string } = {}): Promise<Workbench> {
    const server = await startServer(options);
    const { context, leave } = await startContext(options.profile);
    context.setDefaultTimeout(PATIENCE_MILLISECONDS);
    const workbench = new Workbench(server, leave, await context.newPage());
    try {
      await workbench.page.goto(workbenchUrl(server.port, { folder, extension: REPOSITORY }));
      await workbench.page.locator('.monaco-workbench').waitFor();
      await workbench.contributed();
    } catch (error) {
      await workbench.close();
      throw error;
    }
    return workbench;
  }

  async close(): Promise<void> {
    await this.leave();
    await this.server.stop();
  }

  /** Waits until something is so. */
  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + PATIENCE_MILLISECONDS;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`);
      await this.page.waitForTimeout(100);
    }
  }

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.quickPick(title);
  }

  /** Picks the row with this text in the open quick pick. */
  async quickPick(text: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
  }

  /** The row of a file or folder in the explorer. */
  row(name: string): Locator {
    return this.page
      .locator('.explorer-folders-view .monaco-list-row')
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Unfolds folders, outermost first; rows of unfolded folders must be on screen. */
  async unfold(...names: string[]): Promise<void> {
    for (const name of names) {
      const row = this.row(name).first();
      await row.waitFor();
      // A list that moves under the pointer makes a click go astray.
      for (let tries = 0; tries < 5 && (await row.getAttribute('aria-expanded')) !== 'true'; tries++) {
        await row.click();
        await this.page.waitForTimeout(500);
      }
    }
  }

  /** Picks an entry of a row's menu. One that was opened before all extensions had their say lacks entries, and is opened again. */
  async contextMenu(row: Locator, item: string): Promise<void> {
    const entry = this.page
      .locator('.context-view .action-label, .monaco-menu .action-label')
      .getByText(item, { exact: true })
      .first();
    const end = Date.now() + PATIENCE_MILLISECONDS;
    const open = async () => {
      await this.page.mouse.move(0, 0); // the hover of another row may lie over this one
      await row.click({ button: 'right' });
    };
    await open();
    while (!(await appears(entry))) {
      if (Date.now() > end) throw new Error(`Waited in vain for "${item}" in the menu.`);
      await this.page.keyboard.press('Escape');
      await this.page.waitForTimeout(500);
      await open();
    }
    // A menu that has just opened takes no click yet: it stays open, and is asked again.
    for (let tries = 0; tries < 10 && (await entry.isVisible()); tries++) {
      await entry.click({ timeout: 2000 }).catch(() => undefined); // gone meanwhile
      await this.page.waitForTimeout(250);
    }
    await entry.waitFor({ state: 'hidden' });
  }

  /** Shows the notification centre, since the smoke-test driver hides toasts, and gives the notification with this text. */
  async notification(text: string | RegExp): Promise<Locator> {
    const item = this.page.locator('.notifications-center .notification-list-item').filter({ hasText: text }).first();
    const end = Date.now() + PATIENCE_MILLISECONDS;
    while (!(await item.isVisible())) {
      if (Date.now() > end) throw new Error(`Waited in vain for a notification like ${String(text)}.`);
      if (!(await this.page.locator('.notifications-center.visible').isVisible())) {
        await this.page.locator('[id="status.notifications"] a').click();
      }
      await this.page.waitForTimeout(100);
    }
    return item;
  }

  async hideNotifications(): Promise<void> {
    const center = this.page.locator('.notifications-center.visible');
    if (await center.isVisible()) await this.page.locator('[id="status.notifications"] a').click();
  }

  /** The document inside the active custom editor. */
  inspector(): FrameLocator {
    return this.page.locator('iframe.webview.ready').last().contentFrame().frameLocator('iframe#active-frame');
  }

  activeTab(): Locator {
    return this.page.locator('.tabs-container .tab.active');
  }

  async theme(name: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill('>Preferences: Color Theme');
    await this.quickPick('Preferences: Color Theme');
    await this.page.locator('.quick-input-widget input.input').fill(name);
    await this.quickPick(name);
    await this.page.waitForTimeout(500);
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
  }

  /** A file opened before the extension's contributions are known would stay in the wrong editor. */
  private async contributed(): Promise<void> {
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    const found = this.page.locator('.quick-input-list .monaco-list-row', { hasText: 'kShot: Show Log' });
    const end = Date.now() + PATIENCE_MILLISECONDS;
    do {
      if (Date.now() > end) throw new Error("Waited in vain for the extension's commands.");
      await this.page.keyboard.press('F1');
      const input = this.page.locator('.quick-input-widget input.input');
      if (!(await appears(input))) continue; // a workbench that is just starting takes no key
      await input.fill('>kShot: Show Log');
      await this.page.waitForTimeout(500);
      if (await found.first().isVisible()) break;
      await this.page.keyboard.press('Escape');
    } while (Date.now() < end);
    await this.page.keyboard.press('Escape');
  }
}

async function startContext(
  profile: string | undefined,
): Promise<{ context: BrowserContext; leave: () => Promise<void> }> {
  const viewport = { width: 1440, height: 900 };
  if (profile !== undefined) {
    const context = await startKeepingBrowser(profile, viewport);
    return { context, leave: () => context.close() };
  }
  const browser = await startBrowser();
  return { context: await browser.newContext({ viewport }), leave: () => browser.close() };
}

/** Whether something comes within a few seconds. */
export function appears(what: Locator): Promise<boolean> {
  return what.waitFor({ timeout: 3000 }).then(
    () => true,
    () => false,
  );
}
