/** What the tests of the SCIM language share. */
import { expect } from 'chai';
import fc from 'fast-check';
import { ScimError } from '../../scim/errors.js';
import type { ScimType } from '../../scim/errors.js';
import { applyPatch } from '../../scim/patch.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Json, Resource, ResourceModel } from '../../scim/types.js';
import { groupModel, userModel } from '../../schemas/index.js';

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** A user as a provider stores one; shapes from RFC 7643 section 8.2 and 8.3. */
export function babs(): Resource {
  return {
    schemas: [USER, ENTERPRISE],
    id: '2819c223-7f76-453a-919d-413861904646',
    externalId: '701984',
    userName: 'bjensen@example.com',
    name: { formatted: 'Ms. Barbara J Jensen, III', familyName: 'Jensen', givenName: 'Barbara', middleName: 'Jane' },
    displayName: 'Babs Jensen',
    title: 'Tour Guide',
    userType: 'Employee',
    active: true,
    emails: [
      { value: 'bjensen@example.com', type: 'work', primary: true },
      { value: 'babs@jensen.org', type: 'home' },
    ],
    addresses: [
      { type: 'work', streetAddress: '100 Universal City Plaza', locality: 'Hollywood', region: 'CA', country: 'US' },
      { type: 'home', streetAddress: '456 Hollywood Blvd', locality: 'Hollywood', region: 'CA', country: 'US' },
    ],
    meta: {
      resourceType: 'User',
      created: '2010-01-23T04:56:22Z',
      lastModified: '2011-05-13T04:42:34Z',
      version: 'W/"a330bc54f0671c9"',
      location: 'https://example.com/v2/Users/2819c223-7f76-453a-919d-413861904646',
    },
    [ENTERPRISE]: {
      employeeNumber: '701984',
      department: 'Tour Operations',
      manager: { value: '26118915', displayName: 'John' },
    },
  };
}

export function tourGuides(): Resource {
  return {
    schemas: [GROUP],
    id: 'e9e30dba',
    displayName: 'Tour Guides',
    members: [
      { value: '2819c223', $ref: 'https://example.com/v2/Users/2819c223', type: 'User' },
      { value: '902c246b', type: 'User' },
    ],
  };
}

/** What operations make of a resource, Babs unless told otherwise. */
export function patched(
  operations: PatchOperation[],
  resource: Resource = babs(),
  model: ResourceModel = userModel,
): Resource {
  return applyPatch(resource, operations, model);
}

/** Babs with some attributes other than they were; undefined takes one away. */
export function babsWith(changes: { [name: string]: Json | undefined }): Resource {
  return JSON.parse(JSON.stringify({ ...babs(), ...changes })) as Resource;
}

/** What operations make of the tour guides' members. */
export function patchedGroup(...operations: PatchOperation[]): Json | undefined {
  return patched(operations, tourGuides(), groupModel)['members'];
}

/** Expects a refusal with status 400 and a keyword; hands it back. */
export function refused(action: () => unknown, scimType: ScimType): ScimError {
  try {
    action();
  } catch (error) {
    expect(error, String(error)).to.be.instanceOf(ScimError);
    const refusal = error as ScimError;
    expect([refusal.status, refusal.scimType], refusal.detail).to.deep.equal([400, scimType]);
    return refusal;
  }
  return expect.fail(`not refused; ${scimType} expected`);
}

/** Whether an action ends well or with a ScimError; any other error is a fault of ours. */
export function survives(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
  }
}

/** Runs of a random test; SCIMSPEC_RUNS multiplies them. fast-check prints the seed of a failure. */
export function runs(count: number): fc.Parameters<unknown> {
  return { numRuns: count * Number(process.env['SCIMSPEC_RUNS'] ?? 1) };
}
