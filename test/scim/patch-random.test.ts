import { expect } from 'chai';
import fc from 'fast-check';
import { ScimError } from '../../scim/errors.js';
import { applyPatch, readPatchRequest } from '../../scim/patch.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Json, Resource } from '../../scim/types.js';
import { PATCH_OP } from '../../scim/urns.js';
import { userModel } from '../../schemas/index.js';
import { garbage } from './arbitraries.js';
import { naivePatch, smallUsers, steps, toOperation } from './naive-patch.js';
import { babs, ENTERPRISE, runs, survives } from './support.js';

function outcome(user: Resource, operations: PatchOperation[]): Resource | string {
  try {
    return applyPatch(user, operations, userModel);
  } catch (error) {
    if (error instanceof ScimError) return error.scimType ?? '';
    throw error;
  }
}

describe('PATCH on random input', () => {
  it('agrees with a naive model and leaves its input alone', () => {
    fc.assert(
      fc.property(smallUsers, steps, (user, list) => {
        const before = JSON.stringify(user);
        const operations = list.map(toOperation);
        expect(outcome(user as Resource, operations)).to.deep.equal(naivePatch(user, list));
        expect(JSON.stringify(user)).to.equal(before);
      }),
      runs(3_000),
    );
  });

  it('survives any message', () => {
    const paths = [
      'userName',
      'name',
      'emails',
      'emails.value',
      'emails[type eq "work"]',
      'schemas',
      'meta',
      ENTERPRISE,
    ];
    const path = fc.oneof(garbage, fc.constantFrom(...paths), fc.constantFrom('__proto__', 'constructor.prototype'));
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.constantFrom<Json>('', 'True', [], {}, [null], [[]], { value: [] }),
    );
    const operation = fc.record(
      { op: fc.constantFrom('add', 'remove', 'replace', 'Add', 'x'), path, value },
      { requiredKeys: ['op'] },
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 3 }), fc.boolean(), (Operations, lenient) => {
        const user = babs();
        survives(() => {
          const read = readPatchRequest({ schemas: [PATCH_OP], Operations }, { lenient });
          applyPatch(user, read, userModel, { lenient });
        });
        expect(user).to.deep.equal(babs());
        expect(Object.keys(Object.prototype)).to.deep.equal([]);
      }),
      runs(2_000),
    );
    fc.assert(
      fc.property(fc.anything(), (body) => survives(() => readPatchRequest(body))),
      runs(500),
    );
  });
});
