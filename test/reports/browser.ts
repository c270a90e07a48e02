/** Headless Chromium for tests of pages, where there is one; tests are skipped with a notice where there is none. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const executable = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Opened {
  page: Page;
  /** Addresses the page asked for beyond its own file, dialogs it opened, errors its script threw. */
  misdeeds: string[];
}

export interface Pages {
  open(html: string, options?: BrowserContextOptions, fragment?: string): Promise<Opened>;
}

/** Gives the tests of the surrounding `describe` a browser; skips them all where there is none. */
export function withBrowser(): Pages {
  let browser: Browser | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'scimspec-pages-'));
  let serial = 0;
  before(async function () {
    this.timeout(60_000);
    if (!existsSync(executable)) {
      process.stderr.write(`  No Chromium at ${executable}: these browser tests are skipped.\n`);
      this.skip();
    }
    browser = await chromium.launch({ executablePath: executable, args: flags });
  });
  afterEach(async () => {
    await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    async open(html, options = {}, fragment = '') {
      if (!browser) throw new Error('the browser is not running');
      const file = join(folder, `${(serial += 1)}.html`);
      writeFileSync(file, html);
      const address = pathToFileURL(file).href;
      const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
      const page = await context.newPage();
      const misdeeds: string[] = [];
      page.on('dialog', (dialog) => {
        misdeeds.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        const url = request.url();
        if (url.split('#')[0] !== address && url !== 'data:,') misdeeds.push(`request ${url}`);
      });
      page.on('pageerror', (error) => misdeeds.push(`error ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') misdeeds.push(`console ${message.text()}`);
      });
      await page.goto(address + fragment);
      return { page, misdeeds };
    },
  };
}
