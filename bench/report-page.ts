/**
 * Measures how long a browser takes to open a report of 5,000 exchanges, against an empty page of the same size.
 * Prints the ratio, which should stay under 3. Needs Chromium.
 *
 *   node .bench/bench/report-page.js
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { renderHtml } from '../reports/html/page.js';
import { sampleReport } from '../test/reports/sample.js';

const executable = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const ROUNDS = 9;

/** Milliseconds until the page is loaded and has painted. */
async function open(browser: Browser, file: string): Promise<number> {
  const page = await browser.newPage();
  const began = performance.now();
  await page.goto(pathToFileURL(file).href);
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const took = performance.now() - began;
  await page.close();
  return took;
}

/** The fastest round: what is above it is the machine's other work. */
const fastest = (numbers: number[]) => Math.min(...numbers);

async function main(): Promise<void> {
  if (!existsSync(executable)) {
    process.stdout.write(`report page: skipped, there is no Chromium at ${executable}\n`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'scimspec-bench-'));
  const browser = await chromium.launch({
    executablePath: executable,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  try {
    const report = sampleReport({ checks: 700, failing: 60, exchanges: 5000 });
    const began = performance.now();
    const html = renderHtml(report);
    const rendered = performance.now() - began;
    const full = join(folder, 'full.html');
    const empty = join(folder, 'empty.html');
    writeFileSync(full, html);
    writeFileSync(empty, `<!doctype html><html lang="en"><title>empty</title><!--${'x'.repeat(html.length)}--></html>`);
    await open(browser, empty);
    const times = { full: [] as number[], empty: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      times.empty.push(await open(browser, empty));
      times.full.push(await open(browser, full));
    }
    const ratio = fastest(times.full) / fastest(times.empty);
    process.stdout.write(
      `report page: ${report.exchanges.length} exchanges, ${Math.round(html.length / 1000)} KB, rendered in ${Math.round(rendered)} ms, opens in ${ratio.toFixed(2)}x of an empty page of its size (at most 3)\n`,
    );
    const usual = renderHtml(sampleReport({ checks: 700, failing: 60 }));
    process.stdout.write(
      `report page: 700 checks with 60 failing: ${Math.round(Buffer.byteLength(usual) / 1024)} KB (at most 600)\n`,
    );
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
