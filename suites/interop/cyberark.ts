/** CyberArk Identity: the requests that the vendor lists for its client. Bodies are not published. */
import { describeAnswer, expect, fail, given, interop, resourcesOf, scenario, urns } from '../../harness/language.js';
import { dialects, guess, rule, speak } from '../../harness/interop.js';
import { changing, existing, idsIn, joining, leavingAndReturning, people, speaking } from './_conversation.js';
import { ownIdIgnored, refusedAgain } from './_duplicates.js';
import { existingGroup, membership, unknownMemberTaken } from './_groups.js';
import {
  expectAccepted,
  expectActive,
  expectCreated,
  expectEffect,
  expectHeld,
  expectIdentified,
  expectAsBefore,
  expectList,
  expectMembers,
  expectNobody,
  expectOnly,
  expectShaped,
  unchanged,
} from './_judge.js';
import { documentOf, expectDocument } from './_documents.js';
import { renamed, takenNameRefused } from './_renames.js';
import { says } from './_words.js';

const documentAt = documentOf('cyberark');

scenario('CyberArk verifies the connection', () => {
  interop(
    'interop.cyberark.connection',
    { ...rule('CYBERARK-CONNECT-01', 'CLIENT-ANY-03'), ...says.connected },
    async ({ scim }) =>
      expectList(await speak(scim, 'cyberark', { ...dialects.cyberark.readUser('x'), path: '/Users?count=1' })),
  );

  interop(
    'interop.cyberark.config',
    {
      ...rule('CYBERARK-DISCOVERY-01'),
      title: 'GET /ServiceProviderConfig answers 200',
      fix: 'Serve /ServiceProviderConfig.',
    },
    async ({ scim }) => expectDocument(await speak(scim, 'cyberark', documentAt('/ServiceProviderConfig'))),
  );

  interop(
    'interop.cyberark.user-type',
    {
      ...rule('CYBERARK-DISCOVERY-02'),
      title: 'GET /ResourceTypes/User answers 200',
      fix: 'Serve each resource type at its own path too.',
    },
    async ({ scim }) => expectDocument(await speak(scim, 'cyberark', documentAt('/ResourceTypes/User')), 'User'),
  );

  interop(
    'interop.cyberark.group-type',
    {
      ...rule('CYBERARK-DISCOVERY-03'),
      title: 'GET /ResourceTypes/Group answers 200',
      fix: 'Serve each resource type at its own path too.',
      needs: 'groups',
    },
    async ({ scim }) => expectDocument(await speak(scim, 'cyberark', documentAt('/ResourceTypes/Group')), 'Group'),
  );

  interop(
    'interop.cyberark.schema',
    {
      ...rule('CYBERARK-DISCOVERY-04'),
      title: 'GET /Schemas/{id of the core User schema} answers 200',
      fix: 'Serve each schema at its own path too.',
    },
    async ({ scim }) =>
      expectDocument(await speak(scim, 'cyberark', documentAt(`/Schemas/${urns.USER_SCHEMA}`)), urns.USER_SCHEMA),
  );
});

scenario('CyberArk creates and updates a user', () => {
  const { who, before, created, shown, found } = joining('cyberark');
  const {
    before: untouched,
    flow,
    changed,
    shown: updated,
  } = changing('cyberark', created, 'a new display name', ({ a }) => ({
    displayName: `Augusta ${a.word()}`,
    'name.givenName': 'Augusta',
  }));

  interop('interop.cyberark.nobody', { ...rule('CYBERARK-USER-01'), ...says.nobody }, () =>
    expectNobody(before.response),
  );

  interop('interop.cyberark.create', { ...rule('CYBERARK-USER-03', 'CLIENT-ANY-02'), ...says.created }, () => {
    expectCreated(created.response, 'cyberark', who.value);
  });

  interop('interop.cyberark.stored', { ...guess('CYBERARK-USER-03'), ...says.stored }, () =>
    expectHeld(shown.response, who.value),
  );

  interop('interop.cyberark.read', { ...rule('CYBERARK-USER-02', 'CLIENT-ANY-04'), ...says.shown }, () => {
    expect(created.id).not.to.equal('');
    expectAccepted(shown.response, 'cyberark', 'readUser');
    expectIdentified(shown.response);
    expect(shown.resource).to.hold('id', created.id);
  });

  interop('interop.cyberark.shape', { ...rule('CLIENT-ANY-01', 'CLIENT-ANY-13'), ...says.shape }, () =>
    expectShaped(shown.response),
  );

  interop('interop.cyberark.found', { ...rule('CYBERARK-USER-01'), ...says.found }, () =>
    expectOnly(found.response, created.id),
  );

  interop(
    'interop.cyberark.duplicate',
    { ...rule('CLIENT-ANY-05'), ...says.duplicate },
    refusedAgain('cyberark', who, created),
  );

  interop(
    'interop.cyberark.own-id',
    { ...rule('CLIENT-ANY-09'), ...says.ownId },
    ownIdIgnored('cyberark', who, created),
  );

  interop('interop.cyberark.update', { ...rule('CYBERARK-USER-04'), ...says.updated }, () => {
    expect(changed.response).to.succeeded();
    expectHeld(updated.response, flow.value);
  });

  interop('interop.cyberark.update-keeps', { ...rule('CYBERARK-USER-04'), ...says.othersKept }, () => {
    expect(changed.response).to.succeeded();
    expectAsBefore(updated.response, untouched.response, unchanged(who.value, flow.value));
  });
});

scenario('CyberArk disables a user', () => {
  const { who, created, before, disabled, whileDisabled, found, enabled, afterwards } = leavingAndReturning('cyberark');

  interop('interop.cyberark.disable', { ...rule('CYBERARK-USER-05', 'CLIENT-ANY-06'), ...says.disabled }, () => {
    expect(disabled.response).to.succeeded();
    expectActive(whileDisabled.response, false);
  });

  interop(
    'interop.cyberark.disable-keeps',
    { ...rule('CYBERARK-USER-04'), class: 'degrades', ...says.othersKept },
    () => {
      expect(disabled.response).to.succeeded();
      const { active: _active, ...others } = who.value;
      expectAsBefore(whileDisabled.response, before.response, others);
    },
  );

  interop('interop.cyberark.disable-effect', { ...rule('CLIENT-ANY-06'), ...says.stays }, () =>
    expectEffect(disabled.response, whileDisabled.response),
  );

  interop('interop.cyberark.disabled-found', { ...guess('CYBERARK-USER-05'), ...says.disabledShown }, () => {
    expect(disabled.response).to.succeeded();
    expectOnly(found.response, created.id);
  });

  interop('interop.cyberark.enable', { ...rule('CYBERARK-USER-05'), ...says.enabled }, () => {
    expect(enabled.response).to.succeeded();
    expectActive(afterwards.response, true);
  });
});

scenario('CyberArk renames users', () => {
  const { who, created } = existing('cyberark');

  interop(
    'interop.cyberark.rename',
    { ...rule('CYBERARK-USER-04'), class: 'degrades', ...says.renamed },
    renamed('cyberark', who, created),
  );

  interop('interop.cyberark.taken-name', { ...rule('CLIENT-ANY-08'), ...says.takenName }, takenNameRefused('cyberark'));
});

scenario('CyberArk maps roles to groups', { needs: 'groups' }, () => {
  const users = people('cyberark', 2);
  const { created } = existingGroup('cyberark');
  const listed = given(
    'groups are listed',
    speaking('cyberark', async ({ say, dialect, settle }) => {
      const id = created.id;
      return settle(
        () => say(dialect.matchGroup('')),
        (seen) => idsIn(seen).includes(id),
      );
    }),
  );
  const shown = given(
    'the group is read',
    speaking('cyberark', ({ say, dialect }) => say(dialect.readGroup(created.id))),
  );
  const added = membership(
    'cyberark',
    'two members are added',
    () => created.id,
    (dialect, current) =>
      dialect.addMembers(
        created.id,
        users.value.map((id) => ({ id })),
        current,
      ),
    () => users.value,
  );

  interop('interop.cyberark.group-create', { ...rule('CYBERARK-GROUP-03'), ...says.groupCreated }, () => {
    expectAccepted(created.response, 'cyberark', 'createGroup');
    expectIdentified(created.response);
  });

  interop(
    'interop.cyberark.group-list',
    {
      ...rule('CYBERARK-GROUP-01'),
      title: 'GET /Groups lists groups',
      fix: 'Answer GET /Groups without a filter with a ListResponse of groups.',
    },
    () => {
      expectList(listed.response);
      if (resourcesOf(listed.response).length === 0)
        fail('groups: one was just created', 'a list without any', { exchange: listed.response.n });
    },
  );

  interop(
    'interop.cyberark.group-read',
    {
      ...rule('CYBERARK-GROUP-02'),
      title: 'the new group is read by its id',
      fix: 'Answer GET /Groups/{id} with 200 and the group.',
    },
    () => {
      expect(created.id).not.to.equal('');
      expect(shown.response).to.have.status(200);
      expectIdentified(shown.response);
      expect(shown.resource).to.hold('id', created.id);
    },
  );

  interop('interop.cyberark.members', { ...guess('CYBERARK-GROUP-04'), ...says.membersAdded }, () =>
    expectMembers(added.value, users.value),
  );

  interop(
    'interop.cyberark.group-patch',
    {
      ...rule('CYBERARK-GROUP-04'),
      title: 'PATCH of a group is offered',
      fix: 'Implement PATCH /Groups/{id}: CyberArk changes memberships by it.',
    },
    () => {
      const { status } = added.value.response;
      if ([404, 405, 501].includes(status))
        fail('PATCH of a group to be offered', describeAnswer(added.value.response), {
          exchange: added.value.response.n,
        });
    },
  );

  interop(
    'interop.cyberark.unknown-member',
    { ...rule('CLIENT-ANY-07'), ...says.memberUnknown },
    unknownMemberTaken('cyberark', () => created.id, users),
  );
});
