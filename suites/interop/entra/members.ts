/** Entra changes the members of groups: a value array to add and, without the flag, to remove. */
import {
  crowd,
  describeAnswer,
  expect,
  fail,
  given,
  idOf,
  interop,
  notApplicable,
  read,
  scenario,
  type ScimResponse,
} from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { idsIn, people, speaking, type Talk } from '../_conversation.js';
import { judgeMembers, memberSays } from '../_entra-members.js';
import { existingGroup, makeGroup, membersOf } from '../_groups.js';
import { expectAccepted, expectList, expectMembers } from '../_judge.js';
import { newGroupName, newPerson } from '../_people.js';
import { says } from '../_words.js';

/** Sends an addition of members; gives the answer. */
async function add(talk: Talk, group: string, members: readonly string[]): Promise<ScimResponse> {
  const [request] = talk.dialect.addMembers(
    group,
    members.map((id) => ({ id })),
    {} as never,
  ) ?? [null];
  return talk.say(request ?? null);
}

scenario('Entra adds and removes members', { needs: 'groups' }, () => {
  const judged = judgeMembers('entra', 'the second and the third are removed', 1, 3);
  const { users, group: id, left, needFirst } = judged;

  interop('interop.entra.members.added', { ...rule('ENTRA-GROUP-07'), ...says.membersAdded }, judged.added);

  interop('interop.entra.members.several', { ...rule('ENTRA-GROUP-08'), ...memberSays.several }, judged.several);

  interop('interop.entra.members.kept', { ...rule('ENTRA-GROUP-21'), ...memberSays.kept }, judged.kept);

  interop(
    'interop.entra.members.removed',
    {
      ...rule('ENTRA-GROUP-10', 'ENTRA-GROUP-21', 'ENTRA-USER-12'),
      title: 'a Remove of members with a value array removes those, and nobody else',
      fix: 'Remove the members listed in value, although RFC 7644 knows only a path for it; never all members.',
    },
    judged.removed,
  );

  interop(
    'interop.entra.members.again',
    { ...rule('ENTRA-GROUP-09'), ...says.memberTwice },
    speaking('entra', async (talk) => {
      needFirst();
      const response = await add(talk, id(), users.value.slice(0, 1));
      expectAccepted(response, 'entra', 'updateGroup');
      const members = await membersOf(talk, id(), left());
      if (members.filter((member) => member === users.value[0]).length > 1)
        fail('the member once', 'the member twice', { exchange: response.n });
    }),
  );

  interop(
    'interop.entra.members.removed-again',
    {
      ...rule('ENTRA-GROUP-25'),
      title: 'a Remove of members who have left takes nobody else',
      fix: 'Take out the members that value lists; mind that splice(-1, 1) cuts the last one where nobody was found.',
      why: 'Entra repeats what it got no answer to.',
    },
    speaking('entra', async (talk) => {
      // A member who is there twice is judged above.
      const once = async (wanted: string[]): Promise<string[]> => [...new Set(await membersOf(talk, id(), wanted))];
      const before = await once(left());
      const gone = users.value.filter((user) => !before.includes(user));
      if (before.length === 0 || gone.length === 0) notApplicable('the group is empty, or nobody has left it');
      const [request] = talk.dialect.removeMembers(
        id(),
        gone.map((user) => ({ id: user })),
        {} as never,
      ) ?? [null];
      const response = await talk.say(request ?? null);
      expectMembers({ response, members: await once(before) }, before);
    }),
  );

  interop(
    'interop.entra.members.unknown',
    { ...rule('ENTRA-GROUP-12', 'CLIENT-ANY-07'), ...says.memberUnknown },
    speaking('entra', async (talk) => {
      const response = await add(talk, id(), [talk.a.unknownId(users.value[0] ?? '')]);
      if (response.status >= 500)
        fail('4xx, or the unknown member left out', describeAnswer(response), { exchange: response.n });
    }),
  );

  interop(
    'interop.entra.members.lookup',
    {
      ...rule('ENTRA-GROUP-19'),
      title: 'a membership is looked up by id and members',
      fix: 'Support the filter id eq "…" and members eq "…" on /Groups.',
    },
    speaking('entra', async (talk) => {
      needFirst();
      const request = talk.dialect.checkReference?.(id(), 'members', users.value[0] ?? '');
      const answer = await talk.settle(
        () => talk.say(request ?? null),
        (seen) => seen.status !== 200 || idsIn(seen).includes(id()),
      );
      expectList(answer);
      if (!idsIn(answer).includes(id())) fail('the group', 'a list without it', { exchange: answer.n });
      const stranger = talk.a.unknownId(users.value[0] ?? '');
      const none = await talk.say(talk.dialect.checkReference?.(id(), 'members', stranger) ?? null);
      if (idsIn(none).includes(id())) fail('no group: this is no member', 'the group', { exchange: none.n });
    }),
  );
});

scenario('Entra changes members side by side', { needs: 'groups' }, () => {
  const users = people('entra', 6);
  const { created } = existingGroup('entra');

  interop(
    'interop.entra.members.concurrent',
    {
      ...rule('ENTRA-GROUP-13'),
      title: 'members added at the same time are all kept',
      fix: 'Change memberships in the database, or lock the group: do not read, change and write the whole list.',
    },
    speaking('entra', async (talk) => {
      const group = created.id;
      const answers = await Promise.all(users.value.map((user) => add(talk, group, [user])));
      const accepted = users.value.filter((_user, index) => (answers[index]?.status ?? 500) < 300);
      if (accepted.length === 0)
        fail('members to be added', describeAnswer(answers[0] as ScimResponse), { exchange: answers[0]?.n ?? 0 });
      const members = await membersOf(talk, group, accepted);
      const lost = accepted.filter((user) => !members.includes(user)).length;
      if (lost > 0) fail(`${accepted.length} members`, `${lost} of them missing`, { exchange: answers[0]?.n ?? 0 });
    }),
  );
});

scenario('Entra fills a large group', { needs: 'groups', early: true }, () => {
  interop(
    'interop.entra.members.large',
    {
      ...rule('ENTRA-GROUP-08'),
      title: 'a group takes more than a hundred members and keeps them',
      fix: 'Take many members in one operation, and do not limit how many a group has.',
    },
    speaking('entra', async (talk) => {
      const ids = await crowd();
      const group = idOf(await makeGroup(talk, newGroupName(talk)));
      const half = Math.ceil(ids.length / 2);
      for (const part of [ids.slice(0, half), ids.slice(half)])
        expectAccepted(await add(talk, group, part), 'entra', 'updateGroup');
      const look = await talk.scim.get(`/Groups/${encodeURIComponent(group)}`);
      if (read(look.json, 'members.value') === undefined) notApplicable('the target shows no members');
      expectMembers({ response: look, members: await membersOf(talk, group, ids) }, ids);
    }),
  );

  const moved = given(
    'a membership changes',
    speaking('entra', async (talk) => {
      const user = idOf(await talk.say(talk.dialect.createUser(newPerson(talk))));
      const group = idOf(await makeGroup(talk, newGroupName(talk)));
      const before = await talk.say(talk.dialect.readGroup(group));
      await talk.pause(1100);
      const answer = await add(talk, group, [user]);
      return { before, answer, after: await talk.say(talk.dialect.readGroup(group)) };
    }),
  );

  interop(
    'interop.entra.members.modified',
    {
      ...rule('ENTRA-GROUP-20'),
      title: 'a change of members moves meta.lastModified',
      fix: 'Set meta.lastModified of the group when its members change.',
    },
    () => {
      const { before, answer, after } = moved.value;
      expect(answer).to.succeeded();
      const [was, is] = [before, after].map((each) => read(each.json, 'meta.lastModified'));
      if (was === undefined) notApplicable('the target does not show meta.lastModified');
      if (was === is) fail('another meta.lastModified', 'the same as before', { exchange: after.n });
    },
  );
});
