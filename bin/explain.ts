/** `scimspec explain <id>`: a check or a requirement, in our words. */
import { registeredChecks, type CheckDefinition } from '../harness/registry.js';
import { UsageError } from '../harness/target.js';
import { requirements, requirementUrl, type Requirement } from '../specs/index.js';
import { say } from './print.js';
import { loadSuites } from './suites.js';

const MEANING = {
  must: 'MUST: a failure is a violation',
  should: 'SHOULD: a failure earns advice',
  may: 'MAY: an observation, never a failure',
  interop: 'interop: what an identity provider needs beyond the RFCs',
} as const;

export async function explainCommand(id: string): Promise<number> {
  await loadSuites();
  const checks = registeredChecks();
  const check = checks.find((each) => each.id === id);
  if (check) {
    explainCheck(check);
    return 0;
  }
  const requirement = requirements().get(id);
  if (requirement) {
    explainRequirement(
      requirement,
      checks.filter((each) => each.spec.includes(id)),
    );
    return 0;
  }
  const near = checks.filter((each) => each.id.startsWith(id)).map((each) => each.id);
  throw new UsageError(
    near.length > 0
      ? `"${id}" is the beginning of ${near.length} checks: ${near.slice(0, 8).join(', ')}${near.length > 8 ? ', …' : ''}`
      : `There is no check or requirement "${id}"; scimspec list shows the checks.`,
  );
}

function explainCheck(check: CheckDefinition): void {
  say(`${check.id}\n  ${check.title}\n  ${MEANING[check.level]}${check.class ? ` (${check.class})` : ''}\n`);
  for (const id of check.spec) {
    const requirement = requirements().get(id);
    say(`  ${id}: ${requirement?.statement ?? ''}`);
    if (requirement) say(`    ${requirementUrl(requirement)}`);
  }
  if (check.why) say(`\n  Why it matters: ${check.why}`);
  say(`\n  Fix: ${check.fix}`);
  if (check.workaround) say(`  Workaround: ${check.workaround}`);
  if (check.source) say(`  Source: ${check.source}`);
  say(`\n  Run it alone: scimspec run <url> --only ${check.id}`);
}

function explainRequirement(requirement: Requirement, checks: CheckDefinition[]): void {
  say(`${requirement.id} (section ${requirement.section}, ${requirement.grade})\n  ${requirement.statement}`);
  say(`  ${requirementUrl(requirement)}`);
  say(checks.length === 0 ? '\n  No check speaks about it.' : '\n  Checks:');
  for (const check of checks) say(`    ${check.id}  ${check.title}`);
}
