/** Turns what stops a command into one sentence and an exit code; never a stack trace for the user's mistakes. */
import { reasonOf } from '../harness/credentials.js';
import { UsageError } from '../harness/target.js';
import { warn } from './print.js';

/** Prints the problem; gives the exit code: 2 for usage and configuration, 4 for a fault of the tool. */
export function explainProblem(problem: unknown): number {
  if (problem instanceof UsageError) {
    warn(problem.message);
    return 2;
  }
  const error = problem as Error & { path?: unknown };
  if (typeof error.path === 'string') {
    warn(`${error.path} cannot be used: ${reasonOf(problem)}. Check the path and its permissions.`);
    return 2;
  }
  warn(`scimspec met a fault of its own: ${error.message ?? String(problem)}`);
  if (process.env['SCIMSPEC_DEBUG']) warn(error.stack ?? '');
  else warn('Set SCIMSPEC_DEBUG=1 to see where.');
  return 4;
}
