import { expect } from 'chai';
import { applyPatch, readPatchRequest } from '../../scim/patch.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Json, JsonObject } from '../../scim/types.js';
import { PATCH_OP } from '../../scim/urns.js';
import { userModel } from '../../schemas/index.js';
import { babs, babsWith, ENTERPRISE, patched, patchedGroup, refused, tourGuides, USER } from './support.js';

describe('PATCH', () => {
  it('finds names in any letter case and writes them in the schema’s', () => {
    const path = `${ENTERPRISE.toUpperCase()}:DEPARTMENT`;
    const after = patched([
      { op: 'replace', path: 'DISPLAYNAME', value: 'B' },
      { op: 'replace', path: 'Name.GIVENNAME', value: 'C' },
      { op: 'replace', path, value: 'D' },
    ]);
    const enterprise = { ...(babs()[ENTERPRISE] as JsonObject), department: 'D' };
    const name = { ...(babs()['name'] as JsonObject), givenName: 'C' };
    expect(after).to.deep.equal(babsWith({ displayName: 'B', name, [ENTERPRISE]: enterprise }));
  });

  it('applies operations one on top of the other', () => {
    const after = patched([
      { op: 'add', path: 'emails', value: [{ type: 'other', value: 'a' }] },
      { op: 'replace', path: 'emails[type eq "other"].value', value: 'b' },
    ]);
    expect(after['emails']).to.deep.include({ type: 'other', value: 'b' });
  });

  it('leaves the resource as it was, above all when an operation fails', () => {
    const before = babs();
    const good: PatchOperation[] = [
      { op: 'replace', path: 'emails[type eq "home"].value', value: 'x' },
      { op: 'add', path: 'emails', value: { value: 'p', primary: true } },
      { op: 'remove', path: `${ENTERPRISE}:manager` },
    ];
    patched(good, before);
    expect(before).to.deep.equal(babs());
    refused(() => patched([...good, { op: 'replace', path: 'ims[type eq "x"].value', value: 1 }], before), 'noTarget');
    expect(before).to.deep.equal(babs());
  });

  it('refuses another value for what is read-only or immutable, and takes the same', () => {
    for (const path of ['id', 'meta.created', 'meta']) {
      refused(() => patched([{ op: 'replace', path, value: 'x' }]), 'mutability');
    }
    refused(() => patched([{ op: 'add', path: 'groups', value: [{ value: 'x' }] }]), 'mutability');
    refused(() => patched([{ op: 'replace', path: `${ENTERPRISE}:manager.displayName`, value: 'x' }]), 'mutability');
    const member: PatchOperation = { op: 'replace', path: 'members[value eq "902c246b"].value', value: 'x' };
    refused(() => patchedGroup(member), 'mutability');
    expect(patchedGroup({ ...member, value: '902c246b' })).to.deep.equal(tourGuides()['members']);
    expect(patched([{ op: 'replace', value: { id: babs()['id'] ?? null, title: 'T' } }])).to.have.property(
      'title',
      'T',
    );
  });

  it('lets an immutable attribute be given once', () => {
    const attributes = userModel.core.attributes.map((each) =>
      each.name === 'nickName' ? { ...each, mutability: 'immutable' as const } : each,
    );
    const model = { ...userModel, core: { ...userModel.core, attributes } };
    const once = patched([{ op: 'add', path: 'nickName', value: 'N' }], babs(), model);
    expect(once).to.have.property('nickName', 'N');
    refused(() => patched([{ op: 'add', path: 'nickName', value: 'M' }], once, model), 'mutability');
    refused(() => patched([{ op: 'remove', path: 'nickName' }], once, model), 'mutability');
  });

  it('refuses values of a wrong type', () => {
    const wrong: [string, Json][] = [
      ['active', {}],
      ['active', 'true'],
      ['displayName', 5],
      ['displayName', ['x']],
      ['name', 'x'],
      ['emails', 'x'],
      ['emails', [{ value: 1 }]],
      ['emails[type eq "work"].primary', 'yes'],
      [ENTERPRISE, 'x'],
      ['x509Certificates', [{ value: '!' }]],
      ['userName', ''],
    ];
    for (const [path, value] of wrong) refused(() => patched([{ op: 'replace', path, value }]), 'invalidValue');
    refused(() => patched([{ op: 'add', value: 'x' }]), 'invalidValue');
    const twice = [
      { value: 'a', primary: true },
      { value: 'b', primary: true },
    ];
    refused(() => patched([{ op: 'replace', path: 'emails', value: twice }]), 'invalidValue');
  });

  it('refuses complex values without their required parts', () => {
    const attributes = userModel.core.attributes.map((each) => ({
      ...each,
      ...(each.subAttributes
        ? {
            subAttributes: each.subAttributes.map((sub) => ({
              ...sub,
              required: ['value', 'familyName'].includes(sub.name),
            })),
          }
        : {}),
    }));
    const model = { ...userModel, core: { ...userModel.core, attributes } };
    const bare = babsWith({ name: undefined, emails: undefined });
    for (const [path, value] of [
      ['emails', [{ type: 'work' }]],
      ['name', { givenName: 'G' }],
      ['name.givenName', 'G'],
    ] as const) {
      refused(() => patched([{ op: 'add', path, value: value as Json }], bare, model), 'invalidValue');
    }
    expect(patched([{ op: 'add', path: 'name.givenName', value: 'G' }], babs(), model)).to.have.nested.property(
      'name.givenName',
      'G',
    );
    refused(() => patched([{ op: 'remove', path: 'emails.value' }], babs(), model), 'mutability');
  });

  it('refuses paths to nowhere', () => {
    for (const path of ['noSuchAttribute', 'name.nothing', 'userName.value', 'urn:x:y', 'name[givenName pr]']) {
      refused(() => patched([{ op: 'replace', path, value: 'x' }]), 'invalidPath');
    }
    refused(() => patched([{ op: 'replace', path: 'emails[nothing eq "x"].value', value: 'x' }]), 'invalidFilter');
  });

  it('keeps hands off prototypes', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as JsonObject;
    for (const lenient of [true, false]) {
      for (const operation of [
        { op: 'add' as const, value: hostile },
        { op: 'add' as const, path: 'name', value: hostile },
        { op: 'add' as const, path: 'emails', value: [hostile] },
        { op: 'add' as const, path: ENTERPRISE, value: hostile },
        { op: 'add' as const, path: '__proto__.polluted', value: 1 },
        { op: 'add' as const, path: 'constructor.prototype.polluted', value: 1 },
      ]) {
        try {
          applyPatch(babs(), [operation], userModel, { lenient });
        } catch {
          // A refusal is as good.
        }
        expect(({} as JsonObject)['polluted']).to.equal(undefined);
      }
    }
  });

  it('keeps schemas to those of the resource type', () => {
    refused(() => patched([{ op: 'add', path: 'schemas', value: ['urn:x:y'] }]), 'invalidValue');
    const bare = babsWith({ [ENTERPRISE]: undefined, schemas: [USER] });
    expect(patched([{ op: 'add', path: 'schemas', value: [ENTERPRISE] }], bare)['schemas']).to.deep.equal([
      USER,
      ENTERPRISE,
    ]);
  });
});

describe('PatchOp message', () => {
  const operations = [{ op: 'add', path: 'title', value: 'T' }];

  it('is read', () => {
    expect(readPatchRequest({ schemas: [PATCH_OP], Operations: operations })).to.deep.equal(operations);
  });

  it('is refused in a wrong shape', () => {
    const shapes: unknown[] = [
      null,
      [],
      'x',
      {},
      { schemas: ['x'], Operations: operations },
      { Operations: operations },
    ];
    for (const bad of [undefined, {}, [], 'x', [1], [{}], [{ op: 'move' }], [{ op: 'Add', value: 1 }]]) {
      shapes.push({ schemas: [PATCH_OP], Operations: bad });
    }
    for (const shape of shapes) refused(() => readPatchRequest(shape), 'invalidSyntax');
    const valueless = { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'title' }] };
    refused(() => readPatchRequest(valueless), 'invalidValue');
    const numbered = { schemas: [PATCH_OP], Operations: [{ op: 'remove', path: 5 }] };
    refused(() => readPatchRequest(numbered), 'invalidPath');
  });
});
