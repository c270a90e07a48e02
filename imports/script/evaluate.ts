/**
 * Judges an answer by a script that was read. Nothing of the file is executed: each statement is looked at here, and
 * what is not on the lists of this folder ends as `unread`.
 */
import { expect } from 'chai';
import { Finding } from '../../harness/outcomes.js';
import type { ScimResponse } from '../../harness/response.js';
import type { Variables } from '../variables.js';
import { callOn, memberOf, ordered, parsed, Unread } from './calls.js';
import { assertion, reasonOf, saysOfResponse, walk } from './chains.js';
import {
  namesIn,
  type Expression,
  type Program,
  type ScriptOutcome,
  type ScriptResults,
  type Statement,
} from './program.js';

/** Goes through a script. `response` is absent for what stands before the request. Never throws. */
export function evaluate(program: Program, response: ScimResponse | undefined, variables: Variables): ScriptResults {
  const results: ScriptResults = { tests: new Map(), loose: { came: 'held' } };
  const evaluator = new Evaluator(response, variables, results.tests);
  results.loose = outcomeOf(() => evaluator.run(program.statements, true));
  if (results.loose.came === 'held' && evaluator.gap !== undefined)
    results.loose = { came: 'unread', why: evaluator.gap };
  return results;
}

function outcomeOf(work: () => void): ScriptOutcome {
  try {
    work();
    return { came: 'held' };
  } catch (problem) {
    if (problem instanceof Unread) return { came: 'unread', why: problem.message };
    if (problem instanceof Finding) return { came: 'failed', problem };
    // In the tool the script would have ended here: an answer without what it reads.
    if (problem instanceof Error)
      return { came: 'failed', problem: new Finding('what the script reads', problem.message) };
    throw problem;
  }
}

interface Step {
  name: string;
  args?: unknown[];
}

class Evaluator {
  private readonly scope = new Map<string, unknown>();
  private readonly unknown = new Map<string, string>();
  /** The first thing outside the tests that was not understood. */
  gap: string | undefined;

  constructor(
    private readonly response: ScimResponse | undefined,
    private readonly variables: Variables,
    private readonly outcomes: Map<number, ScriptOutcome>,
  ) {}

  /** `outside`: outside of tests, where what is not understood is noted and gone past. */
  run(statements: readonly Statement[], outside: boolean): void {
    for (const statement of statements) {
      try {
        this.one(statement, outside);
      } catch (problem) {
        if (!(problem instanceof Unread)) throw problem;
        for (const name of namesIn(statement)) {
          this.unknown.set(name, problem.message);
          this.variables.lacks(name, `a line of a script that would set it is not understood`);
        }
        if (!outside) throw problem;
        this.gap ??= problem.message;
      }
    }
  }

  private one(statement: Statement, outside: boolean): void {
    switch (statement.kind) {
      case 'let':
        this.scope.set(statement.name, this.value(statement.value));
        this.unknown.delete(statement.name);
        return;
      case 'expression':
        this.value(statement.value);
        return;
      case 'assert':
        if (!this.value(statement.value)) throw new Finding('a condition that holds', 'one that does not');
        return;
      case 'if':
        this.run(this.value(statement.condition) ? statement.then : statement.otherwise, outside);
        return;
      case 'test':
        this.outcomes.set(
          statement.n,
          outcomeOf(() => this.run(statement.body, false)),
        );
        return;
      case 'unread':
        throw new Unread(statement.text);
    }
  }

  private value(expression: Expression): unknown {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'list':
        return expression.items.map((item) => this.value(item));
      case 'object':
        return Object.fromEntries(expression.members.map(([name, inner]) => [name, this.value(inner)]));
      case 'unary': {
        const operand = this.value(expression.operand);
        if (expression.operator === '!') return !operand;
        return expression.operator === '-' ? -Number(operand) : typeof operand;
      }
      case 'binary':
        return this.binary(expression);
      default:
        return this.chain(expression);
    }
  }

  private binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): unknown {
    const first = this.value(left);
    if (operator === '&&') return first && this.value(right);
    if (operator === '||') return first || this.value(right);
    const second = this.value(right);
    switch (operator) {
      case '===':
        return first === second;
      case '!==':
        return first !== second;
      case '==':
        return first === second || String(first) === String(second);
      case '!=':
        return first !== second && String(first) !== String(second);
      case '+':
        return typeof first === 'number' && typeof second === 'number'
          ? first + second
          : `${String(first)}${String(second)}`;
      case '-':
        return Number(first) - Number(second);
      default:
        if (typeof first !== typeof second) return false;
        return ordered(operator, first as number, second as number);
    }
  }

  /** A name with members and calls after it. */
  private chain(expression: Expression): unknown {
    const steps: Step[] = [];
    let root = expression;
    for (;;) {
      if (root.kind === 'member') {
        steps.unshift({ name: String(this.value(root.property)) });
        root = root.object;
      } else if (root.kind === 'call' && root.callee.kind === 'member') {
        const { object, property } = root.callee;
        steps.unshift({ name: String(this.value(property)), args: root.args.map((each) => this.value(each)) });
        root = object;
      } else break;
    }
    if (root.kind === 'call' && root.callee.kind === 'name')
      return this.follow(this.calledByName(root.callee.name, root.args), steps);
    if (root.kind !== 'name') return this.follow(this.value(root), steps);
    return this.fromName(root.name, steps);
  }

  private fromName(name: string, steps: Step[]): unknown {
    if (this.unknown.has(name)) throw new Unread(`${name}, which a line that is not understood sets`);
    if (this.scope.has(name)) return this.follow(this.scope.get(name), steps);
    const [first, ...rest] = steps;
    const args = first?.args ?? [];
    switch (name) {
      case 'pm':
        return this.postman(steps);
      case 'console':
        return undefined;
      case 'responseBody':
        return this.follow(this.answer().text, steps);
      case 'responseCode':
        return this.follow({ code: this.answer().status }, steps);
      case 'responseTime':
        return this.answer().elapsedMs;
      case 'response':
        return this.follow({ body: this.answer().text, status: this.answer().status }, steps);
      case 'postman':
        if (first?.name === 'setEnvironmentVariable' || first?.name === 'setGlobalVariable') return this.keep(args);
        if (first?.name === 'getEnvironmentVariable') return this.variables.get(String(args[0]));
        break;
      case 'variables':
        return this.stored(first, rest);
      case 'assert':
        if (first) return assertion(first.name, args);
        break;
      case 'JSON':
        if (first?.name === 'parse') return this.follow(parsed(args[0]), rest);
        if (first?.name === 'stringify') return JSON.stringify(args[0]);
        break;
      case 'Array':
        if (first?.name === 'isArray') return Array.isArray(args[0]);
        break;
      case 'Object':
        if (first?.name === 'keys' && typeof args[0] === 'object' && args[0] !== null)
          return this.follow(Object.keys(args[0]), rest);
        break;
    }
    throw new Unread([name, ...steps.map((step) => step.name)].join('.'));
  }

  private calledByName(name: string, args: Expression[]): unknown {
    const values = args.map((each) => this.value(each));
    if (name === 'log') return undefined;
    if (name === 'assert') return void expect(values[0], String(values[1] ?? 'the condition')).to.be.ok;
    if (name === 'String') return String(values[0]);
    if (name === 'Number') return Number(values[0]);
    if (name === 'parseInt') return Number.parseInt(String(values[0]), 10);
    throw new Unread(`${name}(…)`);
  }

  private postman(steps: Step[]): unknown {
    const [first, ...rest] = steps;
    if (first?.name === 'expect' && first.args) return walk(first.args[0], rest);
    if (first?.name === 'expect' && rest[0]?.name === 'fail')
      throw new Finding('another way through the script', String(rest[0].args?.[0] ?? 'pm.expect.fail()'));
    if (first?.name === 'response') {
      if (rest[0]?.name === 'to') return saysOfResponse(this.answer(), rest.slice(1));
      return this.ofResponse(rest);
    }
    if (first && /^(?:environment|collectionVariables|globals|variables)$/.test(first.name))
      return this.stored(rest[0], rest.slice(1));
    throw new Unread(['pm', ...steps.map((step) => step.name)].join('.'));
  }

  private ofResponse([first, ...rest]: Step[]): unknown {
    const answer = this.answer();
    switch (first?.name) {
      case 'json':
        if (answer.json === undefined) throw new Finding('JSON', answer.text.slice(0, 80) || 'an empty body');
        return this.follow(answer.json, rest);
      case 'text':
        return this.follow(answer.text, rest);
      case 'code':
        return this.follow(answer.status, rest);
      case 'status':
      case 'reason':
        return this.follow(reasonOf(answer.status), rest);
      case 'responseTime':
        return answer.elapsedMs;
      case 'headers': {
        const value = answer.headers[String(rest[0]?.args?.[0]).toLowerCase()];
        if (rest[0]?.name === 'get') return this.follow(value, rest.slice(1));
        if (rest[0]?.name === 'has') return value !== undefined;
      }
    }
    throw new Unread(`pm.response.${first?.name ?? ''}`);
  }

  private stored(first: Step | undefined, rest: Step[]): unknown {
    const args = first?.args ?? [];
    if (first?.name === 'set') return this.keep(args);
    if (first?.name === 'get') return this.follow(this.variables.get(String(args[0])), rest);
    if (first?.name === 'has') return this.variables.get(String(args[0])) !== undefined;
    if (first?.name === 'unset') return undefined;
    throw new Unread(`variables.${first?.name ?? ''}`);
  }

  private keep([name, value]: unknown[]): undefined {
    if (value === undefined) this.variables.lacks(String(name), 'a script sets it from what the answer does not have');
    else this.variables.put(String(name), value);
  }

  private follow(start: unknown, steps: Step[]): unknown {
    return steps.reduce((value, { name, args }) => (args ? callOn(value, name, args) : memberOf(value, name)), start);
  }

  private answer(): ScimResponse {
    if (!this.response) throw new Unread('the answer, before there is one');
    return this.response;
  }
}
