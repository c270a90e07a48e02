/** Tries checks while they are written: `npx tsx test/support/try.ts --only users.create --mutant some.id`. */
/* eslint-disable no-console */
import { parseArgs } from 'node:util';
import { mutants } from '../../reference/mutants/index.js';
import { variations } from '../../reference/variations/index.js';
import type { CheckResult } from '../../reports/model.js';
import { judge, matchesOnly } from './judge.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    mutant: { type: 'string', multiple: true, default: [] },
    variation: { type: 'string', multiple: true, default: [] },
    strict: { type: 'boolean', default: false },
    'all-mutants': { type: 'boolean', default: false },
    'all-variations': { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
const only = values.only.flatMap((word) => word.split(','));
const bad = (check: CheckResult): boolean => ['fail', 'error', 'blocked', 'inconclusive'].includes(check.verdict);

function print(check: CheckResult): void {
  const said =
    check.verdict === 'fail'
      ? `expected ${check.expected}, the server answered ${check.actual}`
      : (check.reason ?? check.observed ?? '');
  console.log(`${check.verdict.padEnd(14)} ${check.level.padEnd(7)} ${check.id}${said ? `\n    ${said}` : ''}`);
  for (const finding of check.findings ?? [])
    console.log(`      ${finding.subject}: expected ${finding.expected}; ${finding.actual}`);
}

if (values['all-mutants']) {
  for (const mutant of mutants) {
    const concerns = mutant.kills.some((id) => matchesOnly(id, only));
    if (!values.full && !concerns) continue;
    const { checks } = await judge({ mutants: [mutant.id], only, everyFailure: true });
    const failed = checks.filter((check) => check.verdict === 'fail').map((check) => check.id);
    const survived = mutant.kills.filter((id) => matchesOnly(id, only) && !failed.includes(id));
    const errors = checks.filter((check) => check.verdict === 'error').map((check) => check.id);
    const other = failed.filter((id) => !mutant.kills.includes(id));
    if (survived.length === 0 && errors.length === 0 && !values.verbose && !values.full) continue;
    console.log(
      `${survived.length > 0 ? 'SURVIVES' : failed.length > 0 ? 'killed' : '-'.padEnd(8)} ${mutant.id}` +
        (survived.length > 0 ? `\n    not failed: ${survived.join(' ')}` : '') +
        (other.length > 0 ? `\n    also failed: ${other.join(' ')}` : '') +
        (errors.length > 0 ? `\n    HARNESS FAULT: ${errors.join(' ')}` : ''),
    );
  }
} else if (values['all-variations']) {
  for (const variation of [{ id: '' }, ...variations]) {
    const { checks } = await judge({ variations: variation.id ? [variation.id] : [], only, everyFailure: true });
    const wrong = checks.filter((check) => bad(check));
    console.log(`${wrong.length === 0 ? 'ok   ' : 'ALARM'} ${variation.id || '(plain)'}`);
    wrong.forEach(print);
  }
} else {
  const { checks, conduct, exchanges } = await judge({
    mutants: values.mutant,
    variations: values.variation,
    strict: values.strict,
    only,
  });
  checks.forEach(print);
  console.log(
    `${checks.length} checks, ${exchanges.length} exchanges, left behind: ${JSON.stringify(conduct.leftBehind)}`,
  );
}
