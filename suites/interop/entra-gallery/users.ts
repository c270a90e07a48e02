/** Microsoft's SCIM Validator: its thirteen required tests of users, by their names. */
import { expect, fail, interop, notApplicable, read, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { findUser, joining, speaking } from '../_conversation.js';
import { expectManager, MANAGER, otherValues, RESHAPED } from '../_entra.js';
import { accepted, inEitherForm, newUser, NOTHING, updated } from '../_gallery.js';
import { expectActive, expectCleared, expectHeld, expectIdentified, expectNobody, expectOnly } from '../_judge.js';
import { ENTRA_MAPPING, isMapped, newPerson, textOf, WORK_MAIL } from '../_people.js';
import { says } from '../_words.js';

scenario('SCIM Validator: users are created and found', () => {
  const { who, before, created, found } = joining('entra', ENTRA_MAPPING);

  interop(
    'interop.entra-gallery.users.create',
    {
      ...rule('ENTRA-VALIDATOR-01'),
      title: 'Create a new user: 201 with an id, and the user is found',
      fix: says.created.fix,
    },
    () => {
      expect(created.response).to.have.status(201);
      expectIdentified(created.response);
      expectOnly(found.response, created.id);
    },
  );

  interop(
    'interop.entra-gallery.users.media-type',
    {
      ...rule('ENTRA-CONNECT-12', 'ENTRA-VALIDATOR-01'),
      title: 'answers to the SCIM Validator are application/scim+json',
      fix: 'Send Content-Type: application/scim+json with every answer: the SCIM Validator stops at application/json.',
    },
    () => {
      const type = before.response.headers['content-type'] ?? '';
      if (!/^application\/scim\+json\s*(;|$)/i.test(type))
        fail('Content-Type application/scim+json', `Content-Type ${type || 'missing'}`, {
          exchange: before.response.n,
        });
    },
  );

  interop(
    'interop.entra-gallery.users.duplicate',
    { ...rule('ENTRA-VALIDATOR-02'), title: 'Create a duplicate user: 409', fix: says.duplicate.fix },
    speaking('entra', async ({ say, dialect }) => {
      void created.resource;
      expect(await say(dialect.createUser(who.value))).to.have.status(409);
    }),
  );

  interop(
    'interop.entra-gallery.users.filter',
    { ...rule('ENTRA-VALIDATOR-03'), title: 'Filter for an existing user: that user alone', fix: says.found.fix },
    () => expectOnly(found.response, created.id),
  );

  interop(
    'interop.entra-gallery.users.filter-nobody',
    { ...rule('ENTRA-VALIDATOR-04'), title: 'Filter for a non-existing user: an empty list', fix: says.nobody.fix },
    () => expectNobody(before.response),
  );

  interop(
    'interop.entra-gallery.users.filter-case',
    {
      ...rule('ENTRA-VALIDATOR-05'),
      title: 'Filter for an existing user with different case: the same user',
      fix: says.foundInCapitals.fix,
    },
    speaking('entra', async (talk) => {
      const name = textOf(who.value, 'userName').toUpperCase();
      expectOnly(await findUser(talk, name, created.id), created.id);
    }),
  );
});

scenario('SCIM Validator: users are changed', () => {
  interop(
    'interop.entra-gallery.users.replace',
    {
      ...rule('ENTRA-VALIDATOR-06'),
      title: 'Patch user, replace attributes: they come back as sent',
      fix: says.updated.fix,
    },
    inEitherForm(async (talk) => {
      const { id } = await newUser(talk, ENTRA_MAPPING);
      const { shown, sent } = await updated(talk, id, otherValues(talk));
      const paths = Object.keys(sent).filter((path) => !RESHAPED.test(path));
      expectHeld(shown, sent, 'kept', paths);
    }),
  );

  interop(
    'interop.entra-gallery.users.rename',
    {
      ...rule('ENTRA-VALIDATOR-07'),
      title: 'Patch user, update userName: the new name is stored and found',
      fix: 'Take a change of userName by PATCH, and filter by the new value.',
    },
    inEitherForm(async (talk) => {
      if (talk.target.attribute('/Users', 'userName')?.mutability === 'immutable')
        notApplicable('userName is published as immutable');
      const { id } = await newUser(talk);
      const userName = textOf(newPerson(talk), 'userName');
      const { shown } = await updated(talk, id, { userName });
      expectHeld(shown, { userName });
      expectOnly(await findUser(talk, userName, id), id);
    }),
  );

  interop(
    'interop.entra-gallery.users.disable',
    {
      ...rule('ENTRA-VALIDATOR-08'),
      title: 'Patch user, disable: active is false and the user is still returned',
      fix: says.disabledShown.fix,
    },
    inEitherForm(async (talk) => {
      if (!isMapped(talk, 'active')) notApplicable('the target does not publish active');
      const { id, who } = await newUser(talk);
      await accepted(talk, talk.dialect.disableUser(id, NOTHING));
      expectActive(await talk.say(talk.dialect.readUser(id)), false);
      expectOnly(await findUser(talk, textOf(who, 'userName'), id), id);
    }),
  );

  interop(
    'interop.entra-gallery.users.add',
    {
      ...rule('ENTRA-VALIDATOR-09'),
      title: 'Patch user, add attributes: they come back as sent',
      fix: 'Take add for attributes that have no value yet, an address by its type among them.',
    },
    inEitherForm(async (talk) => {
      const { id } = await newUser(talk, ['userName', 'displayName', 'name.givenName', 'name.familyName', 'active']);
      const { shown, sent } = await updated(talk, id, { [WORK_MAIL]: talk.a.email(), title: 'Engineer' });
      if (Object.keys(sent).length === 0) notApplicable('the target publishes none of the attributes');
      expectHeld(shown, sent);
    }),
  );

  interop(
    'interop.entra-gallery.users.delete',
    { ...rule('ENTRA-VALIDATOR-13'), title: 'Delete a user: a read answers 404', fix: says.deleted.fix },
    speaking('entra', async (talk) => {
      const { id } = await newUser(talk);
      const answer = await talk.say(talk.dialect.deleteUser(id));
      expect(answer).to.succeeded();
      expect(await talk.say(talk.dialect.readUser(id))).to.have.status(404);
    }),
  );
});

scenario('SCIM Validator: managers', { needs: 'enterprise' }, () => {
  interop(
    'interop.entra-gallery.users.manager-added',
    {
      ...rule('ENTRA-VALIDATOR-10'),
      title: 'Patch user, add manager: it comes back in the extension',
      fix: 'Read a plain text at the extension path of manager as its value.',
    },
    inEitherForm(async (talk) => {
      if (!isMapped(talk, MANAGER)) notApplicable('the target does not publish manager');
      const [{ id }, boss] = [await newUser(talk), await newUser(talk)];
      await accepted(talk, talk.dialect.setManager(id, boss.id, NOTHING));
      expectManager(await talk.say(talk.dialect.readUser(id)), boss.id);
    }),
  );

  interop(
    'interop.entra-gallery.users.manager-replaced',
    {
      ...rule('ENTRA-VALIDATOR-11'),
      title: 'Patch user, replace manager: the other manager comes back',
      fix: 'Put the new manager in the place of the old one.',
    },
    inEitherForm(async (talk) => {
      if (!isMapped(talk, MANAGER)) notApplicable('the target does not publish manager');
      const [{ id }, boss, other] = [await newUser(talk), await newUser(talk), await newUser(talk)];
      await accepted(talk, talk.dialect.setManager(id, boss.id, NOTHING));
      await accepted(talk, talk.dialect.changeManager(id, other.id, NOTHING));
      expectManager(await talk.say(talk.dialect.readUser(id)), other.id);
    }),
  );

  interop(
    'interop.entra-gallery.users.manager-removed',
    {
      ...rule('ENTRA-VALIDATOR-12'),
      title: 'Patch user, remove manager: an empty text removes it',
      fix: 'Take the empty text at manager as a removal.',
    },
    inEitherForm(async (talk) => {
      if (!isMapped(talk, MANAGER)) notApplicable('the target does not publish manager');
      const [{ id }, boss] = [await newUser(talk), await newUser(talk)];
      await accepted(talk, talk.dialect.setManager(id, boss.id, NOTHING));
      expectManager(await talk.say(talk.dialect.readUser(id)), boss.id);
      await accepted(talk, talk.dialect.clearManager(id, NOTHING));
      const after = await talk.say(talk.dialect.readUser(id));
      expectCleared(after, MANAGER);
      expect(read(after.json, 'id')).to.equal(id);
    }),
  );
});
