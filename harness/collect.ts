/** Judging many subjects in one check: one finding per subject, folded under one failure. */
import { AssertionError } from 'chai';
import { currentScope, inScope, newEvidence } from './lane.js';
import { Blocked, Finding, Inconclusive, NotApplicable, type SubFinding } from './outcomes.js';

/**
 * Runs `judge` for every subject and collects the failures. Subjects that turn out not applicable are left out; when
 * all are, the check is not applicable for the reason of the first, or with `otherwise` where one is given or there are no
 * subjects.
 */
export async function judgeEach<T>(
  subjects: Iterable<T>,
  nameOf: (subject: T) => string,
  judge: (subject: T) => unknown,
  otherwise?: string,
): Promise<void> {
  const findings: SubFinding[] = [];
  let judged = 0;
  let doubt: Blocked | Inconclusive | undefined;
  let reason = otherwise;
  const { lane, evidence } = currentScope();
  for (const subject of subjects) {
    const own = newEvidence();
    try {
      await inScope(lane, own, async () => judge(subject));
      judged += 1;
    } catch (problem) {
      if (problem instanceof Finding || problem instanceof AssertionError) {
        judged += 1;
        const said = asFinding(problem);
        findings.push({
          subject: nameOf(subject),
          expected: said.expected,
          actual: said.actual,
          exchanges: own.exchanges,
        });
      } else if (problem instanceof Blocked || problem instanceof Inconclusive) doubt ??= problem;
      else if (problem instanceof NotApplicable) reason ??= problem.message;
      else throw problem;
    }
    for (const n of own.exchanges) if (!evidence.exchanges.includes(n)) evidence.exchanges.push(n);
    evidence.needsPatience ||= own.needsPatience;
  }
  if (findings.length > 0) {
    const first = findings[0];
    throw new Finding(
      findings.length === 1
        ? `${first?.subject}: ${first?.expected}`
        : `${first?.subject}: ${first?.expected} (and ${findings.length - 1} more)`,
      String(first?.actual),
      { findings },
    );
  }
  if (doubt) throw doubt;
  if (judged === 0) throw new NotApplicable(reason ?? 'the target offers nothing to look at');
}

/** A chai failure in the terms of a finding. */
export function asFinding(problem: Finding | InstanceType<typeof AssertionError>): Finding {
  if (problem instanceof Finding) return problem;
  const [expected, actual] = problem.message.split(', the server answered ');
  // chai appends its own sentence to ours.
  return new Finding(
    (expected ?? '').replace(/^expected /, ''),
    actual?.replace(/: expected [\s\S]*$/, '') ?? 'something else',
  );
}
