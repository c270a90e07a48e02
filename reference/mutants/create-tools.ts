/** Hands for the mutants of this area. */
import { isObject } from '../../scim/json.js';
import type { JsonObject } from '../../scim/types.js';

export const LOCATED = ['RFC7644-3.3-11'];

export function mailsOf(resource: JsonObject): string[] {
  const mails = resource['emails'];
  return Array.isArray(mails)
    ? mails.flatMap((mail) =>
        isObject(mail) && typeof mail['value'] === 'string' ? [mail['value'].toLowerCase()] : [],
      )
    : [];
}
