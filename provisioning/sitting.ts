/** A judgment in the making: what was looked at, what was found, and reading the target back. */
import type { DialectRequest } from '../dialects/dialect.js';
import { isObject, member, valuesOf } from '../scim/json.js';
import type { Json, Resource } from '../scim/types.js';
import { noJudgment, type Judged, type LifecycleKey } from './lifecycle-checks.js';
import { readTarget, type TargetPath } from './mapping/target-path.js';
import { Failed, parseBody } from './outcome.js';
import type { Recorder } from './recorder.js';
import type { Run } from './run.js';
import { CycleStopped } from './sender.js';
import type { Escrow } from './state.js';
import type { Answer } from './wire.js';

export class Sitting {
  readonly judged: Judged = noJudgment();

  constructor(
    readonly run: Run,
    private readonly recorder: Recorder,
  ) {}

  look(check: LifecycleKey): void {
    this.judged.looked[check] = (this.judged.looked[check] ?? 0) + 1;
  }

  find(
    check: LifecycleKey,
    subject: string,
    expected: string,
    actual: string,
    answer: Answer | null,
    target = '',
  ): void {
    const exchanges = [...(target ? this.recorder.writesOf(target) : []), ...(answer ? this.recorder.pin(answer) : [])];
    this.judged.findings.push({ check, subject, expected, actual, exchanges });
  }

  unsure(check: LifecycleKey, subject: string, actual: string): void {
    this.judged.inconclusive.push({ check, subject, expected: '', actual, exchanges: [] });
  }

  /** GETs a path; a refusal such as 404 or 410 says that nothing is there, a failing server says nothing. */
  async read(path: string): Promise<{ answer: Answer; resource: Resource } | 'absent' | 'unreadable'> {
    const request: DialectRequest = {
      method: 'GET',
      path,
      headers: { accept: 'application/scim+json' },
      source: '',
      evidence: 'DOC',
    };
    try {
      const answer = await this.run.sender.send(request);
      const body = parseBody(answer);
      return isObject(body) ? { answer, resource: body } : 'unreadable';
    } catch (error) {
      const status = error instanceof Failed ? (error.more.status ?? 0) : 0;
      if (status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status)) return 'absent';
      if (error instanceof Failed || error instanceof CycleStopped) return 'unreadable';
      throw error;
    }
  }

  /** Looks an object up by its matching value, as the provider does: it must be found, and found once. */
  async lookUp(
    endpoint: '/Users' | '/Groups',
    path: TargetPath,
    value: string,
    { subject, target }: { subject: string; target: string },
  ): Promise<void> {
    const filter = encodeURIComponent(`${path.text} eq ${JSON.stringify(value)}`);
    const back = await this.read(`${endpoint}?filter=${filter}`);
    if (typeof back === 'string') return this.unsure('duplicated', subject, 'the look-up was not answered');
    const same = valuesOf(member(back.resource, 'Resources'))
      .filter(isObject)
      .filter((resource) => sameButForCase(value, readTarget(resource, path)));
    this.look('duplicated');
    if (same.some((resource) => member(resource, 'id') !== target)) {
      const actual = `${same.length} resources have this ${path.text}`;
      this.find('duplicated', subject, 'to exist once', actual, back.answer, target);
    } else if (same.length === 0) {
      this.find('missing', subject, `to be found by ${path.text}`, 'the look-up finds nothing', back.answer, target);
    }
  }
}

/** A target may fold the case of names and addresses (RFC 7643 caseExact false); a second pass shows whether it matters. */
export function sameButForCase(wanted: Json, old: Json | undefined): boolean {
  return typeof wanted === 'string' && typeof old === 'string' && wanted.toLowerCase() === old.toLowerCase();
}

/** Codes that say nothing about what the target holds: it was not reached. */
export const SILENT = ['TooManyRequests', 'Timeout', 'WebExceptionProtocolError'];

/** Codes for mistakes of the source: nobody can ask the target to make up for them. */
export const OF_THE_SOURCE = ['DuplicateSourceEntries', 'MissingValues', 'ImportSkipped', 'TooManyDeletes'];

/** A reference that was tried and refused; one that was only not reached before the process ended says nothing. */
export const failedReference = (retry: Escrow | null): Escrow | null => (retry && retry.code !== '' ? retry : null);
