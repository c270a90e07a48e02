/** PingFederate's SCIM connector and PingOne: users by PUT, groups by PATCH, groups found by reading all of them. */
import { expect, fail, given, interop, notApplicable, read, scenario } from '../../harness/language.js';
import { guess, rule, withSpaces } from '../../harness/interop.js';
import {
  changing,
  deleting,
  existing,
  findUser,
  idsIn,
  joining,
  leavingAndReturning,
  speaking,
  type Talk,
} from './_conversation.js';
import { ownIdIgnored, refusedAgain } from './_duplicates.js';
import {
  expectAccepted,
  expectActive,
  expectCreated,
  expectEffect,
  expectHeld,
  expectIdentified,
  expectAsBefore,
  expectList,
  expectNobody,
  expectOnly,
  expectShaped,
  unchanged,
} from './_judge.js';
import { isMapped, newPerson, textOf, WORK_MAIL } from './_people.js';
import { renamed, takenNameRefused } from './_renames.js';
import { says } from './_words.js';

scenario('Ping creates and updates a user', () => {
  const { who, before, created, shown, found } = joining('ping');
  const {
    before: untouched,
    flow,
    changed,
    shown: updated,
  } = changing('ping', created, 'a new display name', ({ a }) => ({
    displayName: `Augusta ${a.word()}`,
    'name.givenName': 'Augusta',
  }));

  interop('interop.ping.nobody', { ...rule('PING-USER-01'), ...says.nobody }, () => expectNobody(before.response));

  interop('interop.ping.create', { ...rule('PING-USER-03', 'PING-CONNECT-01', 'CLIENT-ANY-02'), ...says.created }, () =>
    expectCreated(created.response, 'ping', who.value),
  );

  interop('interop.ping.stored', { ...guess('PING-USER-03'), ...says.stored }, () =>
    expectHeld(shown.response, who.value),
  );

  interop('interop.ping.ids', { ...rule('CLIENT-ANY-04', 'CLIENT-ANY-03'), ...says.ids }, () => {
    expectIdentified(created.response);
    expect(shown.resource).to.hold('id', created.id);
    expectList(found.response);
  });

  interop('interop.ping.shape', { ...rule('CLIENT-ANY-01', 'CLIENT-ANY-13'), ...says.shape }, () =>
    expectShaped(shown.response),
  );

  interop('interop.ping.found', { ...rule('PING-USER-01'), ...says.found }, () =>
    expectOnly(found.response, created.id),
  );

  interop(
    'interop.ping.found-plus',
    {
      ...guess('PING-USER-01'),
      title: 'a look-up whose spaces are written as + finds the same user',
      fix: 'Read + in a query as a space.',
    },
    speaking('ping', async ({ say, dialect, settle }) => {
      const request = dialect.matchUser('userName', textOf(who.value, 'userName'));
      const response = await settle(
        () => say(request && withSpaces(request, '+')),
        (seen) => idsIn(seen).includes(created.id),
      );
      expectOnly(response, created.id);
    }),
  );

  interop(
    'interop.ping.found-by-mail',
    {
      ...rule('PING-USER-02'),
      title: 'a look-up by the bare name emails finds the user',
      fix: 'Read emails eq "…" as emails.value eq "…".',
    },
    speaking('ping', async (talk) => {
      const mail = textOf(who.value, WORK_MAIL);
      if (mail === '') notApplicable('the target publishes no e-mail addresses');
      expect(shown.response).to.assign('emails.value');
      expectOnly(await findUser(talk, mail, created.id, 'emails'), created.id);
    }),
  );

  interop(
    'interop.ping.duplicate',
    { ...rule('CLIENT-ANY-05'), ...says.duplicate },
    refusedAgain('ping', who, created),
  );

  interop('interop.ping.own-id', { ...rule('CLIENT-ANY-09'), ...says.ownId }, ownIdIgnored('ping', who, created));

  interop('interop.ping.update', { ...rule('PING-USER-04'), ...says.updated }, () => {
    expect(changed.response).to.succeeded();
    expectHeld(updated.response, flow.value);
  });

  interop('interop.ping.update-keeps', { ...rule('PING-USER-04'), ...says.othersKept }, () => {
    expect(changed.response).to.succeeded();
    expectAsBefore(updated.response, untouched.response, unchanged(who.value, flow.value));
  });
});

scenario('Ping keeps one value per type', () => {
  const { who, created } = existing('ping', [
    'userName',
    WORK_MAIL,
    'phoneNumbers[type eq "work"].value',
    'phoneNumbers[type eq "mobile"].value',
  ]);

  interop(
    'interop.ping.types',
    {
      ...rule('PING-USER-07'),
      title: 'one value per type of a multi-valued attribute is kept',
      fix: 'Store values of different types side by side.',
    },
    async ({ scim }) => expectHeld(await scim.get(created.path), who.value),
  );
});

scenario('Ping disables a user', () => {
  const { who, before, disabled, whileDisabled, found, created, enabled, afterwards } = leavingAndReturning('ping');

  interop('interop.ping.disable', { ...guess('PING-USER-05', 'CLIENT-ANY-06'), ...says.disabled }, () => {
    expect(disabled.response).to.succeeded();
    expectActive(whileDisabled.response, false);
  });

  interop('interop.ping.disable-keeps', { ...rule('PING-USER-04'), class: 'degrades', ...says.othersKept }, () => {
    expect(disabled.response).to.succeeded();
    const { active: _active, ...others } = who.value;
    expectAsBefore(whileDisabled.response, before.response, others);
  });

  interop('interop.ping.disable-effect', { ...rule('CLIENT-ANY-06'), ...says.stays }, () =>
    expectEffect(disabled.response, whileDisabled.response),
  );

  interop('interop.ping.disabled-found', { ...guess('PING-USER-05'), ...says.disabledShown }, () =>
    expectOnly(found.response, created.id),
  );

  interop('interop.ping.enable', { ...guess('PING-USER-05'), ...says.enabled }, () => {
    expect(enabled.response).to.succeeded();
    expectActive(afterwards.response, true);
  });
});

scenario('Ping renames users', () => {
  const { who, created } = existing('ping');

  interop(
    'interop.ping.rename',
    { ...rule('PING-USER-04'), class: 'degrades', ...says.renamed },
    renamed('ping', who, created),
  );

  interop('interop.ping.taken-name', { ...rule('CLIENT-ANY-08'), ...says.takenName }, takenNameRefused('ping'));
});

scenario('Ping removes a user', () => {
  const { deleted, shown } = deleting('ping');

  interop(
    'interop.ping.remove-offered',
    {
      ...rule('PING-USER-05'),
      title: 'a user is deleted or disabled, as the remove action says',
      fix: 'Offer DELETE of users, or active false by PUT: Ping removes users by one of them.',
    },
    speaking('ping', async (talk) => {
      const gone = deleted.response.status;
      if (gone >= 200 && gone < 300) {
        expect(shown.response).to.have.status(404);
        return 'deleted';
      }
      const { disabled, after } = await disableFresh(talk);
      if (disabled >= 300 || after !== false)
        fail(
          'DELETE or active false to be taken',
          `DELETE ${gone}, active false ${disabled} and afterwards active ${String(after)}`,
        );
      return 'disabled: DELETE is not offered';
    }),
  );
});

async function disableFresh(talk: Talk): Promise<{ disabled: number; after: unknown }> {
  const made = await talk.say(talk.dialect.createUser(newPerson(talk)));
  const id = String(read(made.json, 'id'));
  const current = await talk.say(talk.dialect.readUser(id));
  const [request] = talk.dialect.disableUser(id, current.json as never) ?? [];
  const answer = await talk.say(request ?? null);
  return { disabled: answer.status, after: read((await talk.say(talk.dialect.readUser(id))).json, 'active') };
}

scenario('Ping creates users disabled', () => {
  const created = given(
    'a person is created with active false',
    speaking('ping', (talk) => talk.say(talk.dialect.createUser({ ...newPerson(talk), active: false }))),
  );

  interop('interop.ping.inactive', { ...rule('PING-USER-06'), ...says.inactive }, async (context) => {
    if (!isMapped(context, 'active')) notApplicable('the target does not publish active');
    expectAccepted(created.response, 'ping', 'createUser');
    expectActive(await context.scim.get(created.path), false);
  });
});
