/** A judgment in the making: what was looked at, what was found, and reading the target back. */
import type { DialectRequest } from '../dialects/dialect.js';
import { isObject } from '../scim/json.js';
import type { Resource } from '../scim/types.js';
import { noJudgment, type Judged, type LifecycleKey } from './lifecycle-checks.js';
import { parseBody } from './matching.js';
import { Failed } from './outcome.js';
import type { Recorder } from './recorder.js';
import type { Run } from './run.js';
import { CycleStopped } from './sender.js';
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

  /** GETs a path; 404 is an answer, everything else but 200 is not. */
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
      if (error instanceof Failed && error.more.status === 404) return 'absent';
      if (error instanceof Failed || error instanceof CycleStopped) return 'unreadable';
      throw error;
    }
  }
}

/** Codes that say nothing about what the target holds. */
export const SILENT = ['TooManyRequests', 'Timeout', 'WebExceptionProtocolError', 'InternalServerError'];
