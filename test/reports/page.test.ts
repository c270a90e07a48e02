import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { comparisonHtml } from '../../reports/html/comparison-page.js';
import { mochawesomeHtml } from '../../reports/mochawesome.js';
import { renderHtml } from '../../reports/html/page.js';
import { script } from '../../reports/html/script.js';
import { historyLine, readHistory } from '../../reports/history.js';
import { junit } from '../../reports/junit.js';
import type { CheckVerdict, Report } from '../../reports/model.js';
import { withBrowser } from './browser.js';
import { hostileReport } from './hostile.js';
import { sampleReport } from './sample.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rules that axe finds broken, with the first element of each; everything foldable is opened first. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate('document.querySelectorAll("details").forEach((each) => { each.open = true; })');
  await page.evaluate(axeSource);
  const found: unknown = await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.map((v) => v.id + ": " + v.nodes[0].html.slice(0, 160) + " " + (v.nodes[0].any[0] ? v.nodes[0].any[0].message : "")))',
  );
  return found as string[];
}

function history(): ReturnType<typeof readHistory> {
  const report = sampleReport();
  return readHistory([70, 82, 91, 88].map((score) => historyLine({ ...report, score })).join(''));
}

describe('report.html', () => {
  const report = sampleReport();
  const page = renderHtml(report, { history: history() });

  it('keeps its budget: script under 4 KB, 700 checks with 60 failing transcripts within 600 KB', () => {
    expect(Buffer.byteLength(script)).to.be.below(4096);
    const large = sampleReport({ checks: 700, failing: 60, exchanges: 1500 });
    expect(large.checks.filter(({ verdict }) => verdict === 'fail')).to.have.length(60);
    expect(Buffer.byteLength(renderHtml(large))).to.be.at.most(600_000);
    const body = JSON.stringify({
      Resources: Array.from({ length: 100 }, (_, n) => ({ id: `${n}`, userName: 'x'.repeat(150) })),
    });
    const wordy = large.exchanges.map((exchange) => ({
      ...exchange,
      response: { status: 200, statusText: 'OK', headers: {}, body },
    }));
    expect(Buffer.byteLength(renderHtml({ ...large, exchanges: wordy }))).to.be.at.most(600_000);
  });

  it('is the same for the same report', () => {
    expect(renderHtml(sampleReport())).to.equal(renderHtml(sampleReport()));
  });

  it('shows every check once, and a transcript for every failure', () => {
    for (const check of report.checks) {
      expect(page.split(`id="c-${check.id}"`).length - 1, check.id).to.equal(1);
    }
    const shown = new Set([...page.matchAll(/id="x(\d+)"/g)].map((match) => Number(match[1])));
    for (const check of report.checks.filter(({ verdict }) => verdict === 'fail')) {
      expect(shown.has(check.exchanges.at(-1) ?? 0), check.id).to.equal(true);
    }
  });

  it('cuts a body at 16 KB with a note, and marks what offends in a laid-out body', () => {
    const [exchange] = report.exchanges;
    const failing = report.checks.find(({ verdict }) => verdict === 'fail');
    if (!exchange || !failing) throw new Error('the sample has no failure');
    const of = (body: string, offending: string): string =>
      renderHtml({
        ...report,
        checks: [{ ...failing, exchanges: [exchange.n], offending }],
        exchanges: [{ ...exchange, response: { status: 200, statusText: 'OK', headers: {}, body } }],
      });
    expect(of(`{"id":"${'x'.repeat(20_000)}"}`, '')).to.contain('characters are in report.json');
    expect(of('{"a":{"active": true,"members":[]},"b":"}"}', '"members": [ ]')).to.match(
      /<mark>"members":<\/mark> <mark>\[\]<\/mark>/,
    );
    expect(of('{"detail":"gone"}', '200 OK')).to.contain('<mark>200 OK</mark>');
    expect(of('[[[['.repeat(4000), 'x').length).to.be.below(page.length + 100_000);
  });

  it('says on its face that a run was narrowed or waived', () => {
    const partial: Report = {
      ...report,
      verdict: null,
      score: null,
      run: { ...report.run, partial: true, partialReasons: ['--read-only'] },
    };
    const text = renderHtml(partial);
    expect(text)
      .to.contain('<h1>Partial run</h1>')
      .and.to.contain('This run was narrowed (--read-only)')
      .and.to.contain('2 failures are waived');
    expect(text).not.to.contain('class="score"');
  });

  it('says of provisioning what the target holds, not that a run was narrowed', () => {
    const lifecycle = { ...report.checks[0]!, level: 'interop', feature: 'lifecycle' } as const;
    const of = (verdict: CheckVerdict): string =>
      renderHtml({
        ...report,
        verdict: null,
        score: null,
        checks: [{ ...lifecycle, verdict }],
        run: { ...report.run, partial: true, profile: 'provisioning', partialReasons: ['provisioning only'] },
      });
    expect(of('pass')).to.contain('<h1>Provisioning</h1>').and.to.contain('After every cycle the target held');
    expect(of('fail')).to.contain('1 check of the lifecycle failed');
    expect(of('inconclusive')).to.contain('1 check could not be judged');
  });
});

describe('report.html in a browser', () => {
  const pages = withBrowser();
  const report = sampleReport();
  const document = renderHtml(report, { history: history() });

  for (const [colorScheme, width] of [
    ['light', 1200],
    ['dark', 1200],
    ['light', 360],
  ] as const) {
    it(`has no fault that axe finds, ${colorScheme}, ${width} wide, everything unfolded`, async () => {
      const small = renderHtml(sampleReport({ checks: 100, failing: 9 }), { history: history() });
      const { page, misdeeds } = await pages.open(small, { colorScheme, viewport: { width, height: 900 } });
      expect(await faults(page)).to.deep.equal([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(width);
      expect(misdeeds).to.deep.equal([]);
    });
  }

  it('asks for nothing and runs nothing when every field is an attack', async () => {
    for (const html of [
      renderHtml(hostileReport()),
      comparisonHtml(hostileReport().baseline as NonNullable<Report['baseline']>, hostileReport()),
    ]) {
      const { page, misdeeds } = await pages.open(html);
      expect(await faults(page)).to.deep.equal([]);
      for (const name of ['click', 'mouseover', 'focus']) {
        await page.evaluate(
          `document.querySelectorAll("main summary, main bdi, main code").forEach((each) => each.dispatchEvent(new MouseEvent("${name}")))`,
        );
      }
      expect(
        await page.evaluate(
          'document.querySelectorAll("iframe, img, object, embed, form, base, link:not([rel=icon])").length',
        ),
      ).to.equal(0);
      const links = (await page.evaluate('[...document.links].map((each) => each.href)')) as string[];
      for (const link of links) expect(link).to.match(/^(file:|https:)/);
      expect(misdeeds).to.deep.equal([]);
      expect(await page.evaluate('document.body.innerText')).not.to.match(/[\u202e\u2066\u001b]/);
    }
  });

  it('filters by the box, mirrors it in the address, and reads it from there', async () => {
    const { page, misdeeds } = await pages.open(document);
    const shown = () =>
      page.evaluate(
        '[...document.querySelectorAll("[data-k]")].filter((each) => !each.hidden && !each.querySelector("[data-k]")).map((each) => each.dataset.k)',
      ) as Promise<string[]>;
    await page.fill('#q', 'is:fail level:must');
    const keys = await shown();
    const failing = report.checks.filter(({ verdict, level }) => verdict === 'fail' && level === 'must').length;
    expect(await page.textContent('#found')).to.equal(`${failing} of ${report.checks.length} checks`);
    expect(keys.filter((key) => key.startsWith('fail must'))).to.have.length.at.least(1);
    const address = page.url();
    expect(address).to.match(/#\?q=is%3Afail%20level%3Amust$/);

    await page.fill('#q', 'area:users/patch -is:pass');
    const expected = report.checks.filter(
      ({ verdict, feature }) => verdict !== 'pass' && feature === 'users/patch',
    ).length;
    expect(await page.textContent('#found')).to.equal(`${expected} of ${report.checks.length} checks`);

    const section = report.checks.filter(({ spec }) => spec.some((id) => id.includes('-3.5.2-'))).length;
    await page.fill('#q', '§3.5.2');
    expect(await page.textContent('#found')).to.equal(`${section} of ${report.checks.length} checks`);

    const again = await pages.open(document, {}, '#?q=is%3Afail%20level%3Amust');
    expect(await again.page.inputValue('#q')).to.equal('is:fail level:must');
    expect(await again.page.textContent('#found')).to.equal(`${failing} of ${report.checks.length} checks`);
    expect([...misdeeds, ...again.misdeeds]).to.deep.equal([]);
  });

  it('opens what a link names, with script and without', async () => {
    const passed = report.checks.find(({ verdict }) => verdict === 'pass');
    const fragment = `#c-${passed?.id}`;
    const { page } = await pages.open(document, {}, fragment);
    expect(await page.evaluate(`document.getElementById("${fragment.slice(1)}").checkVisibility()`)).to.equal(true);
    const anchors = (await page.evaluate(
      '[...document.links].map((each) => each.getAttribute("href")).filter((each) => each[0] === "#")',
    )) as string[];
    const missing = (await page.evaluate(
      `${JSON.stringify([...new Set(anchors)])}.filter((each) => !document.getElementById(each.slice(1)))`,
    )) as string[];
    expect(missing).to.deep.equal([]);
  });

  it('copies a failure as a Markdown issue', async () => {
    const { page } = await pages.open(document, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.click('.f[open] .in > button');
    const text = (await page.evaluate('navigator.clipboard.readText()')) as string;
    expect(text)
      .to.match(/^## /)
      .and.to.contain('**Expected**')
      .and.to.contain('**Transcript**')
      .and.to.contain('scimspec run https://scim.example.com/v2 --only');
  });

  it('is whole without script', async () => {
    const { page } = await pages.open(document, { javaScriptEnabled: false });
    const text = await page.locator('main').innerText();
    expect(text)
      .to.contain('Does not conform')
      .and.to.contain('The server answered')
      .and.to.contain('How to read this');
    expect(await page.locator('.find').isVisible()).to.equal(false);
    await page.locator('.f > summary').nth(1).click();
    expect(await page.locator('.f').nth(1).locator('.pair').isVisible()).to.equal(true);
  });

  it('prints with its failures unfolded', async () => {
    const { page } = await pages.open(document, { javaScriptEnabled: false });
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).to.equal('%PDF-');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nav').isVisible()).to.equal(false);
    const folded = await page.locator('.f:not([open]) .pair').first().boundingBox();
    expect(folded?.height).to.be.greaterThan(10);
  });
});

describe('other documents in a browser', () => {
  const pages = withBrowser();

  it('mochawesome asks for nothing when a hostile test is opened', async () => {
    const { page, misdeeds } = await pages.open(await mochawesomeHtml(hostileReport()));
    await page.waitForSelector('[class*=test]');
    await page.evaluate('document.querySelectorAll("button").forEach((each) => each.click())');
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    expect(misdeeds.filter((misdeed) => !misdeed.includes('data:'))).to.deep.equal([]);
  });

  it('junit.xml is read by an XML parser with its text intact', async () => {
    const { page } = await pages.open('<!doctype html><title>x</title>');
    for (const report of [sampleReport(), hostileReport()]) {
      const read = (await page.evaluate(
        `(() => { const d = new DOMParser().parseFromString(${JSON.stringify(junit(report))}, "application/xml"); return { error: d.querySelector("parsererror")?.textContent ?? "", names: [...d.querySelectorAll("testcase")].map((t) => t.getAttribute("name")), elements: [...new Set([...d.querySelectorAll("*")].map((e) => e.tagName))].sort() }; })()`,
      )) as { error: string; names: string[]; elements: string[] };
      expect(read.error).to.equal('');
      expect(read.names.map((name) => name.split(': ')[0]).toSorted()).to.deep.equal(
        report.checks.map(({ id }) => id).toSorted(),
      );
      expect(['error', 'failure', 'skipped', 'system-out', 'testcase', 'testsuite', 'testsuites']).to.include.members(
        read.elements,
      );
    }
  });
});
