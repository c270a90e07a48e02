/** Seeded, realistic Reports to draw, and reports of hostile targets. The requirement rows are the real catalogue. */
import { readFileSync } from 'node:fs';
import { countChecks, foldBlocked, judgeRun, requirementResults, type CatalogueRow } from '../../reports/judge.js';
import type { CheckResult, CheckVerdict, Exchange, Level, Readiness, Report } from '../../reports/model.js';
import { failureStories, features, titles, type Story } from './sample-stories.js';

export const catalogue = ['rfc7643', 'rfc7644'].flatMap(
  (name) => JSON.parse(readFileSync(new URL(`../../specs/${name}.json`, import.meta.url), 'utf8')) as CatalogueRow[],
);

/** Mulberry32: numbers from 0 to below 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface SampleOptions {
  seed?: number;
  checks?: number;
  failing?: number;
  /** Exchanges in the report, those of the failures included. */
  exchanges?: number;
}

const start = Date.parse('2026-11-24T09:30:00.000Z');

/** A run against a server with some faults; as it would come out of a real run. */
export function sampleReport(options: SampleOptions = {}): Report {
  const { seed = 1, checks: total = 260, failing = 14 } = options;
  const random = randomOf(seed);
  const exchanges: Exchange[] = [];
  const checks: CheckResult[] = [];
  const send = (story: Story): number => {
    exchanges.push(exchangeOf(exchanges.length + 1, story, random));
    return exchanges.length;
  };
  for (let index = 0; index < total; index += 1) {
    const feature = features[Math.floor((index * features.length) / total)] ?? 'users/create';
    const fails = Math.floor(((index + 1) * failing) / total) > Math.floor((index * failing) / total);
    const story = failureStories[Math.floor(index * 0.618 * failureStories.length) % failureStories.length] as Story;
    const level: Level = fails ? story.level : levelOf(random(), feature);
    const base = baseCheck(
      feature,
      level,
      fails ? story.title : (titles[index % titles.length] as string),
      random,
      checks,
    );
    if (fails) checks.push({ ...base, ...failureOf(story), exchanges: [send(passing(random)), send(story)] });
    else checks.push({ ...base, ...outcomeOf(level, checks, random), exchanges: [send(passing(random))] });
  }
  while (exchanges.length < (options.exchanges ?? 0)) send(passing(random));
  const judgment = judgeRun(checks);
  return {
    formatVersion: 1,
    tool: { name: 'scimspec', version: '0.1.0' },
    run: {
      id: 'k3f9q2',
      startedAt: new Date(start).toISOString(),
      durationMs: 41_870,
      seed: 4711,
      profile: 'rfc',
      partial: false,
      concurrency: 8,
    },
    target: {
      url: 'https://scim.example.com/v2',
      capabilities: {
        features: {
          patch: { claimed: true },
          bulk: { claimed: false },
          filter: { claimed: true, note: 'at most 200 results' },
          sort: { claimed: true },
          etag: { claimed: false, note: 'an ETag header was seen all the same' },
          changePassword: { claimed: null },
        },
        resourceTypes: [
          {
            name: 'User',
            endpoint: '/Users',
            schema: 'urn:ietf:params:scim:schemas:core:2.0:User',
            extensions: ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
          },
          { name: 'Group', endpoint: '/Groups', schema: 'urn:ietf:params:scim:schemas:core:2.0:Group', extensions: [] },
        ],
        warnings: ['The clock of the target is 94 seconds behind.'],
      },
    },
    verdict: judgment.verdict,
    score: judgment.score,
    counts: countChecks(checks),
    checks,
    requirements: requirementResults(catalogue, checks),
    readiness: readinessOf(checks),
    exchanges,
    provisioning: provisioningSample,
    baseline: baselineOf(checks),
    conduct: {
      requests: exchanges.length,
      created: 143,
      deleted: 141,
      leftBehind: [
        { url: 'https://scim.example.com/v2/Users/9f2c41d7', reason: 'DELETE answered 500' },
        { url: 'https://scim.example.com/v2/Groups/77', reason: 'DELETE answered 405' },
      ],
      throttled: 3,
      slowestMs: 1840,
      notes: ['Certificate checks were off.'],
    },
  };
}

function levelOf(value: number, feature: string): Level {
  if (feature.startsWith('interop/')) return 'interop';
  return value < 0.62 ? 'must' : value < 0.82 ? 'should' : 'may';
}

function baseCheck(feature: string, level: Level, title: string, random: () => number, before: CheckResult[]) {
  const index = before.length;
  const grade = level === 'must' ? 'violation' : level === 'should' ? 'advice' : 'information';
  const rows = catalogue.filter((row) => row.grade === grade && row.actor !== 'client' && row.testable !== 'no');
  const row = rows[Math.floor(random() * rows.length)] as CatalogueRow;
  const slug = title
    .replaceAll(/[^A-Za-z]+/g, '-')
    .toLowerCase()
    .split('-')
    .slice(-3)
    .join('-');
  const id = `${feature.replaceAll('/', '.')}.${slug}`;
  return {
    id: before.some((check) => check.id === id) ? `${id}-${index}` : id,
    level,
    title,
    scenario: `Working with ${feature}`,
    feature,
    spec: level === 'interop' ? [`${feature.split('/')[1]?.toUpperCase()}-2.1-0${1 + (index % 9)}`] : [row.id],
    fix: 'Answer with the status and the body that the specification names for this request.',
    durationMs: Math.round(8 + random() * 160),
    ...(level === 'interop' ? { class: 'blocks' as const, source: 'https://learn.microsoft.com/entra/identity/' } : {}),
  };
}

function outcomeOf(
  level: Level,
  before: CheckResult[],
  random: () => number,
): Partial<CheckResult> & { verdict: CheckVerdict } {
  const value = random();
  if (level === 'may') return { verdict: 'pass', observed: value < 0.5 ? 'offered' : 'not offered' };
  const culprit = foldBlocked(before).failures.findLast(({ check }) => check.level !== 'interop')?.check;
  if (value > 0.97 && culprit) {
    return { verdict: 'blocked', culprit: culprit.id, reason: `needs what ${culprit.id} did not deliver` };
  }
  if (value > 0.955) return { verdict: 'inconclusive', reason: 'answered 429 five times' };
  if (value > 0.88) return { verdict: 'not-applicable', reason: 'ServiceProviderConfig says bulk.supported: false' };
  if (value > 0.87) return { verdict: 'pass', needsPatience: true };
  return { verdict: 'pass' };
}

function failureOf(story: Story): Partial<CheckResult> & { verdict: CheckVerdict } {
  return {
    verdict: 'fail',
    title: story.title,
    level: story.level,
    expected: story.expected,
    actual: story.actual,
    fix: story.fix,
    why: story.why,
    ...(story.offending ? { offending: story.offending } : {}),
    ...(story.findings ? { findings: story.findings } : {}),
    ...(story.waived ? { waived: story.waived } : {}),
  };
}

function exchangeOf(n: number, story: Story, random: () => number): Exchange {
  const slow = random() ** 6 * 1500;
  const totalMs = Math.round((18 + random() * 90 + slow) * 10) / 10;
  const headers: Record<string, string> = { 'content-type': 'application/scim+json; charset=utf-8' };
  const { request, response } = story;
  return {
    n,
    phase: n < 6 ? 'preflight' : 'suites',
    request: {
      method: request.method,
      url: `https://scim.example.com/v2${request.path}`,
      headers: {
        authorization: 'Bearer ‹redacted›',
        accept: 'application/scim+json',
        'user-agent': 'scimspec/0.1.0 run/k3f9q2',
        ...(request.body ? { 'content-type': 'application/scim+json' } : {}),
      },
      ...(request.body ? { body: JSON.stringify(request.body) } : {}),
    },
    ...(response
      ? {
          response: {
            status: response.status,
            statusText: response.statusText,
            headers: { ...headers, 'x-request-id': `req-${n}`, ...response.headers },
            body: typeof response.body === 'string' ? response.body : JSON.stringify(response.body ?? ''),
          },
        }
      : { problem: 'no answer within 30 s' }),
    timing: {
      startedAt: new Date(start + n * 145).toISOString(),
      totalMs,
      ttfbMs: Math.round(totalMs * 0.9 * 10) / 10,
      ...(n % 40 === 1 ? { connectMs: 3.2, tlsMs: 11.5 } : {}),
    },
  };
}

function passing(random: () => number): Story {
  return {
    level: 'must',
    title: '',
    expected: '',
    actual: '',
    fix: '',
    why: '',
    request: { method: 'GET', path: `/Users/${Math.floor(random() * 1e9).toString(36)}` },
    response: {
      status: 200,
      statusText: 'OK',
      body: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], id: '2819c223', userName: 'bjensen' },
    },
  };
}

function readinessOf(checks: readonly CheckResult[]): Record<string, Readiness> {
  const failing = checks.filter((check) => check.verdict === 'fail').map((check) => check.id);
  const [first = 'users.create.status', second = 'users.patch.replace', third = 'groups.members.remove'] = failing;
  return {
    entra: { verdict: 'not-ready', blockers: [first, second], caveats: [] },
    'entra-gallery': { verdict: 'not-ready', blockers: [first], caveats: [] },
    'okta-oin': {
      verdict: 'ready-with-caveats',
      blockers: [],
      caveats: [{ check: third, workaround: 'Turn on "Do Not Import Groups" in the application.' }],
    },
    onelogin: { verdict: 'ready', blockers: [], caveats: [] },
    jumpcloud: {
      verdict: 'ready-with-caveats',
      blockers: [],
      caveats: [],
      note: 'Thin evidence: the provider does not publish its update bodies.',
    },
    google: { verdict: 'not-tested', blockers: [], caveats: [], note: 'The token may not write.' },
  };
}

const provisioningSample: Report['provisioning'] = {
  application: 'Zscaler Beta',
  dialect: 'entra',
  cycles: [
    {
      kind: 'initial',
      startedAt: '2026-11-24T09:31:00.000Z',
      finishedAt: '2026-11-24T09:52:00.000Z',
      counts: { created: 180, updated: 0, disabled: 0, deleted: 0, skipped: 12, failed: 4 },
      requests: 402,
      status: 'completed with errors',
    },
    {
      kind: 'incremental',
      startedAt: '2026-11-24T10:32:00.000Z',
      finishedAt: '2026-11-24T10:34:30.000Z',
      counts: { created: 3, updated: 21, disabled: 2, deleted: 0, skipped: 0, failed: 1 },
      requests: 61,
      status: 'completed with errors',
    },
    {
      kind: 'on-demand',
      startedAt: '2026-11-24T10:50:00.000Z',
      finishedAt: '2026-11-24T10:50:04.000Z',
      counts: { created: 0, updated: 1, disabled: 0, deleted: 0, skipped: 0, failed: 0 },
      requests: 3,
      status: 'completed',
    },
  ],
  quarantine: null,
  logEntries: 527,
};

function baselineOf(checks: readonly CheckResult[]): Report['baseline'] {
  const failing = checks.filter((check) => check.verdict === 'fail');
  const passed = checks.filter((check) => check.verdict === 'pass');
  return {
    old: { id: 'h7d2m0', startedAt: '2026-11-17T09:12:00.000Z', score: 91, verdict: 'does-not-conform' },
    scoreDelta: -2,
    movements: [
      ...failing.slice(0, 2).map((check) => ({
        kind: 'newly-broken' as const,
        check: check.id,
        from: 'pass' as const,
        to: 'fail' as const,
      })),
      ...passed.slice(3, 6).map((check) => ({
        kind: 'newly-fixed' as const,
        check: check.id,
        from: 'fail' as const,
        to: 'pass' as const,
      })),
    ],
  };
}
