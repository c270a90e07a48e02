/** The check language: all that a suite imports. */
export { interop, may, must, scenario, should, type CheckMeta, type ScenarioOptions } from './registry.js';
export { needsSentName } from './called-by-mail.js';
export { given, idOf, pathOf, resourceOf, shared, type Given } from './given.js';
export { crowd } from './crowd.js';
export { memberPath, needsMembership, postGroup, showingMembers } from './groups.js';
export { postUser } from './post-user.js';
export { judgeEach } from './collect.js';
export { blocked, fail, Finding, inconclusive, notApplicable } from './outcomes.js';
export {
  bodyHolds,
  decoded,
  describe as describeAnswer,
  entries,
  isObject,
  isAbsent,
  isDenied,
  isRefusal,
  isServerFault,
  lastSegment,
  managerOf,
  mayLackTotal,
  member,
  namesSchema,
  plainPath,
  read,
  readAll,
  resolveUri,
  resourcesOf,
  totalOf,
  show,
  succeeded,
  withExtension,
  withMembers,
  withValue,
} from './response.js';
export type { ScimResponse } from './response.js';
export { expect, expectTaken, isErrorMessage, listProblem, resourceProblem } from './words.js';
export { contains, folded, sameText, sameValue, swappedCase } from './values.js';
export { expectContentLocation, expectTimes } from './meta.js';
export { describeDifference, expectKept, isAdded, wasSent } from './stored.js';
export { discoveredItems, type Capabilities, type Feature } from './capabilities.js';
export type { Context } from './context.js';
export { patchOp, SCIM_MEDIA_TYPE, searchRequest, type Scim } from './scim-client.js';
export * as urns from '../scim/urns.js';
export { misspelledKeyword } from '../scim/errors.js';
export type { Attribute, Json, JsonObject, ResourceModel, Schema } from '../scim/types.js';

/** The oracle: our own reading of the SCIM language, against which stored results are compared. */
export * as oracle from './oracle.js';
