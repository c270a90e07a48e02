/** Ajv with the formats of SCIM. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { isDateTime } from '../scim/datetime.js';
import { canonicalBase64 } from '../scim/values.js';

export interface SchemaProblem {
  /** `name.givenName`, `emails[1].value`, `urn:…:User:department`; empty for the whole. */
  path: string;
  problem: string;
  /** What stands at the path; absent where nothing does. */
  value?: unknown;
}

/** The package's types and its run time disagree about where the function is. */
const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default;

/**
 * A new Ajv for JSON Schema 2020-12 that reports every problem. Formats: those of ajv-formats, and `xsd-dateTime` and
 * `base64`, which are wider than `date-time` and `byte`: RFC 7643 section 2.3.5 allows times without zone, section 2.3.6
 * base64 without padding. Schemas are of our making and not checked here: to compile their meta-schema costs more than they do.
 */
export function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strictTypes: false,
    strictTuples: false,
    validateSchema: false,
  });
  addFormats(ajv);
  ajv.addFormat('xsd-dateTime', isDateTime);
  ajv.addFormat('base64', (text) => canonicalBase64(text) !== undefined);
  return ajv;
}

/** Enough to see what is wrong; a broken list of thousands says the same thousands of times. */
const MAX_PROBLEMS = 50;

/** Ajv's errors in our words, each place once. */
export function problemsOf(
  errors: readonly ErrorObject[] | null | undefined,
  pathOf: (pointer: string) => string,
): SchemaProblem[] {
  const problems = new Map<string, SchemaProblem>();
  for (const error of errors ?? []) {
    if (problems.size >= MAX_PROBLEMS) break;
    const missing = error.keyword === 'required' ? `/${escape(String(error.params['missingProperty']))}` : '';
    const path = pathOf(error.instancePath + missing);
    const problem = missing === '' ? (error.message ?? 'does not fit its schema') : 'is required and missing';
    const value: { value?: unknown } = missing === '' ? { value: error.data } : {};
    if (!problems.has(path)) problems.set(path, { path, problem, ...value });
  }
  return [...problems.values()];
}

function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The names and indexes of a JSON pointer (RFC 6901). */
export function pointerParts(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
