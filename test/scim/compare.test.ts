import { expect } from 'chai';
import fc from 'fast-check';
import { differences } from '../../scim/compare.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import { groupModel, userModel } from '../../schemas/index.js';
import { babs, ENTERPRISE, runs, tourGuides, USER } from './support.js';

type Changes = { [name: string]: Json };

/** Kinds and paths of the differences between what was sent and what came back. */
function found(sent: Changes, got: Changes): string[] {
  return differences(sent, got, userModel).map(({ kind, path }) => `${kind} ${path}`);
}

describe('Legal differences between sent and stored', () => {
  const legal: [string, Changes, Changes][] = [
    [
      'names in another letter case',
      { userName: 'x', name: { givenName: 'G' } },
      { USERNAME: 'x', NAME: { GIVENNAME: 'G' } },
    ],
    [
      'an extension URN in another letter case',
      { [ENTERPRISE]: { department: 'D' } },
      { [ENTERPRISE.toLowerCase()]: { department: 'D' } },
    ],
    ['a name twice, the same on both sides', { title: 'a', TITLE: 'b' }, { title: 'a', TITLE: 'b' }],
    ['a value of the wrong kind, as it was sent', { name: 'x' }, { name: 'x' }],
    ['letter case where it does not count', { userName: 'Bob' }, { userName: 'bob' }],
    ['null and [] left out', { title: null, emails: [], name: {} }, {}],
    ['null for [] and the other way', { title: [], emails: null }, { title: null, emails: [] }],
    ['an empty string left out', { title: '' }, {}],
    [
      'attributes that were not sent',
      { userName: 'x' },
      { userName: 'x', active: true, locale: 'en', vendor: { a: 1 } },
    ],
    [
      'sub-attributes that were not sent',
      { emails: [{ value: 'a' }] },
      { emails: [{ value: 'a', type: 'work', primary: true }] },
    ],
    ['the password withheld', { password: 'p' }, {}],
    [
      'read-only values overruled',
      { id: 'mine', meta: { created: 'x' }, groups: [{ value: 'g' }] },
      { id: 'theirs', meta: {} },
    ],
    ['unknown attributes dropped', { shoeSize: 44, name: { planet: 'x' } }, {}],
    [
      'elements in another order',
      {
        emails: [
          { value: 'a', type: 'work' },
          { value: 'b', type: 'home' },
        ],
      },
      {
        emails: [
          { value: 'b', type: 'home' },
          { value: 'A', type: 'Work' },
        ],
      },
    ],
    ['equal elements merged', { emails: [{ value: 'a' }, { value: 'a' }] }, { emails: [{ value: 'a' }] }],
    ['primary false left out', { emails: [{ value: 'a', primary: false }] }, { emails: [{ value: 'a' }] }],
    ['display and $ref derived', { roles: [{ value: 'a', display: 'x' }] }, { roles: [{ value: 'a', display: 'y' }] }],
    [
      'name.formatted derived',
      { name: { givenName: 'G', formatted: 'x' } },
      { name: { givenName: 'G', formatted: 'G' } },
    ],
    ['base64 without padding', { x509Certificates: [{ value: 'AQ==' }] }, { x509Certificates: [{ value: 'AQ' }] }],
    ['Unicode composed', { displayName: 'Zoe\u0308' }, { displayName: 'Zo\u00eb' }],
    [
      'a phone number as a URI',
      { phoneNumbers: [{ value: '+1 555-0100' }] },
      { phoneNumbers: [{ value: 'tel:+1-555-0100' }] },
    ],
    [
      'a language tag respelled',
      { locale: 'en_US', preferredLanguage: 'EN-us' },
      { locale: 'en-US', preferredLanguage: 'en-US' },
    ],
    ['a URL in canonical form', { profileUrl: 'HTTPS://Example.com' }, { profileUrl: 'https://example.com/' }],
    ['an array of empty objects', { emails: [{}] }, {}],
  ];
  for (const [what, sent, got] of legal) it(what, () => expect(found(sent, got)).to.deep.equal([]));

  it('members without type and $ref', () => {
    const got = {
      ...tourGuides(),
      members: [{ value: '902c246b' }, { value: '2819c223', $ref: '../Users/2819c223' }] as Json[],
    };
    expect(differences(tourGuides(), got, groupModel)).to.deep.equal([]);
  });

  it('instants in another spelling', () => {
    const attributes = [...userModel.core.attributes];
    const [first] = attributes;
    if (first) attributes.push({ ...first, name: 'hired', type: 'dateTime', required: false });
    const model = { ...userModel, core: { ...userModel.core, attributes } };
    const sent = { hired: '2020-01-01T00:00:00Z' };
    expect(differences(sent, { hired: '2020-01-01T01:00:00.000+01:00' }, model)).to.deep.equal([]);
    expect(differences(sent, { hired: '2020-01-01T01:00:00Z' }, model)).to.have.length(1);
  });
});

describe('Illegal differences between sent and stored', () => {
  const illegal: [Changes, Changes, string[]][] = [
    [{ title: 'T' }, {}, ['missing title']],
    [{ title: 'T' }, { title: null }, ['missing title']],
    [{ title: 'T' }, { title: 'T2' }, ['changed title']],
    [{ title: 'T' }, { title: ['T'] }, ['changed title']],
    [{ active: false }, { active: true }, ['changed active']],
    [{ active: false }, { active: 'false' }, ['changed active']],
    [{ active: false }, {}, ['missing active']],
    [{ externalId: 'Abc' }, { externalId: 'abc' }, ['changed externalId']],
    [{ title: null }, { title: 'x' }, ['appeared title']],
    [{ emails: [] }, { emails: [{ value: 'x' }] }, ['appeared emails']],
    [
      { name: { givenName: 'G', familyName: 'F' } },
      { name: { givenName: 'X' } },
      ['changed name.givenName', 'missing name.familyName'],
    ],
    [{ name: { givenName: 'G' } }, { name: 'G' }, ['changed name']],
    [{ emails: [{ value: 'a' }, { value: 'b' }] }, { emails: [{ value: 'a' }] }, ['missing emails[value eq "b"]']],
    [{ emails: [{ value: 'a' }] }, { emails: [{ value: 'a' }, { value: 'c' }] }, ['appeared emails[value eq "c"]']],
    [
      { emails: [{ value: 'a', type: 'work' }] },
      { emails: [{ value: 'a', type: 'home' }] },
      ['changed emails[value eq "a"].type'],
    ],
    [
      { emails: [{ value: 'a', primary: true }] },
      { emails: [{ value: 'a' }] },
      ['missing emails[value eq "a"].primary'],
    ],
    [
      { emails: [{ value: 'a' }] },
      { emails: { value: 'b' } },
      ['missing emails[value eq "a"]', 'appeared emails[value eq "b"]'],
    ],
    [
      { addresses: [{ type: 'work', region: 'CA' }] },
      { addresses: [{ type: 'work', region: 'NV' }] },
      ['missing addresses[type eq "work"]', 'appeared addresses[type eq "work"]'],
    ],
    [{ [ENTERPRISE]: { department: 'D' } }, {}, [`missing ${ENTERPRISE}:department`]],
    [
      { [ENTERPRISE]: { manager: { value: 'Abc' } } },
      { [ENTERPRISE]: { manager: { value: 'abc' } } },
      [`changed ${ENTERPRISE}:manager.value`],
    ],
    [
      { phoneNumbers: [{ value: '+1 555-0100' }] },
      { phoneNumbers: [{ value: '+15550101' }] },
      ['missing phoneNumbers[value eq "+1 555-0100"]', 'appeared phoneNumbers[value eq "+15550101"]'],
    ],
  ];
  for (const [sent, got, expected] of illegal) {
    it(`${JSON.stringify(sent).slice(0, 60)} as ${JSON.stringify(got).slice(0, 60)}`, () => {
      expect(found(sent, got)).to.deep.equal(expected);
    });
  }

  it('carry both values', () => {
    expect(differences({ title: 'T' }, { title: 5 }, userModel)).to.deep.equal([
      { kind: 'changed', path: 'title', sent: 'T', got: 5 },
    ]);
  });
});

describe('Comparison', () => {
  it('finds nothing between a resource and itself', () => {
    expect(differences(babs(), babs(), userModel)).to.deep.equal([]);
  });

  it('compares big groups', () => {
    const members = Array.from({ length: 20_000 }, (_, index) => ({ value: `m${index}` }));
    const sent = { displayName: 'G', members };
    const got = { displayName: 'G', members: [...members].reverse().slice(1) };
    expect(differences(sent, got, groupModel).map(({ path }) => path)).to.deep.equal(['members[value eq "m19999"]']);
  });

  it('survives whatever came back (random)', () => {
    const name = fc.constantFrom('userName', 'name', 'emails', 'active', 'schemas', ENTERPRISE, '__proto__');
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue({ maxDepth: 4 })), (got) => {
        differences({ ...babs(), schemas: [USER] }, got as Resource, userModel);
        differences(got as JsonObject, babs(), userModel);
      }),
      runs(1_000),
    );
  });
});
