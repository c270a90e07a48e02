import { expect } from 'chai';
import fc from 'fast-check';
import { formatFilter, parseFilter } from '../../scim/filter.js';
import type { Filter } from '../../scim/filter.js';
import { filters, garbage } from './arbitraries.js';
import { refused, runs, survives } from './support.js';

describe('Filter text', () => {
  // The examples of RFC 7644 section 3.4.2.2, figure 2.
  const examples = [
    'userName eq "bjensen"',
    `name.familyName co "O'Malley"`,
    'userName sw "J"',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"',
    'title pr',
    'meta.lastModified gt "2011-05-13T04:42:34Z"',
    'title pr and userType eq "Employee"',
    'title pr or userType eq "Intern"',
    'schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"',
    'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
    'userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")',
    'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
  ];
  for (const text of examples) {
    it(`reads and writes ${text}`, () => {
      expect(formatFilter(parseFilter(text))).to.equal(text);
    });
  }

  it('lets "not" bind tighter than "and", "and" tighter than "or"', () => {
    const tree = parseFilter('not (a pr) and b pr or c pr');
    expect(tree).to.deep.equal({
      kind: 'or',
      filters: [
        {
          kind: 'and',
          filters: [
            { kind: 'not', filter: { kind: 'present', path: { attribute: 'a' } } },
            { kind: 'present', path: { attribute: 'b' } },
          ],
        },
        { kind: 'present', path: { attribute: 'c' } },
      ],
    });
  });

  it('reads operators in any letter case, and "not" with or without a blank', () => {
    const tree = parseFilter('not (a eq 1 or b pr)');
    expect(parseFilter('NOT(a EQ 1 Or b Pr)')).to.deep.equal(tree);
  });

  it('takes JSON values as they are', () => {
    const values = ['true', 'false', 'null', '-12.5e2', '0', '"a\\"b\\\\c\\u0041\\n"', '""'];
    for (const value of values) {
      expect(parseFilter(`a eq ${value}`)).to.include({ kind: 'compare', value: JSON.parse(value) });
    }
  });

  it('finds the attribute after the last colon of a URN with dots', () => {
    expect(parseFilter('urn:x:2.0:User:name.givenName pr')).to.deep.equal({
      kind: 'present',
      path: { urn: 'urn:x:2.0:User', attribute: 'name', subAttribute: 'givenName' },
    });
    expect(parseFilter('members[$ref pr]')).to.have.nested.property('filter.path.attribute', '$ref');
  });

  it('reads a comparison after a value path as part of it', () => {
    expect(parseFilter('emails[type eq "work"].value eq "x"')).to.deep.equal(
      parseFilter('emails[type eq "work" and value eq "x"]'),
    );
  });

  const broken = [
    '',
    '   ',
    'userName',
    'userName eq',
    'userName eq bob',
    "userName eq 'bob'",
    'userName eq "bob',
    'userName eq "bob" extra',
    'userName eq "a" "b"',
    'userName regex "x"',
    'userName eq eq "x"',
    'eq "x"',
    'userName eq "x" and',
    'and userName pr',
    'userName pr or or title pr',
    '(userName pr',
    'userName pr)',
    '((userName pr)',
    'not userName pr',
    'emails[type eq "work"',
    'emails[]',
    'emails[type eq "x" and emails[type pr]]',
    'emails]',
    'userName eq "\\x"',
    'userName eq 01',
    'userName eq +1',
    'userName eq 1e999',
    'userName eq True',
    'userName eq {}',
    'user name pr',
    '1name pr',
    'a..b pr',
    'a.b.c pr',
    '.a pr',
    ':a pr',
    'a pr&b pr',
    '(a pr)and(b pr)',
  ];
  for (const text of broken) {
    it(`refuses ${text === '' ? 'nothing' : text}`, () => {
      const refusal = refused(() => parseFilter(text), 'invalidFilter');
      expect(refusal.detail).to.match(/character \d+/);
    });
  }

  it('refuses what is nested without end instead of filling the stack', () => {
    for (const part of ['(', 'not (', 'a[']) refused(() => parseFilter(part.repeat(20_000)), 'invalidFilter');
    refused(() => parseFilter(`a eq "${'x'.repeat(200_000)}"`), 'invalidFilter');
  });

  it('reads long chains', () => {
    const tree = parseFilter(Array.from({ length: 5_000 }, (_, index) => `a eq ${index}`).join(' or ')) as Filter & {
      filters: Filter[];
    };
    expect(tree.filters).to.have.length(5_000);
  });

  it('reads back what it writes (random)', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const text = formatFilter(filter);
        const read = parseFilter(text);
        expect(formatFilter(read)).to.equal(text);
        expect(read).to.deep.equal(filter);
      }),
      runs(500),
    );
  });

  it('survives any input (random)', () => {
    fc.assert(
      fc.property(garbage, (text) => survives(() => parseFilter(text))),
      runs(3_000),
    );
  });
});
