import { expect } from 'chai';
import type { JsonObject } from '../../scim/types.js';
import { babs, babsWith, ENTERPRISE, patched, patchedGroup, refused, tourGuides, USER } from './support.js';

const [work, home] = babs()['emails'] as [JsonObject, JsonObject];
const [office, house] = babs()['addresses'] as [JsonObject, JsonObject];

describe('PATCH add (RFC 7644 section 3.5.2.1)', () => {
  it('sets a single value, there or not', () => {
    const after = patched([
      { op: 'add', path: 'displayName', value: 'B' },
      { op: 'add', path: 'nickName', value: 'N' },
    ]);
    expect(after).to.deep.equal(babsWith({ displayName: 'B', nickName: 'N' }));
  });

  it('appends to a multi-valued attribute, an array or a single object', () => {
    const other = { value: 'other@example.com', type: 'other' };
    for (const value of [[other], other]) {
      expect(patched([{ op: 'add', path: 'emails', value }])).to.deep.equal(babsWith({ emails: [work, home, other] }));
    }
  });

  it('appends without path as well', () => {
    const value = { emails: [{ value: 'x@y' }], nickname: 'Babs' };
    expect(patched([{ op: 'add', value }])).to.deep.equal(
      babsWith({ emails: [work, home, { value: 'x@y' }], nickName: 'Babs' }),
    );
  });

  it('does not add what is there already', () => {
    for (const value of [
      work,
      { value: work['value'] ?? null, type: 'work' },
      { value: 'BABS@jensen.org', type: 'home' },
    ]) {
      expect(patched([{ op: 'add', path: 'emails', value: [value] }])).to.deep.equal(babs());
    }
    const members = tourGuides()['members'];
    expect(patchedGroup({ op: 'add', path: 'members', value: [{ value: '902c246b' }] })).to.deep.equal(members);
    const again = { value: '2819c223', $ref: '../Users/2819c223', type: 'User' };
    expect(patchedGroup({ op: 'add', path: 'members', value: again })).to.deep.equal(members);
  });

  it('merges a complex value and makes its parent', () => {
    expect(patched([{ op: 'add', path: 'name', value: { givenName: 'B' } }])).to.deep.equal(
      babsWith({ name: { ...(babs()['name'] as JsonObject), givenName: 'B' } }),
    );
    const bare = babsWith({ name: undefined });
    const after = patched([{ op: 'add', path: 'name.givenName', value: 'B' }], bare);
    expect(after['name']).to.deep.equal({ givenName: 'B' });
  });

  it('makes an added primary value the only one', () => {
    const third = { value: 'x@y', primary: true };
    const after = patched([{ op: 'add', path: 'emails', value: [third] }]);
    expect(after['emails']).to.deep.equal([{ ...work, primary: false }, home, third]);
  });

  it('lists an extension once it has a value, in the core form too', () => {
    const bare = babsWith({ [ENTERPRISE]: undefined, schemas: [USER] });
    const after = patched([{ op: 'add', path: `${ENTERPRISE}:employeeNumber`, value: '7' }], bare);
    expect(after).to.deep.equal({ ...bare, schemas: [USER, ENTERPRISE], [ENTERPRISE]: { employeeNumber: '7' } });
    const nested = patched([{ op: 'add', value: { [ENTERPRISE]: { employeeNumber: '7' } } }], bare);
    expect(nested).to.deep.equal(after);
    const whole = patched([{ op: 'add', path: ENTERPRISE, value: { employeeNumber: '7' } }], bare);
    expect(whole).to.deep.equal(after);
  });

  it('does not make a value that a filter describes', () => {
    refused(() => patched([{ op: 'add', path: 'emails[type eq "other"].value', value: 'x' }]), 'noTarget');
  });
});

describe('PATCH remove (RFC 7644 section 3.5.2.2)', () => {
  it('needs a path', () => {
    refused(() => patched([{ op: 'remove' }]), 'noTarget');
  });

  it('unassigns an attribute, and a complex one with its last part', () => {
    expect(patched([{ op: 'remove', path: 'title' }])).to.deep.equal(babsWith({ title: undefined }));
    expect(patched([{ op: 'remove', path: 'emails' }])).to.deep.equal(babsWith({ emails: undefined }));
    const bare = babsWith({ name: { givenName: 'B' } });
    expect(patched([{ op: 'remove', path: 'name.givenName' }], bare)).to.deep.equal(babsWith({ name: undefined }));
  });

  it('leaves the siblings of a sub-attribute', () => {
    const { middleName: _gone, ...rest } = babs()['name'] as JsonObject;
    expect(patched([{ op: 'remove', path: 'name.middleName' }])).to.deep.equal(babsWith({ name: rest }));
  });

  it('takes out the selected values only', () => {
    expect(patchedGroup({ op: 'remove', path: 'members[value eq "902c246b"]' })).to.have.length(1);
    const after = patched([{ op: 'remove', path: 'emails[type eq "work" and value ew "example.com"]' }]);
    expect(after['emails']).to.deep.equal([home]);
    expect(patched([{ op: 'remove', path: 'emails[type pr]' }])).not.to.have.property('emails');
  });

  it('takes a sub-attribute out of the selected values', () => {
    const { region: _gone, ...rest } = office;
    const after = patched([{ op: 'remove', path: 'addresses[type eq "work"].region' }]);
    expect(after['addresses']).to.deep.equal([rest, house]);
  });

  it('succeeds where nothing is selected or assigned', () => {
    expect(patched([{ op: 'remove', path: 'emails[value eq "nobody"]' }])).to.deep.equal(babs());
    expect(patched([{ op: 'remove', path: 'nickName' }])).to.deep.equal(babs());
    expect(patched([{ op: 'remove', path: 'ims[type eq "x"].value' }])).to.deep.equal(babs());
  });

  it('refuses to unassign what is required or read-only', () => {
    for (const path of ['userName', 'id', 'meta', 'meta.created', 'groups', 'schemas']) {
      refused(() => patched([{ op: 'remove', path }]), 'mutability');
    }
  });

  it('drops an extension with its last value', () => {
    expect(patched([{ op: 'remove', path: ENTERPRISE }])).to.deep.equal(
      babsWith({ schemas: [USER], [ENTERPRISE]: undefined }),
    );
  });
});

describe('PATCH replace (RFC 7644 section 3.5.2.3)', () => {
  it('leaves what it does not name', () => {
    const value = { displayName: 'B', emails: [{ value: 'x@y' }] };
    expect(patched([{ op: 'replace', value }])).to.deep.equal(babsWith(value));
  });

  it('merges a complex value', () => {
    const after = patched([{ op: 'replace', path: 'name', value: { familyName: 'X', honorificPrefix: 'Dr' } }]);
    expect(after['name']).to.deep.equal({ ...(babs()['name'] as JsonObject), familyName: 'X', honorificPrefix: 'Dr' });
  });

  it('sets what has no value', () => {
    expect(patched([{ op: 'replace', path: 'nickName', value: 'N' }])).to.deep.equal(babsWith({ nickName: 'N' }));
    const after = patched([{ op: 'replace', path: 'ims', value: [{ value: 'x' }] }]);
    expect(after['ims']).to.deep.equal([{ value: 'x' }]);
  });

  it('replaces all values of a multi-valued attribute, immutable parts or not', () => {
    expect(patchedGroup({ op: 'replace', path: 'members', value: [{ value: 'x' }] })).to.deep.equal([{ value: 'x' }]);
    expect(patchedGroup({ op: 'replace', path: 'members', value: [] })).to.equal(undefined);
  });

  it('replaces the selected values, or their sub-attribute', () => {
    const value = { value: 'n@x', type: 'work' };
    expect(patched([{ op: 'replace', path: 'emails[type eq "work"]', value }])['emails']).to.deep.equal([value, home]);
    const path = 'addresses[locality eq "Hollywood"].region';
    const after = patched([{ op: 'replace', path, value: 'NV' }]);
    expect(after['addresses']).to.deep.equal([office, house].map((each) => ({ ...each, region: 'NV' })));
  });

  it('fails where a filter selects nothing', () => {
    refused(() => patched([{ op: 'replace', path: 'emails[type eq "x"].value', value: 'y' }]), 'noTarget');
    refused(() => patched([{ op: 'replace', path: 'emails[type eq "x"]', value: { value: 'y' } }]), 'noTarget');
    refused(() => patched([{ op: 'replace', path: 'ims[type eq "x"].value', value: 'y' }]), 'noTarget');
  });

  it('unassigns with null', () => {
    expect(patched([{ op: 'replace', path: 'title', value: null }])).to.deep.equal(babsWith({ title: undefined }));
    refused(() => patched([{ op: 'replace', path: 'userName', value: null }]), 'mutability');
  });

  it('moves primary to the selected value', () => {
    const after = patched([{ op: 'replace', path: 'emails[type eq "home"].primary', value: true }]);
    expect(after['emails']).to.deep.equal([
      { ...work, primary: false },
      { ...home, primary: true },
    ]);
  });
});
