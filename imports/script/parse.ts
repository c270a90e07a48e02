/**
 * Reads the scripts of Postman and Runscope without running them: declarations, `if`, named tests and assertions. What
 * is written otherwise becomes an `unread` statement, and reading goes on after it.
 */
import { patternOf } from './pattern.js';
import { isLoose, type Expression, type Program, type Statement } from './program.js';
import { tokensOf, type Token } from './tokens.js';

class Unreadable extends Error {}

/** Never throws. A script with unbalanced text is one unread statement. */
export function parseProgram(script: string): Program {
  const tokens = tokensOf(script);
  const tests: string[] = [];
  const statements: Statement[] = tokens
    ? new Reader(tokens, script, tests).statements('end')
    : [{ kind: 'unread', text: script.trim(), names: [] }];
  return { statements, tests, loose: isLoose(statements) };
}

const LEVELS = [['||'], ['&&'], ['===', '!==', '==', '!='], ['<', '>', '<=', '>='], ['+', '-']];
const DEEPEST = 60;

class Reader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly script: string,
    private readonly tests: string[],
  ) {}

  statements(until: string): Statement[] {
    const found: Statement[] = [];
    for (;;) {
      while (this.is(';')) this.at += 1;
      if (this.here.kind === 'end' || (until !== 'end' && this.is(until))) return found;
      const start = this.at;
      const named = this.tests.length;
      try {
        const read = this.statement();
        this.endOfStatement();
        found.push(...read);
      } catch (problem) {
        if (!(problem instanceof Unreadable)) throw problem;
        this.at = start;
        this.tests.length = named;
        found.push(this.skip());
      }
    }
  }

  private statement(): Statement[] {
    if (this.is('if')) return [this.condition()];
    if (this.is('const') || this.is('let') || this.is('var')) {
      this.at += 1;
      return this.declarations();
    }
    const test = this.namedTest();
    if (test) return [test];
    const value = this.expression();
    if (!this.is('=')) return [{ kind: 'expression', value }];
    this.at += 1;
    const assigned = this.expression();
    if (value.kind === 'name') return [{ kind: 'let', name: value.name, value: assigned }];
    // `tests["name"] = condition` is how Postman's first scripts named a test.
    const named = value.kind === 'member' && value.object.kind === 'name' && value.object.name === 'tests';
    if (!named || value.property.kind !== 'literal') throw new Unreadable();
    return [this.test(String(value.property.value), [{ kind: 'assert', value: assigned }])];
  }

  private declarations(): Statement[] {
    const found: Statement[] = [];
    do {
      const name = this.name();
      if (this.is('=')) {
        this.at += 1;
        found.push({ kind: 'let', name, value: this.expression() });
      } else found.push({ kind: 'let', name, value: { kind: 'literal', value: undefined } });
    } while (this.take(','));
    return found;
  }

  private condition(): Statement {
    this.at += 1;
    this.expect('(');
    const condition = this.expression();
    this.expect(')');
    const then = this.blockOrOne();
    while (this.is(';') && this.tokens[this.at + 1]?.text === 'else') this.at += 1;
    const otherwise = this.take('else') ? this.blockOrOne() : [];
    return { kind: 'if', condition, then, otherwise };
  }

  private blockOrOne(): Statement[] {
    if (!this.is('{')) return this.statement();
    this.at += 1;
    const body = this.statements('}');
    this.expect('}');
    return body;
  }

  /** `pm.test("title", function () { … })`, also as an arrow function. */
  private namedTest(): Statement | undefined {
    const words = this.tokens.slice(this.at, this.at + 4).map(({ text }) => text);
    if (words.join(' ') !== 'pm . test (') return undefined;
    this.at += 4;
    const title = this.here;
    if (title.kind !== 'string' || title.value === undefined) throw new Unreadable();
    this.at += 1;
    this.expect(',');
    this.take('async');
    const isFunction = this.take('function');
    if (isFunction && this.here.kind === 'name') this.at += 1;
    this.expect('(');
    this.expect(')');
    if (!isFunction) this.expect('=>');
    // The number is taken before the body is read, so that tests are numbered as they are written.
    const statement = this.test(title.value, []);
    statement.body =
      this.is('{') || isFunction ? this.blockOrOne() : [{ kind: 'expression', value: this.expression() }];
    this.expect(')');
    return statement;
  }

  private test(title: string, body: Statement[]): Extract<Statement, { kind: 'test' }> {
    this.tests.push(title);
    return { kind: 'test', n: this.tests.length - 1, title, body };
  }

  private expression(level = 0): Expression {
    const operators = LEVELS[level];
    if (!operators) return this.unary();
    if ((this.depth += 1) > DEEPEST) throw new Unreadable();
    let left = this.expression(level + 1);
    while (this.here.kind === 'mark' && operators.includes(this.here.text)) {
      const operator = this.here.text;
      this.at += 1;
      left = { kind: 'binary', operator, left, right: this.expression(level + 1) };
    }
    this.depth -= 1;
    return left;
  }

  private unary(): Expression {
    for (const operator of ['!', '-', 'typeof'] as const)
      if (this.take(operator)) return { kind: 'unary', operator, operand: this.unary() };
    return this.postfix(this.primary());
  }

  private primary(): Expression {
    const token = this.here;
    this.at += 1;
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.kind === 'string' && token.value !== undefined) return { kind: 'literal', value: token.value };
    if (token.kind === 'mark' && token.text === '(') {
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    if (token.kind === 'pattern') return this.pattern(token.text);
    if (token.kind === 'mark' && token.text === '{') return { kind: 'object', members: this.members() };
    if (token.kind === 'mark' && token.text === '[') return { kind: 'list', items: this.listUntil(']') };
    if (token.kind !== 'name' || RESERVED.has(token.text)) throw new Unreadable();
    if (Object.hasOwn(CONSTANTS, token.text)) return { kind: 'literal', value: CONSTANTS[token.text] };
    return { kind: 'name', name: token.text };
  }

  private pattern(text: string): Expression {
    const value = patternOf(text);
    if (!value) throw new Unreadable();
    return { kind: 'literal', value };
  }

  private members(): [string, Expression][] {
    const found: [string, Expression][] = [];
    while (!this.take('}')) {
      const { kind, text, value: said = text } = this.here;
      if (kind !== 'name' && kind !== 'string') throw new Unreadable();
      this.at += 1;
      this.expect(':');
      found.push([said, this.expression()]);
      if (!this.is('}')) this.expect(',');
    }
    return found;
  }

  private postfix(start: Expression): Expression {
    let value = start;
    for (let steps = 0; steps < DEEPEST; steps += 1) {
      if (this.take('.') || this.take('?.'))
        value = { kind: 'member', object: value, property: { kind: 'literal', value: this.name() } };
      else if (this.take('[')) {
        value = { kind: 'member', object: value, property: this.expression() };
        this.expect(']');
      } else if (this.take('(')) value = { kind: 'call', callee: value, args: this.listUntil(')') };
      else return value;
    }
    throw new Unreadable();
  }

  private listUntil(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.take(end)) {
      items.push(this.expression());
      if (!this.is(end)) this.expect(',');
    }
    return items;
  }

  /** Goes past a statement that cannot be read: to its end, over whole brackets. */
  private skip(): Statement {
    const start = this.here;
    this.depth = 0;
    const names = /^(?:const|let|var)$/.test(start.text) ? [this.tokens[this.at + 1]?.text ?? ''] : [];
    let open = 0;
    let past = false;
    for (;;) {
      const { kind, text, first } = this.here;
      if (kind === 'end') break;
      if (open === 0 && past && (text === ';' || text === '}' || (first && /^[\w$]/.test(text)))) break;
      if (kind === 'mark' && /^[({[]$/.test(text)) open += 1;
      if (kind === 'mark' && /^[)}\]]$/.test(text)) open -= 1;
      // A name that is assigned to somewhere inside has no known value afterwards.
      if (kind === 'name' && this.tokens[this.at + 1]?.text === '=') names.push(text);
      this.at += 1;
      past = true;
    }
    return { kind: 'unread', text: this.script.slice(start.at, this.here.at).trim(), names };
  }

  private endOfStatement(): void {
    if (this.take(';') || this.is('}') || this.here.kind === 'end' || this.here.first) return;
    if (this.tokens[this.at - 1]?.text === '}') return;
    throw new Unreadable();
  }

  private get here(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: '', first: true, at: this.script.length };
  }

  private is(text: string): boolean {
    return this.here.text === text && this.here.kind !== 'string';
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw new Unreadable();
  }

  private name(): string {
    const { kind, text } = this.here;
    if (kind !== 'name') throw new Unreadable();
    this.at += 1;
    return text;
  }
}

const CONSTANTS: Record<string, unknown> = { true: true, false: false, null: null, undefined: undefined };
const RESERVED = new Set(
  'function new for while do return throw try switch class delete void await yield import'.split(' '),
);
