/** Which failure explains which others: blocked checks get their culprit, and what an absent feature broke is folded. */
import type { CheckResult, Exchange } from '../reports/model.js';
import { blockedBy } from './foundations.js';
import { parseJson } from './json.js';
import { read } from './response.js';

type Needs = (request: Exchange['request']) => boolean;

/** The checks that say whether a feature is there, and the requests that need it. */
const FEATURES: readonly (readonly [string, Needs])[] = [
  ['discovery.advertised.patch', ({ method }) => method === 'PATCH'],
  ['discovery.advertised.bulk', ({ url }) => /\/Bulk$/i.test(url)],
  ['discovery.advertised.sort', ({ url }) => /[?&]sortBy=/i.test(url)],
  ['discovery.advertised.filter', ({ url }) => /[?&]filter=/i.test(url)],
  ['users.replace.supported', ({ method }) => method === 'PUT'],
  ['users.delete.supported', ({ method }) => method === 'DELETE'],
];

/**
 * Blocks the failures that only repeat that a feature is absent: what they found is the answer by which its absence was
 * established, and no request there that needs it ever succeeded. Each provider is told once, by its first check
 * that `decides`: one without which it does not work.
 */
export function foldAbsent(
  checks: CheckResult[],
  exchanges: Exchange[],
  decides: (check: CheckResult) => boolean,
): CheckResult[] {
  const byNumber = new Map(exchanges.map((exchange) => [exchange.n, exchange]));
  const statusesOf = (check: CheckResult, needs: Needs): number[] =>
    check.exchanges.flatMap((n) => {
      const exchange = byNumber.get(n);
      return exchange?.response && needs(exchange.request) ? [exchange.response.status] : [];
    });
  /** Narrows to the places where the feature was never seen to work. */
  const whereUnserved = (needs: Needs): Needs => {
    const served = new Set(
      exchanges
        .filter(
          ({ request, response, phase }) => phase === 'suites' && /^2/.test(String(response?.status)) && needs(request),
        )
        .map(({ request }) => placeOf(request)),
    );
    return (request) => needs(request) && !served.has(placeOf(request));
  };
  const absences = FEATURES.flatMap(([id, feature]) => {
    const check = checks.find((each) => each.id === id && each.verdict === 'fail');
    if (!check) return [];
    const needs = whereUnserved(feature);
    const status = statusesOf(check, needs).find((each) => isAbout(check, each));
    return status === undefined ? [] : [{ id, needs, status }];
  });
  const absenceBehind = (check: CheckResult) =>
    absences.find(({ needs, status }) => statusesOf(check, needs).includes(status));

  if (absences.length === 0) return checks;
  /** The checks that only repeat an absence, each with the check that established it. */
  const repeated = new Map<string, string>();
  for (const check of checks) {
    const absence = check.verdict === 'fail' ? absenceBehind(check) : undefined;
    if (absence && absence.id !== check.id && isAbout(check, absence.status)) repeated.set(check.id, absence.id);
  }
  const providerOf = ({ id }: CheckResult): string => id.split('.')[1] ?? '';
  const spokesmen = new Map<string, string>();
  for (const check of checks)
    if (check.level === 'interop' && repeated.has(check.id) && decides(check) && !spokesmen.has(providerOf(check)))
      spokesmen.set(providerOf(check), check.id);

  return checks.map((check) => {
    if (check.verdict === 'blocked') {
      const behind = absenceBehind(check);
      return behind ? { ...check, culprit: behind.id } : check;
    }
    const absence = repeated.get(check.id);
    const culprit = absence && check.level === 'interop' ? spokesmen.get(providerOf(check)) : absence;
    return culprit === undefined || culprit === check.id ? check : blockedBy(culprit, check);
  });
}

/** The collection that a request is about. */
function placeOf({ method, url }: Exchange['request']): string {
  const { pathname } = new URL(url);
  return /^(PUT|PATCH|DELETE)$/.test(method) ? pathname.replace(/\/[^/]*$/, '') : pathname;
}

/** Whether a failure says that this status was what was wrong. */
function isAbout({ offending, actual }: CheckResult, status: number): boolean {
  return offending === String(status) || actual?.startsWith(`${status} `) === true;
}

/** What the detail of an error says, without the names and numbers that differ from one request to the next. */
function wordsOf(response: Exchange['response']): string {
  const detail = read(parseJson(response?.body ?? '').value, 'detail');
  return typeof detail === 'string' ? detail.replace(/"[^"]*"|'[^']*'|\S*[\d@]\S*/g, '…') : '';
}

/**
 * Names the failing check that explains each blocked one: a failure that looked at the very exchange that blocked it,
 * or at one of the same method and path shape that was answered with the same status and in the same words.
 */
export function nameCulprits(checks: CheckResult[], exchanges: Exchange[]): CheckResult[] {
  const byNumber = new Map(exchanges.map((exchange) => [exchange.n, exchange]));
  const shape = (n: number | undefined): string => {
    const exchange = n === undefined ? undefined : byNumber.get(n);
    if (!exchange) return '';
    const path = new URL(exchange.request.url).pathname.split('/');
    // Ids are left out; the name of an endpoint is not: a refused POST of users says nothing about bulk jobs.
    const where = /^(?:[A-Z][A-Za-z]*|\.search)$/.test(path.at(-1) ?? '') ? path : path.slice(0, -1);
    const status = exchange.response?.status ?? 'none';
    return `${exchange.request.method} ${where.join('/')} ${status} ${wordsOf(exchange.response)}`;
  };
  /** The exchange that a failure is about: the last one that was answered as the check says, else the last one. */
  const judged = (check: CheckResult): number | undefined =>
    check.exchanges.findLast((n) => {
      const status = byNumber.get(n)?.response?.status;
      return status !== undefined && isAbout(check, status);
    }) ?? check.exchanges.at(-1);
  const rank = { must: 0, should: 1, interop: 2, may: 3 } as const;
  const failed = checks.filter(({ verdict }) => verdict === 'fail').sort((a, b) => rank[a.level] - rank[b.level]);
  const at = new Map<number, CheckResult>();
  const like = new Map<string, CheckResult>();
  for (const check of failed) {
    for (const n of check.exchanges) if (!at.has(n)) at.set(n, check);
    const key = shape(judged(check));
    if (key !== '' && !like.has(key)) like.set(key, check);
  }
  return checks.map((check) => {
    if (check.verdict !== 'blocked' || failed.some(({ id }) => id === check.culprit)) return check;
    const last = check.exchanges.at(-1);
    const culprit = (last === undefined ? undefined : at.get(last)) ?? like.get(shape(last));
    return culprit ? { ...check, culprit: culprit.id } : check;
  });
}
