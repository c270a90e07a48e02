/** Groups whose handler knows the usual request alone: other paths, no path, attributes beside members. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Json, Resource } from '../../scim/types.js';
import { PATCH_OP } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import { memberIds } from '../store.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise } from './patching.js';
import { without } from './tools.js';

const isGroup = (resource: Resource): boolean => !('userName' in resource);

/** Whether an operation without path names members in its value. */
const namesMembers = ({ path, value }: PatchOperation): boolean =>
  path === undefined && isObject(value) && 'members' in value;

/** Refuses paths that a pattern does not foresee. */
const refusing = (isUnforeseen: (path: string) => boolean): Change =>
  stepwise((operation, run) => {
    if (isUnforeseen(operation.path ?? '')) throw new ScimError(400, 'invalidPath', 'That path is not supported.');
    return run();
  });

/** What is due for an operation on a group takes its members along. */
const emptying = (isDue: (operation: PatchOperation) => boolean): Change =>
  stepwise((operation, run, resource) => {
    const next = run();
    return isGroup(resource) && isDue(operation) ? (without(next, 'members') as Resource) : next;
  });

export const groupChangeMutants: Mutant[] = [
  mutant(
    'groups.patch-answer-of-message',
    'The answer to PATCH of a group names the schema of the request',
    ['RFC7644-3.5.2-35'],
    (b) => ({
      patchedStatus: () => 200,
      writeBody: (resource, op) => {
        const body = b.writeBody(resource, op);
        return op === 'patch' && body && isGroup(body) ? { ...body, schemas: [PATCH_OP] } : body;
      },
    }),
    { kills: ['groups.members.answer'] },
  ),
  mutant(
    'groups.member-twice-500',
    'A member that is named twice crashes the server',
    ['RFC7643-2.4-13'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const ids = isObject(input) ? memberIds(input) : [];
        if (new Set(ids).size < ids.length) throw new Error('duplicate entry');
        return b.readInput(input, model, mode, options);
      },
    }),
    { kills: ['groups.create.member-twice'] },
  ),
  mutant(
    'groups.member-twice-in-add',
    'A member that one add names twice is added twice',
    ['RFC7643-2.4-13'],
    (b) => ({
      ...stepwise((operation, run) => {
        const result = run();
        const ids = valuesOf(operation.value).map((each) => (isObject(each) ? each['value'] : undefined));
        const doubled = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
        if (!isGroup(result) || operation.op !== 'add') return result;
        const members = valuesOf(result['members']).flatMap((each) =>
          isObject(each) && doubled.has(each['value']) ? [each, each] : [each],
        );
        return { ...result, members };
      })(b),
      onStore: (resource, op, model, previous) => {
        const stored = b.onStore(resource, op, model, previous);
        const { members } = resource;
        return op === 'patch' && isGroup(resource) && members !== undefined ? { ...stored, members } : stored;
      },
    }),
    { kills: ['groups.create.member-twice'] },
  ),
  mutant(
    'groups.dropped-members-shown',
    'Members that do not exist are not stored, and the answer to the create shows them',
    ['RFC7644-3.1-10'],
    (b) => {
      let sent: Json[] = [];
      return {
        conflict: (resource, type, store, self, op) => {
          if (type === 'Group' && op === 'create') {
            sent = valuesOf(resource['members']);
            const known = sent.filter((each) => isObject(each) && store.get(String(each['value'])));
            if (known.length < sent.length) resource['members'] = known;
          }
          return b.conflict(resource, type, store, self, op);
        },
        writeBody: (resource, op) => {
          const body = b.writeBody(resource, op);
          return op === 'create' && body && isGroup(body) && sent.length > 0 ? { ...body, members: sent } : body;
        },
      };
    },
    { kills: ['groups.changes.unknown-member'] },
  ),
  mutant(
    'groups.replace-of-others-empties',
    'A replace of anything but displayName is taken for one of members, and empties a group',
    ['RFC7644-3.2-08'],
    emptying(({ op, path }) => op === 'replace' && path !== undefined && !/^(displayName|members)/i.test(path)),
    { kills: ['groups.changes.external-id'] },
  ),
  mutant(
    'groups.pathless-rename-empties',
    'A replace without path that names no members empties a group',
    ['RFC7644-3.5.2.3-02'],
    emptying((operation) => operation.op === 'replace' && operation.path === undefined && !namesMembers(operation)),
    { kills: ['groups.changes.pathless', 'interop.okta-oin.groups.renamed'] },
  ),
  mutant(
    'groups.external-id-not-by-patch',
    'The externalId of a group is not changed by PATCH',
    ['RFC7644-3.5.2.3-04'],
    stepwise((operation, run, resource) =>
      isGroup(resource) && /^externalId$/i.test(operation.path ?? '') ? resource : run(),
    ),
    { kills: ['groups.changes.external-id'] },
  ),
  mutant(
    'groups.found-by-first-name',
    'A group that was renamed is found by its first name, and not by the new one',
    ['RFC7644-3.4.2.2-04'],
    (b) => {
      const first = new Map<string, Json>();
      return {
        onStore: (resource, op, model, previous) => {
          if (op === 'create' && isGroup(resource)) first.set(String(resource['id']), resource['displayName'] ?? null);
          return b.onStore(resource, op, model, previous);
        },
        filterTest: (filter, model, options) => {
          const test = b.filterTest(filter, model, options);
          return (resource) => {
            const displayName = first.get(String(resource['id']));
            return test(displayName === undefined ? resource : { ...resource, displayName });
          };
        },
      };
    },
    { kills: ['groups.changes.found-anew'] },
  ),
  mutant(
    'groups.first-name-taken',
    'The first name of a group stays taken after it was renamed',
    [],
    (b) => {
      const first = new Map<string, string>();
      return {
        conflict: (resource, type, store, self, op) => {
          const path = b.conflict(resource, type, store, self, op);
          if (path !== undefined || type !== 'Group') return path;
          const owner = first.get(String(resource['displayName']));
          return owner === undefined || owner === self ? undefined : 'displayName';
        },
        onStore: (resource, op, model, previous) => {
          if (op === 'create' && isGroup(resource)) first.set(String(resource['displayName']), String(resource['id']));
          return b.onStore(resource, op, model, previous);
        },
        remove: (store, stored) => {
          first.delete(String(stored.resource['displayName']));
          b.remove(store, stored);
        },
      };
    },
    { kills: ['interop.okta-oin.groups.name-given-up', 'interop.okta-aiw.groups.name-given-up'] },
  ),
  mutant(
    'groups.last-by-id-stays',
    'The last member of a group is not removed by its id',
    ['RFC7644-3.5.2.2-05', 'RFC7644-3.5.2.2-06'],
    stepwise((operation, run, resource) => {
      const next = run();
      const isById = operation.op === 'remove' && /^members\[/i.test(operation.path ?? '');
      return isById && memberIds(next).length === 0 ? resource : next;
    }),
    { kills: ['groups.changes.last-member'] },
  ),
  mutant(
    'groups.value-path-first-id',
    'Of the ids in a value path of members the first counts',
    ['RFC7644-3.5.2.2-05'],
    stepwise((operation, run) =>
      run(
        /^members\[/i.test(operation.path ?? '')
          ? { ...operation, path: (operation.path ?? '').replace(/ or .*\]/i, ']') }
          : operation,
      ),
    ),
    { kills: ['groups.changes.value-paths'] },
  ),
  mutant(
    'groups.value-path-exact',
    'A value path of members is known in one spelling only',
    ['RFC7644-3.5.2-21'],
    refusing((path) => /^members\[/i.test(path) && !path.startsWith('members[value eq "')),
    { kills: ['groups.changes.value-paths'] },
  ),
  mutant(
    'groups.full-name-refused',
    'Paths with the URN of the group schema are refused',
    ['RFC7644-3.10-01'],
    refusing((path) => /:Group:/i.test(path)),
    { kills: ['groups.changes.full-name'] },
  ),
  mutant(
    'groups.single-object-refused',
    'A member that is added without an array is refused',
    ['RFC7644-3.5.2.1-09'],
    stepwise((operation, run) => {
      if (/^members$/i.test(operation.path ?? '') && isObject(operation.value))
        throw new ScimError(400, 'invalidValue', 'members must be an array.');
      return run();
    }),
    { kills: ['groups.changes.single-object'] },
  ),
  mutant(
    'groups.pathless-add-ignored',
    'An add of members without path succeeds and adds none',
    ['RFC7644-3.5.2.1-03', 'RFC7644-3.5.2.1-10'],
    stepwise((operation, run, resource) => (operation.op === 'add' && namesMembers(operation) ? resource : run())),
    { kills: ['groups.changes.pathless-add'] },
  ),
  mutant(
    'groups.pathless-replace-adds',
    'A replace of members without path adds them',
    ['RFC7644-3.5.2.3-03'],
    stepwise((operation, run) =>
      operation.op === 'replace' && namesMembers(operation) ? run({ ...operation, op: 'add' }) : run(),
    ),
    { kills: ['groups.changes.pathless-replace'] },
  ),
];
