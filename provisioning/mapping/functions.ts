/** The documented functions of mapping expressions: which exist, which are implemented, and why the others are refused. */
import type { Expression } from './parser.js';
import { DATE_FUNCTIONS } from './functions-dates.js';
import { REPLACE_FUNCTIONS } from './functions-replace.js';
import { TEXT_FUNCTIONS } from './functions-text.js';
import {
  EvaluationError,
  integerOf,
  isAppRole,
  isEmpty,
  textOf,
  truthOf,
  type AppRole,
  type Context,
  type Value,
} from './values.js';

export interface FunctionDefinition {
  /** Least and most arguments. */
  arity: [number, number];
  apply(args: Value[], context: Context): Value;
  /** For functions that must not evaluate every argument. */
  lazy?(args: Expression[], evaluate: (argument: Expression) => Value): Value;
}

/** Functions that are named in the documentation and not offered here, with the sentence the author of a mapping gets. */
export const REFUSED: Record<string, string> = {
  DefaultDomain:
    'DefaultDomain is named in the documentation, but what it returns is not described; it is not implemented',
  SelectUniqueValue:
    'SelectUniqueValue is documented for provisioning into Active Directory and Entra ID only; outbound applications refuse it',
};

const at = (args: Value[], index: number): Value => args[index] ?? null;

const LOGIC_FUNCTIONS: Record<string, FunctionDefinition> = {
  BitAnd: {
    arity: [2, 2],
    apply: (args) => integerOf(at(args, 0), 'value1') & integerOf(at(args, 1), 'value2'),
  },
  CBool: { arity: [1, 1], apply: (args) => truthOf(at(args, 0)) },
  Coalesce: { arity: [1, Infinity], apply: (args) => args.find((value) => value !== null) ?? null },
  Count: {
    arity: [1, 1],
    apply: (args) => {
      const value = at(args, 0);
      return Array.isArray(value) ? value.length : value === null ? 0 : 1;
    },
  },
  CStr: { arity: [1, 1], apply: (args) => (at(args, 0) === null ? null : textOf(at(args, 0))) },
  IgnoreFlowIfNullOrEmpty: { arity: [1, 1], apply: (args) => (isEmpty(at(args, 0)) ? null : at(args, 0)) },
  IIF: {
    arity: [3, 3],
    apply: (args) => (truthOf(at(args, 0)) ? at(args, 1) : at(args, 2)),
    lazy: (args, evaluate) => {
      const [condition, yes, no] = args;
      if (!condition || !yes || !no) return null;
      return evaluate(truthOf(evaluate(condition)) ? yes : no);
    },
  },
  IsNull: { arity: [1, 1], apply: (args) => at(args, 0) === null },
  IsNullOrEmpty: { arity: [1, 1], apply: (args) => isEmpty(at(args, 0)) },
  IsPresent: { arity: [1, 1], apply: (args) => !isEmpty(at(args, 0)) },
  IsString: { arity: [1, 1], apply: (args) => typeof at(args, 0) === 'string' },
  Item: {
    arity: [2, 2],
    apply: (args) => {
      const list = Array.isArray(at(args, 0)) ? (at(args, 0) as Value[]) : [at(args, 0)];
      const index = integerOf(at(args, 1), 'index');
      if (index < 1) throw new EvaluationError('the first item has the index 1');
      return list[index - 1] ?? null;
    },
  },
  Not: { arity: [1, 1], apply: (args) => !truthOf(at(args, 0)) },
  Redact: {
    arity: [1, 1],
    apply: (args, context) => {
      context.redact?.();
      return at(args, 0);
    },
  },
  RemoveDuplicates: {
    arity: [1, 1],
    apply: (args) => {
      const value = at(args, 0);
      if (!Array.isArray(value)) return value;
      const seen = new Set<string>();
      return value.filter((item) => !seen.has(textOf(item)) && seen.add(textOf(item)));
    },
  },
  Switch: {
    arity: [4, Infinity],
    apply: (args) => {
      const source = textOf(at(args, 0));
      for (let index = 2; index + 1 < args.length; index += 2) {
        if (source === textOf(at(args, index))) return at(args, index + 1);
      }
      return at(args, 1);
    },
  },
};

const roles = (value: Value): AppRole[] => (Array.isArray(value) ? value : [value]).filter(isAppRole);

const ROLE_FUNCTIONS: Record<string, FunctionDefinition> = {
  AppRoleAssignmentsComplex: { arity: [1, 1], apply: (args) => noneIfEmpty(roles(at(args, 0))) },
  AssertiveAppRoleAssignmentsComplex: { arity: [1, 1], apply: (args) => roles(at(args, 0)) },
  SingleAppRoleAssignment: {
    arity: [1, 1],
    apply: (args) => {
      const held = roles(at(args, 0));
      if (held.length > 1) throw new EvaluationError(`the person has ${held.length} roles, one is supported`);
      return held[0]?.value ?? null;
    },
  },
};

const noneIfEmpty = (held: AppRole[]): Value => (held.length > 0 ? held : null);

/** Every implemented function by its exact name. */
export const FUNCTIONS: ReadonlyMap<string, FunctionDefinition> = new Map(
  [LOGIC_FUNCTIONS, ROLE_FUNCTIONS, TEXT_FUNCTIONS, REPLACE_FUNCTIONS, DATE_FUNCTIONS].flatMap((part) =>
    Object.entries(part),
  ),
);

/** The definition of a function, or the sentence that says why it cannot be used. */
export function signatureOf(name: string): FunctionDefinition | string {
  const known = FUNCTIONS.get(name);
  if (known) return known;
  if (Object.hasOwn(REFUSED, name)) return REFUSED[name] ?? name;
  const close = [...FUNCTIONS.keys()].find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return close ? `function names are case-sensitive: write ${close}` : `there is no function ${name}`;
}
