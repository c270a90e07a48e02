/** JumpCloud's custom SCIM integration: its connection test is documented, the bodies are not. */
import { expect, given, interop, pathOf, scenario } from '../../harness/language.js';
import { guess, ISSUED_GROUP_ID, ISSUED_USER_ID, rule, type DialectRequest } from '../../harness/interop.js';
import { changing, existing, joining, leavingAndReturning, people, speaking, type Talk } from './_conversation.js';
import { personAgain } from './_again.js';
import { ownIdIgnored, refusedAgain } from './_duplicates.js';
import { existingGroup, membership, unknownMemberTaken } from './_groups.js';
import {
  expectAccepted,
  expectActive,
  expectCreated,
  expectEffect,
  expectHeld,
  expectIdentified,
  expectList,
  expectMembers,
  expectOnly,
  expectShaped,
  needMembers,
} from './_judge.js';
import { newGroupName, newPerson } from './_people.js';
import { renamed, takenNameRefused } from './_renames.js';
import { says } from './_words.js';

/** The requests of the connection test, by what they do. */
function connectionTest(
  talk: Talk,
  withGroup: boolean,
): Record<'user' | 'group' | 'removeUser' | 'removeGroup', DialectRequest | null> {
  const requests = talk.dialect.testConnection({
    absent: talk.a.uuid(),
    user: newPerson(talk),
    ...(withGroup ? { group: { displayName: newGroupName(talk) } } : {}),
  });
  const about = (method: string, word: string): DialectRequest | null =>
    requests.find((request) => request.method === method && request.path.includes(word)) ?? null;
  return {
    user: about('POST', '/Users'),
    group: about('POST', '/Groups'),
    removeUser: about('DELETE', ISSUED_USER_ID),
    removeGroup: about('DELETE', ISSUED_GROUP_ID),
  };
}

scenario('JumpCloud tests the connection', () => {
  const user = given(
    'the test user is created',
    speaking('jumpcloud', (talk) => talk.say(connectionTest(talk, false).user)),
  );
  const group = given(
    'the test group is created',
    { needs: 'groups' },
    speaking('jumpcloud', (talk) => talk.say(connectionTest(talk, true).group)),
  );

  interop(
    'interop.jumpcloud.test-user',
    {
      ...rule('JUMPCLOUD-CONNECT-01', 'JUMPCLOUD-CONNECT-05', 'CLIENT-ANY-02'),
      title: 'the test user is created',
      fix: 'Answer POST /Users with 201 and the user: the connection test makes one.',
    },
    () => {
      expectAccepted(user.response, 'jumpcloud', 'createUser');
      expectIdentified(user.response);
    },
  );

  interop(
    'interop.jumpcloud.test-group',
    {
      ...rule('JUMPCLOUD-CONNECT-02'),
      title: 'the test group is created',
      fix: 'Answer POST /Groups with 201 and the group: the connection test makes one.',
      needs: 'groups',
    },
    () => {
      expectAccepted(group.response, 'jumpcloud', 'createGroup');
      expectIdentified(group.response);
    },
  );

  interop(
    'interop.jumpcloud.test-group-removed',
    {
      ...rule('JUMPCLOUD-CONNECT-04'),
      title: 'the test group is deleted',
      fix: 'Answer DELETE /Groups/{id} with 204 and forget the group.',
      needs: 'groups',
    },
    speaking('jumpcloud', async (talk) => {
      const { id: groupId } = group;
      const removed = await talk.say(connectionTest(talk, true).removeGroup, { group: groupId });
      expect(removed).to.succeeded();
      expect(await talk.scim.get(pathOf(group.response))).to.have.status(404);
    }),
  );

  interop(
    'interop.jumpcloud.test-user-removed',
    {
      ...rule('JUMPCLOUD-CONNECT-03'),
      title: 'the test user is deleted, or disabled where DELETE is not offered',
      fix: 'Answer DELETE /Users/{id} with 204, or offer to set active to false.',
    },
    speaking('jumpcloud', async (talk) => {
      const removed = await talk.say(connectionTest(talk, false).removeUser, { user: user.id });
      if (![404, 405, 501].includes(removed.status)) {
        expect(removed).to.succeeded();
        const after = await talk.say(talk.dialect.readUser(user.id));
        if (after.status === 404) return 'deleted';
        expectActive(after, false);
        return 'answered DELETE by disabling the user';
      }
      const current = await talk.say(talk.dialect.readUser(user.id));
      for (const request of talk.dialect.disableUser(user.id, current.json as never) ?? []) await talk.say(request);
      expectActive(await talk.say(talk.dialect.readUser(user.id)), false);
      return 'DELETE is not offered; the user was disabled';
    }),
  );
});

scenario('JumpCloud provisions a user', () => {
  const { who, created, shown, found } = joining('jumpcloud');
  const {
    changed,
    flow,
    shown: updated,
  } = changing('jumpcloud', created, 'a new display name', ({ a }) => ({
    displayName: `Augusta ${a.word()}`,
    'name.givenName': 'Augusta',
  }));

  interop('interop.jumpcloud.create', { ...guess('JUMPCLOUD-CONNECT-01'), ...says.stored }, () => {
    expectCreated(created.response, 'jumpcloud', who.value);
    expectHeld(shown.response, who.value);
  });

  interop('interop.jumpcloud.ids', { ...rule('CLIENT-ANY-04', 'CLIENT-ANY-03'), ...says.ids }, () => {
    expectIdentified(created.response);
    expect(shown.resource).to.hold('id', created.id);
    expectList(found.response);
  });

  interop('interop.jumpcloud.shape', { ...rule('CLIENT-ANY-01', 'CLIENT-ANY-13'), ...says.shape }, () =>
    expectShaped(shown.response),
  );

  interop('interop.jumpcloud.found', { ...guess('JUMPCLOUD-USER-01'), ...says.found }, () =>
    expectOnly(found.response, created.id),
  );

  interop(
    'interop.jumpcloud.duplicate',
    { ...rule('CLIENT-ANY-05'), ...says.duplicate },
    refusedAgain('jumpcloud', who, created),
  );

  interop(
    'interop.jumpcloud.own-id',
    { ...rule('CLIENT-ANY-09'), ...says.ownId },
    ownIdIgnored('jumpcloud', who, created),
  );

  interop('interop.jumpcloud.update', { ...rule('JUMPCLOUD-USER-01'), ...says.updated }, () => {
    expect(changed.response).to.succeeded();
    expectHeld(updated.response, flow.value);
  });
});

scenario('JumpCloud disables a user', () => {
  const { created, disabled, whileDisabled, found, enabled, afterwards } = leavingAndReturning('jumpcloud');

  interop('interop.jumpcloud.disable', { ...rule('JUMPCLOUD-USER-02', 'CLIENT-ANY-06'), ...says.disabled }, () => {
    expect(disabled.response).to.succeeded();
    expectActive(whileDisabled.response, false);
  });

  interop('interop.jumpcloud.disable-effect', { ...rule('CLIENT-ANY-06'), ...says.stays }, () =>
    expectEffect(disabled.response, whileDisabled.response),
  );

  interop('interop.jumpcloud.disabled-found', { ...guess('JUMPCLOUD-USER-02'), ...says.disabledShown }, () => {
    expect(disabled.response).to.succeeded();
    expectOnly(found.response, created.id);
  });

  interop('interop.jumpcloud.enable', { ...rule('JUMPCLOUD-USER-02'), ...says.enabled }, () => {
    expect(enabled.response).to.succeeded();
    expectActive(afterwards.response, true);
  });
});

scenario('JumpCloud tests the connection a second time', () => {
  interop(
    'interop.jumpcloud.test-user-again',
    {
      ...rule('JUMPCLOUD-CONNECT-06'),
      title: 'the test user is created again after it was deleted',
      fix: 'Leave deleted users out of the check for duplicates: every test uses the address that the administrator gave.',
    },
    personAgain('jumpcloud'),
  );
});

scenario('JumpCloud renames users', () => {
  const { who, created } = existing('jumpcloud');

  interop(
    'interop.jumpcloud.rename',
    { ...rule('JUMPCLOUD-USER-01'), ...says.renamed },
    renamed('jumpcloud', who, created),
  );

  interop(
    'interop.jumpcloud.taken-name',
    { ...rule('CLIENT-ANY-08'), ...says.takenName },
    takenNameRefused('jumpcloud'),
  );
});

scenario('JumpCloud changes the members of a group', { needs: 'groups' }, () => {
  const users = people('jumpcloud', 3);
  const { created } = existingGroup('jumpcloud');
  const id = (): string => created.id;
  const all = (): { id: string }[] => users.value.map((user) => ({ id: user }));
  const added = membership(
    'jumpcloud',
    'three members are added',
    id,
    (dialect, current) => dialect.addMembers(created.id, all(), current),
    () => users.value,
  );
  const removed = membership(
    'jumpcloud',
    'the first is removed',
    id,
    (dialect, current) => dialect.removeMembers(created.id, all().slice(0, 1), current),
    () => users.value.slice(1),
  );

  interop('interop.jumpcloud.members-added', { ...rule('JUMPCLOUD-GROUP-02'), ...says.membersAdded }, () =>
    expectMembers(added.value, users.value),
  );

  interop('interop.jumpcloud.member-removed', { ...rule('JUMPCLOUD-GROUP-01'), ...says.memberRemoved }, () => {
    needMembers(added.value, users.value);
    expect(removed.value.response).to.succeeded();
    expectMembers(removed.value, users.value.slice(1));
  });

  interop(
    'interop.jumpcloud.unknown-member',
    { ...rule('CLIENT-ANY-07'), ...says.memberUnknown },
    unknownMemberTaken('jumpcloud', id, users),
  );
});
