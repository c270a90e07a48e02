/** The chains of Postman's assertions: `pm.expect(x).to.…` by chai's own words, `pm.response.to.…` by ours. */
import { STATUS_CODES } from 'node:http';
import { AssertionError, expect } from 'chai';
import { Finding } from '../../harness/outcomes.js';
import { describe, type ScimResponse } from '../../harness/response.js';
import { Unread } from './calls.js';
import { isMatchable } from './pattern.js';

interface Step {
  name: string;
  args?: unknown[];
}

const WORDS = new Set(
  `to be been is that which and has have with at of same but does still not deep own any all nested a an true false null
   undefined ok empty exist exists equal equals eq eql eqls include includes contain contains property lengthOf length
   above gt greaterThan least gte greaterThanOrEqual below lt lessThan most lte lessThanOrEqual within closeTo
   approximately oneOf string members ordered nested keys key NaN finite match matches`.split(/\s+/),
);

/** Goes along a chain of chai by the words of the list; throws a Finding where it does not hold. */
export function walk(actual: unknown, steps: readonly Step[]): undefined {
  let value: unknown = expect(actual);
  for (const { name, args } of steps) {
    if (!WORDS.has(name)) throw new Unread(`.${name}`);
    if (args?.some((each) => each instanceof RegExp) && !isMatchable(actual))
      throw new Unread(`.${name} of a long text`);
  }
  try {
    for (const { name, args } of steps) {
      const owner = value as Record<string, unknown>;
      const found = owner[name];
      if (args && typeof found !== 'function') throw new Unread(`.${name}(…)`);
      value = args ? ((found as (...all: unknown[]) => unknown).apply(owner, args) as unknown) : found;
    }
  } catch (problem) {
    if (!(problem instanceof AssertionError)) throw problem;
    const words = steps.map(({ name, args }) =>
      [name, ...(args ?? []).map((each) => (each instanceof RegExp ? String(each) : JSON.stringify(each)))].join(' '),
    );
    throw new Finding(`a value ${words.join(' ')}`, (JSON.stringify(actual) ?? 'nothing there').slice(0, 200));
  }
}

/** The words of a status: HTTP/2 has none on the wire. */
export const reasonOf = (status: number): string => STATUS_CODES[status] ?? '';

const CLASSES: Record<string, { words: string; holds: (response: ScimResponse) => boolean }> = {
  ok: { words: 'status 200', holds: ({ status }) => status === 200 },
  success: { words: 'a status of success', holds: ({ status }) => status >= 200 && status < 300 },
  redirection: { words: 'a redirection', holds: ({ status }) => status >= 300 && status < 400 },
  clientError: { words: 'a status from 400 to 499', holds: ({ status }) => status >= 400 && status < 500 },
  serverError: { words: 'a status from 500', holds: ({ status }) => status >= 500 },
  error: { words: 'an error', holds: ({ status }) => status >= 400 },
  accepted: { words: 'status 202', holds: ({ status }) => status === 202 },
  badRequest: { words: 'status 400', holds: ({ status }) => status === 400 },
  unauthorized: { words: 'status 401', holds: ({ status }) => status === 401 },
  forbidden: { words: 'status 403', holds: ({ status }) => status === 403 },
  notFound: { words: 'status 404', holds: ({ status }) => status === 404 },
  json: { words: 'a JSON body', holds: ({ json }) => json !== undefined },
  withBody: { words: 'a body', holds: ({ text }) => text !== '' },
};

/** `pm.response.to.have.status(201)`, `.to.be.json`, `.to.not.be.error`, `.to.have.header("ETag")`. */
export function saysOfResponse(response: ScimResponse, steps: readonly Step[]): undefined {
  let negated = false;
  let judged = false;
  const judge = (holds: boolean, words: string): void => {
    judged = true;
    if (holds === negated) throw new Finding(negated ? `anything but ${words}` : words, describe(response));
  };
  for (const { name, args } of steps) {
    if (name === 'not') negated = !negated;
    else if (name === 'status' && typeof args?.[0] === 'number')
      judge(response.status === args[0], `status ${args[0]}`);
    else if (name === 'status' && typeof args?.[0] === 'string')
      judge(reasonOf(response.status) === args[0], `status "${args[0]}"`);
    else if (name === 'header' && args) header(response, args, judge);
    else if (name === 'jsonBody' && args?.length === 0) judge(response.json !== undefined, 'a JSON body');
    else if (Object.hasOwn(CLASSES, name) && !args) {
      const { holds, words } = CLASSES[name] ?? { holds: () => true, words: '' };
      judge(holds(response), words);
    } else if (!['be', 'have', 'and', 'a'].includes(name) || args) throw new Unread(`pm.response.to….${name}`);
  }
  if (!judged) throw new Unread('pm.response.to…');
}

function header(response: ScimResponse, args: unknown[], judge: (holds: boolean, words: string) => void): void {
  const value = response.headers[String(args[0]).toLowerCase()];
  if (args.length < 2) judge(value !== undefined, `a header ${String(args[0])}`);
  else judge(value === String(args[1]), `a header ${String(args[0])}: ${String(args[1])}`);
}

/** chai's `assert.equal` and its kin, as Runscope's scripts use them. */
export function assertion(name: string, [actual, wanted]: unknown[]): void {
  if (name === 'ok' || name === 'isOk') expect(actual).to.be.ok;
  else if (name === 'equal') expect(String(actual)).to.equal(String(wanted));
  else if (name === 'strictEqual') expect(actual).to.equal(wanted);
  else if (name === 'notEqual') expect(String(actual)).not.to.equal(String(wanted));
  else if (name === 'deepEqual') expect(actual).to.eql(wanted);
  else if (name === 'isTrue') expect(actual).to.equal(true);
  else if (name === 'isFalse') expect(actual).to.equal(false);
  else throw new Unread(`assert.${name}`);
}
