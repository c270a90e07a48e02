import { expect } from 'chai';
import { withValue } from '../../harness/response.js';
import type { JsonObject } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';

describe('a value put at a path', () => {
  const user: JsonObject = {
    userName: 'ann',
    emails: [{ value: 'a@example.com' }, { value: 'b@example.com', type: 'home' }],
  };

  for (const [path, expected] of [
    ['userName', { ...user, userName: 'x' }],
    ['USERNAME', { emails: user['emails'], USERNAME: 'x' }],
    ['name.familyName', { ...user, name: { familyName: 'x' } }],
    ['emails.value', { ...user, emails: [{ value: 'x' }, { value: 'x', type: 'home' }] }],
    [`${ENTERPRISE_USER_SCHEMA}:department`, { ...user, [ENTERPRISE_USER_SCHEMA]: { department: 'x' } }],
  ] as const)
    it(`${path} takes the place of what stands there, and the rest stays`, () => {
      const before = structuredClone(user);
      expect(withValue(user, path, 'x')).to.deep.equal(expected);
      expect(user, 'the original').to.deep.equal(before);
    });
});
