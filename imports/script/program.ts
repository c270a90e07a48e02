/** A script of an imported file, read: a few kinds of statements and expressions, of which none loops or calls out. */

export type Expression =
  | { kind: 'literal'; value: unknown }
  | { kind: 'name'; name: string }
  | { kind: 'member'; object: Expression; property: Expression }
  | { kind: 'call'; callee: Expression; args: Expression[] }
  | { kind: 'unary'; operator: '!' | '-' | 'typeof'; operand: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression }
  | { kind: 'list'; items: Expression[] }
  | { kind: 'object'; members: [name: string, value: Expression][] };

export type Statement =
  | { kind: 'let'; name: string; value: Expression }
  | { kind: 'expression'; value: Expression }
  | { kind: 'if'; condition: Expression; then: Statement[]; otherwise: Statement[] }
  | { kind: 'test'; n: number; title: string; body: Statement[] }
  | { kind: 'assert'; value: Expression }
  /** What is not understood; `names` are those it would have set. */
  | { kind: 'unread'; text: string; names: string[] };

export interface Program {
  statements: Statement[];
  /** Titles of the named tests, by number. */
  tests: string[];
  /** True where assertions, or what is not understood, stand outside named tests. */
  loose: boolean;
}

export type ScriptOutcome = { came: 'held' } | { came: 'failed'; problem: Error } | { came: 'unread'; why: string };

/** Outcomes by the number of the test; one that is absent was not reached. `loose` is what stands outside tests. */
export interface ScriptResults {
  tests: Map<number, ScriptOutcome>;
  loose: ScriptOutcome;
}

/** The names that a statement sets: variables of the script, and those it would store. */
export function namesIn(statement: Statement): string[] {
  if (statement.kind === 'let') return [statement.name];
  if (statement.kind === 'unread')
    return [
      ...statement.names,
      ...[...statement.text.matchAll(/\bset\w*\(\s*["'`]([^"'`]+)["'`]/g)].map(([, name = '']) => name),
    ];
  if (statement.kind === 'expression' && statement.value.kind === 'call') {
    const [name] = statement.value.args;
    return name?.kind === 'literal' ? [String(name.value)] : [];
  }
  if (statement.kind === 'if') return [...statement.then, ...statement.otherwise].flatMap(namesIn);
  return [];
}

/** True where assertions, or what is not understood, stand outside named tests. */
export function isLoose(statements: readonly Statement[]): boolean {
  return statements.some(
    (each) =>
      each.kind === 'unread' ||
      each.kind === 'assert' ||
      (each.kind === 'expression' && asserts(each.value)) ||
      (each.kind === 'if' && (isLoose(each.then) || isLoose(each.otherwise))),
  );
}

/** `pm.expect(…)…`, `pm.response.to…`, `assert(…)`, `assert.equal(…)`. */
function asserts(value: Expression): boolean {
  if (value.kind === 'name') return value.name === 'assert';
  if (value.kind === 'call') return asserts(value.callee);
  if (value.kind !== 'member') return false;
  const { object, property } = value;
  const pm = object.kind === 'name' && object.name === 'pm';
  return (pm && property.kind === 'literal' && property.value === 'expect') || isTo(value) || asserts(object);
}

const isTo = (value: Expression): boolean =>
  value.kind === 'member' && value.property.kind === 'literal' && value.property.value === 'to';
