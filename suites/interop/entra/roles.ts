/** Entra flows application roles, by each of its three mapping functions. */
import { describeAnswer, fail, idOf, interop, notApplicable, readAll, scenario } from '../../../harness/language.js';
import { addSingleRole, entraSpeaker, rule, singleRole } from '../../../harness/interop.js';
import { speaking, type Talk } from '../_conversation.js';
import { patchOf } from '../_entra.js';
import { expectAccepted } from '../_judge.js';
import { newPerson } from '../_people.js';
import type { Json, ScimResponse } from '../../../harness/language.js';

const sorted = (response: ScimResponse): string[] => readAll(response.json, 'roles.value').map(String).sort();

/** Three values that a role can have; administrators name the roles of the application as the target does. */
function names({ target }: Talk): [string, string, string] {
  const [first = 'Reader', second = 'Editor', third = 'Auditor'] =
    target.attribute('/Users', 'roles.value')?.canonicalValues ?? [];
  return [first, second, third];
}

/** A user with one role is created; gives its id. */
async function withRole(talk: Talk, value: string): Promise<string> {
  const roles = talk.target.attribute('/Users', 'roles');
  if (!roles || roles.mutability === 'readOnly' || !talk.target.attribute('/Users', 'roles.value'))
    notApplicable('the target does not publish roles that clients write');
  const request = talk.dialect.createUser({ ...newPerson(talk), roles: [singleRole({ value })] as Json });
  const answer = await talk.say(request);
  // Which roles there are is the target's own affair, and administrators name those; a guessed one may be unknown.
  if (answer.status >= 400 && answer.status < 500) {
    const plain = await talk.say(talk.dialect.createUser(newPerson(talk)));
    if (plain.status < 300) notApplicable(`the target does not know the role ${value}: ${describeAnswer(answer)}`);
  }
  expectAccepted(answer, 'entra', 'createUser');
  return idOf(answer);
}

function expectRoles(response: ScimResponse, wanted: readonly string[]): void {
  if (JSON.stringify(sorted(response)) !== JSON.stringify([...wanted].sort()))
    fail(`the roles ${wanted.join(', ')}`, `the roles ${sorted(response).join(', ') || 'none'}`, {
      exchange: response.n,
    });
}

scenario('Entra flows application roles', () => {
  interop(
    'interop.entra.roles.created',
    {
      ...rule('ENTRA-USER-40'),
      title: 'a role in a create is stored',
      fix: 'Store roles with primary, type and value as they are sent.',
    },
    speaking('entra', async (talk) => {
      const [first] = names(talk);
      const id = await withRole(talk, first);
      expectRoles(await talk.say(talk.dialect.readUser(id)), [first]);
    }),
  );

  interop(
    'interop.entra.roles.added',
    {
      ...rule('ENTRA-USER-41'),
      title: 'an Add at roles with an array appends the role',
      fix: 'Append the elements of the array to roles.',
    },
    speaking('entra', async (talk) => {
      const [first, second] = names(talk);
      const id = await withRole(talk, first);
      expectAccepted(await talk.say(addSingleRole(entraSpeaker, id, { value: second })), 'entra', 'updateUser');
      const shown = await talk.say(talk.dialect.readUser(id));
      // A target where a user has one role keeps the new one.
      if (!sorted(shown).includes(second))
        fail(`the role ${second}`, `the roles ${sorted(shown).join(', ') || 'none'}`, { exchange: shown.n });
    }),
  );

  interop(
    'interop.entra.roles.again',
    {
      ...rule('ENTRA-USER-51'),
      title: 'an Add of a role that the user has succeeds and doubles nothing',
      fix: 'Leave out what is there already before you count or check the roles of a user.',
    },
    speaking('entra', async (talk) => {
      const [first] = names(talk);
      const id = await withRole(talk, first);
      if (!sorted(await talk.say(talk.dialect.readUser(id))).includes(first))
        notApplicable(`the target does not show the role ${first}`);
      expectAccepted(await talk.say(addSingleRole(entraSpeaker, id, { value: first })), 'entra', 'updateUser');
      expectRoles(await talk.say(talk.dialect.readUser(id)), [first]);
    }),
  );

  interop(
    'interop.entra.roles.replaced',
    {
      ...rule('ENTRA-USER-42'),
      title: 'a replace at roles with an array leaves exactly these roles',
      fix: 'Put the array in the place of the roles that the user had.',
    },
    speaking('entra', async (talk) => {
      const [first, second, third] = names(talk);
      const id = await withRole(talk, first);
      const [request] = talk.dialect.setRoles(id, [{ value: second }, { value: third }], {} as never) ?? [];
      expectAccepted(await talk.say(request ?? null), 'entra', 'updateUser');
      expectRoles(await talk.say(talk.dialect.readUser(id)), [second, third]);
    }),
  );

  interop(
    'interop.entra.roles.primary',
    {
      ...rule('ENTRA-USER-43'),
      title: 'roles[primary eq "True"].value fits the role whose primary is true',
      fix: 'Compare the text "True" with a boolean as true.',
    },
    speaking('entra', async (talk) => {
      if (!talk.target.attribute('/Users', 'roles.primary')) notApplicable('the target does not publish roles.primary');
      const [first, second] = names(talk);
      const id = await withRole(talk, first);
      const answer = await talk.say(
        patchOf(`/Users/${encodeURIComponent(id)}`, [
          { op: 'Replace', path: 'roles[primary eq "True"].value', value: second },
        ]),
      );
      expectAccepted(answer, 'entra', 'updateUser');
      expectRoles(await talk.say(talk.dialect.readUser(id)), [second]);
    }),
  );
});
