import { expect } from 'chai';
import { applyPatch, readPatchRequest } from '../../scim/patch.js';
import type { Json, JsonObject, Resource, ResourceModel } from '../../scim/types.js';
import { PATCH_OP } from '../../scim/urns.js';
import { groupModel, userModel } from '../../schemas/index.js';
import { babs, ENTERPRISE, refused, tourGuides, USER } from './support.js';

/** What a provider's message makes of a resource, message included. */
function sent(operations: Json[], resource: Resource = babs(), model: ResourceModel = userModel): Resource {
  const body = { schemas: [PATCH_OP], Operations: operations };
  return applyPatch(resource, readPatchRequest(body, { lenient: true }), model, { lenient: true });
}

describe('PATCH as identity providers write it', () => {
  it('takes operations in any letter case and booleans as strings', () => {
    for (const value of ['False', 'false', false]) {
      expect(sent([{ op: 'Replace', path: 'active', value }])).to.have.property('active', false);
    }
    refused(() => sent([{ op: 'Replace', path: 'active', value: 'no' }]), 'invalidValue');
  });

  it('takes out the members that a remove lists', () => {
    const value = [{ $ref: null, value: '902c246b' }];
    const after = sent([{ op: 'Remove', path: 'members', value }], tourGuides(), groupModel);
    expect(after['members']).to.deep.equal([(tourGuides()['members'] as Json[])[0]]);
    expect(sent([{ op: 'remove', path: 'members' }], tourGuides(), groupModel)).not.to.have.property('members');
  });

  it('adds members with null references', () => {
    const value = [{ $ref: null, value: 'new' }];
    const after = sent([{ op: 'Add', path: 'members', value }], tourGuides(), groupModel);
    expect(after['members']).to.have.length(3).and.to.deep.include({ value: 'new' });
  });

  it('reads keys of a value without path as paths', () => {
    const value = {
      displayName: 'B',
      'name.givenName': 'C',
      [`${ENTERPRISE}:department`]: 'D',
      'emails[type eq "work"].value': 'e@f',
      [ENTERPRISE]: { costCenter: '4130' },
      id: babs()['id'] ?? null,
      somethingElse: 1,
    };
    const after = sent([{ op: 'replace', value }]);
    expect(after).to.deep.include({ displayName: 'B' });
    expect(after).to.have.nested.property('name.givenName', 'C');
    expect(after).to.have.nested.property('emails[0].value', 'e@f');
    expect(after[ENTERPRISE]).to.deep.include({ department: 'D', costCenter: '4130', employeeNumber: '701984' });
    expect(after).not.to.have.property('somethingElse');
  });

  it('makes the value that the filter of an add describes', () => {
    const after = sent([
      { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '1' },
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'admin' },
    ]);
    expect(after['phoneNumbers']).to.deep.equal([{ type: 'work', value: '1' }]);
    expect(after['roles']).to.deep.equal([{ primary: true, value: 'admin' }]);
    const vague = { op: 'Add', path: 'ims[type eq "a" or type eq "b"].value', value: 'x' };
    refused(() => sent([vague]), 'noTarget');
    refused(() => sent([{ ...vague, path: 'ims[type eq "a"].value', op: 'Replace' }]), 'noTarget');
  });

  it('takes a manager as string, as object, as array of one, and none as empty string', () => {
    const bare: Resource = { schemas: [USER], id: 'x', userName: 'x' };
    for (const value of ['m', { value: 'm' }, [{ value: 'm' }]]) {
      const after = sent([{ op: 'Add', path: `${ENTERPRISE}:manager`, value }], bare);
      expect(after[ENTERPRISE]).to.deep.equal({ manager: { value: 'm' } });
      expect(sent([{ op: 'Add', path: 'manager', value }], bare)).to.deep.equal(after);
    }
    const after = sent([{ op: 'replace', path: `${ENTERPRISE}:manager`, value: '' }]);
    expect(after[ENTERPRISE]).to.deep.equal({ employeeNumber: '701984', department: 'Tour Operations' });
  });

  it('forgets the old manager’s name with the manager', () => {
    const after = sent([{ op: 'replace', path: `${ENTERPRISE}:manager`, value: 'other' }]);
    expect((after[ENTERPRISE] as JsonObject)['manager']).to.deep.equal({ value: 'other' });
  });

  it('reads a path that is null or empty as none', () => {
    for (const path of [null, '']) expect(sent([{ op: 'add', path, value: { title: 'T' } }])['title']).to.equal('T');
  });
});
