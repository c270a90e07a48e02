/** Filters: text to tree and back (RFC 7644 section 3.4.2.2, precedence as in erratum 4670). */
import { ScimError } from './errors.js';
import { formatAttributePath, isAttributeName, readAttributePath } from './notation.js';
import type { AttributePath } from './notation.js';
import { Scanner } from './scanner.js';

export type { AttributePath } from './notation.js';

export const COMPARE_OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type CompareOperator = (typeof COMPARE_OPERATORS)[number];
export type CompareValue = string | number | boolean | null;

export type Comparison = { kind: 'compare'; path: AttributePath; operator: CompareOperator; value: CompareValue };

export type Filter =
  | { kind: 'and'; filters: Filter[] }
  | { kind: 'or'; filters: Filter[] }
  | { kind: 'not'; filter: Filter }
  | Comparison
  | { kind: 'present'; path: AttributePath }
  | { kind: 'valuePath'; path: AttributePath; filter: Filter };

/** Far beyond what any client sends, near enough to keep a hostile one from filling the stack. */
const MAX_LENGTH = 100_000;
const MAX_DEPTH = 64;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Reads a filter. Beyond the grammar it takes `attribute[filter].sub op value`, which identity providers send, and
 * reads it as the conjunction inside the brackets. Throws ScimError 400 invalidFilter that names the position.
 */
export function parseFilter(text: string): Filter {
  const scanner = new Scanner(text);
  if (text.length > MAX_LENGTH) throw refusal(scanner, `it is longer than ${MAX_LENGTH} characters`);
  const filter = readFilter(scanner, false, 0);
  if (!scanner.atEnd)
    throw refusal(scanner, `"${scanner.text.slice(scanner.position, scanner.position + 20)}" is one too many`);
  return filter;
}

/** Reads a filter up to the end or a closing bracket, which is left to the caller. `inside` says: within square brackets. */
export function readFilter(scanner: Scanner, inside: boolean, depth: number): Filter {
  const alternatives: Filter[] = [];
  let conjunction: Filter[] = [];
  for (;;) {
    scanner.blanks();
    conjunction.push(readTerm(scanner, inside, depth));
    const blank = scanner.blanks();
    const next = scanner.peek();
    if (next === '' || next === ')' || next === ']') break;
    const word = scanner.word().toLowerCase();
    if (!blank || (word !== 'and' && word !== 'or')) throw refusal(scanner, '"and" or "or" is missing');
    if (!scanner.blanks()) throw refusal(scanner, `a blank is missing after "${word}"`);
    if (word === 'or') {
      alternatives.push(all('and', conjunction));
      conjunction = [];
    }
  }
  alternatives.push(all('and', conjunction));
  return all('or', alternatives);
}

function all(kind: 'and' | 'or', filters: Filter[]): Filter {
  const [only] = filters;
  return filters.length === 1 && only ? only : { kind, filters };
}

function readTerm(scanner: Scanner, inside: boolean, depth: number): Filter {
  if (depth > MAX_DEPTH) throw refusal(scanner, 'it is nested too deeply');
  if (scanner.take('(')) return readGroup(scanner, inside, depth);
  const start = scanner.position;
  const word = scanner.word();
  if (word.toLowerCase() === 'not' && opensGroup(scanner)) {
    return { kind: 'not', filter: readGroup(scanner, inside, depth) };
  }
  const path = readAttributePath(word);
  if (!path) {
    scanner.position = start;
    throw refusal(scanner, word === '' ? 'an attribute is missing' : `"${word}" is no attribute name`);
  }
  if (scanner.peek() === '[') return readValuePath(scanner, path, inside, depth);
  return readExpression(scanner, path);
}

/** After the word `not`: whether a group follows, blanks between them or not (erratum 7319). */
function opensGroup(scanner: Scanner): boolean {
  const start = scanner.position;
  scanner.blanks();
  if (scanner.take('(')) return true;
  scanner.position = start;
  return false;
}

function readGroup(scanner: Scanner, inside: boolean, depth: number): Filter {
  const filter = readFilter(scanner, inside, depth + 1);
  if (!scanner.take(')')) throw refusal(scanner, '")" is missing');
  return filter;
}

function readValuePath(scanner: Scanner, path: AttributePath, inside: boolean, depth: number): Filter {
  if (inside) throw refusal(scanner, 'square brackets do not nest');
  const filter = readBrackets(scanner, depth);
  if (!scanner.take('.')) return { kind: 'valuePath', path, filter };
  const attribute = scanner.word();
  if (!isAttributeName(attribute)) throw refusal(scanner, 'a sub-attribute is missing after "]."');
  return { kind: 'valuePath', path, filter: all('and', [filter, readExpression(scanner, { attribute })]) };
}

/** Reads `[filter]`, the scanner standing at the opening bracket. */
export function readBrackets(scanner: Scanner, depth = 0): Filter {
  scanner.take('[');
  const filter = readFilter(scanner, true, depth + 1);
  if (!scanner.take(']')) throw refusal(scanner, '"]" is missing');
  return filter;
}

function readExpression(scanner: Scanner, path: AttributePath): Filter {
  if (!scanner.blanks()) throw refusal(scanner, 'an operator is missing');
  const start = scanner.position;
  const word = scanner.word();
  const lower = word.toLowerCase();
  if (lower === 'pr') return { kind: 'present', path };
  const operator = COMPARE_OPERATORS.find((known) => known === lower);
  if (!operator) {
    scanner.position = start;
    throw refusal(scanner, word === '' ? 'an operator is missing' : `"${word}" is no operator`);
  }
  // RFC 7644's own examples once leave out the blank before a quoted value.
  if (!scanner.blanks() && scanner.peek() !== '"') throw refusal(scanner, 'a value is missing');
  return { kind: 'compare', path, operator, value: readValue(scanner) };
}

function readValue(scanner: Scanner): CompareValue {
  if (scanner.peek() === '"') {
    const start = scanner.position;
    const quoted = scanner.quoted();
    if (quoted === undefined) throw refusal(scanner, 'the closing quote is missing');
    try {
      return String(JSON.parse(quoted));
    } catch {
      scanner.position = start;
      throw refusal(scanner, 'the value is no JSON string');
    }
  }
  const start = scanner.position;
  const word = scanner.word();
  if (word === 'true') return true;
  if (word === 'false') return false;
  if (word === 'null') return null;
  const number = NUMBER.test(word) ? Number(word) : Number.NaN;
  if (Number.isFinite(number)) return number === 0 ? 0 : number;
  scanner.position = start;
  throw refusal(scanner, word === '' ? 'a value is missing' : `"${word}" is no value; strings are quoted`);
}

function refusal(scanner: Scanner, what: string): ScimError {
  return new ScimError(
    400,
    'invalidFilter',
    `The filter is not understood at character ${scanner.position + 1}: ${what}.`,
  );
}

/** Writes a filter so that it reads back the same. */
export function formatFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'compare':
      return `${formatAttributePath(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'present':
      return `${formatAttributePath(filter.path)} pr`;
    case 'not':
      return `not (${formatFilter(filter.filter)})`;
    case 'valuePath':
      return `${formatAttributePath(filter.path)}[${formatFilter(filter.filter)}]`;
    default:
      return filter.filters.map((part) => formatPart(part, filter.kind)).join(` ${filter.kind} `);
  }
}

function formatPart(part: Filter, parent: 'and' | 'or'): string {
  const text = formatFilter(part);
  return part.kind === 'or' || part.kind === parent ? `(${text})` : text;
}
