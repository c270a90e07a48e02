/** The checks that a script comes to: one for each named test, one for what stands outside them. */
import { Blocked, NotApplicable } from '../../harness/outcomes.js';
import type { Judgment, Look } from '../suite.js';
import type { Program, ScriptOutcome } from './program.js';

/** `index` is the script's place among those of its step. */
export function scriptJudgments(program: Program, index: number): Judgment[] {
  const named = program.tests.map((title, n): Judgment => ({
    title,
    judge: ({ results }: Look) => tell(results[index]?.tests.get(n)),
  }));
  if (!program.loose) return named;
  const rest: Judgment = {
    title: program.tests.length === 0 ? 'the script' : 'the rest of the script',
    judge: ({ results }) => tell(results[index]?.loose),
  };
  return [...named, rest];
}

function tell(outcome: ScriptOutcome | undefined): void {
  if (!outcome) throw new NotApplicable('not reached: the script goes another way with this answer');
  if (outcome.came === 'failed') throw outcome.problem;
  if (outcome.came === 'unread')
    throw new Blocked(
      'the imported file',
      `not run: scripts are read, never executed, and this is not understood: ${outcome.why.replace(/\s+/g, ' ').slice(0, 160)}`,
    );
}
