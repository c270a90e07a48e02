/** Entra creates users by mappings that customers change: nulls, texts for booleans, a manager. */
import { idOf, interop, notApplicable, scenario, type Json, type JsonObject } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { speaking, type Talk } from '../_conversation.js';
import { expectManager, MANAGER } from '../_entra.js';
import { expectAccepted, expectActive, expectHeld } from '../_judge.js';
import { BASIC, ENTERPRISE, isMapped, isRequired, newPerson, WORK_MAIL } from '../_people.js';
import { says } from '../_words.js';

/** Creates a person with the body changed, and reads the user. */
async function createdWith(talk: Talk, change: (body: JsonObject) => JsonObject, paths: readonly string[] = BASIC) {
  const who = newPerson(talk, paths);
  const request = talk.dialect.createUser(who);
  const response = await talk.say({ ...request, body: change(request.body ?? {}) });
  expectAccepted(response, 'entra', 'createUser');
  return { who, shown: await talk.say(talk.dialect.readUser(idOf(response))) };
}

scenario('Entra creates users of other mappings', () => {
  interop(
    'interop.entra.creates.nulls',
    {
      ...rule('ENTRA-USER-02'),
      title: 'null values in a create are taken as absent',
      fix: 'Leave out attributes whose value is null; do not refuse the create.',
    },
    speaking('entra', async (talk) => {
      const names = ['addresses', 'phoneNumbers', 'title', 'nickName'].filter(
        (name) => talk.target.attribute('/Users', name) && !isRequired(talk, name),
      );
      if (names.length === 0) notApplicable('the target publishes none of the attributes, or requires them');
      const nulls = Object.fromEntries(names.map((name) => [name, null]));
      const { who, shown } = await createdWith(talk, (body) => ({ ...body, ...nulls }));
      expectHeld(shown, who, 'kept', ['userName']);
    }),
  );

  interop(
    'interop.entra.creates.active-text',
    {
      ...rule('ENTRA-USER-04'),
      title: 'active as the text "True" makes an active user',
      fix: 'Read the texts "True" and "False" as booleans: the default mapping of active is an expression of text.',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, 'active')) notApplicable('the target does not publish active');
      const { shown } = await createdWith(talk, (body) => ({ ...body, active: 'True' }));
      expectActive(shown, true);
    }),
  );

  interop(
    'interop.entra.creates.inactive',
    { ...rule('ENTRA-USER-47'), ...says.inactive },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, 'active')) notApplicable('the target does not publish active');
      const { shown } = await createdWith(talk, (body) => ({ ...body, active: false }));
      expectActive(shown, false);
    }),
  );

  interop(
    'interop.entra.creates.primary-text',
    {
      ...rule('ENTRA-USER-44'),
      title: 'primary as the text "True" is taken',
      fix: 'Read the text "True" of primary as a boolean.',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, WORK_MAIL) || !talk.target.attribute('/Users', 'emails.primary'))
        notApplicable('the target does not publish emails with primary');
      const { who, shown } = await createdWith(talk, (body) => ({
        ...body,
        emails: (body['emails'] as JsonObject[]).map((mail): Json => ({ ...mail, primary: 'True' })),
      }));
      expectHeld(shown, who, 'kept', [WORK_MAIL]);
    }),
  );

  interop(
    'interop.entra.creates.letter-case',
    {
      ...rule('ENTRA-USER-25'),
      title: 'addresses keep their letter case',
      fix: 'Store addresses as sent: do not change them to lower case.',
      why: 'An address that comes back otherwise is sent again in every cycle.',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, WORK_MAIL)) notApplicable('the target does not publish emails with a type');
      const mail = `Ada.${talk.a.email()}`;
      const response = await talk.say(talk.dialect.createUser({ ...newPerson(talk), [WORK_MAIL]: mail }));
      expectAccepted(response, 'entra', 'createUser');
      expectHeld(await talk.say(talk.dialect.readUser(idOf(response))), { [WORK_MAIL]: mail }, 'as sent');
    }),
  );

  interop(
    'interop.entra.creates.manager-text',
    {
      ...rule('ENTRA-USER-03'),
      title: 'manager as a plain text in a create is the id of the manager',
      fix: 'Read the text at manager of the enterprise extension as the value of the manager.',
      needs: 'enterprise',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, MANAGER)) notApplicable('the target does not publish manager');
      const boss = idOf(await talk.say(talk.dialect.createUser(newPerson(talk))));
      const extension = talk.a.user({ [ENTERPRISE]: { manager: boss } })[ENTERPRISE] ?? null;
      const { shown } = await createdWith(talk, (body) => ({ ...body, [ENTERPRISE]: extension }));
      expectManager(shown, boss);
    }),
  );
});
