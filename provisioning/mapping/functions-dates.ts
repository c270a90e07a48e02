/** Date functions of mapping expressions (Microsoft Learn, expression reference). */
import {
  addInterval,
  countIntervals,
  formatDate,
  fromActiveDirectory,
  LONG_FORMAT,
  parseDate,
  readDate,
  toActiveDirectory,
} from './dates.js';
import type { FunctionDefinition } from './functions.js';
import { integerOf, isEmpty, textOf, type Value } from './values.js';

const at = (args: Value[], index: number): Value => args[index] ?? null;

export const DATE_FUNCTIONS: Record<string, FunctionDefinition> = {
  CDate: {
    arity: [1, 1],
    apply: (args) => (isEmpty(at(args, 0)) ? null : formatDate(readDate(textOf(at(args, 0))), LONG_FORMAT)),
  },
  DateAdd: {
    arity: [3, 3],
    apply: (args) => {
      if (isEmpty(at(args, 2))) return null;
      const moved = addInterval(textOf(at(args, 0)), integerOf(at(args, 1), 'value'), readDate(textOf(at(args, 2))));
      return formatDate(moved, LONG_FORMAT);
    },
  },
  DateDiff: {
    arity: [3, 3],
    apply: (args) => {
      if (isEmpty(at(args, 1)) || isEmpty(at(args, 2))) return null;
      return countIntervals(textOf(at(args, 0)), readDate(textOf(at(args, 1))), readDate(textOf(at(args, 2))));
    },
  },
  DateFromNum: {
    arity: [1, 1],
    apply: (args) =>
      isEmpty(at(args, 0)) ? null : formatDate(fromActiveDirectory(textOf(at(args, 0)).trim()), LONG_FORMAT),
  },
  FormatDateTime: {
    arity: [4, 4],
    apply: (args) => {
      if (isEmpty(at(args, 0))) return null;
      const format = textOf(at(args, 2));
      const text = textOf(at(args, 0));
      return formatDate(format ? parseDate(text, format) : readDate(text), textOf(at(args, 3)));
    },
  },
  Now: { arity: [0, 0], apply: (_args, context) => formatDate(context.now, LONG_FORMAT) },
  NumFromDate: {
    arity: [1, 1],
    apply: (args) => (isEmpty(at(args, 0)) ? null : toActiveDirectory(readDate(textOf(at(args, 0))))),
  },
};
