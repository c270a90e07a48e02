/** The SCIM language of scim/, as suites use it to know what a target should answer. */
export { matches } from '../scim/evaluate.js';
export { parseFilter } from '../scim/filter.js';
export { applyPatch } from '../scim/patch.js';
export { project } from '../scim/projection.js';
export { sortResources } from '../scim/sort.js';
export { differences, type Difference } from '../scim/compare.js';
export { findAttribute, topAttributes } from '../scim/model.js';
export { validateResource } from '../schemas/compiler.js';
export {
  enterpriseUserSchema,
  groupModel,
  groupSchema,
  resourceTypeSchema,
  schemaSchema,
  serviceProviderConfigSchema,
  userModel,
  userSchema,
} from '../schemas/index.js';
export { isDateTime } from '../scim/datetime.js';
