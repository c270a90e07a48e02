/** Entra updates users: one operation per attribute, op with a capital. */
import { expect, fail, interop, notApplicable, read, readAll, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { adding, changingMail, renaming, RESHAPED, updating } from '../_entra.js';
import { expectAccepted, expectHeld, expectOnly, expectWithout } from '../_judge.js';
import { ENTERPRISE } from '../_people.js';
import { says } from '../_words.js';

scenario('Entra updates every mapped attribute', () => {
  const { who, changed, flow, shown } = updating('entra');

  interop(
    'interop.entra.updates.replace',
    {
      ...rule('ENTRA-USER-13', 'ENTRA-USER-12'),
      title: 'each changed attribute is replaced by an operation of its own',
      fix: 'Apply every operation of the PATCH, op in any letter case, to path and sub-attribute as it is written.',
    },
    () => {
      expect(changed.response).to.succeeded();
      expectHeld(shown.response, flow.value, 'kept', ['displayName', 'name.givenName', 'name.familyName', 'title']);
    },
  );

  interop(
    'interop.entra.updates.several',
    {
      ...rule('ENTRA-USER-23'),
      title: 'all operations of one PATCH are applied',
      fix: 'Apply the operations one after the other, and store the result of all of them.',
    },
    () => {
      expect(changed.response).to.succeeded();
      const paths = Object.keys(flow.value).filter((path) => !RESHAPED.test(path));
      expectHeld(shown.response, flow.value, 'kept', paths);
    },
  );

  interop(
    'interop.entra.updates.status',
    {
      ...rule('ENTRA-USER-24'),
      title: 'a PATCH of a user is answered 200 with the user, or 204',
      fix: 'Answer PATCH with 204, or with 200 and the user.',
    },
    () => {
      expectAccepted(changed.response, 'entra', 'updateUser');
      if (changed.response.status === 200 && read(changed.response.json, 'id') === undefined)
        fail('the user in the answer 200', '200 without a user', { exchange: changed.response.n });
    },
  );

  interop(
    'interop.entra.updates.extension',
    {
      ...rule('ENTRA-USER-18'),
      title: 'an attribute of the enterprise extension is changed by its URN',
      fix: 'Read urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department as a path into the extension.',
      needs: 'enterprise',
    },
    () => {
      expect(changed.response).to.succeeded();
      expectHeld(shown.response, flow.value, 'kept', [`${ENTERPRISE}:department`]);
    },
  );

  interop(
    'interop.entra.updates.as-sent',
    {
      ...rule('ENTRA-USER-25'),
      title: 'changed values come back as they were sent',
      fix: 'Store values as sent: do not reformat telephone numbers or change letter case.',
      why: 'What comes back otherwise is sent again in every cycle.',
    },
    () => {
      expect(changed.response).to.succeeded();
      expectHeld(shown.response, flow.value, 'as sent');
    },
  );

  interop('interop.entra.updates.keeps', { ...rule('ENTRA-USER-13'), ...says.othersKept }, () => {
    expect(changed.response).to.succeeded();
    const others = Object.keys(who.value).filter((path) => !(path in flow.value) && !RESHAPED.test(path));
    expectHeld(shown.response, who.value, 'kept', others);
  });
});

scenario('Entra gives a user values that it had not', () => {
  const { mail, single, extension } = adding('entra');

  interop(
    'interop.entra.updates.add-mail',
    {
      ...rule('ENTRA-USER-17'),
      title: 'an add at the work address makes the address where there is none',
      fix: 'Where no element fits emails[type eq "work"], an add makes {type: "work", value: …}; do not answer noTarget.',
    },
    () => {
      expectAccepted(mail.changed.response, 'entra', 'updateUser');
      expectHeld(mail.shown.response, mail.flow.value);
    },
  );

  interop(
    'interop.entra.updates.add',
    {
      ...rule('ENTRA-USER-14'),
      title: 'an add at an attribute with a single value sets it',
      fix: 'Take add for an attribute with a single value as a replace (RFC 7644 section 3.5.2.1).',
    },
    () => {
      expectAccepted(single.changed.response, 'entra', 'updateUser');
      expectHeld(single.shown.response, single.flow.value);
    },
  );

  interop(
    'interop.entra.updates.add-extension',
    {
      ...rule('ENTRA-USER-18'),
      title: 'an add into the extension makes the extension where there is none',
      fix: 'Make the container of the extension when the first of its attributes is added.',
      needs: 'enterprise',
    },
    () => {
      expectAccepted(extension.changed.response, 'entra', 'updateUser');
      expectHeld(extension.shown.response, extension.flow.value);
    },
  );
});

scenario('Entra changes an address', () => {
  const { changed, flow, shown, other, before } = changingMail('entra');

  interop(
    'interop.entra.updates.mail',
    {
      ...rule('ENTRA-USER-16'),
      title: 'a replace at the work address changes that address',
      fix: 'Apply emails[type eq "work"].value to the element whose type is work.',
    },
    () => {
      expectAccepted(changed.response, 'entra', 'updateUser');
      expectHeld(shown.response, flow.value);
    },
  );

  interop(
    'interop.entra.updates.mail-others',
    {
      ...rule('ENTRA-USER-16'),
      title: 'other addresses stay when the work address is replaced',
      fix: 'Change the element that the filter selects and keep the others.',
    },
    () => {
      expect(changed.response).to.succeeded();
      if (!readAll(before.resource, 'emails.value').includes(other.value))
        notApplicable('the target does not keep a second address');
      if (!readAll(shown.resource, 'emails.value').includes(other.value))
        fail('the home address as it was', 'a user without it', { exchange: shown.response.n });
    },
  );
});

scenario('Entra renames a user', () => {
  const { created, renamed } = renaming('entra');

  interop(
    'interop.entra.updates.rename',
    {
      ...rule('ENTRA-USER-21'),
      title: 'userName is changed, and look-ups find the new name and not the old',
      fix: 'Take a change of userName by PATCH, keep the id, and filter by the new value.',
    },
    () => {
      const { response, name, byNew, byOld, shown } = renamed.value;
      expectAccepted(response, 'entra', 'updateUser');
      expectHeld(shown, { userName: name });
      expectOnly(byNew, created.id);
      expectWithout(byOld, created.id);
    },
  );
});
