import { expect } from 'chai';
import fc from 'fast-check';
import { formatPath, parsePath } from '../../scim/path.js';
import { garbage } from './arbitraries.js';
import { ENTERPRISE, refused, runs, survives } from './support.js';

describe('PATCH path', () => {
  // RFC 7644 section 3.5.2, figure 8, and qualified names.
  const examples = [
    'members',
    'name.familyName',
    'addresses[type eq "work"]',
    'members[value eq "2819c223-7f76-453a-919d-413861904646"]',
    'members[value eq "2819c223-7f76-453a-919d-413861904646"].displayName',
    'members[value eq "x"].$ref',
    'emails[type eq "work" and not (value ew "example.com")].value',
    `${ENTERPRISE}:employeeNumber`,
    `${ENTERPRISE}:manager.value`,
    ENTERPRISE,
  ];
  for (const text of examples) {
    it(`reads and writes ${text}`, () => expect(formatPath(parsePath(text, [ENTERPRISE]))).to.equal(text));
  }

  it('knows a bare URN from an attribute in one', () => {
    expect(parsePath(ENTERPRISE, [ENTERPRISE])).to.deep.equal({ urn: ENTERPRISE, attribute: '' });
    expect(parsePath('urn:x:2.0', ['urn:x:2.0'])).to.deep.equal({ urn: 'urn:x:2.0', attribute: '' });
    expect(parsePath(`${ENTERPRISE}:manager`, [ENTERPRISE])).to.deep.equal({ urn: ENTERPRISE, attribute: 'manager' });
  });

  const broken = [
    '',
    ' ',
    '[x]',
    'a..b',
    'a.b.c',
    'a b',
    '.a',
    'a.',
    'emails.value[type pr]',
    'emails[type pr].',
    'emails[type pr]x',
  ];
  for (const text of [...broken, 'emails[type pr].a.b', '__proto__', '0', 'emails/0', '"members"', 'urn:', ':a']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      refused(() => parsePath(text), 'invalidPath');
    });
  }
  for (const text of ['emails[', 'emails[]', 'emails[type eq', 'emails[0]', 'emails[type eq "work"']) {
    it(`refuses the filter of ${text}`, () => {
      refused(() => parsePath(text), 'invalidFilter');
    });
  }

  it('survives any input (random)', () => {
    fc.assert(
      fc.property(garbage, (text) => survives(() => parsePath(text, [ENTERPRISE]))),
      runs(2_000),
    );
    fc.assert(
      fc.property(garbage, (text) => survives(() => parsePath(`emails[${text}].value`))),
      runs(2_000),
    );
  });
});
