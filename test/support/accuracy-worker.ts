/** One worker of the accuracy run: judges the servers it is told to, and answers with what failed. */
import type { CheckResult } from '../../reports/model.js';
import { judge, type JudgeOptions } from './judge.js';

export interface Job {
  key: string;
  options: Omit<JudgeOptions, 'selected' | 'server'>;
}

export interface Outcome {
  key: string;
  /** Check ids by verdict; passes are left out. */
  failed: string[];
  blocked: string[];
  errors: { id: string; reason: string }[];
  inconclusive: string[];
  /** What each failing check said. */
  said: Record<string, string>;
}

export async function runJob({ key, options }: Job): Promise<Outcome> {
  const { checks } = await judge({ everyFailure: true, ...options });
  const of = (verdict: CheckResult['verdict']): CheckResult[] => checks.filter((check) => check.verdict === verdict);
  return {
    key,
    failed: of('fail').map(({ id }) => id),
    blocked: of('blocked').map(({ id }) => id),
    errors: of('error').map(({ id, reason }) => ({ id, reason: reason ?? '' })),
    inconclusive: of('inconclusive').map(({ id }) => id),
    said: Object.fromEntries(
      of('fail').map(({ id, expected, actual }) => [id, `expected ${expected}, the server answered ${actual}`]),
    ),
  };
}

process.on('message', (job: Job) => {
  runJob(job).then(
    (outcome) => process.send?.(outcome),
    (problem: unknown) =>
      process.send?.({
        key: job.key,
        failed: [],
        blocked: [],
        inconclusive: [],
        said: {},
        errors: [{ id: '(run)', reason: String(problem) }],
      }),
  );
});

// Who asked is gone: nobody waits for an answer.
process.once('disconnect', () => process.exit());
