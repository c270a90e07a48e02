/** Microsoft's SCIM Validator: its seven preview tests, which do not count for the result. */
import { expect, interop, notApplicable, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { speaking } from '../_conversation.js';
import { otherValues, patchOf, RESHAPED } from '../_entra.js';
import { accepted, expectGroup, inEitherForm, newGroup, newUser, updated } from '../_gallery.js';
import { expectHeld } from '../_judge.js';
import { ENTRA_MAPPING, isMapped, newGroupName } from '../_people.js';

const GONE = 'Answer DELETE of a resource that does not exist with 404.';

scenario('SCIM Validator, preview: users', () => {
  interop(
    'interop.entra-gallery.preview.several',
    {
      ...rule('ENTRA-PREVIEW-01'),
      title: 'Patch user, several operations on different attributes: all apply',
      fix: 'Apply the operations of a PATCH one after the other.',
    },
    inEitherForm(async (talk) => {
      const { id } = await newUser(talk, ENTRA_MAPPING);
      const { shown, sent } = await updated(talk, id, otherValues(talk));
      expectHeld(
        shown,
        sent,
        'kept',
        Object.keys(sent).filter((path) => !RESHAPED.test(path)),
      );
    }),
  );

  interop(
    'interop.entra-gallery.preview.same-attribute',
    {
      ...rule('ENTRA-PREVIEW-02'),
      title: 'Patch user, several operations on the same attribute: the last wins',
      fix: 'Apply the operations of a PATCH in their order.',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, 'displayName')) notApplicable('the target does not publish displayName');
      const { id } = await newUser(talk);
      const [first, last] = [`Augusta ${talk.a.marker()}`, `Countess ${talk.a.marker()}`];
      const operations = [first, last].map((value) => ({ op: 'replace', path: 'displayName', value }));
      await accepted(talk, [patchOf(`/Users/${encodeURIComponent(id)}`, operations)]);
      expectHeld(await talk.say(talk.dialect.readUser(id)), { displayName: last });
    }),
  );

  interop(
    'interop.entra-gallery.preview.delete-nobody',
    { ...rule('ENTRA-PREVIEW-03'), title: 'Delete a non-existing user: 404', fix: GONE },
    speaking('entra', async (talk) => {
      const { id } = await newUser(talk);
      expect(await talk.say(talk.dialect.deleteUser(talk.a.unknownId(id)))).to.have.status(404);
    }),
  );

  interop(
    'interop.entra-gallery.preview.delete-twice',
    { ...rule('ENTRA-PREVIEW-04'), title: 'Delete the same user twice: 404', fix: GONE },
    speaking('entra', async (talk) => {
      const { id } = await newUser(talk);
      expect(await talk.say(talk.dialect.deleteUser(id))).to.succeeded();
      expect(await talk.say(talk.dialect.deleteUser(id))).to.have.status(404);
    }),
  );
});

scenario('SCIM Validator, preview: groups', { needs: 'groups' }, () => {
  interop(
    'interop.entra-gallery.preview.group-several',
    {
      ...rule('ENTRA-PREVIEW-05'),
      title: 'Patch group, several operations: all apply',
      fix: 'Apply the operations of a PATCH one after the other.',
    },
    speaking('entra', async (talk) => {
      const [{ id }, member] = [await newGroup(talk), await newUser(talk)];
      const displayName = newGroupName(talk);
      const operations = [
        { op: 'replace', path: 'displayName', value: displayName },
        { op: 'add', path: 'members', value: [{ value: member.id }] },
      ];
      await accepted(talk, [patchOf(`/Groups/${encodeURIComponent(id)}`, operations)]);
      expectHeld(await talk.say(talk.dialect.readGroup(id)), { displayName });
      await expectGroup(talk, id, [member.id]);
    }),
  );

  interop(
    'interop.entra-gallery.preview.group-delete-nobody',
    { ...rule('ENTRA-PREVIEW-06'), title: 'Delete a non-existing group: 404', fix: GONE },
    speaking('entra', async (talk) => {
      const { id } = await newGroup(talk);
      expect(await talk.say(talk.dialect.deleteGroup(talk.a.unknownId(id)))).to.have.status(404);
    }),
  );

  interop(
    'interop.entra-gallery.preview.group-delete-twice',
    { ...rule('ENTRA-PREVIEW-07'), title: 'Delete the same group twice: 404', fix: GONE },
    speaking('entra', async (talk) => {
      const { id } = await newGroup(talk);
      expect(await talk.say(talk.dialect.deleteGroup(id))).to.succeeded();
      expect(await talk.say(talk.dialect.deleteGroup(id))).to.have.status(404);
    }),
  );
});
