import {
  blocked,
  crowd,
  describeAnswer,
  expect,
  expectTaken,
  given,
  isRefusal,
  memberPath,
  must,
  notApplicable,
  postGroup,
  resourceOf,
  scenario,
  should,
  succeeded,
  withMembers,
  type ScimResponse,
} from '../../harness/language.js';
import { expectMembers, membersOf, needsMembers, readGroup } from './_group.js';

const AT_ONCE = 50;
/** Members of the group from the start: more than a page or a batch of twenty. */
const POSTED = 25;

scenario('A large group', { needs: ['groups', 'patch'], early: true }, () => {
  const people = given('many users are posted', () => crowd());
  const group = given('a group with the first of them is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: people.value.slice(0, POSTED) })),
  );
  const before = given('the group is read', (context) => readGroup(context, group.path, people.value.slice(0, POSTED)));
  const filled = given('all others are added in one operation, by fifty where that is refused', async (context) => {
    const others = people.value.filter((id) => !membersOf(before.response).includes(id));
    const add = (ids: readonly string[]): Promise<ScimResponse> =>
      context.scim.patch(group.path, [{ op: 'add', path: 'members', value: ids.map((id) => context.a.member(id)) }]);
    const whole = await add(others);
    let response = whole;
    // A provider may limit what one request holds (RFC 9110 section 15.5.14), as AWS does.
    if ([400, 413].includes(whole.status))
      for (let from = 0; from < others.length && (from === 0 || succeeded(response)); from += AT_ONCE)
        response = await add(others.slice(from, from + AT_ONCE));
    return { whole, response, read: await readGroup(context, group.path, people.value) };
  });

  should(
    'groups.large.post',
    {
      title: 'a group that is created with many members has all of them',
      spec: 'RFC7643-2.2-05',
      fix: 'Store every member of a create, or refuse it.',
      why: 'Half of a department would start without access.',
    },
    () => {
      needsMembers(before.response);
      expectMembers(before.response, people.value.slice(0, POSTED));
    },
  );

  must(
    'groups.large.add-many',
    {
      title: 'many members added at once all arrive, none twice',
      spec: ['RFC7644-3.5.2.1-17', 'RFC7644-3.5.2.1-08'],
      fix: 'Store every member of a large add; raise limits on body size and array length.',
      why: 'A silent cut leaves part of a department without access.',
    },
    () => {
      needsMembers(before.response);
      const { whole, response, read } = filled.value;
      expect(response).to.succeeded();
      expectMembers(read, people.value);
      return succeeded(whole) ? undefined : `in one request refused with ${whole.status}`;
    },
  );

  const removed = given('one in the middle is removed', async (context) => {
    const gone = people.value[Math.floor(people.value.length / 2)] ?? '';
    const wanted = people.value.filter((id) => id !== gone);
    return {
      wanted,
      response: await context.scim.patch(group.path, [{ op: 'remove', path: memberPath(gone) }]),
      read: await readGroup(context, group.path, wanted),
    };
  });

  must(
    'groups.large.remove-one',
    {
      title: 'one of many members is removed and all others stay',
      spec: 'RFC7644-3.5.2.2-05',
      fix: 'Delete the selected member alone, in groups of any size.',
    },
    () => {
      resourceOf(filled.value.read);
      if (membersOf(filled.value.read).length < people.value.length)
        blocked('groups.large.add-many', 'the members did not all arrive');
      expect(removed.value.response).to.succeeded();
      expectMembers(removed.value.read, removed.value.wanted);
    },
  );

  must(
    'groups.large.renamed',
    {
      title: 'a group of many members keeps all of them under a new name',
      spec: ['RFC7644-3.5.2-26', 'RFC7644-3.5.2.3-04'],
      fix: 'Change the name alone; read no page of members that is then stored as the whole.',
      why: 'Half a department would lose its access with the next reorganization.',
    },
    async (context) => {
      needsMembers(before.response);
      if (!context.target.mayChange('/Groups', 'displayName')) notApplicable('displayName is published as immutable');
      const wanted = membersOf(removed.value.read);
      const displayName = `Large ${context.a.marker()}`;
      const response = await context.scim.patch(group.path, [
        { op: 'replace', path: 'displayName', value: displayName },
      ]);
      if (isRefusal(response)) notApplicable(`the new name is refused: ${describeAnswer(response)}`);
      expect(response).to.succeeded();
      expectMembers(await readGroup(context, group.path, wanted), wanted);
    },
  );

  must(
    'groups.large.put',
    {
      title: 'a PUT with many members stores all of them',
      spec: 'RFC7644-3.5.1-05',
      fix: 'Store every member of a large PUT, or refuse it with 413.',
      why: 'Okta pushes whole groups: who is cut off loses access without an error.',
    },
    async (context) => {
      const { scim, a, target } = context;
      needsMembers(before.response);
      if (!target.mayChange('/Groups', 'members')) notApplicable('members is published as immutable');
      const members = people.value.map((id) => a.member(id));
      const response = await scim.put(group.path, withMembers(group.sent, { members }));
      expectTaken(response);
      expectMembers(await readGroup(context, group.path, people.value), people.value);
    },
  );
});
