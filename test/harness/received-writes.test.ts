/** Answers to writes are judged by the next GET only where no other write can stand between the two. */
import { expect } from 'chai';
import type { Capabilities } from '../../harness/capabilities.js';
import { createWriteWatch } from '../../harness/received-writes.js';
import type { ScimResponse } from '../../harness/response.js';
import { groupModel } from '../../schemas/index.js';

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
});
