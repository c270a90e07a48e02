import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import formatsPlugin from 'ajv-formats';
import { expect } from 'chai';
import { parse as parseCsv } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { createRequire } from 'node:module';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Parser as TapParser } from 'tap-parser';
import type { Log } from 'sarif';
import type { Har } from 'har-format';
import { badge } from '../../reports/badge.js';
import { bundle } from '../../reports/bundle.js';
import { csv } from '../../reports/csv.js';
import { exitCode, parseGates } from '../../reports/gate.js';
import { har } from '../../reports/har.js';
import { formats, standardFormats } from '../../reports/index.js';
import { mochawesomeJson } from '../../reports/mochawesome.js';
import { sarif } from '../../reports/sarif.js';
import { tap } from '../../reports/tap.js';
import type { Report } from '../../reports/model.js';
import { hostileReport } from './hostile.js';
import { sampleReport } from './sample.js';

const require = createRequire(import.meta.url);
const addFormats = formatsPlugin as unknown as (ajv: Ajv) => void;

function validator(schema: object, references: object[] = []) {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, unicodeRegExp: false });
  addFormats(ajv);
  // Drafts 4 and 6 say `id` and have meta-schemas that ajv 8 does not carry; their keywords are the same here.
  const { $schema: _, id: _id, ...plain } = schema as { $schema?: string; id?: string };
  references.forEach((reference) => {
    const { $schema: _own, ...rest } = reference as { $schema?: string };
    ajv.addSchema(rest);
  });
  const validate = ajv.compile(plain);
  return (value: unknown): string => (validate(value) ? '' : ajv.errorsText(validate.errors));
}

const reportErrors = validator(
  JSON.parse(readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8')) as object,
);

describe('report.json', () => {
  it('validates against the published schema, whatever a target said', () => {
    expect(reportErrors(sampleReport())).to.equal('');
    expect(reportErrors(sampleReport({ checks: 0, failing: 0 }))).to.equal('');
    const hostile = hostileReport();
    hostile.baseline = sampleReport().baseline as NonNullable<Report['baseline']>;
    hostile.provisioning = sampleReport().provisioning as NonNullable<Report['provisioning']>;
    expect(reportErrors(hostile)).to.equal('');
  });

  it('is refused by the schema when a name or word of the contract is missing or wrong', () => {
    const breaks: ((report: Report) => void)[] = [
      (report) => delete (report as Partial<Report>).conduct,
      (report) => Object.assign(report.checks[0] as object, { verdict: 'ok' }),
      (report) => Object.assign(report, { score: 101 }),
      (report) => Object.assign(report.exchanges[0] as object, { n: '1' }),
      (report) => delete (report.counts as Partial<Report['counts']>).may,
      (report) => Object.assign(report.requirements[0] as object, { grade: 'MUST' }),
    ];
    for (const spoil of breaks) {
      const report = sampleReport({ checks: 20 });
      spoil(report);
      expect(reportErrors(report), String(spoil)).not.to.equal('');
    }
  });
});

describe('HAR', () => {
  const names = [
    'afterRequest',
    'beforeRequest',
    'browser',
    'cache',
    'content',
    'cookie',
    'creator',
    'entry',
    'header',
    'log',
    'page',
    'pageTimings',
    'postData',
    'query',
    'request',
    'response',
    'timings',
  ];
  const all = require('har-schema') as Record<string, object>;
  const harErrors = validator(
    all['har'] as object,
    names.map((name) => all[name] as object),
  );

  it('validates against the HAR 1.2 schema', () => {
    const report = sampleReport();
    const archive = JSON.parse(har(report)) as Har;
    expect(harErrors(archive)).to.equal('');
    expect(archive.log.entries).to.have.length(report.exchanges.length);
  });

  it('has times that add up, and an entry for a request without an answer', () => {
    const { log } = JSON.parse(har(sampleReport())) as Har;
    for (const { time, timings } of log.entries) {
      const parts = [timings.connect, timings.send, timings.wait, timings.receive].map((part) =>
        Math.max(0, part ?? 0),
      );
      expect(parts.reduce((sum, part) => sum + part, 0)).to.be.closeTo(time, 1e-6);
    }
    expect(log.entries.filter((entry) => entry.response.status === 0)).not.to.be.empty;
  });
});

describe('SARIF', () => {
  const sarifErrors = validator(sarifSchema);

  it('validates against the SARIF 2.1.0 schema, hostile targets included', () => {
    for (const report of [sampleReport(), hostileReport()]) expect(sarifErrors(JSON.parse(sarif(report)))).to.equal('');
  });

  it('keeps the rules of code scanning', () => {
    const { runs } = JSON.parse(sarif(sampleReport(), { configFile: '/../ci/scim config.yaml' })) as Log;
    const results = runs[0]?.results ?? [];
    const rules = runs[0]?.tool.driver.rules ?? [];
    expect(results).to.have.length(14);
    expect(new Set(results.map((result) => Object.values(result.partialFingerprints ?? {})[0])).size).to.equal(14);
    for (const result of results) {
      const uri = result.locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '';
      expect(uri).to.equal('ci/scim%20config.yaml');
      expect(rules[result.ruleIndex ?? -1]?.id).to.equal(result.ruleId);
      expect(rules[result.ruleIndex ?? -1]?.properties?.tags?.length).to.be.at.most(10);
    }
    expect(results.filter((result) => result.suppressions).map((result) => result.level)).to.deep.equal([
      'warning',
      'warning',
    ]);
  });
});

describe('TAP', () => {
  const read = (text: string) => {
    const results = TapParser.parse(text);
    const final = results.find((event) => event[0] === 'complete')?.[1] as unknown as {
      ok: boolean;
      count: number;
      todo: number;
      fail: number;
    };
    const bailed = results.some((event) => event[0] === 'bailout');
    return { ...final, bailed };
  };

  it('is red for a reader exactly when the exit code is', () => {
    for (const gate of ['must', 'should']) {
      for (const failing of [0, 9]) {
        const report = sampleReport({ failing, checks: 90, seed: 3 });
        const settled = {
          ...report,
          checks: report.checks.filter(({ verdict }) => verdict !== 'blocked' && verdict !== 'inconclusive'),
        };
        const gates = parseGates(gate);
        const result = read(tap(settled, gates));
        expect(result.count).to.equal(settled.checks.length);
        expect(result.ok).to.equal(exitCode(settled, gates).code === 0);
      }
    }
  });

  it('cannot be steered by what a target said', () => {
    const report = hostileReport();
    const result = read(tap(report));
    expect(result.bailed).to.equal(false);
    expect(result.count).to.equal(report.checks.length);
  });
});

describe('CSV', () => {
  it('reads back cell by cell, without a cell that begins a formula', () => {
    for (const report of [sampleReport(), hostileReport()]) {
      const rows = parseCsv(csv(report), { columns: true }) as Record<string, string>[];
      expect(rows.map((row) => row['id'])).to.deep.equal(report.checks.map((check) => check.id));
      for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.to.match(/^\s*[=+\-@|%\t]/);
    }
  });
});

describe('badge', () => {
  it('has the form of the shields endpoint and says the verdict before the score', () => {
    expect(JSON.parse(badge(sampleReport()))).to.deep.equal({
      schemaVersion: 1,
      label: 'SCIM 2.0',
      message: 'does not conform (rfc), 88',
      color: 'red',
      isError: true,
    });
  });
});

describe('mochawesome', () => {
  it('counts each check once, and gives context as objects only', () => {
    const report = hostileReport();
    const data = JSON.parse(mochawesomeJson(report)) as { stats: Record<string, number>; results: Suite[] };
    interface Suite {
      suites: Suite[];
      tests: { context: string | null; code: string; state: string; err: { message?: string } }[];
    }
    const testsOf = (suite: Suite): Suite['tests'] => [...suite.tests, ...suite.suites.flatMap(testsOf)];
    const tests = data.results.flatMap(testsOf);
    expect(tests).to.have.length(report.checks.length);
    expect(data.stats).to.include({ tests: report.checks.length, failures: 30 });
    for (const test of tests) {
      expect(test.code).to.equal('');
      if (test.context !== null) expect((JSON.parse(test.context) as { value: unknown }).value).to.be.an('object');
      if (test.state === 'failed') expect(test.err.message).to.be.a('string');
    }
  });

  it('is drawn by its own generator, as one file', async () => {
    const files = await formats['mochawesome']?.(sampleReport({ checks: 20 }));
    const page = String(files?.find(({ file }) => file === 'mochawesome.html')?.content);
    expect(page).to.contain('refuses a second user with the same userName');
    expect(page).not.to.match(/<(script|link)[^>]+(src|href)=/);
  }).timeout(10_000);
});

describe('evidence bundle', () => {
  it('is a ZIP that another reader opens, whose check sums fit', () => {
    const report = sampleReport();
    const files = unzipSync(bundle(report));
    const sums = strFromU8(files['SHA256SUMS'] as Uint8Array)
      .trim()
      .split('\n')
      .map((line) => line.split('  '));
    expect(sums.map(([, name]) => name).toSorted()).to.deep.equal(
      Object.keys(files)
        .filter((name) => name !== 'SHA256SUMS')
        .toSorted(),
    );
    for (const [sum, name] of sums) {
      expect(
        createHash('sha256')
          .update(files[name as string] as Uint8Array)
          .digest('hex'),
      ).to.equal(sum);
    }
    expect(JSON.parse(strFromU8(files['report.json'] as Uint8Array))).to.deep.equal(report);
    expect(strFromU8(files['report.html'] as Uint8Array)).to.match(/^<!doctype html>/);
  });

  it('says on its face what keeps it from being evidence, and is the same for the same report', () => {
    const report = sampleReport();
    const partial: Report = {
      ...report,
      run: { ...report.run, partial: true, partialReasons: ['--read-only'] },
      verdict: null,
      score: null,
    };
    const readme = (of: Report) => strFromU8(unzipSync(bundle(of))['README.txt'] as Uint8Array);
    expect(readme(partial)).to.contain('NOT A CERTIFICATION RUN: This run was narrowed (--read-only)');
    expect(readme(report)).to.contain('NOT A CERTIFICATION RUN: Waived:');
    const clean: Report = {
      ...report,
      checks: report.checks.filter((check) => !check.waived),
      conduct: { ...report.conduct, notes: [] },
    };
    expect(readme(clean)).not.to.contain('NOT A CERTIFICATION RUN');
    expect(Buffer.compare(bundle(report), bundle(report))).to.equal(0);
  });
});

describe('table of formats', () => {
  it('renders every format of an empty, an ordinary and a hostile report', async () => {
    for (const report of [sampleReport({ checks: 0, failing: 0 }), sampleReport({ checks: 30 }), hostileReport()]) {
      for (const [name, format] of Object.entries(formats)) {
        for (const { file, content } of await format(report)) {
          expect(file, name).to.match(/^[a-z-]+\.[a-z]+$/);
          expect(content.length, file).to.be.greaterThan(50);
        }
      }
    }
    expect(standardFormats.filter((name) => !Object.hasOwn(formats, name))).to.be.empty;
  }).timeout(20_000);
});
