/** Members and methods that a script may ask of plain data. */
import { parseJson } from '../../harness/json.js';
import { Finding } from '../../harness/outcomes.js';
import { isMatchable } from './pattern.js';

/** Something that is not understood; the message names it. */
export class Unread extends Error {}

/** An own member of data, or the length of a text or list. Throws TypeError where the tool would. */
export function memberOf(value: unknown, name: string): unknown {
  if (value === undefined || value === null) throw new TypeError(`nothing to read "${name}" from`);
  if (typeof value === 'string') return name === 'length' ? value.length : value[Number(name)];
  if (typeof value === 'object' && Object.hasOwn(value, name)) return (value as Record<string, unknown>)[name];
  return undefined;
}

/** A harmless method of a text or list. */
export function callOn(value: unknown, name: string, args: unknown[]): unknown {
  if (value === undefined || value === null) throw new TypeError(`nothing to call "${name}" on`);
  if (name === 'toString') return String(value);
  if (value instanceof RegExp && name === 'test' && isMatchable(args[0])) return value.test(args[0]);
  if (typeof value === 'string') return onText(value, name, args);
  if (Array.isArray(value)) {
    if (name === 'includes') return value.includes(args[0]);
    if (name === 'indexOf') return value.indexOf(args[0]);
    if (name === 'join') return value.join(String(args[0] ?? ','));
  }
  if (typeof value === 'object' && name === 'hasOwnProperty') return Object.hasOwn(value, String(args[0]));
  throw new Unread(`.${name}(…)`);
}

function onText(text: string, name: string, args: unknown[]): unknown {
  const word = String(args[0]);
  switch (name) {
    case 'toLowerCase':
      return text.toLowerCase();
    case 'toUpperCase':
      return text.toUpperCase();
    case 'trim':
      return text.trim();
    case 'includes':
    case 'has':
      return text.includes(word);
    case 'startsWith':
      return text.startsWith(word);
    case 'endsWith':
      return text.endsWith(word);
    case 'indexOf':
      return text.indexOf(word);
    default:
      throw new Unread(`.${name}(…)`);
  }
}

/** `<`, `>`, `<=` and `>=`. */
export function ordered(operator: string, first: number, second: number): boolean {
  if (operator === '<') return first < second;
  if (operator === '>') return first > second;
  return operator === '<=' ? first <= second : first >= second;
}

/** JSON of a text; throws a Finding where it is none. */
export function parsed(text: unknown): unknown {
  const { value, problem } = parseJson(String(text));
  if (problem !== undefined) throw new Finding('JSON', String(text).slice(0, 80) || 'an empty body');
  return value;
}
