/** What every handler works with. */
import { ScimError } from '../scim/errors.js';
import type { ResourceModel } from '../scim/types.js';
import type { Behavior } from './behavior.js';
import type { Answer, Request } from './message.js';

export interface Service {
  behavior: Behavior;
  models: readonly ResourceModel[];
  /** Accept what identity providers send beyond the letter of the RFCs. */
  lenient: boolean;
  token: string | undefined;
  now(): number;
  newId(): string;
  /** Signs cursors; new with each server. */
  secret: string;
  /** Sends a request through the router, as the front does: for bulk operations. */
  dispatch(request: Request): Promise<Answer>;
}

/** The resource type whose endpoint a path segment is; undefined for none. */
export function modelAt(service: Service, segment: string | undefined): ResourceModel | undefined {
  if (segment === undefined) return undefined;
  return service.models.find((model) => endpointName(model) === segment);
}

export function modelNamed(service: Service, type: string): ResourceModel {
  const model = service.models.find((candidate) => candidate.type.name === type);
  if (!model) throw new ScimError(500, undefined, `No resource type is called ${type}.`);
  return model;
}

/** `Users` for the endpoint `/Users`. */
export function endpointName(model: ResourceModel): string {
  return model.type.endpoint.replace(/^\/+|\/+$/g, '');
}
