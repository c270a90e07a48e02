/** Values of mapping expressions and how one kind is read as another. */

/** A role a person holds in the application. */
export interface AppRole {
  id: string;
  value: string;
  displayName: string;
}

export type Value = string | number | bigint | boolean | null | Value[] | AppRole;

/** What an expression reads besides its own text. */
export interface Context {
  /** A source attribute; null where the object has none. */
  attribute(name: string): Value;
  /** Now, in milliseconds since 1970, on the clock of the simulation. */
  now: number;
  /** A number in [0, 1). */
  random(): number;
  /** Called when Redact() was passed: the value must not appear in a log. */
  redact?(): void;
}

/** An expression that is well formed but has no value for this object. */
export class EvaluationError extends Error {}

export function isAppRole(value: Value): value is AppRole {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As text: booleans as True and False, which is how the documented examples compare them. */
export function textOf(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return value.map(textOf).join(';');
  if (isAppRole(value)) return value.value;
  return String(value);
}

export function isEmpty(value: Value): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** As an integer, for indexes and lengths. */
export function integerOf(value: Value, what: string): number {
  const number = typeof value === 'number' ? value : Number(textOf(value).trim() || Number.NaN);
  if (!Number.isInteger(number)) throw new EvaluationError(`${what} must be a whole number, it is "${textOf(value)}"`);
  return number;
}

/** True for true, "True" and non-zero numbers. */
export function truthOf(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  const text = textOf(value).trim();
  if (/^true$/i.test(text)) return true;
  return /^-?\d+(\.\d+)?$/.test(text) && Number(text) !== 0;
}
