/** `scimspec explain <id>`: a check or a requirement, in our words. */
import { registeredChecks, type CheckDefinition } from '../harness/registry.js';
import { UsageError } from '../harness/target.js';
import { requirements, requirementUrl, type Requirement } from '../specs/index.js';
import { checkText } from './check-page.js';
import { tellCheck } from './check-story.js';
import { say } from './print.js';
import { loadSuites } from './suites.js';

/** Prints it; a check with an exchange that passes and one that fails. Throws a usage error for an unknown id. */
export async function explainCommand(id: string): Promise<number> {
  await loadSuites();
  const checks = registeredChecks();
  const check = checks.find((each) => each.id === id);
  if (check) {
    say(checkText(await tellCheck(check)));
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

function explainRequirement(requirement: Requirement, checks: CheckDefinition[]): void {
  say(`${requirement.id} (section ${requirement.section}, ${requirement.grade})\n  ${requirement.statement}`);
  say(`  ${requirementUrl(requirement)}`);
  say(checks.length === 0 ? '\n  No check speaks about it.' : '\n  Checks:');
  for (const check of checks) say(`    ${check.id}  ${check.title}`);
}
