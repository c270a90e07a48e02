/** Hands for the mutants of this area. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { Json, Resource } from '../../scim/types.js';
import type { Change, QueryParameters } from '../behavior.js';

/** Changes what a query asks for. */
export function asking(change: (parameters: QueryParameters) => QueryParameters): Change {
  return (b) => ({ readQuery: (raw) => change(b.readQuery(raw)) });
}

export function refuseWhen(wrong: (parameters: QueryParameters) => boolean): Change {
  return asking((parameters) => {
    if (wrong(parameters)) throw new ScimError(400, 'invalidValue', 'Out of range.');
    return parameters;
  });
}

/** Sorts by the values that a function finds instead. */
export function sortedBy(read: (resource: Resource, sortBy: string) => Json | undefined): Change {
  return () => ({
    sort: (resources, { sortBy, sortOrder }) => {
      const keyed = resources.map((resource) => ({ resource, key: read(resource, sortBy) }));
      const sign = sortOrder?.toLowerCase() === 'descending' ? -1 : 1;
      return keyed
        .sort((left, right) => {
          if (left.key === undefined || right.key === undefined)
            return sign * (Number(left.key === undefined) - Number(right.key === undefined));
          return sign * (String(left.key) < String(right.key) ? -1 : String(left.key) > String(right.key) ? 1 : 0);
        })
        .map(({ resource }) => resource);
    },
  });
}

export function at(resource: Resource, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((value, name) => {
    const first = Array.isArray(value) ? value[0] : value;
    const key = isObject(first)
      ? Object.keys(first).find((candidate) => candidate.toLowerCase() === name.toLowerCase())
      : undefined;
    return isObject(first) && key !== undefined ? first[key] : undefined;
  }, resource);
}
