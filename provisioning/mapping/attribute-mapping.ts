/** Attribute mappings: what flows from the source into which target attribute, and when
 * (Microsoft Learn, "Customize user provisioning attribute-mappings"). */
import type { Json } from '../../scim/types.js';
import { evaluate } from './evaluate.js';
import { attributesIn, ExpressionError, parseExpression, pointAt, type Expression } from './parser.js';
import { parseTargetPath, TargetPathError, type TargetPath } from './target-path.js';
import {
  EvaluationError,
  isAppRole,
  isEmpty,
  textOf,
  truthOf,
  type AppRole,
  type Context,
  type Value,
} from './values.js';

export type TargetType = 'String' | 'Boolean' | 'Integer' | 'Reference' | 'DateTime' | 'Binary';

/** One row of the mapping table, as the application file holds it. */
export interface AttributeMapping {
  target: string;
  /** Direct: a source attribute. */
  source?: string;
  constant?: string;
  expression?: string;
  /** None of the three: the target attribute is left alone, but gets the default where it is empty. */
  default?: string;
  /** Matching precedence from 1; absent: not a matching attribute. */
  matching?: number;
  apply?: 'always' | 'creation';
  targetType?: TargetType;
  /** Letter case makes a difference; only for externalId unless given. */
  caseExact?: boolean;
}

export interface CompiledMapping {
  target: TargetPath;
  type: 'direct' | 'constant' | 'expression' | 'none';
  /** A reference to another object (manager, members): resolved after the objects exist. */
  reference: boolean;
  targetType: TargetType;
  /** null: type none. */
  expression: Expression | null;
  default: string | null;
  matching: number | null;
  onlyOnCreation: boolean;
  /** The mapping reads IsSoftDeleted: it still flows when the object leaves scope. */
  readsSoftDeleted: boolean;
  /** The target must end up with exactly these roles; otherwise roles are only added. */
  roles: 'add' | 'replace' | null;
  caseExact: boolean;
}

export class MappingError extends Error {}

/** Checks and prepares one row. Throws MappingError; a broken expression is shown with a caret under the mistake. */
export function compileMapping(mapping: AttributeMapping): CompiledMapping {
  const target = targetOf(mapping.target);
  const kinds = [mapping.source, mapping.constant, mapping.expression].filter((value) => value !== undefined);
  if (kinds.length > 1) throw new MappingError(`${mapping.target}: give one of source, constant and expression`);
  if (mapping.matching !== undefined && kinds.length === 0) {
    throw new MappingError(`${mapping.target}: a matching attribute needs a source`);
  }
  const expression = expressionOf(mapping);
  const rolesCall =
    expression?.kind === 'call' ? /^(Assertive)?AppRoleAssignmentsComplex$/.exec(expression.name) : null;
  const name = target.attribute.toLowerCase();
  const reference = target.sub === null && (name === 'manager' || name === 'members');
  return {
    target,
    type:
      mapping.source !== undefined
        ? 'direct'
        : mapping.constant !== undefined
          ? 'constant'
          : expression
            ? 'expression'
            : 'none',
    reference,
    targetType: mapping.targetType ?? (reference ? 'Reference' : name === 'active' ? 'Boolean' : 'String'),
    expression,
    default: mapping.default ?? null,
    matching: mapping.matching ?? null,
    onlyOnCreation: mapping.apply === 'creation',
    readsSoftDeleted: expression !== null && attributesIn(expression).includes('IsSoftDeleted'),
    caseExact: mapping.caseExact ?? name === 'externalid',
    roles: rolesCall ? (rolesCall[1] ? 'replace' : 'add') : null,
  };
}

function targetOf(text: string): TargetPath {
  try {
    return parseTargetPath(text);
  } catch (error) {
    throw error instanceof TargetPathError ? new MappingError(error.message) : error;
  }
}

function expressionOf(mapping: AttributeMapping): Expression | null {
  if (mapping.source !== undefined) return { kind: 'attribute', name: mapping.source.replace(/^\[|\]$/g, ''), at: 0 };
  if (mapping.constant !== undefined) return { kind: 'text', value: mapping.constant, at: 0 };
  if (mapping.expression === undefined) return null;
  try {
    return parseExpression(mapping.expression);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new MappingError(`${mapping.target}:\n${pointAt(mapping.expression, error)}`);
  }
}

/** One attribute that flows to the target. */
export interface Flow {
  mapping: CompiledMapping;
  value: Json;
  /** The value must not be written into a log. */
  redacted: boolean;
}

export interface FlowResult {
  flows: Flow[];
  /** Attributes whose expression has no value for this object, each with the reason; they do not flow. */
  problems: { target: string; reason: string }[];
}

/**
 * Evaluates mappings for one object. Null values do not flow, as the provider documents; a default stands in for them
 * while the object is created. References are left out.
 */
export function flowsOf(mappings: CompiledMapping[], context: Context, creating: boolean): FlowResult {
  const result: FlowResult = { flows: [], problems: [] };
  for (const mapping of mappings) {
    if (mapping.reference || (mapping.onlyOnCreation && !creating)) continue;
    let redacted = false;
    try {
      const value = mapping.expression
        ? evaluate(mapping.expression, { ...context, redact: () => (redacted = true) })
        : null;
      const chosen = isEmpty(value) && !(Array.isArray(value) && mapping.roles) && creating ? mapping.default : value;
      const json = toTarget(chosen, mapping);
      if (json !== null) result.flows.push({ mapping, value: json, redacted });
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      result.problems.push({ target: mapping.target.text, reason: error.message });
    }
  }
  return result;
}

function toTarget(value: Value, mapping: CompiledMapping): Json {
  if (value === null || value === '') return null;
  if (mapping.roles) return (Array.isArray(value) ? value : [value]).filter(isAppRole).map((role) => roleBody(role));
  if (mapping.targetType === 'Boolean') return truthOf(value);
  if (mapping.targetType === 'Integer') {
    const number = Number(textOf(value));
    if (!Number.isInteger(number)) throw new EvaluationError(`"${textOf(value)}" is not a whole number`);
    return number;
  }
  if (Array.isArray(value)) {
    // A target such as emails[type eq "other"].value holds one value; the first of several flows.
    if (mapping.target.filter || mapping.target.sub !== null) return value.length > 0 ? textOf(value[0] ?? null) : null;
    return value.map(textOf);
  }
  return textOf(value);
}

const roleBody = (role: AppRole): Json => ({
  primary: false,
  type: 'WindowsAzureActiveDirectoryRole',
  display: role.displayName,
  value: role.value,
});

/** The matching attributes in the order of their precedence. */
export function matchingMappings(mappings: CompiledMapping[]): CompiledMapping[] {
  return mappings.filter((mapping) => mapping.matching !== null).sort((a, b) => (a.matching ?? 0) - (b.matching ?? 0));
}
