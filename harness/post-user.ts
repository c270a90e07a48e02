/** Users to look at. */
import { isObject, keyOf } from '../scim/json.js';
import type { Json, JsonObject } from '../scim/types.js';
import { succeeded, type ScimResponse } from './response.js';
import type { Scim } from './scim-client.js';

/**
 * Posts a user and gives the answer. Where that is refused and a lesser one is not, it gives the answer to the latter,
 * for what is judged of users then is not that: one without the values that do not go with the schemas of the target, or
 * with the primary address alone of several, for some providers keep one address of a user.
 */
export async function postUser(scim: Scim, body: JsonObject): Promise<ScimResponse> {
  const full = await scim.post('/Users', body);
  if (full.status !== 400) return full;
  const { undeclared = [] } = full;
  const fitting = undeclared.reduce(without, body);
  const { emails } = fitting;
  const lesser = undeclared.length > 0 ? [fitting] : [];
  if (Array.isArray(emails) && emails.length > 1) {
    const primary = emails.find((email) => isObject(email) && email['primary'] === true) ?? emails[0] ?? null;
    lesser.push({ ...fitting, emails: [primary] });
  }
  for (const user of lesser) {
    const answer = await scim.post('/Users', user);
    if (succeeded(answer)) return answer;
  }
  return full;
}

/** A resource without an attribute of its base schema, `title`, or a part of its values, `emails.type`. */
function without(resource: JsonObject, name: string): JsonObject {
  const [attribute = '', part] = name.split('.');
  const key = keyOf(resource, attribute);
  if (key === undefined) return resource;
  const { [key]: value = null, ...rest } = resource;
  if (part === undefined) return rest;
  const lessen = (element: Json): Json => (isObject(element) ? without(element, part) : element);
  return { ...rest, [key]: Array.isArray(value) ? value.map(lessen) : lessen(value) };
}
