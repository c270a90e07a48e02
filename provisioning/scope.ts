/** Who is in scope: assignment, entitlement and scoping filters
 * (Microsoft Learn, "Scoping users or groups to be provisioned with scoping filters"). */
import type { Directory } from './directory/directory.js';
import { DEFAULT_ACCESS, type Group, type Person } from './directory/model.js';
import { textOf, type Value } from './mapping/values.js';
import { sourceAttribute } from './source.js';

export const OPERATORS = [
  'EQUALS',
  'NOT EQUALS',
  'IS TRUE',
  'IS FALSE',
  'IS NULL',
  'IS NOT NULL',
  'REGEX MATCH',
  'NOT REGEX MATCH',
  'Greater_Than',
  'Greater_Than_OR_EQUALS',
  'Includes',
  'ENDS_WITH',
  '&',
  '!&',
] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Clause {
  attribute: string;
  operator: Operator;
  value?: string;
}

/** Clauses are joined by AND; the filters of an application by OR. */
export interface ScopingFilter {
  title: string;
  clauses: Clause[];
}

/** Attributes the provider does not filter by. */
export const UNFILTERABLE = ['appRoleAssignments', 'userType', 'manager', 'members'];

const WITHOUT_VALUE: readonly Operator[] = ['IS TRUE', 'IS FALSE', 'IS NULL', 'IS NOT NULL'];

/** Sentences about what is wrong with a clause; none when it can be used. */
export function clauseProblems(clause: Clause): string[] {
  const problems: string[] = [];
  if (UNFILTERABLE.includes(clause.attribute)) problems.push(`${clause.attribute} cannot be used in a scoping filter`);
  if (!WITHOUT_VALUE.includes(clause.operator) && clause.value === undefined) {
    problems.push(`${clause.operator} needs a value`);
  }
  if (/^Greater_Than/.test(clause.operator) && !/^-?\d+$/.test(clause.value ?? '')) {
    problems.push(`${clause.operator} compares whole numbers, "${clause.value ?? ''}" is none`);
  }
  if (clause.operator.endsWith('REGEX MATCH')) {
    try {
      new RegExp(clause.value ?? '');
    } catch (error) {
      problems.push(error instanceof Error ? error.message : 'the pattern cannot be read');
    }
  }
  return problems;
}

/** Whether an object passes a clause. A comparison with a missing, empty or multi-valued attribute is false. */
export function passesClause(clause: Clause, object: Person | Group): boolean {
  const value = sourceAttribute(object, clause.attribute);
  const empty = value === null || value === '';
  if (clause.operator === 'IS NULL') return empty;
  if (empty || Array.isArray(value)) return false;
  return compare(clause.operator, value, clause.value ?? '');
}

function compare(operator: Operator, value: Value, wanted: string): boolean {
  const text = textOf(value);
  switch (operator) {
    case 'EQUALS':
      return text === wanted;
    case 'NOT EQUALS':
      return text !== wanted;
    case 'IS TRUE':
      return /^true$/i.test(text);
    case 'IS FALSE':
      return /^false$/i.test(text);
    case 'IS NOT NULL':
      return true;
    case 'REGEX MATCH':
      return new RegExp(wanted).test(text);
    case 'NOT REGEX MATCH':
      return !new RegExp(wanted).test(text);
    case 'Greater_Than':
      return /^-?\d+$/.test(text) && BigInt(text) > BigInt(wanted);
    case 'Greater_Than_OR_EQUALS':
      return /^-?\d+$/.test(text) && BigInt(text) >= BigInt(wanted);
    case 'Includes':
      return text.includes(wanted);
    case 'ENDS_WITH':
      return text.endsWith(wanted);
    case '&':
      return bits(text, wanted, (both) => both !== 0n);
    case '!&':
      return bits(text, wanted, (both) => both === 0n);
    case 'IS NULL':
      return false;
  }
}

/** The bit operators work on whole numbers; on other text they look for the attribute's value inside the given text. */
function bits(text: string, wanted: string, judge: (both: bigint) => boolean): boolean {
  if (/^\d+$/.test(text) && /^\d+$/.test(wanted)) return judge(BigInt(text) & BigInt(wanted));
  return judge(wanted.includes(text) ? 1n : 0n);
}

export interface ScopeSettings {
  scope: 'assigned' | 'all';
  /** People who hold only the Default Access role are not effectively entitled. */
  excludeDefaultAccess: boolean;
  filters: ScopingFilter[];
}

/** One condition the decision rests on, in the words of the on-demand view. */
export interface ScopeRow {
  name: string;
  value: string;
  passed: boolean;
}

export interface ScopeDecision {
  /** Should be at the target (perhaps disabled there). */
  inScope: boolean;
  /** Unassigned, outside the filters, deleted or disabled: what IsSoftDeleted says. */
  softDeleted: boolean;
  rows: ScopeRow[];
  /** Why it is not in scope. */
  reason: string | null;
}

/** Decides for a person or a group. */
export function decideScope(directory: Directory, object: Person | Group, settings: ScopeSettings): ScopeDecision {
  const rows: ScopeRow[] = [];
  const row = (name: string, value: string, passed: boolean): boolean => {
    rows.push({ name, value, passed });
    return passed;
  };
  const enabled = object.deletedAt === null && (object.kind === 'group' || object.accountEnabled);
  row('Active in source system', textOf(enabled), enabled);
  const reasons: string[] = [];
  if (object.deletedAt !== null) reasons.push('deleted in the source');
  if (settings.scope === 'all') {
    const fits = object.kind === 'user' || object.securityEnabled;
    if (!row('Scope sync all', 'True', fits)) reasons.push('the group is not security-enabled');
  } else {
    const roles = object.kind === 'user' ? directory.rolesOf(object.id) : groupRoles(directory, object);
    if (!row('Assigned to application', textOf(roles.length > 0), roles.length > 0))
      reasons.push('not assigned to the application');
    else if (object.kind === 'user' && settings.excludeDefaultAccess) {
      const entitled = roles.some((role) => role !== DEFAULT_ACCESS);
      if (!row('User has required role', roles.join(', '), entitled))
        reasons.push('not effectively entitled: only Default Access');
    }
  }
  if (settings.filters.length > 0) {
    const passes = settings.filters.map((filter) => passesFilter(filter, object, row));
    if (!passes.includes(true)) reasons.push('outside every scoping filter');
  }
  const inScope = reasons.length === 0;
  return { inScope, softDeleted: !inScope || !enabled, rows, reason: inScope ? null : reasons.join('; ') };
}

const groupRoles = (directory: Directory, group: Group): string[] =>
  group.securityEnabled ? directory.directRoles(group.id) : [];

function passesFilter(
  filter: ScopingFilter,
  object: Person | Group,
  row: (name: string, value: string, passed: boolean) => boolean,
): boolean {
  // Every clause is shown, so all are evaluated.
  return filter.clauses
    .map((clause) =>
      row(
        [filter.title, clause.attribute, clause.operator, clause.value].filter(Boolean).join(' '),
        textOf(sourceAttribute(object, clause.attribute)),
        passesClause(clause, object),
      ),
    )
    .every(Boolean);
}
