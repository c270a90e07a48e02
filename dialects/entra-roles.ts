/**
 * Application roles as Entra's three mapping functions write them. None of them works with the scope
 * "Sync all users and groups".
 */
import type { JsonObject } from '../scim/types.js';
import type { DialectRequest, Role } from './dialect.js';
import { at, type Speaker } from './requests.js';
import { cite } from './sources.js';

/** `SingleAppRoleAssignment`: the only role of a user, marked primary. */
export function singleRole(role: Role): JsonObject {
  return { primary: true, type: 'WindowsAzureActiveDirectoryRole', value: role.value };
}

/** `SingleAppRoleAssignment` on update. */
export function addSingleRole(say: Speaker, id: string, role: Role): DialectRequest {
  const operation = { op: 'Add', path: 'roles', value: [singleRole(role)] };
  return say.patch(at('/Users', id), [operation], cite('entraAttributes', 'DOC'));
}

/** `AppRoleAssignmentsComplex` on update: adds, never removes; the value is JSON inside a string. */
export function addComplexRoles(say: Speaker, id: string, roles: readonly (Role & { id: string })[]): DialectRequest {
  const value = roles.map((role) => ({
    value: JSON.stringify({ id: role.id, value: role.value, displayName: role.display ?? role.value }),
  }));
  return say.patch(at('/Users', id), [{ op: 'Add', path: 'roles', value }], cite('entraAttributes', 'DOC'));
}

/** `AssertiveAppRoleAssignmentsComplex` on update: the complete array. */
export function assertRoles(say: Speaker, id: string, roles: readonly Role[]): DialectRequest {
  const value = roles.map((role) => ({ value: role.value, display: role.display ?? role.value }));
  return say.patch(at('/Users', id), [{ op: 'replace', path: 'roles', value }], cite('entraAttributes', 'DOC'));
}
