/** Microsoft Entra ID with `aadOptscim062020` appended to the Tenant URL: PATCH in the shape of RFC 7644. */
import { ENTERPRISE_USER_SCHEMA } from '../scim/urns.js';
import type { JsonObject } from '../scim/types.js';
import type { Dialect, DialectRequest } from './dialect.js';
import { entra, entraSpeaker } from './entra.js';
import { entraMembers, flagOperations } from './entra-patch.js';
import { at } from './requests.js';
import { cite } from './sources.js';

const MANAGER = `${ENTERPRISE_USER_SCHEMA}:manager`;
const FLAG_NOTE =
  'The flag is consumed by Entra and not sent. It is ignored by on-demand provisioning and unwanted in gallery validation.';
const SHAPE_NOTE = 'The flag changes the spelling of op; the value is the one documented without it.';

export const entraFlag: Dialect = {
  ...entra,
  id: 'entra-flag',
  name: 'Microsoft Entra ID with aadOptscim062020',
  version: 'provisioning service with aadOptscim062020, read in November 2026',

  updateUser: (id, changes, current) =>
    changes.length === 0 ? [] : [patchUser(id, flagOperations(changes, current), FLAG_NOTE)],
  disableUser: (id) => [patchUser(id, [{ op: 'replace', path: 'active', value: false }], FLAG_NOTE)],
  enableUser: (id) => [patchUser(id, [{ op: 'replace', path: 'active', value: true }], FLAG_NOTE)],
  setManager: (id, managerId) => [patchUser(id, [{ op: 'add', path: MANAGER, value: managerId }], SHAPE_NOTE)],
  changeManager: (id, managerId) => [patchUser(id, [{ op: 'replace', path: MANAGER, value: managerId }], SHAPE_NOTE)],
  clearManager: (id) => [patchUser(id, [{ op: 'replace', path: MANAGER, value: '' }], SHAPE_NOTE)],

  addMembers: (id, members) => [
    patchGroup(id, [{ op: 'add', path: 'members', value: entraMembers(members) }], SHAPE_NOTE),
  ],
  removeMembers: (id, members) => [
    patchGroup(
      id,
      members.map((member) => ({ op: 'remove', path: `members[value eq ${JSON.stringify(member.id)}]` })),
      FLAG_NOTE,
    ),
  ],
  renameGroup: (id, displayName) => [
    patchGroup(id, [{ op: 'replace', path: 'displayName', value: displayName }], SHAPE_NOTE),
  ],
};

function patchUser(id: string, operations: JsonObject[], note: string): DialectRequest {
  return entraSpeaker.patch(at('/Users', id), operations, cite('entraCompatibility', 'DOC', note));
}

function patchGroup(id: string, operations: JsonObject[], note: string): DialectRequest {
  return entraSpeaker.patch(at('/Groups', id), operations, cite('entraCompatibility', 'DOC', note));
}
