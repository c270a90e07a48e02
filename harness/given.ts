/** Preconditions that are exchanges: made once, looked at by many checks. */
import type { JsonObject } from '../scim/types.js';
import type { Context } from './context.js';
import {
  attach,
  currentScope,
  whileIdle,
  inScope,
  newEvidence,
  type Evidence,
  type GivenState,
  type Lane,
} from './lane.js';
import { Blocked } from './outcomes.js';
import { addGiven, type GivenDefinition } from './registry.js';
import { collectionIn, describe, isObject, read, succeeded, type ScimResponse } from './response.js';
import type { Feature } from './capabilities.js';
import { passUndeclared } from './undeclared.js';

/** What checks see of a given. Every member throws `Blocked` when the precondition did not come about. */
export interface Given<T> {
  /** What the body returned. */
  readonly value: T;
  /** The answer, whatever its status. */
  readonly response: ScimResponse;
  /** The resource in a 2xx answer; blocked unless there is one with an id. */
  readonly resource: JsonObject;
  /** The body that was sent. */
  readonly sent: JsonObject;
  /** The id of the resource. */
  readonly id: string;
  /** Path of the resource: `/Users/2819c223`. */
  readonly path: string;
}

/**
 * Blocked unless `response` is a 2xx that carries a resource with an id, or a create that named one by its Location;
 * gives the resource.
 */
export function resourceOf(response: ScimResponse, what = `${response.method} ${response.path}`): JsonObject {
  attach(response.n);
  if (response.located) return resourceOf(response.located, what);
  passUndeclared(response);
  if (!succeeded(response)) throw new Blocked(what, `${what} was answered ${describe(response)}`, response.n);
  if (!isObject(response.json))
    throw new Blocked(what, `${what} was answered ${response.status} without a resource`, response.n);
  const id = read(response.json, 'id');
  if (typeof id !== 'string' || id === '')
    throw new Blocked(what, `${what} was answered with a resource that has no id`, response.n);
  return response.json;
}

/** The id in a create answer; blocked unless there is one. */
export function idOf(response: ScimResponse): string {
  return String(read(resourceOf(response), 'id'));
}

/** Path of the resource that a create or a read answered with: `/Users/2819c223`. */
export function pathOf(response: ScimResponse): string {
  return `${collectionIn(response.path)}/${encodeURIComponent(idOf(response))}`;
}

async function perform(title: string, context: Context, body: (context: Context) => unknown): Promise<GivenState> {
  const evidence: Evidence = newEvidence();
  const { lane } = currentScope();
  try {
    const value = await inScope(lane, evidence, async () => body(context));
    return { title, value, evidence };
  } catch (failure) {
    return { title, failure, evidence };
  }
}

function isResponse(value: unknown): value is ScimResponse {
  return typeof value === 'object' && value !== null && 'exchange' in value && 'status' in value;
}

/** Attaches a given's evidence to the running check and gives its value; a failed one throws. */
function take(state: GivenState | undefined, title: string): unknown {
  if (!state) throw new Blocked(title, `"${title}" did not run`);
  attach(...state.evidence.exchanges.slice(-6));
  if (state.evidence.needsPatience) currentScope().evidence.needsPatience = true;
  if (state.failure !== undefined) throw state.failure;
  return state.value;
}

/** Performs a given in the current lane; called by the scheduler when it reaches the step. */
export async function performGiven(definition: GivenDefinition, context: Context): Promise<GivenState> {
  const state = await perform(definition.title, context, definition.body);
  currentScope().lane.givens.set(definition, state);
  return state;
}

/** Declares a precondition of the checks below it. */
export function given<T>(title: string, body: (context: Context) => Promise<T> | T): Given<Awaited<T>>;
export function given<T>(
  title: string,
  options: { needs?: Feature | Feature[] },
  body: (context: Context) => Promise<T> | T,
): Given<Awaited<T>>;
export function given<T>(
  title: string,
  optionsOrBody: { needs?: Feature | Feature[] } | ((context: Context) => Promise<T> | T),
  maybeBody?: (context: Context) => Promise<T> | T,
): Given<Awaited<T>> {
  const options = typeof optionsOrBody === 'function' ? {} : optionsOrBody;
  const body = typeof optionsOrBody === 'function' ? optionsOrBody : maybeBody;
  if (!body) throw new Error(`given "${title}" has no body`);
  const needs = options.needs === undefined ? [] : [options.needs].flat();
  const definition: GivenDefinition = { kind: 'given', title, needs, body };
  addGiven(definition);
  const value = (): unknown => take(currentScope().lane.givens.get(definition), title);
  const response = (): ScimResponse => {
    const got = value();
    if (!isResponse(got)) throw new Error(`given "${title}" does not return a response`);
    attach(got.n);
    return got;
  };
  return {
    get value() {
      return value() as Awaited<T>;
    },
    get response() {
      return response();
    },
    get resource() {
      return resourceOf(response(), title);
    },
    get sent() {
      const { sent } = response();
      if (!isObject(sent)) throw new Error(`given "${title}" did not send an object`);
      return sent;
    },
    get id() {
      return idOf(response());
    },
    get path() {
      return pathOf(response());
    },
  };
}

/**
 * A population made once per run and looked at by many scenarios: `const people = given('people', () => twelvePeople())`.
 * Its data is seeded by its title, so that it does not depend on which scenario asks first.
 */
export function shared<T>(title: string, body: (context: Context) => Promise<T>): () => Promise<T> {
  const key = {};
  // Runs for which it has been made: from then on nobody waits.
  const done = new WeakSet<Lane['shared']>();
  return async () => {
    const { lane } = currentScope();
    const running = lane.shared.get(key);
    if (running) return take(done.has(lane.shared) ? await running : await whileIdle(() => running), title) as T;
    const made = perform(title, lane.contextFor(title), body);
    lane.shared.set(key, made);
    const state = await made;
    done.add(lane.shared);
    return take(state, title) as T;
  };
}
