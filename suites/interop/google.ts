/** Google Workspace, automatic provisioning of catalog apps: its probe is known, its bodies are not. */
import { expect, interop, notApplicable, scenario } from '../../harness/language.js';
import { guess, rule } from '../../harness/interop.js';
import { deleting, joining, leavingAndReturning, speaking } from './_conversation.js';
import { ownIdIgnored, refusedAgain } from './_duplicates.js';
import {
  expectAccepted,
  expectActive,
  expectCreated,
  expectEffect,
  expectIdentified,
  expectList,
  expectNobody,
  expectOnly,
  expectShaped,
} from './_judge.js';
import { takenNameRefused } from './_renames.js';
import { says } from './_words.js';

scenario('Google Workspace creates a user', () => {
  const { who, before, created, shown, found } = joining('google');

  interop(
    'interop.google.connection',
    { ...rule('GOOGLE-CONNECT-01', 'CLIENT-ANY-03'), ...says.connected },
    speaking('google', async ({ say, dialect, a }) => {
      for (const request of dialect.testConnection({ absent: a.uuid() })) expectList(await say(request));
    }),
  );

  interop('interop.google.nobody', { ...rule('GOOGLE-USER-02'), ...says.nobody }, () => expectNobody(before.response));

  interop('interop.google.create', { ...rule('GOOGLE-USER-03', 'CLIENT-ANY-02'), ...says.created }, () => {
    expectCreated(created.response, 'google', who.value);
  });

  interop('interop.google.body', { ...rule('CLIENT-ANY-02'), ...says.bodyRead }, () => {
    const { status } = created.response;
    if (status >= 400 && status !== 415) notApplicable(`the form in which a create was sent was answered ${status}`);
    expectCreated(created.response, 'google', who.value);
  });

  interop('interop.google.found', { ...rule('GOOGLE-USER-02'), ...says.found }, () =>
    expectOnly(found.response, created.id),
  );

  interop('interop.google.ids', { ...rule('CLIENT-ANY-04'), ...says.ids }, () => {
    expectIdentified(created.response);
    expect(shown.response).to.have.status(200);
    expectIdentified(shown.response);
    expect(shown.resource).to.hold('id', created.id);
  });

  interop('interop.google.shape', { ...rule('CLIENT-ANY-01', 'CLIENT-ANY-13'), ...says.shape }, () =>
    expectShaped(shown.response),
  );

  interop(
    'interop.google.duplicate',
    { ...rule('CLIENT-ANY-05'), ...says.duplicate },
    refusedAgain('google', who, created),
  );

  interop('interop.google.own-id', { ...rule('CLIENT-ANY-09'), ...says.ownId }, ownIdIgnored('google', who, created));

  interop('interop.google.taken-name', { ...rule('CLIENT-ANY-08'), ...says.takenName }, takenNameRefused('google'));
});

scenario('Google Workspace suspends a user', () => {
  const { created, disabled, whileDisabled, found, enabled, afterwards } = leavingAndReturning('google');

  interop('interop.google.suspend', { ...guess('GOOGLE-USER-01', 'CLIENT-ANY-06'), ...says.disabled }, () => {
    expectAccepted(disabled.response, 'google', 'disableUser');
    expectActive(whileDisabled.response, false);
  });

  interop('interop.google.suspend-effect', { ...rule('CLIENT-ANY-06'), ...says.stays }, () =>
    expectEffect(disabled.response, whileDisabled.response),
  );

  interop('interop.google.suspended-found', { ...guess('GOOGLE-USER-01'), ...says.disabledShown }, () => {
    expect(disabled.response).to.succeeded();
    expectOnly(found.response, created.id);
  });

  interop('interop.google.restore', { ...guess('GOOGLE-USER-01'), ...says.enabled }, () => {
    expect(enabled.response).to.succeeded();
    expectActive(afterwards.response, true);
  });
});

scenario('Google Workspace deletes a user', () => {
  const { deleted, shown } = deleting('google');

  interop('interop.google.delete', { ...guess('GOOGLE-USER-01'), ...says.deleted }, () => {
    expectAccepted(deleted.response, 'google', 'deleteUser');
    expect(shown.response).to.have.status(404);
  });
});
