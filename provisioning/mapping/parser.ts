/**
 * Reads the expressions of attribute mappings (Microsoft Learn, "Reference for writing expressions for attribute
 * mappings"): functions with arguments, `[attributes]`, "strings", numbers, and one comparison inside a condition.
 */
import { signatureOf } from './functions.js';

export type Comparison = '=' | '<>' | '>' | '>=' | '<' | '<=';

export type Expression =
  | { kind: 'text'; value: string; at: number }
  | { kind: 'number'; value: number | bigint; at: number }
  | { kind: 'attribute'; name: string; at: number }
  | { kind: 'empty'; at: number }
  | { kind: 'word'; name: string; at: number }
  | { kind: 'call'; name: string; args: Expression[]; at: number }
  | { kind: 'compare'; operator: Comparison; left: Expression; right: Expression; at: number };

/** A mistake in an expression; `position` counts characters from 0. */
export class ExpressionError extends Error {
  constructor(
    message: string,
    readonly position: number,
  ) {
    super(message);
  }
}

/** Documented limit of one expression (Microsoft Learn, known issues of application provisioning). */
export const MAX_EXPRESSION_LENGTH = 10_000;
const MAX_DEPTH = 100;

/**
 * Text to syntax tree. Function names are case-sensitive, argument counts are checked here.
 * Throws ExpressionError at the first mistake.
 */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw new ExpressionError(
      `the expression has ${text.length} characters, the limit is ${MAX_EXPRESSION_LENGTH}`,
      MAX_EXPRESSION_LENGTH,
    );
  }
  const reader = new Reader(text);
  reader.space();
  if (reader.ended()) throw new ExpressionError('the expression is empty', 0);
  const expression = reader.comparison(0);
  reader.space();
  if (!reader.ended())
    throw new ExpressionError(`"${reader.peek()}" is left over after the expression`, reader.position);
  return expression;
}

/** The expression with a caret under the mistake and the sentence behind it; long expressions are cut around it. */
export function pointAt(text: string, error: ExpressionError): string {
  const from = Math.max(0, error.position - 60);
  const shown = text.slice(from, error.position + 40).replace(/[\r\n\t]/g, ' ');
  return `${shown}\n${' '.repeat(error.position - from)}^ ${error.message}`;
}

/** Names of the source attributes an expression reads, each once. */
export function attributesIn(expression: Expression): string[] {
  const names = new Set<string>();
  const open: Expression[] = [expression];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'attribute') names.add(node.name);
    else if (node.kind === 'call') open.push(...node.args);
    else if (node.kind === 'compare') open.push(node.left, node.right);
  }
  return [...names];
}

class Reader {
  position = 0;

  constructor(private readonly text: string) {}

  ended(): boolean {
    return this.position >= this.text.length;
  }

  peek(): string {
    return this.text.charAt(this.position);
  }

  space(): void {
    while (/\s/.test(this.peek())) this.position += 1;
  }

  comparison(depth: number): Expression {
    const left = this.term(depth);
    this.space();
    const at = this.position;
    const operator = /^(<>|>=|<=|=|>|<)/.exec(this.text.slice(at, at + 2))?.[1] as Comparison | undefined;
    if (!operator) return left;
    this.position += operator.length;
    this.space();
    const right = this.term(depth);
    this.space();
    if (/[=<>]/.test(this.peek())) throw new ExpressionError('one comparison only; nest IIF instead', this.position);
    return { kind: 'compare', operator, left, right, at };
  }

  private term(depth: number): Expression {
    const at = this.position;
    if (depth > MAX_DEPTH) throw new ExpressionError(`functions are nested more than ${MAX_DEPTH} deep`, at);
    const char = this.peek();
    if (char === '"') return { kind: 'text', value: this.string(), at };
    if (char === '[') return { kind: 'attribute', name: this.attribute(), at };
    if (/[\d&.+-]/.test(char)) return { kind: 'number', value: this.number(), at };
    if (/[A-Za-z_]/.test(char)) return this.named(depth);
    if (this.ended()) throw new ExpressionError('the expression ends where a value is expected', at);
    throw new ExpressionError(`"${char}" is not the start of a value: use [attribute], "text" or Function(…)`, at);
  }

  private string(): string {
    const start = this.position;
    let value = '';
    for (this.position += 1; !this.ended(); this.position += 1) {
      const char = this.peek();
      if (char === '"') {
        this.position += 1;
        return value;
      }
      const next = this.text.charAt(this.position + 1);
      // Only \\ and \" are escapes; a lone backslash, as in "\d", stands for itself.
      if (char === '\\' && (next === '\\' || next === '"')) {
        value += next;
        this.position += 1;
      } else value += char;
    }
    throw new ExpressionError('this text has no closing quotation mark', start);
  }

  private attribute(): string {
    const start = this.position;
    const end = this.text.indexOf(']', start);
    if (end < 0) throw new ExpressionError('this attribute has no closing bracket', start);
    const name = this.text.slice(start + 1, end).trim();
    if (!name) throw new ExpressionError('there is no attribute name between the brackets', start);
    this.position = end + 1;
    return name;
  }

  private number(): number | bigint {
    const rest = this.text.slice(this.position);
    const found = /^(?:&H([0-9A-Fa-f]+)|[+-]?(?:\d+(?:\.\d+)?|\.\d+))/.exec(rest);
    if (!found) throw new ExpressionError('this is not a number', this.position);
    this.position += found[0].length;
    if (found[1] !== undefined) return Number.parseInt(found[1], 16);
    const value = Number(found[0]);
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(found[0]) : value;
  }

  private named(depth: number): Expression {
    const at = this.position;
    const name = /^[A-Za-z_]\w*/.exec(this.text.slice(at))?.[0] ?? '';
    this.position += name.length;
    this.space();
    if (this.peek() !== '(') {
      if (/^vb(Text|Binary)Compare$/i.test(name)) return { kind: 'word', name, at };
      throw new ExpressionError(`"${name}" is neither a function call nor an [attribute] nor a "text"`, at);
    }
    const signature = signatureOf(name);
    if (typeof signature === 'string') throw new ExpressionError(signature, at);
    const args = this.args(depth, at);
    const [least, most] = signature.arity;
    if (args.length < least || args.length > most) {
      const wanted = least === most ? `${least}` : most === Infinity ? `at least ${least}` : `${least} to ${most}`;
      throw new ExpressionError(
        `${name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, here are ${args.length}`,
        at,
      );
    }
    if (name === 'Switch' && args.length % 2 !== 0) {
      throw new ExpressionError('Switch takes its source, a default, and pairs of key and value', at);
    }
    return { kind: 'call', name, args, at };
  }

  private args(depth: number, at: number): Expression[] {
    const args: Expression[] = [];
    this.position += 1;
    this.space();
    if (this.peek() === ')') {
      this.position += 1;
      return args;
    }
    for (;;) {
      this.space();
      if (this.ended()) throw new ExpressionError('this function has no closing parenthesis', at);
      // An argument left out between two commas is how the documented examples skip optional ones.
      if (this.peek() === ',' || this.peek() === ')') args.push({ kind: 'empty', at: this.position });
      else args.push(this.comparison(depth + 1));
      this.space();
      const char = this.peek();
      this.position += 1;
      if (char === ')') return args;
      if (char !== ',') {
        const where = this.position - 1;
        if (char === '') throw new ExpressionError('this function has no closing parenthesis', at);
        throw new ExpressionError(`"${char}" stands where a comma or a closing parenthesis is expected`, where);
      }
    }
  }
}
