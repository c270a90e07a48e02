/**
 * What a run received: every answer to the suites is looked at once, against the schemas that the target publishes and
 * the messages of RFC 7644, when checks that run last judge what came together. One fault per attribute and kind.
 */
import { markersIn } from '../generators/marker.js';
import type { Capabilities } from './capabilities.js';
import { parseJson } from './json.js';
import { attach } from './lane.js';
import type { Ledger } from './ledger.js';
import { Finding, NotApplicable } from './outcomes.js';
import { lookAtMessage } from './received-messages.js';
import {
  lookAtResource,
  namesTwice,
  resourcesIn,
  wronglySent,
  type Sent,
  type ShownResource,
} from './received-resources.js';
import type { Look, Spoiled, Topic } from './received-look.js';
import { createWriteWatch } from './received-writes.js';
import { collectionIn, decoded, isObject, read, succeeded, type ScimResponse } from './response.js';

export interface Received {
  /** Tells that a request is about to be sent; the function it gives takes the answer. */
  watch(method: string, path: string, body: unknown): (response: ScimResponse) => void;
  /**
   * Fails with the faults of a topic; not applicable where the run received nothing of the kind. `besides` tells the
   * subjects whose fault another check has found.
   */
  judge(topic: Topic, besides?: (subject: string) => boolean): void;
}

interface Fault {
  subject: string;
  expected: string;
  actual: string;
  exchanges: number[];
  onlyIfKept?: string;
  /** Kinds of answers that show it: `GET`, `list`. */
  where: Set<string>;
}

const MOST_FINDINGS = 40;
/** Characters of answers that wait to be looked at; past them the suites wait. */
const MOST_HELD = 2 ** 24;

/** Looks at what comes in. Only objects that this run made are judged: `ledger` and their markers tell. */
export function createReceived(target: Capabilities, ledger: Ledger, runMarker: string): Received {
  const faults = new Map<Topic, Map<string, Fault>>();
  const seen = new Map<Topic, number>();
  const writesTo = new Map<string, Sent[]>();
  const kept = new Set<string>();
  // Texts of resources without a fault: lists show the same ones over and over.
  const faultless = new Map<string, readonly Topic[]>();
  const writes = createWriteWatch(target);

  // The suites do not wait for this: what came is looked at, in order, when they have ended.
  const later: (() => void)[] = [];
  let held = 0;
  const catchUp = (): void => {
    for (const look of later.splice(0)) look();
    held = 0;
  };

  const note = ({ topic, fault, kept: names = [] }: Look, n: number, where: string): void => {
    seen.set(topic, n);
    for (const name of names) kept.add(name);
    if (!fault) return;
    const known = faults.get(topic) ?? new Map<string, Fault>();
    faults.set(topic, known);
    const key = `${fault.subject} ${fault.expected}`;
    const before = known.get(key);
    if (before) before.where.add(where);
    else known.set(key, { ...fault, exchanges: [...(fault.exchanges ?? []), n], where: new Set([where]) });
  };

  const keyOf = ({ collection, id }: ShownResource): string => `${collection} ${id ?? ''}`;

  const isOurs = (shown: ShownResource, text: string): boolean => {
    if (shown.id !== undefined && ledger.find(shown.collection, shown.id)) return true;
    return markersIn(text).some((marker) => marker.startsWith(`${runMarker}-`));
  };

  const remember = (key: string, { method, path, sent: body }: ScimResponse): void => {
    const sent = typeof body === 'string' ? parseJson(body).value : body;
    if (!isObject(sent)) return;
    const known = writesTo.get(key);
    if (known) known.push({ method, path, sent });
    else writesTo.set(key, [{ method, path, sent }]);
  };

  const spoiledOf = (key: string): Spoiled => {
    let names: Set<string> | undefined;
    return () => (names ??= new Set(writesTo.get(key)?.flatMap((each) => wronglySent(each, target))));
  };

  const lookAt = (response: ScimResponse): void => {
    const twice = namesTwice(response);
    for (const look of lookAtMessage(response, twice, target)) note(look, response.n, response.method);
    for (const shown of resourcesIn(response, twice, target)) {
      const text = shown.single ? response.text : JSON.stringify(shown.resource);
      if (!isOurs(shown, text)) continue;
      const key = keyOf(shown);
      if (shown.single) remember(key, response);
      const sight = `${shown.where} ${String(shown.partial)} ${shown.collection} ${text}`;
      const known = shown.twice?.length ? undefined : faultless.get(sight);
      if (known) {
        for (const topic of known) seen.set(topic, response.n);
        continue;
      }
      const looks = lookAtResource(shown, spoiledOf(key), target);
      if (looks.every(({ fault }) => !fault)) faultless.set(sight, [...new Set(looks.map(({ topic }) => topic))]);
      for (const look of looks) note(look, response.n, shown.where);
    }
    // A PATCH may be answered without the resource.
    if (succeeded(response) && !isObject(response.json)) {
      const [, collection = '', id = ''] = response.path.split(/[/?]/);
      remember(`/${collection} ${decoded(id)}`, response);
    }
  };

  return {
    watch(method, path, body) {
      let done: ReturnType<typeof writes.begin>;
      later.push(() => void (done = writes.begin(method, path, body)));
      return (response) => {
        later.push(() => {
          lookAt(response);
          const id = read(response.json, 'id');
          const collection = collectionIn(response.path);
          const spoiled = spoiledOf(`${collection} ${typeof id === 'string' ? id : ''}`);
          for (const look of done(response, spoiled)) note(look, response.n, method);
        });
        held += response.text.length;
        if (held > MOST_HELD) catchUp();
      };
    },
    judge(topic, besides = () => false) {
      catchUp();
      const last = seen.get(topic);
      if (last === undefined) throw new NotApplicable('the run received nothing of the kind');
      const found = [...(faults.get(topic)?.values() ?? [])]
        .filter(({ subject, onlyIfKept }) => !besides(subject) && (onlyIfKept === undefined || kept.has(onlyIfKept)))
        .slice(0, MOST_FINDINGS);
      const [first] = found;
      if (!first) return attach(last);
      attach(...found.flatMap(({ exchanges }) => exchanges));
      const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
      throw new Finding(`${first.subject}: ${first.expected}${more}`, first.actual, {
        findings: found.map(({ subject, expected, actual, exchanges, where }) => ({
          subject: `${subject} in the answer to ${[...where].join(', ')}`,
          expected,
          actual,
          exchanges,
        })),
      });
    },
  };
}
