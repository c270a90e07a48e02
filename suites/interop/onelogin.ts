/** OneLogin's SCIM provisioner: bodies come from a template that the administrator writes. */
import { expect, given, interop, read, scenario } from '../../harness/language.js';
import { dialects, guess, rule, speak } from '../../harness/interop.js';
import { changing, deleting, existing, joining, leavingAndReturning, people } from './_conversation.js';
import { ownIdIgnored, refusedAgain } from './_duplicates.js';
import { existingGroup, membership, unknownMemberTaken } from './_groups.js';
import {
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
  needMembers,
  unchanged,
} from './_judge.js';
import { isMapped, newPerson, textOf, WORK_MAIL } from './_people.js';
import { renamed, takenNameRefused } from './_renames.js';
import { says } from './_words.js';

/** What the documented template holds: no `active`. */
const TEMPLATE = ['userName', 'name.givenName', 'name.familyName', WORK_MAIL];

scenario('OneLogin creates and updates a user', () => {
  const { who, before, created, shown, found } = joining('onelogin', TEMPLATE);
  const {
    before: untouched,
    flow,
    changed,
    shown: updated,
  } = changing('onelogin', created, 'another given name', () => ({
    'name.givenName': 'Augusta',
  }));

  interop('interop.onelogin.connection', { ...rule('ONELOGIN-CONNECT-01'), ...says.connected }, async ({ scim, a }) => {
    for (const request of dialects.onelogin.testConnection({ absent: a.uuid() }))
      expectList(await speak(scim, 'onelogin', request));
  });

  interop(
    'interop.onelogin.no-user-agent',
    {
      ...rule('ONELOGIN-CONNECT-04'),
      title: 'requests without a User-Agent are answered like others',
      fix: 'Let requests without a User-Agent header pass the gateway.',
    },
    async ({ scim }) => {
      const found = dialects.onelogin.matchUser('userName', textOf(who.value, 'userName'));
      if (!found) return;
      const request = { ...found, path: '/Users?count=1' };
      const nameless = await speak(scim, 'onelogin', request);
      const headers = { accept: '', ...request.headers, 'user-agent': 'scimspec' };
      const named = await scim.request('GET', request.path, undefined, { headers });
      expect(nameless).to.have.status(named.status);
    },
  );

  interop('interop.onelogin.nobody', { ...rule('ONELOGIN-USER-01'), ...says.nobody }, () =>
    expectNobody(before.response),
  );

  interop('interop.onelogin.create', { ...rule('ONELOGIN-USER-04', 'ONELOGIN-CONNECT-05'), ...says.created }, () =>
    expectCreated(created.response, 'onelogin', who.value),
  );

  interop(
    'interop.onelogin.schemas',
    {
      ...rule('ONELOGIN-USER-03'),
      title: 'schema names of the template that are not those of the RFC are taken',
      fix: 'Leave aside names in schemas that you do not know, or say in your guide what the template needs.',
    },
    async (context) => {
      const request = dialects.onelogin.createUser(newPerson(context, TEMPLATE));
      expect(await speak(context.scim, 'onelogin', request)).to.succeeded();
    },
  );

  interop('interop.onelogin.stored', { ...rule('ONELOGIN-USER-02', 'CLIENT-ANY-02'), ...says.bodyRead }, () =>
    expectHeld(shown.response, who.value),
  );

  interop(
    'interop.onelogin.active',
    {
      ...rule('ONELOGIN-USER-05'),
      title: 'a user created without active is active',
      fix: 'Take users as active where the create does not say so.',
    },
    (context) => {
      if (!isMapped(context, 'active')) return 'active is not published';
      if (read(shown.resource, 'active') === undefined) return 'the answer does not show active';
      expectActive(shown.response, true);
      return undefined;
    },
  );

  interop('interop.onelogin.ids', { ...rule('CLIENT-ANY-04', 'CLIENT-ANY-03'), ...says.ids }, () => {
    expectIdentified(created.response);
    expect(shown.resource).to.hold('id', created.id);
    expectList(found.response);
  });

  interop('interop.onelogin.shape', { ...rule('CLIENT-ANY-01', 'CLIENT-ANY-13'), ...says.shape }, () =>
    expectShaped(shown.response),
  );

  interop('interop.onelogin.found', { ...rule('ONELOGIN-CONNECT-02', 'ONELOGIN-USER-01'), ...says.found }, () =>
    expectOnly(found.response, created.id),
  );

  interop(
    'interop.onelogin.duplicate',
    { ...rule('CLIENT-ANY-05'), ...says.duplicate },
    refusedAgain('onelogin', who, created),
  );

  interop(
    'interop.onelogin.own-id',
    { ...rule('CLIENT-ANY-09'), ...says.ownId },
    ownIdIgnored('onelogin', who, created),
  );

  interop('interop.onelogin.update', { ...rule('ONELOGIN-USER-06', 'ONELOGIN-CONNECT-03'), ...says.updated }, () => {
    expect(changed.response).to.succeeded();
    expectHeld(updated.response, flow.value);
  });

  interop('interop.onelogin.update-keeps', { ...rule('ONELOGIN-USER-06'), ...says.othersKept }, () => {
    expect(changed.response).to.succeeded();
    expectAsBefore(updated.response, untouched.response, unchanged(who.value, flow.value));
  });
});

scenario('OneLogin suspends a user', () => {
  const { who, created, before, disabled, whileDisabled, found, enabled, afterwards } = leavingAndReturning('onelogin');

  interop('interop.onelogin.suspend', { ...rule('ONELOGIN-USER-07', 'CLIENT-ANY-06'), ...says.disabled }, () => {
    expect(disabled.response).to.succeeded();
    expectActive(whileDisabled.response, false);
  });

  interop('interop.onelogin.suspended-found', { ...guess('ONELOGIN-USER-07'), ...says.disabledShown }, () => {
    expect(disabled.response).to.succeeded();
    expectOnly(found.response, created.id);
  });

  interop(
    'interop.onelogin.suspend-keeps',
    { ...rule('ONELOGIN-USER-06'), class: 'degrades', ...says.othersKept },
    () => {
      expect(disabled.response).to.succeeded();
      const { active: _active, ...others } = who.value;
      expectAsBefore(whileDisabled.response, before.response, others);
    },
  );

  interop('interop.onelogin.suspend-effect', { ...rule('CLIENT-ANY-06'), ...says.stays }, () =>
    expectEffect(disabled.response, whileDisabled.response),
  );

  interop('interop.onelogin.enable', { ...guess('ONELOGIN-USER-07'), ...says.enabled }, () => {
    expect(enabled.response).to.succeeded();
    expectActive(afterwards.response, true);
  });
});

scenario('OneLogin renames users', () => {
  const { who, created } = existing('onelogin', TEMPLATE);

  interop(
    'interop.onelogin.rename',
    { ...rule('ONELOGIN-USER-06'), class: 'degrades', ...says.renamed },
    renamed('onelogin', who, created),
  );

  interop('interop.onelogin.taken-name', { ...rule('CLIENT-ANY-08'), ...says.takenName }, takenNameRefused('onelogin'));
});

scenario('OneLogin deletes a user', () => {
  const { deleted, shown } = deleting('onelogin');

  interop('interop.onelogin.delete', { ...rule('ONELOGIN-USER-08'), ...says.deleted }, () => {
    expect(deleted.response).to.succeeded();
    expect(shown.response).to.have.status(404);
  });
});

scenario('OneLogin changes the members of a group', { needs: 'groups' }, () => {
  const users = people('onelogin', 3);
  const { created } = existingGroup('onelogin');
  const id = (): string => created.id;
  const all = given('the members', () => users.value.map((user) => ({ id: user })));
  const added = membership(
    'onelogin',
    'three members are added',
    id,
    (dialect, current) => dialect.addMembers(created.id, all.value, current),
    () => users.value,
  );
  const removed = membership(
    'onelogin',
    'the first is removed',
    id,
    (dialect, current) => dialect.removeMembers(created.id, all.value.slice(0, 1), current),
    () => users.value.slice(1),
  );

  interop('interop.onelogin.members-added', { ...rule('ONELOGIN-GROUP-01'), ...says.membersAdded }, () =>
    expectMembers(added.value, users.value),
  );

  interop('interop.onelogin.member-removed', { ...rule('ONELOGIN-GROUP-02'), ...says.memberRemoved }, () => {
    needMembers(added.value, users.value);
    expectMembers(removed.value, users.value.slice(1));
  });

  interop(
    'interop.onelogin.unknown-member',
    { ...rule('CLIENT-ANY-07'), ...says.memberUnknown },
    unknownMemberTaken('onelogin', id, users),
  );
});
