import { expect } from 'chai';
import fc from 'fast-check';
import * as canonical from '../../schemas/index.js';
import { enterpriseUserSchema, groupModel, groupSchema, userModel, userSchema } from '../../schemas/index.js';
import { normalizeNames, toJsonSchema, validateResource } from '../../schemas/compiler.js';
import { createAjv } from '../../schemas/ajv.js';
import { messageSchemas, validateMessage } from '../../schemas/messages.js';
import type { MessageName } from '../../schemas/messages.js';
import { schemaFrom } from '../../scim/model.js';
import type { Json, JsonObject, Resource, ResourceModel } from '../../scim/types.js';
import {
  LIST_RESPONSE,
  PATCH_OP,
  ERROR_MESSAGE,
  BULK_RESPONSE,
  BULK_REQUEST,
  SEARCH_REQUEST,
} from '../../scim/urns.js';
import { babs, ENTERPRISE, runs, tourGuides } from '../scim/support.js';

function problems(changes: { [name: string]: Json | undefined }): string[] {
  const resource = JSON.parse(JSON.stringify({ ...babs(), ...changes })) as Resource;
  return validateResource(resource, userModel).map(({ path }) => path);
}

describe('Canonical schemas', () => {
  it('are those of RFC 7643 section 8.7, errata applied, without our notes', () => {
    expect(userSchema.attributes.map(({ name }) => name))
      .to.have.length(21)
      .and.to.include.members(['userName', 'x509Certificates']);
    expect(groupSchema.attributes.find(({ name }) => name === 'displayName')?.required).to.equal(true);
    const manager = enterpriseUserSchema.attributes.find(({ name }) => name === 'manager');
    expect(manager?.subAttributes?.find(({ name }) => name === 'value')?.caseExact).to.equal(true);
    for (const value of Object.values(canonical)) expect(JSON.stringify(value)).not.to.match(/"x-/);
  });
});

describe('Resources against their schemas', () => {
  it('fit as the RFC shows them', () => {
    expect(validateResource(babs(), userModel)).to.deep.equal([]);
    expect(validateResource(tourGuides(), groupModel)).to.deep.equal([]);
  });

  const legal: { [name: string]: Json }[] = [
    { title: null, nickName: [], emails: null, name: [], [ENTERPRISE]: null },
    { vendor: { a: [1] }, 'urn:example:ext': { b: 1 } },
    { emails: [{ value: 'a', shape: 'round', type: null }] },
    { meta: { created: '2020-01-01T00:00:00', lastModified: '2020-01-01T00:00:00.123456789-03:00' } },
    { x509Certificates: [{ value: 'AQ' }, { value: 'AQ==' }, { value: 'A-_w' }] },
    { emails: [{ value: 'a', type: 'of my own' }], userType: 'free' },
    { profileUrl: 'not quite a URL', photos: [{ value: '../p.png' }] },
  ];
  for (const changes of legal)
    it(`fit with ${JSON.stringify(changes)}`, () => expect(problems(changes)).to.deep.equal([]));

  it('fit with names in any letter case', () => {
    const shouting = Object.fromEntries(Object.entries(babs()).map(([key, value]) => [key.toUpperCase(), value]));
    expect(validateResource(shouting, userModel)).to.deep.equal([]);
    expect(normalizeNames(shouting, userModel)).to.deep.equal(babs());
  });

  const illegal: [{ [name: string]: Json | undefined }, string[]][] = [
    [{ active: 'true' }, ['active']],
    [{ userName: undefined }, ['userName']],
    [{ userName: null }, ['userName']],
    [{ id: undefined, schemas: [] }, ['schemas', 'id']],
    [{ emails: { value: 'x' } }, ['emails']],
    [{ emails: ['x', { value: 5 }] }, ['emails[0]', 'emails[1].value']],
    [{ name: 'x', title: ['x'] }, ['name', 'title']],
    [{ meta: { created: '2020-01-01 00:00:00Z' } }, ['meta.created']],
    [{ meta: { created: 1577836800 } }, ['meta.created']],
    [{ x509Certificates: [{ value: '!' }] }, ['x509Certificates[0].value']],
    [
      { [ENTERPRISE]: { department: 5, manager: { value: 5 } } },
      [`${ENTERPRISE}:department`, `${ENTERPRISE}:manager.value`],
    ],
    [{ [ENTERPRISE]: 'x' }, [ENTERPRISE]],
  ];
  for (const [changes, expected] of illegal) {
    it(`do not fit with ${JSON.stringify(changes)}`, () => expect(problems(changes)).to.have.members(expected));
  }

  it('may lack required attributes where asked for in part', () => {
    expect(validateResource({ userName: 'x' }, userModel, { partial: true })).to.deep.equal([]);
    expect(validateResource({ userName: 5 }, userModel, { partial: true })).to.have.length(1);
  });

  it('need not show what is required and never returned', () => {
    const attributes = userSchema.attributes.map((each) =>
      each.name === 'password' ? { ...each, required: true } : each,
    );
    expect(validateResource(babs(), { ...userModel, core: { ...userSchema, attributes } })).to.deep.equal([]);
  });

  it('are judged by whatever schema a provider serves', () => {
    const name = (text: string, type: string) => ({ name: text, type, required: true });
    const raw = {
      id: 'urn:x',
      attributes: [name('__proto__', 'string'), name('a"b\n${c}', 'integer'), name('constructor', 'boolean')],
    };
    const model: ResourceModel = { ...userModel, core: schemaFrom(raw), extensions: [] };
    const good = JSON.parse(
      '{"schemas":["urn:x"],"id":"1","__proto__":"p","a\\"b\\n${c}":1,"constructor":true}',
    ) as JsonObject;
    expect(validateResource(good, model)).to.deep.equal([]);
    expect(validateResource({ ...good, constructor: 'x' } as unknown, model)).to.have.length(1);
  });

  it('never make it throw, and never say the same without end (random)', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => void validateResource(value, userModel)),
      runs(1_000),
    );
    const many = { ...babs(), emails: Array.from({ length: 10_000 }, () => 'x') };
    expect(validateResource(many, userModel)).to.have.length(50);
  });

  it('have a JSON Schema that Ajv takes as it is', () => {
    const ajv = createAjv();
    expect(ajv.validateSchema(toJsonSchema(userModel))).to.equal(true);
    const validate = ajv.compile(toJsonSchema(userModel));
    expect(validate(babs())).to.equal(true);
    expect(validate({ ...babs(), active: 1 })).to.equal(false);
  });
});

describe('Messages against their schemas', () => {
  const good: [MessageName, JsonObject][] = [
    ['ListResponse', { schemas: [LIST_RESPONSE], totalResults: 0 }],
    ['ListResponse', { schemas: [LIST_RESPONSE], totalResults: 1, Resources: [{}], startIndex: 1, itemsPerPage: 1 }],
    ['ListResponse', { schemas: [LIST_RESPONSE.toUpperCase()], TOTALRESULTS: 1, resources: [{}], startIndex: null }],
    ['ListResponse', { schemas: [LIST_RESPONSE], nextCursor: 'x', Resources: [{}] }],
    ['Error', { schemas: [ERROR_MESSAGE], status: '404' }],
    ['Error', { schemas: [ERROR_MESSAGE], status: '400', scimType: 'own', detail: 'x', more: 1 }],
    [
      'PatchOp',
      {
        schemas: [PATCH_OP],
        Operations: [
          { op: 'remove', path: 'x' },
          { op: 'add', value: null },
        ],
      },
    ],
    ['SearchRequest', { schemas: [SEARCH_REQUEST], filter: 'a pr', attributes: ['a'], count: 0 }],
    [
      'BulkRequest',
      { schemas: [BULK_REQUEST], Operations: [{ method: 'POST', path: '/Users', bulkId: 'a', data: {} }] },
    ],
    ['BulkResponse', { schemas: [BULK_RESPONSE], Operations: [{ method: 'POST', status: '201', location: 'x' }] }],
  ];
  for (const [name, body] of good) {
    it(`fit: ${name} ${JSON.stringify(body).slice(0, 70)}`, () =>
      expect(validateMessage(name, body)).to.deep.equal([]));
  }

  const bad: [MessageName, unknown, string[]][] = [
    ['ListResponse', { schemas: [LIST_RESPONSE] }, ['totalResults']],
    ['ListResponse', { schemas: [LIST_RESPONSE], totalResults: '1', Resources: {} }, ['totalResults', 'Resources']],
    ['ListResponse', { schemas: [LIST_RESPONSE], totalResults: 1.5, Resources: [1] }, ['totalResults', 'Resources[0]']],
    ['ListResponse', { schemas: ['x'], totalResults: 0, nextCursor: '' }, ['nextCursor', 'schemas']],
    ['ListResponse', { totalResults: 0 }, ['schemas']],
    ['Error', { schemas: [ERROR_MESSAGE], status: 404 }, ['status']],
    ['Error', { schemas: ERROR_MESSAGE, detail: {} }, ['schemas', 'detail', 'status']],
    ['PatchOp', { schemas: [PATCH_OP], Operations: [] }, ['Operations']],
    [
      'PatchOp',
      { schemas: [PATCH_OP], Operations: [{ op: 'move' }, { path: 'x' }] },
      ['Operations[0].op', 'Operations[1].op'],
    ],
    [
      'BulkResponse',
      { schemas: [BULK_RESPONSE], Operations: [{ method: 'POST', status: { code: '201' } }] },
      ['Operations[0].status'],
    ],
    ['Error', null, ['']],
    ['Error', [], ['']],
  ];
  for (const [name, body, expected] of bad) {
    it(`do not fit: ${name} ${JSON.stringify(body).slice(0, 70)}`, () => {
      expect(validateMessage(name, body).map(({ path }) => path)).to.have.members(expected);
    });
  }

  it('never make it throw (random)', () => {
    const name = fc.constantFrom(...(Object.keys(messageSchemas) as MessageName[]));
    fc.assert(
      fc.property(name, fc.anything(), (which, body) => void validateMessage(which, body)),
      runs(500),
    );
  });
});
