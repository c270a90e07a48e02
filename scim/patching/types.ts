/** What the parts of PATCH hand to each other. */
import type { Filter } from '../filter.js';
import type { Attribute, Json, JsonObject, ResourceModel } from '../types.js';

export interface PatchOperation {
  op: 'add' | 'remove' | 'replace';
  path?: string;
  value?: Json;
}

export interface PatchContext {
  model: ResourceModel;
  /** Accept what identity providers send beyond the letter of the RFC. */
  lenient: boolean;
}

/** Where an operation works: an attribute in the object that holds it, perhaps single values of it, perhaps a part. */
export interface Target {
  container: JsonObject;
  attribute: Attribute;
  filter?: Filter;
  subAttribute?: Attribute;
  /** As the operation wrote it, for messages. */
  path: string;
}
