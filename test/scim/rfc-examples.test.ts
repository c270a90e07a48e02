import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { differences } from '../../scim/compare.js';
import { applyPatch, readPatchRequest } from '../../scim/patch.js';
import { project } from '../../scim/projection.js';
import type { Json, JsonObject, Resource, ResourceModel } from '../../scim/types.js';
import { PATCH_OP } from '../../scim/urns.js';
import { readResource } from '../../scim/validate.js';
import { validateResource } from '../../schemas/compiler.js';
import {
  groupModel,
  resourceTypeSchema,
  schemaSchema,
  schemaSchemaJson,
  serviceProviderConfigSchema,
  userModel,
  userSchemaJson,
} from '../../schemas/index.js';
import type { Schema } from '../../scim/types.js';
import { babs, GROUP, tourGuides, USER } from './support.js';

/** RFC 7643 sections 8.1 to 8.6, line breaks in strings joined, country as errata 5990 and 5991 have it. */
const examples = JSON.parse(readFileSync(new URL('./rfc7643-examples.json', import.meta.url), 'utf8')) as {
  [section: string]: Json;
};

function modelOf(core: Schema): ResourceModel {
  return { type: { name: core.name, endpoint: '/', schema: core.id, schemaExtensions: [] }, core, extensions: [] };
}

describe('RFC 7643 section 8', () => {
  const models: [string, ResourceModel][] = [
    ['8.1', userModel],
    ['8.2', userModel],
    ['8.3', userModel],
    ['8.4', groupModel],
    ['8.5', modelOf(serviceProviderConfigSchema)],
    ['8.6', modelOf(resourceTypeSchema)],
  ];
  for (const [section, model] of models) {
    it(`${section} fits its schema`, () => {
      for (const resource of [examples[section]].flat()) expect(validateResource(resource, model)).to.deep.equal([]);
    });
  }

  it('the schemas fit the schema of schemas', () => {
    const model = modelOf(schemaSchema);
    for (const schema of [userSchemaJson, schemaSchemaJson]) expect(validateResource(schema, model)).to.deep.equal([]);
  });

  for (const section of ['8.1', '8.2', '8.3', '8.4']) {
    it(`${section} is created, stored and shown as it is`, () => {
      const sent = examples[section] as Resource;
      const model = section === '8.4' ? groupModel : userModel;
      const { resource, ignored } = readResource(sent, model, 'create');
      const stored: Resource = { id: sent['id'] ?? null, ...resource, meta: sent['meta'] ?? null };
      expect(differences(sent, project(stored, {}, model), model)).to.deep.equal([]);
      // Erratum 6011: the members of 8.4 have a display that the schema lacks. Addresses have a primary (section 2.4).
      expect(
        ignored.every((path) => ['members.display', 'addresses.primary'].includes(path)),
        String(ignored),
      ).to.equal(true);
    });
  }
});

/** A message of RFC 7644 section 3.5.2 applied. */
function patched(resource: Resource, model: ResourceModel, ...operations: Json[]): Resource {
  return applyPatch(resource, readPatchRequest({ schemas: [PATCH_OP], Operations: operations }), model);
}

describe('RFC 7644 section 3.5.2', () => {
  const james = { $ref: 'https://example.com/v2/Users/08e1d05d', value: '08e1d05d' };

  it('adds a member, and the same member only once', () => {
    const add = { op: 'add', path: 'members', value: [{ display: 'James Smith', ...james }] };
    const after = patched(tourGuides(), groupModel, add);
    expect(after['members']).to.deep.equal([...(tourGuides()['members'] as Json[]), james]);
    expect(patched(after, groupModel, add)).to.deep.equal(after);
  });

  it('adds to a user without path', () => {
    const value = { emails: [{ value: 'babs@example.net', type: 'other' }], nickname: 'Babs' };
    const after = patched(babs(), userModel, { op: 'add', value });
    expect(after['emails']).to.have.length(3);
    expect(after).to.have.property('nickName', 'Babs');
  });

  it('removes one member, all members, and an e-mail address', () => {
    const one = patched(tourGuides(), groupModel, { op: 'remove', path: 'members[value eq "2819c223"]' });
    expect(one['members']).to.deep.equal([{ value: '902c246b', type: 'User' }]);
    expect(patched(tourGuides(), groupModel, { op: 'remove', path: 'members' })).not.to.have.property('members');
    const path = 'emails[type eq "work" and value ew "example.com"]';
    expect(patched(babs(), userModel, { op: 'remove', path })['emails']).to.have.length(1);
  });

  it('swaps members, in the example’s spelling without a blank', () => {
    const remove = { op: 'remove', path: 'members[value eq"2819c223"]' };
    const after = patched(tourGuides(), groupModel, remove, { op: 'add', path: 'members', value: [james] });
    expect(after['members']).to.deep.equal([{ value: '902c246b', type: 'User' }, james]);
  });

  it('replaces all members, by two operations or by one', () => {
    const all = { path: 'members', value: [james] };
    const two = patched(tourGuides(), groupModel, { op: 'remove', path: 'members' }, { op: 'add', ...all });
    expect(two['members']).to.deep.equal([james]);
    expect(patched(tourGuides(), groupModel, { op: 'replace', ...all })).to.deep.equal(two);
  });

  it('replaces the work address, and its street alone', () => {
    const value = { type: 'work', streetAddress: '911 Universal City Plaza', locality: 'Hollywood', country: 'US' };
    const [, home] = babs()['addresses'] as Json[];
    const whole = patched(babs(), userModel, { op: 'replace', path: 'addresses[type eq "work"]', value });
    expect(whole['addresses']).to.deep.equal([value, home]);
    const path = 'addresses[type eq "work"].streetAddress';
    const street = patched(babs(), userModel, { op: 'replace', path, value: '1010 Broadway Ave' });
    expect((street['addresses'] as JsonObject[])[0]).to.deep.include({
      streetAddress: '1010 Broadway Ave',
      region: 'CA',
    });
  });

  it('replaces attributes without path and leaves the others', () => {
    const value = { emails: [{ value: 'a@example.com', type: 'work', primary: true }], nickname: 'Babs' };
    const { emails, nickName, ...others } = patched(babs(), userModel, { op: 'replace', value });
    expect([emails, nickName]).to.deep.equal([value.emails, 'Babs']);
    const { emails: _before, ...untouched } = babs();
    expect(others).to.deep.equal(untouched);
  });
});

describe('RFC 7644 sections 3.3 and 3.9', () => {
  it('a user is created from the posted members', () => {
    const posted = {
      schemas: [USER],
      userName: 'bjensen',
      externalId: 'bjensen',
      name: { formatted: 'Ms. Barbara J Jensen III', familyName: 'Jensen', givenName: 'Barbara' },
    };
    expect(readResource(posted, userModel, 'create')).to.deep.equal({ resource: posted, ignored: [] });
    expect(() => readResource({ ...posted, schemas: [GROUP] }, userModel, 'create')).to.throw();
  });

  it('attributes=userName shows schemas, id and userName', () => {
    const { schemas, id, userName } = babs();
    expect(project(babs(), { attributes: ['userName'] }, userModel)).to.deep.equal({ schemas, id, userName });
  });
});
