/** Hands for mutants with a memory: what one write was told, and another part of the server was not. */
import type { Resource } from '../../scim/types.js';
import type { Change, Operation } from '../behavior.js';
import type { Request } from '../message.js';
import type { Store, Stored } from '../store.js';
import { compose } from '../behavior.js';

/** A change that knows the request at work; right where nothing is awaited between hearing and storing. */
export const during =
  (build: (request: () => Request | undefined) => Change): Change =>
  (b) => {
    let current: Request | undefined;
    const heard: Change = (under) => ({
      beforeRequest: (request) => (current = under.beforeRequest(request)),
    });
    return compose(b, [heard, build(() => current)]);
  };

/** Filters see some attributes as they were at the create, or at the last write of a kind. */
export const indexed = (
  type: string,
  names: readonly string[],
  isIndexed: (op: Operation, request: Request | undefined) => boolean = () => false,
): Change =>
  during((request) => (b) => {
    const index = new Map<string, Resource>();
    return {
      onStore: (resource, op, model, previous) => {
        const final = b.onStore(resource, op, model, previous);
        if (op === 'create' || isIndexed(op, request())) index.set(String(resource['id']), final);
        return final;
      },
      filterTest: (filter, model, options) => {
        const test = b.filterTest(filter, model, options);
        return (resource) => {
          const old = index.get(String(resource['id']));
          if (!old || model.type.name !== type) return test(resource);
          const rest = Object.entries(resource).filter(([name]) => !names.includes(name));
          const seen = Object.entries(old).filter(([name]) => names.includes(name));
          return test(Object.fromEntries([...rest, ...seen]) as Resource);
        };
      },
    };
  });

/** Some changes leave revision or time, or both, as they were. */
export const unmarked = (
  isUnmarked: (before: Resource, after: Resource, op: Operation, request: Request | undefined) => boolean,
  marks: readonly ('modified' | 'revision')[] = ['modified', 'revision'],
): Change =>
  during((request) => (b) => {
    let quiet = false;
    return {
      onStore: (resource, op, model, previous) => {
        const final = b.onStore(resource, op, model, previous);
        quiet = previous !== undefined && isUnmarked(previous, final, op, request());
        return final;
      },
      touch: (stored, now) => {
        const before = { ...stored };
        b.touch(stored, now);
        if (quiet) for (const mark of marks) stored[mark] = before[mark];
      },
    };
  });

/** Names of what differs between two states. */
export function differing(before: Resource, after: Resource): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** Does something to others when a resource of a type has changed. */
export const afterChange =
  (type: string, act: (store: Store, stored: Stored, before: Resource) => void): Change =>
  (b) => {
    const befores = new Map<string, Resource>();
    let at: Store | undefined;
    return {
      conflict: (resource, name, store, self, op) => {
        at = store;
        return b.conflict(resource, name, store, self, op);
      },
      onStore: (resource, op, model, previous) => {
        if (previous) befores.set(String(resource['id']), previous);
        return b.onStore(resource, op, model, previous);
      },
      touch: (stored, now) => {
        b.touch(stored, now);
        const before = befores.get(stored.id);
        if (at && before && stored.type === type) act(at, stored, before);
      },
    };
  };

/** All of a type but one. */
export function othersOf(store: Store, { type, id }: Stored): Stored[] {
  return store.list(type).filter((other) => other.id !== id);
}
