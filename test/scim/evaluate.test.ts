import { expect } from 'chai';
import fc from 'fast-check';
import { compileFilter, matches } from '../../scim/evaluate.js';
import { formatFilter, parseFilter } from '../../scim/filter.js';
import type { Filter } from '../../scim/filter.js';
import type { Resource } from '../../scim/types.js';
import { groupModel, userModel } from '../../schemas/index.js';
import { filters, garbage } from './arbitraries.js';
import { naiveMatch, smallFilters, smallUsers } from './naive-filter.js';
import { babs, ENTERPRISE, refused, runs, survives, tourGuides, USER } from './support.js';

function selects(text: string, resource: Resource = babs()): boolean {
  return matches(parseFilter(text), resource, userModel);
}

describe('Filter evaluation', () => {
  const yes = [
    'userName eq "BJENSEN@example.com"',
    'USERNAME eq "bjensen@example.com"',
    'id eq "2819c223-7f76-453a-919d-413861904646"',
    'userName sw "bjensen@example.com"',
    'userName ew "EXAMPLE.com"',
    'userName co "jensen"',
    'userName gt "bjensen"',
    'userName ne "x"',
    'nickName ne "x"',
    'nickName eq null',
    'title ne null',
    'active eq true',
    'active eq "True"',
    'name pr',
    'emails pr',
    'emails.type eq "home"',
    'emails eq "babs@jensen.org"',
    'emails[type eq "work" and primary eq true]',
    'emails.type eq "work" and emails.value eq "babs@jensen.org"',
    'emails[not (type eq "work")]',
    'emails[primary eq "True"]',
    'not (nickName pr)',
    `schemas eq "${ENTERPRISE}"`,
    `schemas eq "${ENTERPRISE.toUpperCase()}"`,
    `${ENTERPRISE}:department eq "tour operations"`,
    `${ENTERPRISE}:manager.value eq "26118915"`,
    `${ENTERPRISE}:manager eq "26118915"`,
    `${ENTERPRISE.toUpperCase()}:DEPARTMENT pr`,
    'department eq "Tour Operations"',
    `${USER}:name.familyName eq "jensen"`,
    'meta.lastModified eq "2011-05-13T06:42:34+02:00"',
    'meta.lastModified ge "2011-05-13T04:42:34.000Z"',
    'meta.lastModified gt "2011-05-13T04:42:33.999999Z"',
    'meta.lastModified lt "2011-05-13T05:42:34-00:01"',
    'meta.resourceType eq "User"',
  ];
  for (const text of yes) it(`selects by ${text}`, () => expect(selects(text)).to.equal(true));

  const no = [
    'id eq "2819C223-7f76-453a-919d-413861904646"',
    'externalId eq 701984',
    'userName lt "bjensen@example.com"',
    'userName eq ""',
    'nickName eq "x"',
    'nickName co ""',
    'nickName pr',
    'active eq false',
    'emails[type eq "work" and value eq "babs@jensen.org"]',
    'emails[nothing pr]',
    'noSuchAttribute pr',
    'urn:example:none:userName pr',
    'urn:example:none:department pr',
    'meta.lastModified gt "2011-05-13T04:42:34Z"',
    'meta.lastModified eq "2011-05-13T04:42:34.0001Z"',
    'meta.resourceType eq "user"',
  ];
  for (const text of no) it(`does not select by ${text}`, () => expect(selects(text)).to.equal(false));

  const refusals = [
    'active gt true',
    'active le "x"',
    'active co "t"',
    'x509Certificates.value gt "a"',
    'x509Certificates gt "a"',
    'name eq "x"',
    'userName gt 5',
    'userName sw true',
    'title gt null',
    'meta.lastModified gt "yesterday"',
    'emails[primary gt true]',
  ];
  for (const text of refusals) {
    it(`refuses ${text}, whatever the data`, () => {
      refused(() => compileFilter(parseFilter(text), userModel), 'invalidFilter');
    });
  }

  it('refuses unknown names where asked to', () => {
    for (const text of ['nothing eq "x"', 'emails[nothing eq "x"]', 'name.nothing pr']) {
      const compile = () => compileFilter(parseFilter(text), userModel, { unknownAttribute: 'refuse' });
      refused(compile, 'invalidFilter');
    }
  });

  it('counts empty strings, arrays and objects as not present', () => {
    const user = { ...babs(), title: '', emails: [{}], name: { formatted: null }, roles: [], active: false };
    for (const name of ['title', 'emails', 'name', 'roles']) expect(selects(`${name} pr`, user), name).to.equal(false);
    expect(selects('active pr', user)).to.equal(true);
  });

  it('finds names in any letter case in the resource', () => {
    expect(selects('userName eq "x"', { USERNAME: 'x' })).to.equal(true);
    expect(selects(`${ENTERPRISE}:department pr`, { [ENTERPRISE.toLowerCase()]: { Department: 'x' } })).to.equal(true);
  });

  it('compares members by value', () => {
    expect(matches(parseFilter('members eq "902c246b"'), tourGuides(), groupModel)).to.equal(true);
  });

  it('agrees with a naive model (random)', () => {
    fc.assert(
      fc.property(smallFilters, smallUsers, (filter, user) => {
        const expected = naiveMatch(filter, user);
        expect(matches(filter, user, userModel), formatFilter(filter)).to.equal(expected);
      }),
      runs(2_000),
    );
  });

  it('keeps De Morgan: not (a and b) is not a or not b (random)', () => {
    fc.assert(
      fc.property(smallFilters, smallFilters, smallUsers, (left, right, user) => {
        const both: Filter = { kind: 'not', filter: { kind: 'and', filters: [left, right] } };
        const either: Filter = {
          kind: 'or',
          filters: [
            { kind: 'not', filter: left },
            { kind: 'not', filter: right },
          ],
        };
        expect(matches(both, user, userModel)).to.equal(matches(either, user, userModel));
      }),
      runs(300),
    );
  });

  it('survives any filter on any resource (random)', () => {
    fc.assert(
      fc.property(filters, fc.object(), (filter, resource) => {
        survives(() => matches(filter, resource as Resource, userModel));
      }),
      runs(1_000),
    );
    fc.assert(
      fc.property(garbage, (text) => survives(() => selects(text))),
      runs(1_000),
    );
  });
});
