/** Replace, whose meaning depends on which of its seven arguments are given (Microsoft Learn, expression reference). */
import type { FunctionDefinition } from './functions.js';
import { EvaluationError, isEmpty, textOf, type Value } from './values.js';

/** A .NET pattern as a JavaScript one: inline flags at the start and `(?'name'…)` are translated. */
function regex(pattern: string, flags: string): RegExp {
  const inline = /^\(\?([imsn]+)\)/.exec(pattern);
  const own = (inline?.[1] ?? '').replace('n', '');
  const body = pattern.slice(inline?.[0].length ?? 0).replace(/\(\?'(\w+)'/g, '(?<$1>');
  try {
    return new RegExp(body, flags + own);
  } catch (error) {
    throw new EvaluationError(`the pattern cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** .NET writes `${name}` and `$0`, JavaScript `$<name>` and `$&`. */
const substitution = (text: string): string => text.replace(/\$\{(\w+)\}/g, '$<$1>').replace(/\$0/g, '$$&');

function replaceGroup(text: string, pattern: string, group: string, replacement: string): string {
  let result = '';
  let last = 0;
  for (const match of text.matchAll(regex(pattern, 'gd'))) {
    const range = match.indices?.groups?.[group] ?? match.indices?.[/^\d+$/.test(group) ? Number(group) : -1];
    if (!range || range[0] < last) continue;
    // The whole pattern may match the empty text again and again; an empty group after the first changes nothing.
    if (range[0] === range[1] && match.index > 0) continue;
    result += text.slice(last, range[0]) + replacement;
    last = range[1];
  }
  return result + text.slice(last);
}

function replace(args: Value[]): Value {
  const [source = null, old = null, pattern = null, group = null, value = null, other = null, template = null] = args;
  if (pattern !== null && group !== null && other !== null) {
    if (!isEmpty(source)) return source;
    const found = regex(textOf(pattern), '').exec(textOf(other));
    return found?.groups?.[textOf(group)] ?? null;
  }
  if (source === null) return null;
  const text = textOf(source);
  if (old !== null && template !== null) return textOf(template).replaceAll(textOf(old), () => text);
  if (old !== null && value !== null) return old === '' ? text : text.replaceAll(textOf(old), () => textOf(value));
  if (pattern !== null && group !== null && value !== null) {
    return replaceGroup(text, textOf(pattern), textOf(group), textOf(value));
  }
  if (pattern !== null && value !== null) {
    return text.replace(regex(textOf(pattern), 'g'), substitution(textOf(value)));
  }
  throw new EvaluationError(
    'give oldValue with replacementValue or template, or regexPattern with replacementValue or replacementAttributeName',
  );
}

export const REPLACE_FUNCTIONS: Record<string, FunctionDefinition> = { Replace: { arity: [2, 7], apply: replace } };
