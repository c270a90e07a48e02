/** What becomes of a user who is disabled: changed, enabled for the first time, deleted. */
import {
  describeAnswer,
  expect,
  fail,
  given,
  judgeEach,
  must,
  notApplicable,
  pathOf,
  read,
  resourceOf,
  sameText,
  scenario,
  succeeded,
  withMembers,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';

/** Attributes that mean nothing to the state of an account. */
const OTHERS = ['title', 'displayName', 'name.familyName'];

/** Those of them that the target lets clients write, and stored as they were sent. */
function plainOnes({ target }: Context, sent: JsonObject, shown: JsonObject): string[] {
  return OTHERS.filter(
    (path) =>
      target.attribute('/Users', path)?.mutability === 'readWrite' &&
      target.attribute('/Users', path.split('.')[0] ?? path)?.mutability !== 'immutable' &&
      typeof read(sent, path) === 'string' &&
      sameText(read(shown, path), read(sent, path)),
  );
}

/** A user that can be disabled, created active or not. */
const person = ({ scim, a, target }: Context, active: boolean): Promise<ScimResponse> =>
  target.attribute('/Users', 'active')
    ? scim.post('/Users', a.user({ with: ['title'], displayName: `Ada ${a.marker()}`, active }))
    : notApplicable('the target does not publish active');

/** A PUT of a user as it is shown with other values; where the target asks for a password, with that which it has. */
function put(
  { scim }: Context,
  { path, sent }: { path: string; sent: JsonObject },
  shown: JsonObject,
  changes: JsonObject,
) {
  const { password } = sent;
  return scim.put(path, withMembers(shown, { ...changes, ...(password === undefined ? {} : { password }) }));
}

/** What was answered with success is stored; 404 is no refusal where a read shows the user. */
function expectStored(answer: ScimResponse, now: ScimResponse, path: string, value: string): void {
  if (answer.status === 404 && now.status === 200)
    fail('the user to be found', describeAnswer(answer), { exchange: answer.n });
  if (!succeeded(answer)) notApplicable(`refused: ${describeAnswer(answer)}`);
  expect(now).to.be.scimResource('User');
  expect(now).to.hold(path, value);
}

scenario('Changing attributes of a user who is disabled', () => {
  const user = given('an active user is posted', (context) => person(context, true));
  const before = given('the user is read', ({ scim }) => scim.get(user.path));
  const disabled = given('the user is disabled by PUT', async (context) => {
    const response = await put(context, user, before.resource, { active: false });
    if (!succeeded(response)) notApplicable(`the target refuses to disable a user: ${describeAnswer(response)}`);
    const now = await context.scim.get(user.path);
    if (read(now.json, 'active') !== false) notApplicable('the target does not show the user as disabled');
    return now;
  });
  const paths = (context: Context): string[] => plainOnes(context, user.sent, disabled.resource);
  const NONE = 'the target stores none of the attributes as they are sent';

  must(
    'users.disabled.patched',
    {
      title: 'what a PATCH of a disabled user changes is stored',
      spec: 'RFC7644-3.5.2.3-04',
      fix: 'Apply every operation whatever the state of the user, or refuse it; never answer success and do nothing.',
      why: 'A leaver who comes back has the name and the place of before, and the provider believes that they are new.',
      needs: 'patch',
    },
    (context) =>
      judgeEach(
        paths(context),
        (path) => path,
        async (path) => {
          const value = `Later ${context.a.marker()}`;
          const answer = await context.scim.patch(user.path, [{ op: 'replace', path, value }]);
          expectStored(answer, await context.scim.get(user.path), path, value);
        },
        NONE,
      ),
  );

  must(
    'users.disabled.replaced',
    {
      title: 'what a PUT of a disabled user holds is stored',
      spec: 'RFC7644-3.5.1-05',
      fix: 'Store the body of a PUT whatever the state of the user, or refuse it.',
      why: 'Okta keeps the profile of who is disabled up to date by PUT.',
    },
    async (context) => {
      const path = paths(context).find((each) => !each.includes('.'));
      if (path === undefined) notApplicable(NONE);
      const value = `Put ${context.a.marker()}`;
      const answer = await put(context, user, disabled.resource, { active: false, [path]: value });
      expectStored(answer, await context.scim.get(user.path), path, value);
    },
  );

  must(
    'users.disabled.delete',
    {
      title: 'DELETE of a disabled user deletes it as any other',
      spec: 'RFC7644-3.6-01',
      fix: 'Look the user of a DELETE up whatever its state.',
      why: 'Providers disable first and delete weeks later: the account would stay for good.',
    },
    async ({ scim }) => {
      void disabled.response;
      expect(await scim.get(user.path)).to.have.status(200);
      const answer = await scim.delete(user.path);
      if ([401, 403, 405, 409, 501].includes(answer.status)) notApplicable(`refused: ${describeAnswer(answer)}`);
      expect(answer).to.succeeded();
      expect(await scim.get(user.path)).to.have.status(404);
    },
  );
});

scenario('Disabling a user and changing more by one request', () => {
  const user = given('an active user is posted', (context) => person(context, true));
  const before = given('the user is read', ({ scim }) => scim.get(user.path));
  const plain = (context: Context): string => {
    if (read(before.resource, 'active') !== true) notApplicable('the target does not show the user as active');
    const found = plainOnes(context, user.sent, before.resource).find((path) => !path.includes('.'));
    return found ?? notApplicable('the target stores none of the attributes as they are sent');
  };

  must(
    'users.disabled.patched-along',
    {
      title: 'a PATCH without a path stores what it names beside active',
      spec: 'RFC7644-3.5.2.3-16',
      fix: 'Set every attribute that the value names; do not stop at active.',
      needs: 'patch',
    },
    async (context) => {
      const path = plain(context);
      for (const active of [false, true]) {
        const value = `Along ${context.a.marker()}`;
        const answer = await context.scim.patch(user.path, [{ op: 'replace', value: { active, [path]: value } }]);
        expectStored(answer, await context.scim.get(user.path), path, value);
      }
    },
  );

  must(
    'users.disabled.replaced-along',
    {
      title: 'a PUT that disables or enables stores what else it holds',
      spec: 'RFC7644-3.5.1-05',
      fix: 'Store the whole body; do not treat a change of active as a command of its own.',
    },
    async (context) => {
      const path = plain(context);
      for (const active of [false, true]) {
        const value = `Whole ${context.a.marker()}`;
        const answer = await put(context, user, before.resource, { active, [path]: value });
        expectStored(answer, await context.scim.get(user.path), path, value);
      }
    },
  );
});

scenario('Enabling a user who was created disabled', () => {
  const active = given('a user with active true is posted', (context) => person(context, true));

  must(
    'users.disabled.first-enabled',
    {
      title: 'a user who was created disabled is enabled by PATCH and by PUT',
      spec: ['RFC7644-3.5.2.3-04', 'RFC7644-3.5.1-05'],
      fix: 'Let active decide alone: whoever was created disabled is enabled like everybody else.',
      why: 'Staged accounts would never open.',
    },
    async (context) => {
      const { scim, target } = context;
      if (read((await scim.get(active.path)).json, 'active') !== true)
        notApplicable('the target shows no new user as active');
      const ways = ['PUT', ...(target.lacks('patch') === undefined ? ['PATCH'] : [])];
      await judgeEach(
        ways,
        (way) => way,
        async (way) => {
          const made = await person(context, false);
          const path = pathOf(made);
          const shown = resourceOf(await scim.get(path));
          if (read(shown, 'active') !== false) notApplicable('the target does not store active false of a new user');
          const answer =
            way === 'PUT'
              ? await put(context, { path, sent: made.sent as JsonObject }, shown, { active: true })
              : await scim.patch(path, [{ op: 'replace', path: 'active', value: true }]);
          if (!succeeded(answer)) fail('the user to be enabled', describeAnswer(answer), { exchange: answer.n });
          expect(await scim.get(path)).to.hold('active', true);
        },
        'no way',
      );
    },
  );
});
