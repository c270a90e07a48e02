/** Entra comes back: a second pass with nothing to write, cleared attributes, taken names. */
import {
  blocked,
  describeAnswer,
  fail,
  given,
  idOf,
  interop,
  notApplicable,
  read,
  resourceOf,
  resourcesOf,
  scenario,
} from '../../../harness/language.js';
import { rule, valueAt, type Flow } from '../../../harness/interop.js';
import { existing, findUser, speaking, type Resource } from '../_conversation.js';
import { differing, otherValues, patchOf } from '../_entra.js';
import { expectAccepted, expectCleared, expectHeld } from '../_judge.js';
import { ENTERPRISE, ENTRA_MAPPING, isMapped, isRequired, newPerson, textOf } from '../_people.js';
import { says } from '../_words.js';

scenario('Entra passes twice over the same user', () => {
  const { who, created } = existing('entra', ENTRA_MAPPING);
  const passes = given(
    'the source changes, a first pass writes, a second one looks',
    speaking('entra', async (talk) => {
      const changes = Object.entries(otherValues(talk)).filter(([path]) => isMapped(talk, path));
      const wanted: Flow = { ...who.value, ...Object.fromEntries(changes) };
      const name = textOf(who.value, 'userName');
      const look = async (): Promise<Resource> => {
        const answer = await findUser(talk, name, created.id);
        const found = resourcesOf(answer).find((each) => read(each, 'id') === created.id);
        if (!found) blocked('the look-up by userName', `the look-up was answered ${describeAnswer(answer)}`);
        return found as Resource;
      };
      const due = differing(await look(), wanted);
      for (const request of talk.dialect.updateUser(created.id, due, resourceOf(created.response) as Resource))
        expectAccepted(await talk.say(request), 'entra', 'updateUser');
      const again = await talk.settle(
        async () => differing(await look(), wanted),
        (differences) => differences.length === 0,
      );
      return { wrote: due.length, again };
    }),
  );

  interop(
    'interop.entra.changes.second-pass',
    {
      ...rule('ENTRA-USER-26', 'ENTRA-USER-25'),
      title: 'after a pass that wrote, a second pass has nothing to write',
      fix: 'Show every mapped attribute in look-ups as it was sent.',
      why: 'What comes back otherwise, or not at all, is written again in every cycle of about 40 minutes.',
    },
    () => {
      const { wrote, again } = passes.value;
      if (wrote === 0) notApplicable('the first pass found nothing to write');
      if (again.length > 0)
        fail('no difference to what was written', `differences at ${again.map(({ path }) => path).join(', ')}`);
    },
  );
});

scenario('Entra clears attributes', () => {
  const { created } = existing('entra', ENTRA_MAPPING);
  const mapped = ['displayName', `${ENTERPRISE}:department`, 'phoneNumbers[type eq "work"].value'];
  interop(
    'interop.entra.changes.cleared-by-null',
    {
      ...rule('ENTRA-USER-38'),
      title: 'null clears an attribute that is not required',
      fix: 'Take a replace by null as a removal.',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, 'title') || isRequired(talk, 'title'))
        notApplicable('the target does not publish title as optional');
      const answer = await talk.say(patchOf(created.path, [{ op: 'replace', path: 'title', value: null }]));
      if (answer.status >= 300) fail('title to be cleared', describeAnswer(answer), { exchange: answer.n });
      expectCleared(await talk.say(talk.dialect.readUser(created.id)), 'title');
    }),
  );

  interop(
    'interop.entra.changes.cleared-by-empty-text',
    {
      ...rule('ENTRA-USER-37'),
      title: 'an empty text clears an attribute that is not required',
      fix: 'Take a replace by an empty text as a removal, or store the empty text.',
    },
    speaking('entra', async (talk) => {
      const before = resourceOf(await talk.say(talk.dialect.readUser(created.id)));
      const paths = mapped.filter(
        (path) => isMapped(talk, path) && !isRequired(talk, path) && valueAt(before, path) !== undefined,
      );
      if (paths.length === 0) notApplicable('the user shows no attribute that is not required');
      for (const path of paths) {
        const answer = await talk.say(patchOf(created.path, [{ op: 'replace', path, value: '' }]));
        if (answer.status >= 300) fail(`${path} to be cleared`, describeAnswer(answer), { exchange: answer.n });
        expectCleared(await talk.say(talk.dialect.readUser(created.id)), path);
      }
    }),
  );
});

scenario('Entra gives a user the name of another', () => {
  const { who, created } = existing('entra');

  interop(
    'interop.entra.changes.taken-name',
    { ...rule('ENTRA-USER-22', 'CLIENT-ANY-08'), ...says.takenName },
    speaking('entra', async (talk) => {
      if (talk.target.attribute('/Users', 'userName')?.mutability === 'immutable')
        notApplicable('userName is published as immutable');
      void created.resource;
      const other = newPerson(talk);
      const response = await talk.say(talk.dialect.createUser(other));
      const current = resourceOf(response) as Resource;
      const change = [{ path: 'userName', value: textOf(who.value, 'userName') }];
      const [request] = talk.dialect.updateUser(idOf(response), change, current);
      const answer = await talk.say(request ?? null);
      const now = await talk.say(talk.dialect.readUser(idOf(response)));
      expectHeld(now, { userName: other['userName'] ?? null });
      if (answer.status < 400 || answer.status >= 500)
        fail('a refusal, 409 best', describeAnswer(answer), { exchange: answer.n });
    }),
  );
});
