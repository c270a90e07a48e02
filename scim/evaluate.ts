/** What a filter selects (RFC 7644 section 3.4.2.2, tables 3 to 5). */
import { ScimError } from './errors.js';
import type { CompareOperator, CompareValue, Comparison, Filter } from './filter.js';
import { instantOf } from './datetime.js';
import { isObject, member, valuesOf } from './json.js';
import { attributeNamed, containerOf, findAttribute } from './model.js';
import type { Found } from './model.js';
import { formatAttributePath } from './notation.js';
import type { AttributePath } from './notation.js';
import type { Attribute, Json, Resource, ResourceModel } from './types.js';
import { comparable, compareText, foldCase, hasContent } from './values.js';

export interface MatchOptions {
  /**
   * What a name that no schema defines does: `refuse` throws 400 invalidFilter, `no-value` (the default) counts it as
   * unassigned, as RFC 7644 section 3.4.2.1 wants it for queries over several types.
   */
  unknownAttribute?: 'refuse' | 'no-value';
}

/** Decides over one thing: a resource, or one value of a multi-valued attribute. */
type Test = (candidate: Json) => boolean;

/** How names inside a filter are understood: at the top of a resource or within a value path. */
interface Scope {
  /** The attribute that is compared in the end, and how to get at its values. */
  resolve(path: AttributePath): Target | undefined;
  refuseUnknown: boolean;
}

interface Target {
  attribute: Attribute;
  read(candidate: Json): Json[];
}

/**
 * Makes a test of a filter. What is wrong with a filter whatever the data, such as an ordering of booleans, is thrown
 * here: ScimError 400 invalidFilter.
 */
export function compileFilter(
  filter: Filter,
  model: ResourceModel,
  options: MatchOptions = {},
): (resource: Resource) => boolean {
  const refuseUnknown = options.unknownAttribute === 'refuse';
  return compile(filter, { resolve: (path) => resourceTarget(model, path), refuseUnknown });
}

/** Whether a resource satisfies a filter. Throws ScimError 400 invalidFilter. */
export function matches(filter: Filter, resource: Resource, model: ResourceModel, options: MatchOptions = {}): boolean {
  return compileFilter(filter, model, options)(resource);
}

/** The test that the filter of a value path puts to each single value of an attribute. */
export function compileValueFilter(filter: Filter, attribute: Attribute, options: MatchOptions = {}): Test {
  const refuseUnknown = options.unknownAttribute === 'refuse';
  return compile(filter, { resolve: (path) => elementTarget(attribute, path), refuseUnknown });
}

function compile(filter: Filter, scope: Scope): Test {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const tests = filter.filters.map((part) => compile(part, scope));
      return filter.kind === 'and'
        ? (candidate) => tests.every((test) => test(candidate))
        : (candidate) => tests.some((test) => test(candidate));
    }
    case 'not': {
      const test = compile(filter.filter, scope);
      return (candidate) => !test(candidate);
    }
    case 'present': {
      const target = resolve(filter.path, scope);
      return (candidate) => target?.read(candidate).some((value) => hasContent(value)) ?? false;
    }
    case 'valuePath': {
      const target = resolve(filter.path, scope);
      if (!target) return () => false;
      const { attribute, read } = target;
      const test = compile(filter.filter, {
        resolve: (path) => elementTarget(attribute, path),
        refuseUnknown: scope.refuseUnknown,
      });
      return (candidate) => read(candidate).some(test);
    }
    case 'compare':
      return compileComparison(filter, resolve(filter.path, scope));
  }
}

function resolve(path: AttributePath, scope: Scope): Target | undefined {
  const target = scope.resolve(path);
  if (!target && scope.refuseUnknown) throw invalidFilter(`"${formatAttributePath(path)}" is no attribute here.`);
  return target;
}

function resourceTarget(model: ResourceModel, path: AttributePath): Target | undefined {
  const found = findAttribute(model, formatAttributePath(path));
  const attribute = found && (found.subAttribute ?? found.attribute ?? wholeExtension(model, found));
  return attribute && { attribute, read: (candidate) => (isObject(candidate) ? valuesAt(candidate, found) : []) };
}

function wholeExtension(model: ResourceModel, found: Found): Attribute | undefined {
  const schema = model.extensions.find(({ id }) => id === found.extension);
  const nothing = {
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
  };
  return (
    schema && ({ ...nothing, name: schema.id, type: 'complex', multiValued: false, subAttributes: [] } as Attribute)
  );
}

/** The values a resource has at an attribute: none, one, or each element; for a sub-attribute, those of every element. */
export function valuesAt(resource: Resource, found: Found): Json[] {
  const container = containerOf(resource, found);
  if (!container) return [];
  if (!found.attribute) return [container];
  const values = valuesOf(member(container, found.attribute.name));
  const { subAttribute } = found;
  return subAttribute ? values.flatMap((value) => subValues(value, subAttribute.name)) : values;
}

/** The elements of an attribute without sub-attributes are their own `value`. */
function subValues(element: Json, name: string): Json[] {
  if (isObject(element)) return valuesOf(member(element, name));
  return name.toLowerCase() === 'value' ? [element] : [];
}

function elementTarget(parent: Attribute, path: AttributePath): Target | undefined {
  // A sub-attribute has no URN and no sub-attributes (RFC 7643 section 2.3.8).
  if (path.urn !== undefined || path.subAttribute !== undefined) return undefined;
  const attribute =
    attributeNamed(parent.subAttributes, path.attribute) ??
    (parent.type !== 'complex' && path.attribute.toLowerCase() === 'value' ? parent : undefined);
  return attribute && { attribute, read: (element) => subValues(element, path.attribute) };
}

function compileComparison(filter: Comparison, target: Target | undefined): Test {
  const { operator, value } = filter;
  if (value === null) return compileNull(operator, target);
  if (!target) return () => operator === 'ne';
  const simple = target.attribute.type === 'complex' ? mainValue(target, filter.path) : target;
  const criterion = compileCriterion(operator, value, simple.attribute, formatAttributePath(filter.path));
  return (candidate) => {
    const values = simple.read(candidate);
    // "Not identical" is true of an attribute without value, as `not (a eq x)` is.
    return values.length === 0 ? operator === 'ne' : values.some(criterion);
  };
}

function compileNull(operator: CompareOperator, target: Target | undefined): Test {
  if (operator !== 'eq' && operator !== 'ne') throw invalidFilter(`"${operator}" does not compare with null.`);
  const wanted = operator === 'ne';
  return (candidate) => (target?.read(candidate).length ?? 0) > 0 === wanted;
}

/** A complex attribute stands for its `value` (figure 2's `emails co "example.com"`). */
function mainValue(target: Target, path: AttributePath): Target {
  const attribute = attributeNamed(target.attribute.subAttributes, 'value');
  if (!attribute) throw invalidFilter(`"${formatAttributePath(path)}" is complex: name one of its sub-attributes.`);
  return { attribute, read: (candidate) => target.read(candidate).flatMap((value) => subValues(value, 'value')) };
}

function compileCriterion(
  operator: CompareOperator,
  value: Exclude<CompareValue, null>,
  attribute: Attribute,
  name: string,
): Test {
  const { type } = attribute;
  if (operator === 'eq' || operator === 'ne') {
    const wanted = comparable(type === 'boolean' ? asBoolean(value) : value, attribute);
    return operator === 'eq'
      ? (candidate) => comparable(candidate, attribute) === wanted
      : (candidate) => comparable(candidate, attribute) !== wanted;
  }
  if (operator === 'co' || operator === 'sw' || operator === 'ew') {
    const textual = type !== 'boolean' && type !== 'integer' && type !== 'decimal';
    if (typeof value !== 'string' || !textual)
      throw invalidFilter(`"${operator}" compares strings, "${name}" is ${type}.`);
    const fold = attribute.caseExact ? (text: string) => text : foldCase;
    const wanted = fold(value);
    return (candidate) => typeof candidate === 'string' && contains(operator, fold(candidate), wanted);
  }
  if (type === 'boolean' || type === 'binary') throw invalidFilter(`"${name}" is ${type} and has no order.`);
  return compileOrder(operator, value, attribute, name);
}

/** Microsoft Entra asks for `primary eq "True"`. */
function asBoolean(value: Exclude<CompareValue, null>): Exclude<CompareValue, null> {
  if (typeof value !== 'string') return value;
  const lower = value.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : value;
}

function contains(operator: 'co' | 'sw' | 'ew', text: string, part: string): boolean {
  if (operator === 'co') return text.includes(part);
  return operator === 'sw' ? text.startsWith(part) : text.endsWith(part);
}

function compileOrder(
  operator: 'gt' | 'ge' | 'lt' | 'le',
  value: Exclude<CompareValue, null>,
  attribute: Attribute,
  name: string,
): Test {
  const numeric = attribute.type === 'integer' || attribute.type === 'decimal';
  const fits = numeric ? typeof value === 'number' : typeof value === 'string';
  if (!fits || (attribute.type === 'dateTime' && instantOf(String(value)) === undefined)) {
    throw invalidFilter(`${JSON.stringify(value)} does not compare with "${name}", which is ${attribute.type}.`);
  }
  const wanted = comparable(value, attribute);
  return (candidate) => {
    const order = compareKeys(comparable(candidate, attribute), wanted);
    if (order === undefined) return false;
    if (order === 0) return operator === 'ge' || operator === 'le';
    return order > 0 === (operator === 'gt' || operator === 'ge');
  };
}

/** Order of two comparable keys of one kind; undefined where the kinds differ. */
export function compareKeys(left: Json | bigint, right: Json | bigint): number | undefined {
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'bigint' && typeof right === 'bigint') return left === right ? 0 : left > right ? 1 : -1;
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  return undefined;
}

function invalidFilter(detail: string): ScimError {
  return new ScimError(400, 'invalidFilter', detail);
}
