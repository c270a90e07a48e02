/** Users to look at. */
import { isObject } from '../scim/json.js';
import type { JsonObject } from '../scim/types.js';
import { succeeded, type ScimResponse } from './response.js';
import type { Scim } from './scim-client.js';

/**
 * Posts a user and gives the answer. Where one with several e-mail addresses is refused and one with the primary address
 * alone is not, it gives the answer to the latter: some providers keep one address of a user, and what is judged of
 * users then is not how many addresses they have.
 */
export async function postUser(scim: Scim, body: JsonObject): Promise<ScimResponse> {
  const full = await scim.post('/Users', body);
  const { emails } = body;
  if (full.status !== 400 || !Array.isArray(emails) || emails.length < 2) return full;
  const primary = emails.find((email) => isObject(email) && email['primary'] === true) ?? emails[0] ?? null;
  const narrow = await scim.post('/Users', { ...body, emails: [primary] });
  return succeeded(narrow) ? narrow : full;
}
