/** Entra with the flag changes groups: members are removed by a path with a filter. */
import { expect, fail, interop, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { people } from '../_conversation.js';
import { existingGroup, membership } from '../_groups.js';
import { expectAccepted, expectMembers, needMembers } from '../_judge.js';
import { says } from '../_words.js';

scenario('Entra with the flag adds and removes members', { needs: 'groups' }, () => {
  const users = people('entra-flag', 4);
  const { created } = existingGroup('entra-flag');
  const id = (): string => created.id;
  const some = (from: number, to: number): { id: string }[] =>
    users.value.slice(from, to).map((user) => ({ id: user }));
  const one = membership(
    'entra-flag',
    'one member is added',
    id,
    (dialect, current) => dialect.addMembers(id(), some(0, 1), current),
    () => users.value.slice(0, 1),
  );
  const four = membership(
    'entra-flag',
    'three more are added in one operation',
    id,
    (dialect, current) => dialect.addMembers(id(), some(1, 4), current),
    () => users.value,
  );
  const removed = membership(
    'entra-flag',
    'the first two are removed',
    id,
    (dialect, current) => dialect.removeMembers(id(), some(0, 2), current),
    () => users.value.slice(2),
  );

  interop('interop.entra-flag.members.added', { ...rule('ENTRA-GROUP-07'), ...says.membersAdded }, () => {
    expectAccepted(one.value.response, 'entra-flag', 'updateGroup');
    expectMembers(one.value, users.value.slice(0, 1));
  });

  interop(
    'interop.entra-flag.members.several',
    {
      ...rule('ENTRA-GROUP-08'),
      title: 'several members in one operation are all added, and the others stay',
      fix: 'Add every element of the value array to the members that the group has.',
    },
    () => {
      needMembers(one.value, users.value.slice(0, 1));
      expectAccepted(four.value.response, 'entra-flag', 'updateGroup');
      expectMembers(four.value, users.value);
    },
  );

  interop(
    'interop.entra-flag.members.kept',
    {
      ...rule('ENTRA-GROUP-21'),
      title: 'members that are not named survive an addition',
      fix: 'Add to the members that are there; do not put the new ones in their place.',
    },
    () => {
      needMembers(one.value, users.value.slice(0, 1));
      expect(four.value.response).to.succeeded();
      if (!four.value.members.includes(users.value[0] ?? ''))
        fail('the first member as before', 'a group without it', { exchange: four.value.response.n });
    },
  );

  interop(
    'interop.entra-flag.members.removed',
    {
      ...rule('ENTRA-GROUP-11', 'ENTRA-GROUP-21'),
      title: 'a remove at members[value eq "…"] removes that member and nobody else',
      fix: 'Support a value filter in the path of a remove (RFC 7644 section 3.5.2.2).',
    },
    () => {
      needMembers(four.value, users.value);
      expectAccepted(removed.value.response, 'entra-flag', 'updateGroup');
      expectMembers(removed.value, users.value.slice(2));
    },
  );
});
