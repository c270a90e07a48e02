/** The order of a list (RFC 7644 section 3.4.2.3). */
import { ScimError } from './errors.js';
import { compareKeys, valuesAt } from './evaluate.js';
import { isObject, member, valuesOf } from './json.js';
import { attributeNamed, containerOf, findAttribute } from './model.js';
import type { Found } from './model.js';
import type { Json, Resource, ResourceModel } from './types.js';
import { comparable } from './values.js';

export interface Sorting {
  sortBy: string;
  /** `descending` in any case; anything else is ascending. */
  sortOrder?: string;
}

/**
 * Resources in order: by the primary value of a multi-valued attribute or else its first; resources without value last
 * when ascending, first when descending; ties in the order given. Throws ScimError 400 invalidValue for an attribute
 * that no schema defines or that has no order.
 */
export function sortResources(resources: readonly Resource[], sorting: Sorting, model: ResourceModel): Resource[] {
  const found = sortable(findAttribute(model, sorting.sortBy));
  const attribute = found?.subAttribute ?? found?.attribute;
  if (!found || !attribute) throw new ScimError(400, 'invalidValue', `"${sorting.sortBy}" cannot be sorted by.`);
  const direction = sorting.sortOrder?.toLowerCase() === 'descending' ? -1 : 1;
  const keyed = resources.map((resource) => {
    const value = sortValue(resource, found);
    return { resource, key: value === undefined ? undefined : comparable(value, attribute) };
  });
  keyed.sort((left, right) => {
    if (left.key === undefined || right.key === undefined) {
      return direction * (Number(left.key === undefined) - Number(right.key === undefined));
    }
    return direction * (compareKeys(left.key, right.key) ?? 0);
  });
  return keyed.map(({ resource }) => resource);
}

/** A complex attribute is sorted by its `value`, if it has one. */
function sortable(found: Found | undefined): Found | undefined {
  const attribute = found?.attribute;
  if (!found || attribute?.type !== 'complex' || found.subAttribute) return found;
  const value = attributeNamed(attribute.subAttributes, 'value');
  return value && { ...found, subAttribute: value };
}

function sortValue(resource: Resource, found: Found): Json | undefined {
  const container = containerOf(resource, found);
  if (found.attribute?.multiValued && found.subAttribute && container) {
    const elements = valuesOf(member(container, found.attribute.name));
    const first = elements.find((element) => isObject(element) && member(element, 'primary') === true) ?? elements[0];
    return isObject(first) ? valuesOf(member(first, found.subAttribute.name))[0] : undefined;
  }
  return valuesAt(resource, found)[0];
}
