/**
 * One fault, one failure: where a check fails on which others rest, failures that need the same of the target only repeat
 * it. They are blocked by it, and judged again when it is mended.
 */
import type { CheckResult, Exchange } from '../reports/model.js';
import { parseJson } from './json.js';
import { isAbsent, isObject, member } from './response.js';

/** A request as a foundation looks at it. */
interface Asked {
  method: string;
  path: string;
  /** A parameter of the query, be it in the URL or in a SearchRequest; undefined where it is not sent. */
  parameter(name: string): string | undefined;
  body: string;
  /** Whether the answer says that there is nothing of the kind, whatever is asked for. */
  absent: boolean;
}

interface Foundation {
  /** The check that says what is missing. */
  check: string;
  /** Checks of the same ability: where one of them passes, the fault is a smaller one, and explains nothing here. */
  with?: readonly string[];
  /** Whether a request can only be answered rightly by a target that passes the check. */
  needs?: (asked: Asked) => boolean;
  /** Whether one such request is enough, wherever in the check: it prepares what is looked at later. */
  anywhere?: true;
  /** The words in which others come upon the same fault. */
  says?: RegExp;
  /** Whether others fail for the same answer where the same status belongs. */
  status?: true;
  /** Whether others miss the attributes that it misses. */
  attributes?: true;
  /** Checks that look for the same fault in other answers. */
  covers?: readonly string[];
}

type ByNumber = ReadonlyMap<number, Exchange>;

/** A filter that fits, its quoted operands emptied: what stands there is text. */
const filtering = (pattern: RegExp) => (asked: Asked) =>
  !(asked.absent && asked.path.endsWith('/.search')) &&
  pattern.test((asked.parameter('filter') ?? '').replace(/"(?:[^"\\]|\\.)*"/g, '""'));
const sending = (name: string) => (asked: Asked) => asked.parameter(name) !== undefined;
/** A PATCH, by itself or in a bulk job, whose body fits. */
const patching = (pattern: RegExp) => (asked: Asked) =>
  (asked.method === 'PATCH' || /"method": ?"PATCH"/.test(asked.body)) && pattern.test(asked.body);

/** From the most basic to the most special. */
export const FOUNDATIONS: readonly Foundation[] = [
  {
    check: 'schema.schemas-attribute.present',
    says: /^a body without schemas$/,
    covers: ['schema.types.schemas-listed', 'schema.received.schemas', 'schema.schemas-attribute.containers-listed'],
  },
  { check: 'schema.schemas-attribute.base', says: /^a resource whose schemas are / },
  {
    check: 'schema.names.any-case',
    needs: ({ body }) => /"username":/i.test(body) && !body.includes('"userName":'),
    anywhere: true,
  },
  {
    check: 'protocol.list.message',
    says: /^(a body whose schemas are |Resources that are no array$|200 without a JSON object$)/,
    covers: [
      'protocol.list.groups',
      'protocol.list.resources',
      'schema.received.list-message',
      'schema.received.list-entries',
    ],
  },
  {
    check: 'users.match.user-name',
    with: ['users.match.display-name', 'users.match.external-id'],
    needs: sending('filter'),
  },
  { check: 'users.match.user-name', needs: filtering(/\buserName /i) },
  {
    check: 'protocol.filter-groups.equality',
    needs: (asked) => asked.parameter('filter') !== undefined && /\/Groups\b/.test(asked.path),
  },
  { check: 'users.match.external-id', needs: filtering(/\bexternalId eq /i) },
  { check: 'users.match.display-name', needs: filtering(/\bdisplayName eq /i) },
  { check: 'users.match.email', needs: filtering(/\bemails\.value eq /i) },
  { check: 'users.match.value-path', needs: filtering(/\bemails\[/i) },
  { check: 'groups.create.members', says: /\bmembers?\b/ },
  { check: 'groups.members.replace', covers: ['groups.members.rename-keeps', 'groups.members.answer'] },
  { check: 'users.read.default-set', attributes: true },
  { check: 'schema.received.state', attributes: true },
  { check: 'users.delete.gone', status: true },
  {
    check: 'users.create.duplicate',
    status: true,
    covers: [
      'protocol.bulk-jobs.conflict',
      'protocol.concurrency.double-create',
      'protocol.errors.conflict-409',
      'users.create.duplicate-any-case',
      'users.create.duplicate-scimtype',
      'users.disable.name-taken',
      'users.user-name.any-case',
    ],
  },
  { check: 'users.disable.still-found', says: /^missing inactive [^;]*$/ },
  { check: 'protocol.filter-logic.and', needs: filtering(/[")\]\w] and [(\w]/i) },
  { check: 'protocol.filter-logic.or', needs: filtering(/[")\]\w] or [(\w]/i) },
  { check: 'protocol.filter-logic.not', needs: filtering(/\bnot \(/i) },
  { check: 'protocol.filter-substring.co', needs: filtering(/ co "/i) },
  { check: 'protocol.filter-substring.sw', needs: filtering(/ sw "/i) },
  { check: 'protocol.filter-substring.ew', needs: filtering(/ ew "/i) },
  { check: 'protocol.filter-presence.simple', needs: filtering(/ pr\b(?!")/i) },
  { check: 'protocol.paging.count', needs: sending('count') },
  { check: 'protocol.paging.position', needs: sending('startIndex') },
  { check: 'protocol.paging-edges.count-zero', covers: ['protocol.paging.one-without-resources'] },
  { check: 'protocol.paging-edges.beyond-end', covers: ['protocol.paging.one-beyond-end'] },
  {
    check: 'protocol.sorting.user-name',
    with: ['protocol.sorting.descending', 'protocol.sorting-values.singular'],
    needs: sending('sortBy'),
  },
  { check: 'protocol.projection.attributes', with: ['protocol.projection.several'], needs: sending('attributes') },
  { check: 'protocol.projection.excluded', needs: sending('excludedAttributes') },
  {
    check: 'protocol.search.is-query',
    with: ['protocol.search.paged', 'protocol.search.same-as-get'],
    needs: ({ path }) => path.endsWith('/.search'),
  },
  {
    check: 'users.replace.stored',
    with: ['users.replace.multi-valued-whole', 'users.replace.rename'],
    needs: ({ method, body }) => method === 'PUT' || /"method": ?"PUT"/.test(body),
    anywhere: true,
  },
  // A PUT that is refused whatever it holds: one that names no id, say.
  { check: 'users.replace.rename', status: true },
  {
    check: 'protocol.patch-replace.simple',
    with: ['protocol.patch-add.unassigned', 'protocol.patch-remove.simple'],
    needs: patching(/^/),
    anywhere: true,
  },
  { check: 'protocol.patch-replace.simple', needs: patching(/"op": ?"replace"/i), anywhere: true },
  { check: 'protocol.patch-add.unassigned', needs: patching(/"op": ?"add"/i), anywhere: true },
  { check: 'protocol.patch-remove.simple', needs: patching(/"op": ?"remove"/i), anywhere: true },
  { check: 'protocol.patch-replace.value-path-sub', needs: patching(/"path": ?"[^"]*\[/), anywhere: true },
];

/** Blocks the must and should checks whose failure a failing foundation explains. Checks of providers stay as they are. */
export function foldRepeated(checks: readonly CheckResult[], exchanges: readonly Exchange[]): CheckResult[] {
  const byNumber = new Map(exchanges.map((exchange) => [exchange.n, exchange]));
  const verdicts = new Map(checks.map(({ id, verdict }) => [id, verdict]));
  const isBroken = ({ check, with: others = [] }: Foundation): boolean =>
    verdicts.get(check) === 'fail' && others.every((id) => verdicts.get(id) === 'fail');
  const broken = FOUNDATIONS.filter(isBroken);
  const byId = new Map(checks.map((check) => [check.id, check]));
  const explains = (foundation: Foundation, id: string): boolean => {
    const [owner, check] = [byId.get(foundation.check), byId.get(id)];
    return owner !== undefined && check !== undefined && explainsFault(foundation, owner, check, byNumber);
  };
  const culprits = new Map<string, string>();
  const root = (id: string): string => {
    const behind = culprits.get(id);
    return behind === undefined ? id : root(behind);
  };
  /** The foundation behind a failure; of two that explain each other the first is behind. */
  const behindOf = (id: string): string | undefined => {
    const own = broken.findIndex(({ check }) => check === id);
    return broken.find(
      (each, at) =>
        root(each.check) !== id &&
        explains(each, id) &&
        !(own >= 0 && own < at && broken.some((mine) => mine.check === id && explains(mine, each.check))),
    )?.check;
  };
  const failed = checks.filter(({ verdict, level }) => verdict === 'fail' && (level === 'must' || level === 'should'));
  const rank = ({ id }: CheckResult): number => Number(!broken.some(({ check }) => check === id));
  for (const { id } of failed.sort((left, right) => rank(left) - rank(right))) {
    const behind = behindOf(id);
    if (behind !== undefined) culprits.set(id, behind);
  }
  return checks.map((check) => (culprits.has(check.id) ? blockedBy(root(check.id), check) : check));
}

function explainsFault(
  { needs, anywhere, says, status, attributes, covers }: Foundation,
  owner: CheckResult,
  check: CheckResult,
  byNumber: ByNumber,
): boolean {
  if (owner.level === 'should' && check.level === 'must') return false;
  if (covers?.includes(check.id)) return true;
  if (status) return check.actual === owner.actual && wantedStatus(check) === wantedStatus(owner);
  const faults = faultsOf(check);
  if (attributes) {
    const missing = faultsOf(owner).map(missingIn);
    return faults.every((fault) => missing.includes(missingIn(fault) ?? ''));
  }
  const needed = (n: number): boolean => {
    const exchange = byNumber.get(n);
    return exchange !== undefined && needs?.(askedIn(exchange)) === true;
  };
  return faults.every(
    ({ actual, exchanges }) =>
      says?.test(actual) === true || (anywhere ? exchanges.some(needed) : needed(lastLook(exchanges, byNumber))),
  );
}

const faultsOf = (check: CheckResult): NonNullable<CheckResult['findings']> =>
  check.findings ?? [{ subject: '', expected: '', actual: check.actual ?? '', exchanges: check.exchanges }];

/** The attribute of which a fault says that it is not shown. */
function missingIn({ subject, actual }: { subject: string; actual: string }): string | undefined {
  if (actual === 'it only when asked for by attributes=') return subject.split(' ').at(-1);
  return (/^without (\S+)$/.exec(actual) ?? /^(\S+) nothing$/.exec(actual))?.[1];
}

const wantedStatus = ({ expected }: CheckResult): string | undefined => /^\d{3}\b/.exec(expected ?? '')?.[0];

/** A check that failed for what `culprit` says. */
export function blockedBy(culprit: string, check: CheckResult): CheckResult {
  const { expected: _expected, actual, offending: _offending, findings: _findings, ...rest } = check;
  return { ...rest, verdict: 'blocked', reason: `the target answered ${String(actual)}`, culprit };
}

/** The exchange that a failure rests on: the last one, but for creates that a check looks back at. */
function lastLook(numbers: readonly number[], byNumber: ByNumber): number {
  const isCreate = (n: number): boolean => {
    const exchange = byNumber.get(n);
    return (
      exchange?.request.method === 'POST' && exchange.response?.status === 201 && !exchange.request.url.includes('?')
    );
  };
  return numbers.findLast((n) => !isCreate(n)) ?? -1;
}

function askedIn({ request, response }: Exchange): Asked {
  const url = new URL(request.url);
  const isSearch = url.pathname.endsWith('/.search');
  const body = isSearch && request.body !== undefined ? parseJson(request.body).value : undefined;
  return {
    method: request.method,
    path: url.pathname,
    body: request.body ?? '',
    absent: response !== undefined && isAbsent(response),
    parameter: (name) => {
      const inBody = isObject(body) ? member(body, name) : undefined;
      return url.searchParams.get(name) ?? (inBody === undefined ? undefined : String(inBody));
    },
  };
}
