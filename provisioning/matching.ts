/** Finds the target object that stands for a source object. */
import { isObject, member } from '../scim/json.js';
import type { Json, JsonObject, Resource } from '../scim/types.js';
import type { CompiledMapping } from './mapping/attribute-mapping.js';
import { parseTargetPath, readTarget } from './mapping/target-path.js';
import { Failed, parseBody } from './outcome.js';
import type { Run } from './run.js';
import { CycleStopped } from './sender.js';
import type { Kind } from './state.js';
import type { Answer } from './wire.js';

export interface MatchValue {
  target: string;
  value: string;
}

export interface MatchResult {
  /** The object found, null where no attribute found one. */
  found: { id: string; resource: Resource } | null;
  /** Every attribute asked, with the number of objects it found. */
  asked: (MatchValue & { found: number })[];
}

/** Values by which an object can be found, in the order of matching precedence; attributes without a value are left out. */
export function matchValues(mappings: CompiledMapping[], flows: ReadonlyMap<string, Json>): MatchValue[] {
  return mappings.flatMap((mapping) => {
    const value = flows.get(mapping.target.text);
    return value === undefined || value === null ? [] : [{ target: mapping.target.text, value: String(value) }];
  });
}

/**
 * Asks the target by each value in turn and stops at the first that finds an object.
 * Throws Failed where several match or the filter was not applied, CycleStopped where the answer is no SCIM.
 */
export async function findMatch(run: Run, kind: Kind, values: MatchValue[]): Promise<MatchResult> {
  const asked: MatchResult['asked'] = [];
  for (const { target, value } of values) {
    const request = kind === 'user' ? run.dialect.matchUser(target, value) : run.dialect.matchGroup(value);
    if (!request) continue;
    const path = parseTargetPath(target);
    const matches = (resource: Resource): boolean => same(readTarget(resource, path), value);
    // A provider that compares on its own side asks for all groups and picks.
    const filtered = request.path.includes('filter=');
    const resources = listOf(await sendQuery(run, request));
    const fitting = resources.filter(matches);
    if (filtered && fitting.length < resources.length) {
      const others = resources.length - fitting.length;
      throw new Failed(
        'SystemForCrossDomainIdentityManagementMultipleEntriesInResponse',
        `the filter ${target} eq "${value}" was answered with ${others} object${others === 1 ? '' : 's'} of another value`,
      );
    }
    if (fitting.length > 1) {
      throw new Failed(
        'DuplicateTargetEntries',
        `${fitting.length} objects at the target have the ${target} "${value}"`,
      );
    }
    asked.push({ target, value, found: fitting.length });
    const [resource] = fitting;
    if (resource) return { found: { id: idOf(resource), resource }, asked };
  }
  return { found: null, asked };
}

/** A 404, or anything but a list, in answer to a query is what the provider calls not compliant. */
async function sendQuery(run: Run, request: Parameters<Run['sender']['send']>[0]): Promise<Answer> {
  try {
    return await run.sender.send(request);
  } catch (error) {
    if (error instanceof Failed && error.more.status === 404) {
      throw new CycleStopped(
        incompatible('a query that finds nothing was answered 404 instead of 200 and an empty list'),
        true,
      );
    }
    if (error instanceof Failed && error.more.status === 403) throw new CycleStopped(error, true);
    throw error;
  }
}

function listOf(answer: Answer): Resource[] {
  const body = parseBody(answer);
  const resources = isObject(body) ? member(body, 'Resources') : undefined;
  const total = isObject(body) ? member(body, 'totalResults') : undefined;
  if (
    !isObject(body) ||
    typeof total !== 'number' ||
    (resources !== undefined && resources !== null && !Array.isArray(resources))
  ) {
    throw new CycleStopped(incompatible('a query was answered with something that is no ListResponse'), true);
  }
  return (Array.isArray(resources) ? resources : []).filter(isObject);
}

export function incompatible(sentence: string): Failed {
  return new Failed('SystemForCrossDomainIdentityManagementServiceIncompatible', sentence, { status: 200 });
}

/** The resource in an answer. Throws Failed where there is none with an id. */
export function resourceOf(answer: Answer): JsonObject {
  const body = parseBody(answer);
  if (!isObject(body))
    throw incompatible(answer.text.trim() === '' ? 'the answer is empty' : 'the answer is no JSON object');
  idOf(body);
  return body;
}

export function idOf(resource: Resource): string {
  const id = member(resource, 'id');
  if (typeof id !== 'string' || id === '') throw incompatible('the answer has no id');
  return id;
}

/** Matching compares names, and names ignore letter case. */
const same = (found: Json | undefined, wanted: string): boolean =>
  found !== undefined && String(found).toLowerCase() === wanted.toLowerCase();
