/**
 * Targets that take no update without If-Match (428 Precondition Required, RFC 6585 section 3). SCIM does not foresee
 * them and does not forbid them, so the tag is read and the update sent again, as a client of such a target does.
 */
import { succeeded, type ScimResponse } from './response.js';

/** Another client may change the resource between our reading and our writing; it is not tried for ever. */
const ROUNDS = 3;

/**
 * The answer to an update, which is repeated with the current tag where the target demands one. `send` sends the
 * update with the headers given besides its own, `look` reads the resource.
 */
export async function withCurrentTag(
  send: (headers: Record<string, string>) => Promise<ScimResponse>,
  look: () => Promise<ScimResponse>,
): Promise<ScimResponse> {
  let response = await send({});
  for (
    let round = 0;
    round < ROUNDS && (response.status === 428 || (round > 0 && response.status === 412));
    round += 1
  ) {
    const current = await look();
    const tag = succeeded(current) ? current.headers['etag'] : undefined;
    if (tag === undefined) return response;
    response = await send({ 'if-match': tag });
  }
  return response;
}
