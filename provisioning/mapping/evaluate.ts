/** Turns a parsed expression into a value for one source object. */
import { FUNCTIONS } from './functions.js';
import type { Comparison, Expression } from './parser.js';
import { EvaluationError, textOf, type Context, type Value } from './values.js';

/**
 * The value of an expression, null where there is none.
 * Throws EvaluationError, with the function's name, when a value cannot be computed for this object.
 */
export function evaluate(expression: Expression, context: Context): Value {
  switch (expression.kind) {
    case 'text':
    case 'number':
      return expression.value;
    case 'word':
      return expression.name;
    case 'empty':
      return null;
    case 'attribute':
      return context.attribute(expression.name);
    case 'compare':
      return compare(expression.operator, evaluate(expression.left, context), evaluate(expression.right, context));
    case 'call':
      return call(expression, context);
  }
}

function call(expression: Extract<Expression, { kind: 'call' }>, context: Context): Value {
  const definition = FUNCTIONS.get(expression.name);
  if (!definition) throw new EvaluationError(`${expression.name} is not implemented`);
  try {
    if (definition.lazy) return definition.lazy(expression.args, (argument) => evaluate(argument, context));
    const values = expression.args.map((argument) => evaluate(argument, context));
    return definition.apply(values, context);
  } catch (error) {
    if (error instanceof EvaluationError && !error.message.startsWith(expression.name)) {
      throw new EvaluationError(`${expression.name}: ${error.message}`);
    }
    throw error;
  }
}

function compare(operator: Comparison, left: Value, right: Value): boolean {
  // Documented limitation: a condition over an attribute without a value fails, it is not false.
  if (left === null || right === null) throw new EvaluationError('the condition compares an attribute without a value');
  const order = orderOf(left, right);
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
  }
}

function orderOf(left: Value, right: Value): number {
  const numbers = [left, right].map((value) =>
    typeof value === 'number' ? value : /^-?\d+(\.\d+)?$/.test(textOf(value)) ? Number(textOf(value)) : Number.NaN,
  );
  const [a = Number.NaN, b = Number.NaN] = numbers;
  if (!Number.isNaN(a) && !Number.isNaN(b) && (typeof left === 'number' || typeof right === 'number')) return a - b;
  const texts = [textOf(left), textOf(right)] as const;
  return texts[0] === texts[1] ? 0 : texts[0] < texts[1] ? -1 : 1;
}
