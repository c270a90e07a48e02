/** A report in which every text a target can reach holds an attack. */
import type { Report } from '../../reports/model.js';
import { sampleReport } from './sample.js';

const escape = '\u001b';

/** One attack per reader of a report: HTML, SVG, script, attribute, URL, terminal, XML, CSV, Markdown, CI logs. */
export const attacks: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=https://evil.example/x.png onerror=alert(1)>',
  "' onmouseover='alert(1)' style='background:url(https://evil.example/css)",
  '</pre></style></title><iframe src=https://evil.example/></iframe>',
  '<svg/onload=alert(1)><a href="javascript:alert(1)">click</a>',
  'https://evil.example/beacon.png',
  'javascript:alert(1)',
  `${escape}[31mred${escape}[0m${escape}]0;title\u0007${escape}]8;;https://evil.example\u0007link${escape}]8;;\u0007\u009b2J`,
  'user\u202egnp.exe\u2066\u2069\u200f',
  'a\u0000b\u0008c\u007fd\ufffee\ud800f',
  ']]><x/>&unknown; &lt;b&gt;',
  '=HYPERLINK("https://evil.example","x")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '::error file=x::y\n::add-mask::secret\n::set-output name=a::b%0A',
  '\n::stop-commands::x\n##vso[task.complete result=Failed]',
  '![x](https://evil.example/m.png) [l](https://evil.example) @everyone #1 <b>bold</b> `code` | cell | **x**',
  '```\n# heading\n```\n\n---\n- item\n1. one',
  '# SKIP not run\nok 1 - injected\nBail out!',
  '{0} [link](1) \\[ %s %n {{7*7}} ${7*7} #{7*7}',
  '__proto__',
  '\u0645\u0631\u062d\u0628\u0627 \u{1f469}\u200d\u{1f4bb} Ω≈ç',
];

/** Everything in the sample that may come from a target, its operator or a generator becomes an attack, in turn. */
export function hostileReport(): Report {
  const report = sampleReport({ checks: 90, failing: 30 });
  let turn = 0;
  const attack = (): string => {
    turn += 1;
    return attacks[turn % attacks.length] as string;
  };
  return {
    ...report,
    run: { ...report.run, profile: attack(), id: attack(), partialReasons: [attack()] },
    target: {
      url: `https://user:secret@scim.example.com/v2/${encodeURIComponent(attack())}?token=secret#${attack()}`,
      capabilities: {
        features: { patch: { claimed: true, note: attack() }, [attack()]: { claimed: null, note: attack() } },
        resourceTypes: [{ name: attack(), endpoint: attack(), schema: attack(), extensions: [attack(), attack()] }],
        warnings: attacks.slice(),
      },
    },
    checks: report.checks.map((check, index) => ({
      ...check,
      title: attack(),
      scenario: attack(),
      expected: attack(),
      actual: attack(),
      reason: attack(),
      observed: attack(),
      offending: attack(),
      fix: attack(),
      why: attack(),
      source: attack(),
      spec: [...check.spec, attack()],
      ...(check.verdict === 'blocked' && index % 2 === 0 ? { culprit: attack() } : {}),
      findings: [{ subject: attack(), expected: attack(), actual: attack(), exchanges: [1] }],
      ...(index % 5 === 0 ? { waived: { reason: attack(), issue: attack(), expires: attack() } } : {}),
    })),
    requirements: report.requirements.map((row, index) =>
      index % 40 === 0 ? { ...row, statement: attack(), exclusion: attack(), section: attack(), rfc: attack() } : row,
    ),
    readiness: {
      [attack()]: {
        verdict: 'not-ready',
        blockers: [attack(), attack()],
        caveats: [{ check: attack(), workaround: attack() }],
        note: attack(),
      },
    },
    exchanges: report.exchanges.map((exchange) => ({
      ...exchange,
      request: {
        method: attack(),
        url: `https://scim.example.com/v2/Users?filter=${attack()}`,
        headers: { [attack()]: attack(), authorization: 'Bearer ‹redacted›' },
        body: attack(),
      },
      response: {
        status: 200,
        statusText: attack(),
        headers: { location: attack(), 'content-type': attack(), [attack()]: attack() },
        body: JSON.stringify({ id: attack(), nested: attacks, schemas: [attack()] }) + attack(),
      },
    })),
    provisioning: {
      application: attack(),
      dialect: attack(),
      cycles: [
        {
          kind: 'initial',
          startedAt: '2026-11-24T09:31:00.000Z',
          finishedAt: attack(),
          counts: { created: 1, updated: 0, disabled: 0, deleted: 0, skipped: 0, failed: 0 },
          requests: 1,
          status: attack(),
        },
      ],
      quarantine: { reason: attack(), since: attack() },
      logEntries: 1,
    },
    baseline: {
      old: { id: attack(), startedAt: attack(), score: 50, verdict: null },
      scoreDelta: null,
      incomparable: attack(),
      movements: [{ kind: 'removed-check', check: attack(), from: 'pass', to: null }],
    },
    conduct: { ...report.conduct, leftBehind: [{ url: attack(), reason: attack() }], notes: [attack(), attack()] },
  };
}
