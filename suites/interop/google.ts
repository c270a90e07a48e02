/** Google Workspace, automatic provisioning of catalog apps: its probe is known, its bodies are not. */
import { expect, interop, scenario } from '../../harness/language.js';
import { guess, rule } from '../../harness/interop.js';
import { deleting, joining, leavingAndReturning, speaking } from './_conversation.js';
import { refusedAgain } from './_duplicates.js';
import {
  expectAccepted,
  expectActive,
  expectCreated,
  expectIdentified,
  expectList,
  expectNobody,
  expectOnly,
  expectShaped,
} from './_judge.js';
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

  interop('interop.google.found', { ...rule('GOOGLE-USER-02'), ...says.found }, () =>
    expectOnly(found.response, created.id),
  );

  interop('interop.google.ids', { ...rule('CLIENT-ANY-04'), ...says.ids }, () => {
    expectIdentified(created.response);
    expect(shown.response).to.have.status(200);
    expectIdentified(shown.response);
    expect(shown.resource).to.hold('id', created.id);
  });

  interop('interop.google.shape', { ...rule('CLIENT-ANY-01'), ...says.shape }, () => expectShaped(shown.response));

  interop(
    'interop.google.duplicate',
    { ...guess('CLIENT-ANY-05'), ...says.duplicate },
    refusedAgain('google', who, created),
  );
});

scenario('Google Workspace suspends a user', () => {
  const { disabled, whileDisabled, enabled, afterwards } = leavingAndReturning('google');

  interop('interop.google.suspend', { ...guess('GOOGLE-USER-01', 'CLIENT-ANY-06'), ...says.disabled }, () => {
    expectAccepted(disabled.response, 'google', 'disableUser');
    expectActive(whileDisabled.response, false);
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
