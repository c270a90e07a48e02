/**
 * What became of each write: the answer to it, and what it gave, against the next full GET of the same resource when
 * nothing was written to it in between (RFC 7644 section 3.1: an answer shows the state of the resource).
 */
import { differences, type Difference } from '../scim/compare.js';
import { findAttribute } from '../scim/model.js';
import type { JsonObject, ResourceModel } from '../scim/types.js';
import type { Capabilities } from './capabilities.js';
import { isPartial, modelAt } from './received-resources.js';
import type { Look, Spoiled } from './received-look.js';
import { collectionIn, decoded, entries, isObject, read, readAll, type ScimResponse } from './response.js';
import { describeDifference } from './stored.js';

/** The last write to one resource. */
interface Written {
  response: ScimResponse;
  /** How often the resource had been written to when it was answered. */
  turn: number;
}

export interface WriteWatch {
  /** A request is about to be sent; the function it gives takes the answer and what was sent amiss before. */
  begin(method: string, path: string, body: unknown): (response: ScimResponse, spoiled: Spoiled) => Look[];
}

/** Attributes that providers keep from a catalogue, derive, or guard by a policy of theirs. */
const RESTRICTED =
  /^(id|meta|schemas|groups|roles|entitlements|x509certificates|password|locale|timezone|preferredlanguage|usertype|active)$/i;

/** What writes to other resources change: the groups of a user, whatever a schema says of their mutability. */
const MADE_ELSEWHERE = /^(meta|groups)\b/i;

/** Watches the writes of a run. */
export function createWriteWatch(target: Capabilities): WriteWatch {
  const turns = new Map<string, number>();
  const written = new Map<string, Written>();
  /** How many writes to a resource wait for an answer: which of those that overlap came last, nobody can tell. */
  const underWay = new Map<string, number>();
  const gone = new Set<string>();

  const turn = (key: string): number => {
    const next = (turns.get(key) ?? 0) + 1;
    turns.set(key, next);
    written.delete(key);
    return next;
  };
  /** A job of many operations: whatever it names is written to. */
  const bulk = (body: unknown): void => {
    for (const operation of entries(body, 'Operations')) {
      const path = read(operation, 'path');
      if (typeof path === 'string') turn(path);
      if (typeof path === 'string' && /^delete$/i.test(String(read(operation, 'method')))) gone.add(idOf(path));
    }
  };

  /** What refers to a deleted resource may be cleared with it: a member, a manager. */
  const namesGone = (sent: unknown): boolean => {
    if (Array.isArray(sent)) return sent.length > 0 && sent.every(namesGone);
    if (isObject(sent)) return Object.values(sent).some(namesGone);
    return typeof sent === 'string' && (gone.has(sent) || gone.has(idOf(sent)));
  };

  return {
    begin(method, path, body) {
      const key = path.split('?')[0] ?? '';
      if (method === 'GET') {
        const before = written.get(key);
        return (response, spoiled) =>
          before && written.get(key) === before ? compare(before.response, response, spoiled) : [];
      }
      if (method === 'POST' && !/^\/[^/]+$/.test(key)) return () => [];
      if (/^\/Bulk$/i.test(key)) {
        bulk(body);
        return () => (bulk(body), []);
      }
      if (method === 'DELETE') gone.add(idOf(key));
      const own = method === 'POST' ? 0 : turn(key);
      const before = underWay.get(key) ?? 0;
      underWay.set(key, before + 1);
      return (response) => {
        underWay.set(key, (underWay.get(key) ?? 1) - 1);
        const id = read(response.json, 'id');
        const place = method === 'POST' ? `${key}/${encodeURIComponent(typeof id === 'string' ? id : '')}` : key;
        const alone = method === 'POST' || (before === 0 && turns.get(key) === own);
        if (method !== 'DELETE' && isDone(response) && alone) written.set(place, { response, turn: own });
        return [];
      };
    },
  };

  function compare(write: ScimResponse, got: ScimResponse, spoiled: Spoiled): Look[] {
    const model = modelAt(target, collectionIn(got.path));
    if (!model || got.status !== 200 || !isObject(got.json) || isPartial(got) || readAll(got.json, 'id').length === 0)
      return [];
    const now = got.json;
    const isStable = ({ path, sent }: Difference): boolean =>
      !spoiled().has(path.toLowerCase().split(/[.[]/)[0] ?? '') && !namesGone(sent);
    const judged = (topic: Look['topic'], from: JsonObject, keep: (difference: Difference) => boolean): Look[] => {
      const found = differences(from, now, model).filter((each) => isStable(each) && keep(each));
      if (found.length === 0) return [{ topic }];
      return found.map((each) => ({ topic, fault: faultOf(each, write, model) }));
    };
    const looks: Look[] = [{ topic: 'kept', kept: namesIn(now, model) }];
    if (isObject(write.json) && !isPartial(write) && readAll(write.json, 'id').length > 0)
      looks.push(...judged('state', write.json, ({ kind, path }) => kind !== 'appeared' && !MADE_ELSEWHERE.test(path)));
    if (write.method !== 'PATCH' && target.declared.schemas && isObject(write.sent)) {
      const whole = (each: Difference): boolean => isWhole(each, model) && !RESTRICTED.test(each.path);
      looks.push(...judged(write.method === 'POST' ? 'post-stored' : 'put-stored', write.sent, whole));
    }
    return looks;
  }
}

/** Answered for good: 202 says that the work goes on (RFC 9967 section 2.5.1.1). */
function isDone({ status }: ScimResponse): boolean {
  return [200, 201, 204].includes(status);
}

/** A whole attribute that vanished: what a provider makes of parts and values is judged where they are probed. */
function isWhole({ kind, path }: Difference, model: ResourceModel): boolean {
  return kind === 'missing' && !path.includes('[') && findAttribute(model, path)?.subAttribute === undefined;
}

function faultOf(each: Difference, write: ScimResponse, model: ResourceModel): NonNullable<Look['fault']> {
  const path = each.path.replace(/\[[^\]]*\]/g, '');
  return {
    subject: `${model.type.name} ${path} after ${write.method}`,
    expected: `${path} in the GET that follows`,
    actual: describeDifference(each),
    exchanges: [write.n],
    // A provider need not have every attribute: one that it never keeps is judged by what /Schemas says of it.
    ...(write.method === 'PUT' || /^externalId$/i.test(path) ? { onlyIfKept: markOf(model, path) } : {}),
  };
}

const markOf = (model: ResourceModel, path: string): string => `${model.type.name} ${path.toLowerCase()}`;

/** The attributes that a resource shows, those of extensions by their full names. */
function namesIn(resource: JsonObject, model: ResourceModel): string[] {
  return Object.entries(resource).flatMap(([name, value]) => [
    markOf(model, name),
    ...(name.includes(':') && isObject(value)
      ? Object.keys(value).map((each) => markOf(model, `${name}:${each}`))
      : []),
  ]);
}

const idOf = (path: string): string => decoded(path.split('/').at(-1) ?? '');
