/** Entra updates users: one operation per attribute, op with a capital. */
import {
  describeAnswer,
  expect,
  fail,
  given,
  interop,
  notApplicable,
  read,
  readAll,
  scenario,
  succeeded,
  type Context,
} from '../../../harness/language.js';
import { rule, valueAt, type Flow } from '../../../harness/interop.js';
import { judgeAdditions, judgeMail, judgeRename, judgeUpdates, updateSays } from '../_entra-updates.js';
import { existing, findUser, speaking } from '../_conversation.js';
import { patchOf } from '../_entra.js';
import { expectAccepted, expectHeld, expectOnly } from '../_judge.js';
import { ENTERPRISE, isMapped, newPerson, textOf, WORK_MAIL } from '../_people.js';
import { says } from '../_words.js';

scenario('Entra updates every mapped attribute', () => {
  const judged = judgeUpdates('entra');

  interop(
    'interop.entra.updates.replace',
    {
      ...rule('ENTRA-USER-13', 'ENTRA-USER-12'),
      title: 'each changed attribute is replaced by an operation of its own',
      fix: 'Apply every operation of the PATCH, op in any letter case, to path and sub-attribute as it is written.',
    },
    judged.replaced,
  );

  interop('interop.entra.updates.several', { ...rule('ENTRA-USER-23'), ...updateSays.several }, judged.several);

  interop('interop.entra.updates.status', { ...rule('ENTRA-USER-24'), ...updateSays.status }, judged.status);

  interop('interop.entra.updates.extension', { ...rule('ENTRA-USER-18'), ...updateSays.extension }, judged.extension);

  interop('interop.entra.updates.as-sent', { ...rule('ENTRA-USER-25'), ...updateSays.asSent }, judged.asSent);

  interop('interop.entra.updates.keeps', { ...rule('ENTRA-USER-13'), ...says.othersKept }, judged.othersKept);
});

scenario('Entra gives a user values that it had not', () => {
  const judged = judgeAdditions('entra');

  interop('interop.entra.updates.add-mail', { ...rule('ENTRA-USER-17'), ...updateSays.addMail }, judged.mail);

  interop('interop.entra.updates.add', { ...rule('ENTRA-USER-14'), ...updateSays.add }, judged.single);

  interop(
    'interop.entra.updates.add-extension',
    { ...rule('ENTRA-USER-18'), ...updateSays.addExtension },
    judged.extension,
  );

  interop('interop.entra.updates.add-address', { ...rule('ENTRA-USER-52'), ...updateSays.addAddress }, judged.address);
});

scenario('Entra changes an address', () => {
  const judged = judgeMail('entra');

  interop('interop.entra.updates.mail', { ...rule('ENTRA-USER-16'), ...updateSays.mail }, judged.changed);

  interop(
    'interop.entra.updates.mail-others',
    { ...rule('ENTRA-USER-16'), ...updateSays.mailOthers },
    judged.othersKept,
  );
});

scenario('Entra changes one of two telephone numbers', () => {
  const paths = ['phoneNumbers[type eq "work"].value', 'phoneNumbers[type eq "mobile"].value'] as const;
  const { who, created } = existing('entra', ['userName', ...paths]);

  interop(
    'interop.entra.updates.phone',
    {
      ...rule('ENTRA-USER-16'),
      class: 'degrades',
      title: 'a replace at the mobile number changes that number and keeps the other',
      fix: 'Apply phoneNumbers[type eq "mobile"].value to the element whose type is mobile, wherever it stands.',
    },
    speaking('entra', async (talk) => {
      const before = await talk.say(talk.dialect.readUser(created.id));
      expectHeld(before, who.value, 'kept', paths);
      if (paths.some((path) => who.value[path] === undefined))
        notApplicable('the target does not publish telephone numbers with a type');
      const change = { op: 'Replace', path: paths[1], value: '+1 555 0100 43' };
      expectAccepted(await talk.say(patchOf(created.path, [change])), 'entra', 'updateUser');
      const shown = await talk.say(talk.dialect.readUser(created.id));
      expectHeld(shown, { ...who.value, [paths[1]]: change.value }, 'kept', paths);
    }),
  );
});

scenario('Entra renames a user', () => {
  interop('interop.entra.updates.rename', { ...rule('ENTRA-USER-21'), ...updateSays.rename }, judgeRename('entra'));
});

/** Names that have capitals, of which none is left after the change. */
const CASED = ['userName', 'displayName', 'title'];

scenario('Entra changes the letter case of names', () => {
  const who = given('a person whose names have capitals', (context): Flow => {
    const person = newPerson(context, CASED);
    return { ...person, userName: `Ada.${textOf(person, 'userName')}` };
  });
  const created = given(
    'the person is created',
    speaking('entra', ({ dialect, say }) => say(dialect.createUser(who.value))),
  );
  const readUser = speaking('entra', ({ dialect, say }) => say(dialect.readUser(created.id)));
  const before = given('the user is read', readUser);
  const lowered = given('the names in small letters, where they may change', ({ target }): Flow => {
    const due = CASED.filter(
      (path) => path in who.value && target.attribute('/Users', path)?.mutability !== 'immutable',
    );
    return Object.fromEntries(due.map((path) => [path, textOf(who.value, path).toLowerCase()]));
  });
  const changed = given(
    'they are sent',
    speaking('entra', ({ say }) => {
      void before.response;
      const operations = Object.entries(lowered.value).map(([path, value]) => ({ op: 'Replace', path, value }));
      return operations.length > 0
        ? say(patchOf(created.path, operations))
        : notApplicable('the target publishes these names as immutable');
    }),
  );
  const shown = given('the user is read again', (context) => {
    void changed.response;
    return readUser(context);
  });

  interop(
    'interop.entra.updates.rename-case',
    {
      ...rule('ENTRA-USER-21'),
      class: 'degrades',
      title: 'a userName in another letter case is taken, and the user is found',
      fix: 'Leave the user itself out of the check for duplicates.',
    },
    speaking('entra', async (talk) => {
      const name = lowered.value['userName'] ?? notApplicable('userName is published as immutable');
      expectAccepted(changed.response, 'entra', 'updateUser');
      expectHeld(shown.response, { userName: name });
      expectOnly(await findUser(talk, String(name), created.id), created.id);
    }),
  );

  interop(
    'interop.entra.updates.letter-case',
    {
      ...rule('ENTRA-USER-25'),
      title: 'a name that changes in letter case alone is changed',
      fix: 'Compare letter by letter before you take a change for none.',
      why: 'What comes back otherwise is sent again in every cycle.',
    },
    () => {
      // Whether letter case is kept at all is judged of a create.
      const kept = Object.keys(lowered.value).filter((path) => read(before.resource, path) === who.value[path]);
      if (kept.length === 0) notApplicable('the target keeps the letter case of none of these names');
      if (!succeeded(changed.response)) notApplicable(`refused: ${describeAnswer(changed.response)}`);
      expectHeld(shown.response, lowered.value, 'as sent', kept);
    },
  );
});

/** A path into an extension that no target publishes. */
const NOWHERE = 'urn:ietf:params:scim:schemas:extension:Customer:2.0:User:badge';

/** The path of a text attribute in an extension of the vendor's own; undefined where there is none. */
function customPath(context: Context): string | undefined {
  const paths = (context.target.user?.extensions ?? [])
    .filter(({ id }) => id.toLowerCase() !== ENTERPRISE.toLowerCase())
    .flatMap(({ id, attributes }) =>
      attributes
        .filter(({ type, multiValued, canonicalValues }) => type === 'string' && !multiValued && !canonicalValues)
        .map(({ name }) => `${id}:${name}`),
    );
  return paths.find((path) => isMapped(context, path));
}

scenario('Entra writes to paths that customers map', () => {
  const { created } = existing('entra');

  interop(
    'interop.entra.updates.custom-extension',
    {
      ...rule('ENTRA-USER-19'),
      title: 'a path into an extension of the vendor is taken',
      fix: 'Find the extension by the URN in the path, also where schemas of the user does not name it yet.',
    },
    speaking('entra', async (talk) => {
      const path =
        customPath(talk) ?? notApplicable('the target publishes no text attribute in an extension of its own');
      const answer = await talk.say(patchOf(created.path, [{ op: 'Add', path, value: 'Corner office' }]));
      if (answer.status >= 300) fail(`${path} to be taken`, describeAnswer(answer), { exchange: answer.n });
      expectHeld(await talk.say(talk.dialect.readUser(created.id)), { [path]: 'Corner office' });
    }),
  );

  interop(
    'interop.entra.updates.unknown-path',
    {
      ...rule('ENTRA-USER-50'),
      title: 'a value at a path that the target does not know is stored or refused',
      fix: 'Answer 400 invalidPath to a path that you do not know; do not answer success and drop the value.',
      why: 'What does not come back is sent again in every cycle, and nobody is told.',
    },
    speaking('entra', async (talk) => {
      const answer = await talk.say(patchOf(created.path, [{ op: 'Add', path: NOWHERE, value: '4711' }]));
      if (answer.status >= 400 && answer.status < 500) return `refused with ${answer.status}`;
      expect(answer).to.succeeded();
      const shown = await talk.say(talk.dialect.readUser(created.id));
      expect(shown.json).to.hold('id', created.id);
      if (valueAt(shown.json as never, NOWHERE) === undefined)
        fail('the value to be shown, or a refusal', `${answer.status} and a user without it`, { exchange: answer.n });
      return 'stored';
    }),
  );

  interop(
    'interop.entra.updates.add-mail-again',
    {
      ...rule('ENTRA-USER-16', 'ENTRA-USER-17'),
      class: 'degrades',
      title: 'an add at a work address that is there changes it',
      fix: 'Change the element that emails[type eq "work"] selects; make one only where none fits.',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, WORK_MAIL)) notApplicable('the target does not publish emails with a type');
      const mail = talk.a.email();
      const answer = await talk.say(patchOf(created.path, [{ op: 'Add', path: WORK_MAIL, value: mail }]));
      expectAccepted(answer, 'entra', 'updateUser');
      const shown = await talk.say(talk.dialect.readUser(created.id));
      expectHeld(shown, { [WORK_MAIL]: mail });
      const work = readAll(shown.json, 'emails').filter((each) => read(each, 'type') === 'work');
      if (work.length > 1) fail('one work address', `${work.length} of them`, { exchange: shown.n });
    }),
  );
});
