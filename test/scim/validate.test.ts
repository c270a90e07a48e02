import { expect } from 'chai';
import fc from 'fast-check';
import { readResource } from '../../scim/validate.js';
import type { ReadOptions } from '../../scim/validate.js';
import type { Json, JsonObject, Resource, ResourceModel } from '../../scim/types.js';
import { groupModel, userModel } from '../../schemas/index.js';
import { babs, ENTERPRISE, GROUP, refused, runs, survives, USER } from './support.js';

const least = { schemas: [USER], userName: 'x' };

function created(changes: { [name: string]: Json }, options: ReadOptions = {}): Resource {
  return readResource({ ...least, ...changes }, userModel, 'create', options).resource;
}

function replaced(input: Resource, stored: Resource = babs(), model: ResourceModel = userModel): Resource {
  return readResource(input, model, 'replace', { stored }).resource;
}

describe('Reading a new resource (RFC 7644 section 3.3)', () => {
  it('brings names to the schema’s case and leaves out what is unassigned or read-only', () => {
    const { resource, ignored } = readResource(
      {
        SCHEMAS: [USER.toUpperCase(), ENTERPRISE],
        USERNAME: 'x',
        Name: { GIVENNAME: 'G', familyName: null },
        title: null,
        emails: [{ Value: 'a@b' }, null],
        roles: [],
        ims: [{}],
        id: 'mine',
        meta: { created: 'x' },
        groups: [{ value: 'g' }],
        [ENTERPRISE.toUpperCase()]: { Department: 'D', manager: { value: 'm', displayName: 'M' }, colour: 'red' },
        shoeSize: 44,
        addresses: [{ planet: 'Earth' }],
      },
      userModel,
      'create',
    );
    expect(resource).to.deep.equal({
      schemas: [USER, ENTERPRISE],
      userName: 'x',
      name: { givenName: 'G' },
      emails: [{ value: 'a@b' }],
      [ENTERPRISE]: { department: 'D', manager: { value: 'm' } },
    });
    expect(ignored).to.have.members(['shoeSize', 'addresses.planet', `${ENTERPRISE}:colour`]);
  });

  it('keeps the password and an empty string', () => {
    expect(created({ password: 'secret', nickName: '' })).to.include({ password: 'secret', nickName: '' });
  });

  it('drops equal elements and tolerates foreign schema URNs', () => {
    const schemas = [USER, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'];
    expect(created({ schemas, emails: [{ value: 'a' }, { VALUE: 'A' }, { value: 'b' }] })).to.deep.equal({
      ...least,
      emails: [{ value: 'a' }, { value: 'b' }],
    });
  });

  it('refuses what is no resource', () => {
    for (const input of [
      null,
      [],
      'x',
      5,
      {},
      { userName: 'x' },
      { schemas: 'x' },
      { schemas: [] },
      { schemas: [1] },
    ]) {
      refused(() => readResource(input, userModel, 'create'), 'invalidSyntax');
    }
    refused(() => readResource({ ...least, USERNAME: 'y' }, userModel, 'create'), 'invalidSyntax');
    refused(() => readResource({ schemas: [GROUP], userName: 'x' }, userModel, 'create'), 'invalidValue');
  });

  it('refuses a missing or empty required attribute', () => {
    for (const userName of [undefined, null, '', []]) {
      refused(() => readResource({ schemas: [USER], userName }, userModel, 'create'), 'invalidValue');
    }
    refused(() => readResource({ schemas: [GROUP] }, groupModel, 'create'), 'invalidValue');
  });

  it('refuses values of a wrong type', () => {
    const wrong: { [name: string]: Json }[] = [
      { userName: 5 },
      { active: 'true' },
      { active: 1 },
      { name: 'x' },
      { name: [{ givenName: 'x' }] },
      { emails: { value: 'x' } },
      { emails: ['x'] },
      { emails: [{ value: {} }] },
      { displayName: ['x'] },
      { x509Certificates: [{ value: 'not base64!' }] },
      { [ENTERPRISE]: 'x' },
      { [ENTERPRISE]: { department: 1 } },
      {
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      },
    ];
    for (const changes of wrong) refused(() => created(changes), 'invalidValue');
  });

  it('asks for a required extension that has required attributes, unless it is listed', () => {
    const [extension] = userModel.extensions;
    const attributes = extension?.attributes.map((each) => ({ ...each, required: each.name === 'department' })) ?? [];
    const model: ResourceModel = {
      ...userModel,
      type: { ...userModel.type, schemaExtensions: [{ schema: ENTERPRISE, required: true }] },
      extensions: [{ id: ENTERPRISE, name: 'E', attributes }],
    };
    refused(() => readResource(least, model, 'create'), 'invalidValue');
    refused(() => readResource({ ...least, [ENTERPRISE]: { costCenter: '1' } }, model, 'create'), 'invalidValue');
    readResource({ ...least, [ENTERPRISE]: { department: 'D' } }, model, 'create');
  });

  it('takes what identity providers send, when lenient', () => {
    const resource = created(
      {
        schemas: [],
        active: 'True',
        emails: { value: 'a', primary: 'true' },
        [ENTERPRISE]: { manager: 'm' },
        name: '',
      },
      { lenient: true },
    );
    expect(resource).to.deep.equal({
      schemas: [USER, ENTERPRISE],
      userName: 'x',
      active: true,
      emails: [{ value: 'a', primary: true }],
      [ENTERPRISE]: { manager: { value: 'm' } },
    });
  });

  it('survives anything and touches no prototype (random)', () => {
    const hostile = '{"schemas":["x"],"userName":"x","__proto__":{"polluted":1},"name":{"__proto__":{"polluted":1}}}';
    const { resource } = readResource(JSON.parse(hostile.replace('"x"', `"${USER}"`)), userModel, 'create');
    expect(Object.getPrototypeOf(resource)).to.equal(Object.prototype);
    expect(({} as JsonObject)['polluted']).to.equal(undefined);
    const name = fc.constantFrom('schemas', 'userName', 'name', 'emails', 'active', 'meta', ENTERPRISE, '__proto__');
    const input = fc.dictionary(name, fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(input, fc.boolean(), (body, lenient) => {
        survives(() => readResource({ ...least, ...body }, userModel, 'create', { lenient }));
      }),
      runs(1_000),
    );
  });
});

describe('Reading a replacement (RFC 7644 section 3.5.1)', () => {
  it('clears what is left out, and keeps what is the provider’s', () => {
    const after = replaced({ ...least, userName: 'new' });
    expect(after).to.deep.equal({ schemas: [USER], userName: 'new', id: babs()['id'], meta: babs()['meta'] });
  });

  it('ignores read-only values, other ones too', () => {
    const after = replaced({ ...babs(), id: 'other', meta: { created: 5 }, groups: 'x' });
    expect(after).to.deep.equal(babs());
  });

  it('keeps a password that is not sent again', () => {
    expect(replaced(least, { ...babs(), password: 'p' })).to.have.property('password', 'p');
    expect(replaced({ ...least, password: 'q' }, { ...babs(), password: 'p' })).to.have.property('password', 'q');
  });

  it('takes an immutable value unchanged, or for the first time, and no other', () => {
    const attributes = userModel.core.attributes.map((each) =>
      each.name === 'nickName' ? { ...each, mutability: 'immutable' as const } : each,
    );
    const model = { ...userModel, core: { ...userModel.core, attributes } };
    const stored = { ...babs(), nickName: 'N' };
    for (const input of [{ ...least, nickName: 'N' }, least]) {
      expect(replaced(input, stored, model)).to.have.property('nickName', 'N');
    }
    expect(replaced({ ...least, nickName: 'M' }, babs(), model)).to.have.property('nickName', 'M');
    refused(() => replaced({ ...least, nickName: 'M' }, stored, model), 'mutability');
  });

  it('replaces the members of a group, though their parts are immutable', () => {
    const stored: Resource = { schemas: [GROUP], displayName: 'G', members: [{ value: 'a', type: 'User' }] };
    const after = replaced({ schemas: [GROUP], displayName: 'G', members: [{ value: 'b' }] }, stored, groupModel);
    expect(after['members']).to.deep.equal([{ value: 'b' }]);
  });

  it('keeps a manager’s name only with the manager', () => {
    const manager = (value: string) => ({ ...least, [ENTERPRISE]: { manager: { value } } });
    expect(replaced(manager('26118915')))
      .to.have.property(ENTERPRISE)
      .deep.equal({
        manager: { value: '26118915', displayName: 'John' },
      });
    expect(replaced(manager('other')))
      .to.have.property(ENTERPRISE)
      .deep.equal({ manager: { value: 'other' } });
  });
});
