/** What a client may list in `schemas`. */
import { ScimError } from '../scim/errors.js';
import { member } from '../scim/json.js';
import type { JsonObject, ResourceModel } from '../scim/types.js';
import { sameUrn } from '../scim/urns.js';

/** Refuses a resource that says it is of another type. Throws ScimError 400 invalidValue. */
export function checkSchemas(
  body: JsonObject,
  model: ResourceModel,
  models: readonly ResourceModel[],
  lenient: boolean,
): void {
  const listed = member(body, 'schemas');
  if (!Array.isArray(listed)) return;
  const urns = listed.filter((urn): urn is string => typeof urn === 'string');
  const own = [model.core, ...model.extensions];
  if (urns.some((urn) => sameUrn(urn, model.core.id))) return;
  const foreign = models.find(({ core }) => !own.includes(core) && urns.some((urn) => sameUrn(urn, core.id)));
  if (foreign) throw new ScimError(400, 'invalidValue', `The schemas are those of a ${foreign.type.name}.`);
  if (!lenient) throw new ScimError(400, 'invalidValue', `The schemas do not name ${model.core.id}.`);
}
