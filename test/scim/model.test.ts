import { expect } from 'chai';
import fc from 'fast-check';
import { instantOf } from '../../scim/datetime.js';
import { errorBody, ScimError } from '../../scim/errors.js';
import { commonAttributes, defineAttribute, findAttribute, schemaFrom } from '../../scim/model.js';
import type { ResourceModel } from '../../scim/types.js';
import { enterpriseUserSchema, userModel, userSchema } from '../../schemas/index.js';
import { ENTERPRISE, runs, USER } from './support.js';

function nameOf(path: string, model: ResourceModel = userModel): string | undefined {
  const found = findAttribute(model, path);
  if (!found) return undefined;
  return [found.extension, found.attribute?.name, found.subAttribute?.name]
    .filter((part) => part !== undefined)
    .join('|');
}

describe('Attribute definitions', () => {
  it('have the defaults of RFC 7643 section 2.2', () => {
    expect(defineAttribute({ name: 'x' })).to.deep.equal({
      name: 'x',
      type: 'string',
      multiValued: false,
      required: false,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'none',
    });
  });

  it('take keywords in any letter case and names of members too', () => {
    const raw = { Name: 'x', TYPE: 'datetime', Mutability: 'READONLY', returned: 'Always', multivalued: true };
    expect(defineAttribute(raw)).to.include({
      type: 'dateTime',
      mutability: 'readOnly',
      returned: 'always',
      multiValued: true,
    });
  });

  it('take the spelling of constants, too', () => {
    const raw = { name: 'x', type: 'DATE_TIME', mutability: 'READ_ONLY', returned: 'NEVER' };
    expect(defineAttribute(raw)).to.include({ type: 'dateTime', mutability: 'readOnly', returned: 'never' });
  });

  it('come from any shape without an error (random)', () => {
    for (const raw of [null, [], 'x', { attributes: 'x' }, { attributes: [null, 1, {}, { name: 5 }] }]) {
      expect(schemaFrom(raw).attributes).to.deep.equal([]);
    }
    let deep: unknown = { name: 'x' };
    for (let depth = 0; depth < 5_000; depth += 1) deep = { name: 'x', type: 'complex', subAttributes: [deep] };
    expect(schemaFrom({ id: 'urn:x', attributes: [deep] }).attributes).to.have.length(1);
    fc.assert(
      fc.property(fc.anything(), (raw) => void schemaFrom({ attributes: [raw] })),
      runs(500),
    );
  });

  it('of the common attributes give ids a letter case and keep providers’ own', () => {
    const exact = commonAttributes.filter(({ caseExact }) => caseExact).map(({ name }) => name);
    expect(exact).to.deep.equal(['id', 'externalId']);
    const readOnly = commonAttributes.filter(({ mutability }) => mutability === 'readOnly').map(({ name }) => name);
    expect(readOnly).to.deep.equal(['id', 'meta']);
  });
});

describe('A name finds its attribute', () => {
  const cases: [string, string | undefined][] = [
    ['userName', 'userName'],
    ['USERNAME', 'userName'],
    ['name.givenname', 'name|givenName'],
    ['meta.lastModified', 'meta|lastModified'],
    [`${USER}:emails.value`, 'emails|value'],
    [`${USER}:id`, 'id'],
    [`${ENTERPRISE}:manager.value`, `${ENTERPRISE}|manager|value`],
    [`${ENTERPRISE.toUpperCase()}:MANAGER`, `${ENTERPRISE}|manager`],
    [ENTERPRISE, ENTERPRISE],
    ['manager.value', `${ENTERPRISE}|manager|value`],
    ['members', undefined],
    ['name.nothing', undefined],
    ['userName.value', undefined],
    [`${ENTERPRISE}:userName`, undefined],
    [`${USER}:department`, undefined],
    ['urn:example:other:userName', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
    ['', undefined],
  ];
  for (const [path, expected] of cases) it(`${path || 'nothing'}`, () => expect(nameOf(path)).to.equal(expected));

  it('in URNs that end in a version, and in the longest that fits', () => {
    const one = { id: 'urn:x:2.0', name: '', attributes: [defineAttribute({ name: 'a' })] };
    const two = { id: 'urn:x:2.0:b', name: '', attributes: [defineAttribute({ name: 'a' })] };
    const model = { ...userModel, extensions: [one, two] };
    expect(nameOf('urn:x:2.0:a', model)).to.equal('urn:x:2.0|a');
    expect(nameOf('urn:x:2.0:b:a', model)).to.equal('urn:x:2.0:b|a');
    expect(nameOf('urn:x:2.0', model)).to.equal('urn:x:2.0');
  });

  it('in the core before the extensions', () => {
    const twin = { ...enterpriseUserSchema, attributes: [defineAttribute({ name: 'title' })] };
    expect(nameOf('title', { ...userModel, core: userSchema, extensions: [twin] })).to.equal('title');
  });
});

describe('Instants', () => {
  it('are the same in any spelling', () => {
    const spellings = [
      '2011-05-13T04:42:34Z',
      '2011-05-13T06:42:34.000+02:00',
      '2011-05-12T18:42:34-10:00',
      '2011-05-13T04:42:34',
    ];
    expect(new Set(spellings.map(instantOf))).to.have.property('size', 1);
    expect(instantOf('2011-05-13T24:00:00Z')).to.equal(instantOf('2011-05-14T00:00:00Z'));
    expect(instantOf('1970-01-01T00:00:00.123456789Z')).to.equal(123_456_789n);
    expect(instantOf('0099-01-01T00:00:00Z')).to.equal(BigInt(Date.parse('0099-01-01T00:00:00Z')) * 1_000_000n);
  });

  const wrong = [
    '2011-05-13',
    '2011-05-13 04:42:34Z',
    '2011-13-01T00:00:00Z',
    '2011-02-30T00:00:00Z',
    '2011-05-13T25:00:00Z',
  ];
  for (const text of [
    ...wrong,
    '2011-05-13T04:42:34z',
    '2011-05-13T04:42Z',
    '1305261754',
    '2011-05-13T04:42:34+15:00',
    '',
  ]) {
    it(`are not ${JSON.stringify(text)}`, () => expect(instantOf(text)).to.equal(undefined));
  }
});

describe('Error body', () => {
  it('has its status as a string', () => {
    expect(errorBody(new ScimError(409, 'uniqueness', 'Taken.'))).to.deep.equal({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '409',
      scimType: 'uniqueness',
      detail: 'Taken.',
    });
    expect(errorBody({ status: 404 })).to.have.all.keys('schemas', 'status');
  });
});
