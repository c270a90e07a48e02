/** Okta with an app made by its integration wizard (AIW): everything is read, then replaced by PUT. */
import type { Resource } from '../scim/types.js';
import type { Dialect, DialectRequest, Member } from './dialect.js';
import { oktaAccepts, oktaBase, putGroup, readAndPut } from './okta.js';
import { membersOf } from './requests.js';
import { cite } from './sources.js';

const REPLACED = { statuses: [200], body: 'resource', ...cite('oktaHeaderCapture', 'CAP') } as const;

export const oktaAiw: Dialect = {
  ...oktaBase,
  id: 'okta-aiw',
  name: 'Okta app integration wizard',
  version: 'Okta SCIM Client 1.0.0, custom apps with PUT, read in November 2026',
  confidence: { create: 'DOC', update: 'DOC', disable: 'CAP', groups: 'DOC' },

  disableUser: (id, current) => activate(id, false, current),
  enableUser: (id, current) => activate(id, true, current),
  setPassword: (id, password, current) => readAndPut(id, [{ path: 'password', value: password }], current),

  addMembers: (id, members, current) => {
    const known = membersOf(current);
    const added = members.filter((member) => known.every(({ id: present }) => present !== member.id));
    return putMembers(id, [...known, ...added], current);
  },
  removeMembers: (id, members, current) => {
    const gone = new Set(members.map((member) => member.id));
    return putMembers(
      id,
      membersOf(current).filter((member) => !gone.has(member.id)),
      current,
    );
  },
  replaceMembers: putMembers,
  renameGroup: (id, displayName, current) => putGroup(id, displayName, membersOf(current)),
  accepts: {
    ...oktaAccepts,
    disableUser: REPLACED,
    enableUser: REPLACED,
    updateGroup: { statuses: [200], body: 'resource', ...cite('oktaScim', 'DOC') },
  },
};

function activate(id: string, active: boolean, current: Resource): DialectRequest[] {
  return readAndPut(id, [{ path: 'active', value: active }], current).map((request) => ({
    ...request,
    ...cite('oktaHeaderCapture', 'CAP'),
  }));
}

function putMembers(id: string, members: readonly Member[], current: Resource): DialectRequest[] {
  const { displayName } = current;
  return putGroup(id, typeof displayName === 'string' ? displayName : '', members);
}
