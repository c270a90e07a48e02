/** Which failure explains which others: blocked checks get their culprit, and what an absent feature broke is folded. */
import type { CheckResult, Exchange } from '../reports/model.js';

/** The answers of a target that does not have what was asked for at all. */
const ABSENT: readonly number[] = [404, 405, 501];

/** The checks that say whether a feature that the target announces is there, and the requests that need it. */
const FEATURES: ReadonlyMap<string, (request: Exchange['request']) => boolean> = new Map([
  ['discovery.advertised.patch', ({ method }: Exchange['request']) => method === 'PATCH'],
]);

/**
 * Blocks the failures that only repeat that an announced feature is absent: what they found is the answer by which its
 * absence was established. Checks of providers stay as they are: each has to say what does not work with its provider.
 */
export function foldAbsent(checks: CheckResult[], exchanges: Exchange[]): CheckResult[] {
  const byNumber = new Map(exchanges.map((exchange) => [exchange.n, exchange]));
  const answers = (check: CheckResult, needs: (request: Exchange['request']) => boolean): (number | undefined)[] =>
    check.exchanges.flatMap((n) => {
      const exchange = byNumber.get(n);
      return exchange && needs(exchange.request) ? [exchange.response?.status] : [];
    });
  const absences = [...FEATURES].flatMap(([id, needs]) => {
    const check = checks.find((each) => each.id === id && each.verdict === 'fail');
    const status = check && ABSENT.find((each) => answers(check, needs).includes(each));
    return status === undefined ? [] : [{ id, needs, status }];
  });
  return checks.map((check) => {
    if (check.verdict === 'blocked') {
      const behind = absences.find(({ needs, status }) => answers(check, needs).includes(status));
      return behind ? { ...check, culprit: behind.id } : check;
    }
    if (check.verdict !== 'fail' || (check.level !== 'must' && check.level !== 'should')) return check;
    const absence = absences.find(
      ({ id, needs, status }) => id !== check.id && isAbout(check, status) && answers(check, needs).includes(status),
    );
    if (!absence) return check;
    const { expected: _expected, actual, offending: _offending, findings: _findings, ...rest } = check;
    return { ...rest, verdict: 'blocked', reason: `the target answered ${String(actual)}`, culprit: absence.id };
  });
}

/** Whether a failure says that this status was what was wrong. */
function isAbout({ offending, actual }: CheckResult, status: number): boolean {
  return offending === String(status) || actual?.startsWith(`${status} `) === true;
}

/**
 * Names the failing check that explains each blocked one: a failure that looked at the very exchange that blocked it,
 * or at one of the same method, path shape and status.
 */
export function nameCulprits(checks: CheckResult[], exchanges: Exchange[]): CheckResult[] {
  const byNumber = new Map(exchanges.map((exchange) => [exchange.n, exchange]));
  const shape = (n: number | undefined): string => {
    const exchange = n === undefined ? undefined : byNumber.get(n);
    if (!exchange) return '';
    const path = new URL(exchange.request.url).pathname.split('/');
    // Ids are left out; the name of an endpoint is not: a refused POST of users says nothing about bulk jobs.
    const where = /^(?:[A-Z][A-Za-z]*|\.search)$/.test(path.at(-1) ?? '') ? path : path.slice(0, -1);
    return `${exchange.request.method} ${where.join('/')} ${exchange.response?.status ?? 'none'}`;
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
