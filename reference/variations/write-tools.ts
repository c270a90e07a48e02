/** Hands for the variations of this area. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { JsonObject, Resource, ResourceModel } from '../../scim/types.js';
import type { Change } from '../behavior.js';

/** Looks at a resource as it was sent. */
export function checking(
  check: (input: JsonObject, model: ResourceModel, mode: 'create' | 'replace', stored: Resource | undefined) => void,
): Change {
  return (b) => ({
    readInput: (input, model, mode, options) => {
      if (isObject(input)) check(input, model, mode, options.stored);
      return b.readInput(input, model, mode, options);
    },
  });
}

export function invalid(detail: string): never {
  throw new ScimError(400, 'invalidValue', detail);
}

export const KNOWN_TYPES = [
  'work',
  'home',
  'other',
  'mobile',
  'fax',
  'pager',
  'photo',
  'thumbnail',
  'direct',
  'indirect',
];
