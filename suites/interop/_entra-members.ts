/** How changes of a group's members are judged that Entra writes in two forms, and what is said of them. */
import { expect, fail } from '../../harness/language.js';
import { people } from './_conversation.js';
import type { EntraId } from './_entra.js';
import { existingGroup, membership } from './_groups.js';
import { expectAccepted, expectMembers, needMembers } from './_judge.js';

/** Titles and remedies of the changes that are the same in both forms. */
export const memberSays = {
  several: {
    title: 'several members in one operation are all added, and the others stay',
    fix: 'Add every element of the value array to the members that the group has.',
  },
  kept: {
    title: 'members that are not named survive an addition',
    fix: 'Add to the members that are there; do not put the new ones in their place.',
  },
} as const;

/** One member is added to a group, then three more; those from index `from` to before `to` are removed. */
export function judgeMembers(id: EntraId, removal: string, from: number, to: number) {
  const users = people(id, 4);
  const { created } = existingGroup(id);
  const group = (): string => created.id;
  const some = (begin: number, end: number): { id: string }[] =>
    users.value.slice(begin, end).map((user) => ({ id: user }));
  const left = (): string[] => users.value.filter((_user, index) => index < from || index >= to);
  const one = membership(
    id,
    'one member is added',
    group,
    (dialect, current) => dialect.addMembers(group(), some(0, 1), current),
    () => users.value.slice(0, 1),
  );
  const four = membership(
    id,
    'three more are added in one operation',
    group,
    (dialect, current) => dialect.addMembers(group(), some(1, 4), current),
    () => users.value,
  );
  const fewer = membership(
    id,
    removal,
    group,
    (dialect, current) => dialect.removeMembers(group(), some(from, to), current),
    left,
  );
  return {
    users,
    group,
    left,
    needFirst: (): void => needMembers(one.value, users.value.slice(0, 1)),
    added: (): void => {
      expectAccepted(one.value.response, id, 'updateGroup');
      expectMembers(one.value, users.value.slice(0, 1));
    },
    several: (): void => {
      needMembers(one.value, users.value.slice(0, 1));
      expectAccepted(four.value.response, id, 'updateGroup');
      expectMembers(four.value, users.value);
    },
    kept: (): void => {
      needMembers(one.value, users.value.slice(0, 1));
      expect(four.value.response).to.succeeded();
      if (!four.value.members.includes(users.value[0] ?? ''))
        fail('the first member as before', 'a group without it', { exchange: four.value.response.n });
    },
    removed: (): void => {
      needMembers(four.value, users.value);
      expectAccepted(fewer.value.response, id, 'updateGroup');
      expectMembers(fewer.value, left());
    },
  };
}
