import { expect } from 'chai';
import { marked } from 'marked';
import { badge } from '../../reports/badge.js';
import { compareReports, comparisonMarkdown, comparisonText } from '../../reports/compare.js';
import { githubAnnotations, githubSummary, withoutCommands } from '../../reports/github.js';
import { exitCode, parseGates } from '../../reports/gate.js';
import { junit } from '../../reports/junit.js';
import { markdown } from '../../reports/markdown.js';
import { code, fenced, prose } from '../../reports/markdown-text.js';
import type { Readiness, Report } from '../../reports/model.js';
import { progress, quietLine, summary } from '../../reports/terminal.js';
import { cut, duration, oneLine, visible } from '../../reports/text.js';
import { attacks, hostileReport } from './hostile.js';
import { sampleReport } from './sample.js';

const acting =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/;

describe('text of a stranger', () => {
  it('keeps every character that is read and shows every one that acts', () => {
    expect(visible('plain — ünïcode 👩‍💻 مرحبا\ttab\nline')).to.equal('plain — ünïcode 👩‍💻 مرحبا\ttab\nline');
    expect(visible('\u001b[31m\u202e\u0000\u0085\ud800')).to.equal('␛[31m‹RLO›␀‹U+0085›\ufffd');
    for (const attack of attacks) expect(visible(attack)).not.to.match(acting);
  });

  it('is cut without breaking a character', () => {
    expect(cut('ab👩', 4)).to.equal('ab👩');
    expect(cut('ab👩cd', 4)).to.equal('ab…');
    expect(oneLine(' a\n\n b\t c ', 10)).to.equal('a b c');
  });

  it('reads as times of people', () => {
    expect([840, 1840, 41_870, 125_000, 120_000].map(duration)).to.deep.equal([
      '840 ms',
      '1.84 s',
      '41.9 s',
      '2 min 5 s',
      '2 min',
    ]);
  });
});

describe('terminal', () => {
  it('ends with verdict, score and fraction, and tells each failure with its fix', () => {
    const report = sampleReport();
    const text = summary(report);
    expect(text.trimEnd().split('\n').slice(-2)).to.deep.equal([
      'Does not conform.  Score 88.  9 of 116 applicable MUST requirements are broken, and 5 more could not be judged.',
      '95 × 102/116 MUST + 5 × 35/39 SHOULD, rounded down.',
    ]);
    for (const check of report.checks.filter(({ verdict }) => verdict === 'fail')) {
      expect(text).to.contain(check.id);
      expect(text).to.contain(check.fix);
    }
  });

  it("says of a provider's profile whether the target is ready, and nothing of conformance", () => {
    const run = { ...sampleReport().run, profile: 'okta-oin' };
    const of = (card: Partial<Readiness> & Pick<Readiness, 'verdict'>): Report => ({
      ...sampleReport(),
      run,
      verdict: 'not-established',
      score: null,
      checks: [],
      readiness: { 'okta-oin': { blockers: [], caveats: [], ...card } },
    });
    const said = (report: Report): string | undefined => summary(report).trimEnd().split('\n').at(-1);
    const ending = 'Conformance is no part of this profile.';
    expect(said(of({ verdict: 'ready' }))).to.equal(
      `Ready.  Everything that Okta Integration Network needs is there. ${ending}`,
    );
    const caveats = [{ check: 'interop.okta.import.groups', workaround: 'Do not import groups.' }];
    expect(said(of({ verdict: 'ready-with-caveats', caveats, note: 'thin evidence' }))).to.equal(
      `Ready with caveats.  Nothing stands in the way of Okta Integration Network, with reservations: 1 caveat; thin evidence. ${ending}`,
    );
    const blockers = ['a.b', 'c.d', 'e.f', 'g.h'];
    expect(said(of({ verdict: 'not-ready', blockers }))).to.equal(
      `Not ready.  4 checks that Okta Integration Network depends on failed: a.b, c.d, e.f and 1 more. ${ending}`,
    );
    expect(said(of({ verdict: 'not-tested' }))).to.equal(
      `Not tested.  Not everything that Okta Integration Network depends on could be judged. ${ending}`,
    );
    expect(quietLine(of({ verdict: 'ready' }))).to.equal(
      'scimspec: ready, profile okta-oin · https://scim.example.com/v2',
    );
    expect(JSON.parse(badge(of({ verdict: 'not-ready', blockers })))).to.include({
      message: 'not ready (okta-oin)',
      color: 'red',
      isError: true,
    });
  });

  it('says the run in one line for CI', () => {
    expect(quietLine(sampleReport())).to.equal(
      'scimspec: does not conform, score 88, MUST 102/116, SHOULD 35/39, 14 failed, 3 blocked, 4 inconclusive · https://scim.example.com/v2',
    );
    expect(quietLine(hostileReport())).not.to.match(acting).and.not.to.contain('\n');
  });

  it('never passes a control character, a credential or a second line on', () => {
    const text = summary(hostileReport());
    expect(text.replaceAll('\n', '')).not.to.match(acting);
    expect(text).not.to.contain('secret@').and.not.to.contain('token=secret');
    expect(text.split('\n').filter((line) => /^(::|##vso)/.test(line))).to.be.empty;
  });

  it('shows live progress on a terminal only, and leaves the line clean', () => {
    const written: string[] = [];
    const live = progress({ write: (part) => written.push(part), isTTY: true, columns: 40 });
    const report = hostileReport();
    live.start(report.checks.length);
    report.checks.forEach((check) => live.check(check));
    live.end();
    expect(written.at(-1)).to.equal('\r\u001b[2K');
    for (const part of written.slice(0, -1)) {
      expect(part.startsWith('\r\u001b[2K')).to.equal(true);
      expect(part.slice(5)).not.to.match(acting);
      expect(part.length - 5).to.be.at.most(39);
    }
    const log: string[] = [];
    const plain = progress({ write: (part) => log.push(part) });
    plain.start(report.checks.length);
    report.checks.forEach((check) => plain.check(check));
    plain.end();
    expect(log.join('')).not.to.contain('\r');
    expect(log.filter((line) => line.startsWith('failed:'))).to.have.length(
      report.checks.filter(({ level, verdict }) => level === 'must' && verdict === 'fail').length,
    );
    expect(log.filter((line) => /^\d+\/90 checks/.test(line))).to.have.length(10);
  });
});

describe('Markdown', () => {
  const rendered = (text: string) => marked.parse(text, { gfm: true, async: false });

  it('keeps every attack text, for a reader of GitHub’s dialect', () => {
    for (const attack of attacks) {
      for (const piece of [prose(attack, 1000), code(attack, 1000), `- ${prose(attack, 1000)}`, fenced(attack)]) {
        const page = rendered(piece);
        expect(page, piece).not.to.match(/<(script|img|iframe|svg|a|b|strong|em|h\d|table|hr|del)[\s>/]/i);
      }
    }
  });

  it('renders a hostile report without a link, an image or foreign markup', () => {
    const page = rendered(markdown(hostileReport()));
    expect(page).not.to.match(/<(script|img|iframe|svg|a|b|strong|em|del)[\s>/]/i);
    expect(
      rendered(comparisonMarkdown(hostileReport().baseline as NonNullable<Report['baseline']>, hostileReport())),
    ).not.to.match(/<(img|a|b)[\s>]/);
  });

  it('tells verdict, counts and every failure', () => {
    const report = sampleReport();
    const text = markdown(report);
    expect(text).to.match(/^# Does not conform, score 88\n/);
    expect(text).to.contain('| MUST | 117 | 9 | 2 | 9 | 3 | 0 |');
    expect(text.match(/^### F\d+ /gm)).to.have.length(14);
  });
});

describe('GitHub', () => {
  it('speaks only its own workflow commands, ten of a kind at most', () => {
    const lines = githubAnnotations(hostileReport()).trimEnd().split('\n');
    for (const line of lines) expect(line).to.match(/^::(notice|error|warning) title=[^:]*,file=[^:]*,line=1::/);
    const of = (kind: string) => lines.filter((line) => line.startsWith(`::${kind} `)).length;
    expect([of('notice'), of('error'), of('warning')]).to.satisfy(
      (counts: number[]) => counts[0] === 1 && counts.every((n) => n <= 10),
    );
    expect(lines.join('\n')).not.to.match(acting);
  });

  it('leaves waived failures out and counts what it cuts', () => {
    const report = sampleReport({ failing: 40 });
    const errors = report.checks.filter(({ level, verdict }) => level === 'must' && verdict === 'fail').length;
    const text = githubAnnotations(report);
    expect(text).to.contain(`${errors - 9} more failures are in the report.`);
    for (const check of report.checks.filter(({ waived }) => waived)) expect(text).not.to.contain(`${check.id},`);
  });

  it('switches commands off around foreign output', () => {
    const [first, ...rest] = withoutCommands('::add-mask::x\n').trimEnd().split('\n');
    const token = /^::stop-commands::(\S+)$/.exec(first ?? '')?.[1];
    expect(rest).to.deep.equal(['::add-mask::x', `::${token}::`]);
  });

  it('keeps the summary under the limit of a step', () => {
    const report = sampleReport({ checks: 60, failing: 60 });
    const long = {
      ...report,
      checks: report.checks.map((check) => ({
        ...check,
        actual: '👩'.repeat(4000),
        findings: Array.from({ length: 50 }, () => ({
          subject: '👩'.repeat(200),
          expected: '👩'.repeat(500),
          actual: '👩'.repeat(500),
          exchanges: [],
        })),
      })),
    };
    expect(Buffer.byteLength(githubSummary(long))).to.be.below(1_000_000);
  });
});

describe('JUnit', () => {
  const count = (xml: string, name: string) => Number(new RegExp(`<testsuites [^>]*${name}="(\\d+)"`).exec(xml)?.[1]);

  it('is red exactly when the exit code is, under each gate', () => {
    for (const gate of ['must', 'should', 'must,profile:entra', 'regression']) {
      for (const failing of [0, 14]) {
        const report = sampleReport({ failing });
        const gates = parseGates(gate);
        const xml = junit(report, gates);
        const red = count(xml, 'failures') + count(xml, 'errors') > 0;
        expect(red, `${gate} with ${failing}`).to.equal(exitCode(report, gates).code !== 0);
      }
    }
  });

  it('is red when nothing ran', () => {
    expect(count(junit(sampleReport({ checks: 0, failing: 0 })), 'errors')).to.equal(1);
  });

  it('holds no character that XML 1.0 forbids', () => {
    const xml = junit(hostileReport());
    expect(xml.replaceAll('\n', '')).not.to.match(acting);
    expect(xml).not.to.match(/\p{Surrogate}/u);
    expect(xml).not.to.contain('<script').and.not.to.contain(']]>');
  });
});

describe('comparison as text', () => {
  it('names each movement, worst news first', () => {
    const report = sampleReport();
    const broken = report.checks.find(({ verdict }) => verdict === 'fail');
    const old: Report = {
      ...report,
      checks: report.checks.map((check) => (check === broken ? { ...check, verdict: 'pass' } : check)),
    };
    const text = comparisonText(compareReports(old, report), report);
    expect(text).to.contain('Newly broken (1)').and.to.contain(`  ${broken?.id}  passed → failed`);
  });
});
