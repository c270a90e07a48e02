/** Targets that call users by an e-mail address, whatever userName is sent: RFC 7644 section 3.3 lets them alter it. */
import { pathOf, resourceOf } from './given.js';
import { notApplicable } from './outcomes.js';
import { read, readAll, succeeded, type ScimResponse } from './response.js';
import { sameText } from './values.js';

/** Whether a user has an e-mail address as userName, and not the one that was sent. */
function isCalledByMail(user: unknown, sent: unknown): boolean {
  const name = read(user, 'userName');
  return !sameText(name, sent) && readAll(user, 'emails.value').some((address) => sameText(address, name));
}

/** Not applicable where a user was made, and is called by its e-mail address: no two users have one name then. */
export async function needsSentName(
  made: ScimResponse,
  scim: { get: (path: string) => Promise<ScimResponse> },
): Promise<void> {
  if (!succeeded(made) || typeof read(made.json, 'id') !== 'string') return;
  if (isCalledByMail(resourceOf(await scim.get(pathOf(made))), read(made.sent, 'userName')))
    notApplicable('the target calls users by their e-mail address, whatever userName is sent');
}
