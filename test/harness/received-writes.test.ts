/** Answers to writes are judged by the next GET only where no other write can stand between the two. */
import { expect } from 'chai';
import type { Capabilities } from '../../harness/capabilities.js';
import { createWriteWatch } from '../../harness/received-writes.js';
import type { ScimResponse } from '../../harness/response.js';
import { groupModel, userModel } from '../../schemas/index.js';
import type { Attribute } from '../../scim/types.js';

const target = { group: groupModel, models: [groupModel], declared: { schemas: false } } as unknown as Capabilities;
const PATH = '/Groups/g1';

function shown(method: string, members: string[]): ScimResponse {
  const json = { schemas: [groupModel.type.schema], id: 'g1', members: members.map((value) => ({ value })) };
  return { method, path: PATH, url: `https://scim.test${PATH}`, status: 200, headers: {}, json, n: 1 } as never;
}

describe('what became of a write', () => {
  const watched = () => {
    const watch = createWriteWatch(target);
    return {
      patch: () => watch.begin('PATCH', PATH, {}),
      faults: (members: string[]) =>
        watch
          .begin(
            'GET',
            PATH,
            undefined,
          )(shown('GET', members), () => new Set())
          .filter(({ topic, fault }) => topic === 'state' && fault !== undefined).length,
    };
  };
  const none = () => new Set<string>();

  it('is a fault where the next GET shows something else', () => {
    const { patch, faults } = watched();
    patch()(shown('PATCH', ['ada']), none);
    expect(faults(['ada'])).to.equal(0);
    expect(faults([])).to.equal(1);
  });

  it('is not judged where another write was under way, whichever is answered last', () => {
    for (const order of ['first', 'second']) {
      const { patch, faults } = watched();
      const [one, other] = [patch(), patch()];
      if (order === 'first') one(shown('PATCH', ['ada']), none);
      other(shown('PATCH', ['ada', 'bob']), none);
      if (order === 'second') one(shown('PATCH', ['ada']), none);
      expect(faults(['ada']), order).to.equal(0);
    }
  });

  it('is judged again for the write after those', () => {
    const { patch, faults } = watched();
    const [one, other] = [patch(), patch()];
    other(shown('PATCH', ['bob']), none);
    one(shown('PATCH', ['ada']), none);
    patch()(shown('PATCH', ['ada', 'bob', 'eve']), none);
    expect(faults(['ada', 'bob'])).to.equal(1);
  });

  it('leaves out the groups of a user, which change at the group, whatever the schema says', () => {
    const writable = (each: Attribute): Attribute => ({
      ...each,
      mutability: 'readWrite',
      ...(each.subAttributes ? { subAttributes: each.subAttributes.map(writable) } : {}),
    });
    const core = { ...userModel.core, attributes: userModel.core.attributes.map(writable) };
    const user = { ...userModel, core };
    const watch = createWriteWatch({ user, models: [user], declared: { schemas: false } } as unknown as Capabilities);
    const path = '/Users/u1';
    const answer = (method: string, rest: object): ScimResponse => {
      const json = { schemas: [user.type.schema], id: 'u1', userName: 'ada', ...rest };
      return { method, path, url: `https://scim.test${path}`, status: 200, headers: {}, json, n: 1 } as never;
    };
    watch.begin('PATCH', path, {})(answer('PATCH', { groups: [{ value: 'g1' }] }), none);
    const looks = watch.begin('GET', path, undefined)(answer('GET', {}), none);
    expect(looks.filter(({ fault }) => fault !== undefined)).to.deep.equal([]);
  });
});
