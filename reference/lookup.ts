/** Finds the few resources that an `eq` can match without looking at all of them. */
import { compileFilter } from '../scim/evaluate.js';
import type { Filter } from '../scim/filter.js';
import type { ResourceModel } from '../scim/types.js';
import { sameUrn } from '../scim/urns.js';
import type { Behavior } from './behavior.js';
import { asItIs } from './represent.js';
import type { Service } from './service.js';
import type { Store, Stored } from './store.js';
import { uniqueAttributes, uniqueForm, uniqueKey } from './unique.js';

/**
 * The resources among which every match is, or undefined where no index helps. Only for a behavior that compares as the
 * indexes do: a changed one sees all resources.
 */
export function narrow(service: Service, store: Store, model: ResourceModel, filter: Filter): Stored[] | undefined {
  if (!plainLookups(service.behavior)) return undefined;
  const ids = idsFor(service, store, model, filter);
  if (!ids) return undefined;
  const found: Stored[] = [];
  for (const id of ids) {
    const stored = store.find(model.type.name, id);
    if (stored && service.behavior.visible(stored)) found.push(stored);
  }
  return found.sort((left, right) => left.seq - right.seq);
}

/** Whether look-ups by index find what a test of every resource would find. */
function plainLookups(behavior: Behavior): boolean {
  return behavior.filterTest === compileFilter && behavior.represent === asItIs && behavior.uniqueForm === uniqueForm;
}

/** Attributes that are made, in whole or in part, when a resource is shown. */
const DERIVED = new Set(['meta', 'groups', 'members', 'manager']);

/** Whether a filter can be put to a resource as it is stored. */
export function readsOnlyStored(service: Service, filter: Filter): boolean {
  return plainLookups(service.behavior) && storedNames(filter);
}

function storedNames(filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.every(storedNames);
    case 'not':
      return storedNames(filter.filter);
    default:
      return !DERIVED.has(filter.path.attribute.toLowerCase());
  }
}

function idsFor(service: Service, store: Store, model: ResourceModel, filter: Filter): Iterable<string> | undefined {
  if (filter.kind === 'and') {
    for (const part of filter.filters) {
      const ids = idsFor(service, store, model, part);
      if (ids) return ids;
    }
    return undefined;
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return undefined;
  const { urn, attribute, subAttribute } = filter.path;
  if (subAttribute !== undefined || (urn !== undefined && !sameUrn(urn, model.core.id))) return undefined;
  const name = attribute.toLowerCase();
  if (name === 'id') return [filter.value];
  if (name === 'externalid') return store.withExternalId(filter.value);
  const unique = uniqueAttributes(model).find(({ names }) => names.length === 1 && names[0]?.toLowerCase() === name);
  if (!unique) return undefined;
  const scope = unique.attribute.uniqueness === 'global' ? '' : model.type.name;
  const form = service.behavior.uniqueForm(filter.value, unique.attribute.caseExact);
  return store.holders(uniqueKey(scope, unique.path, form));
}
