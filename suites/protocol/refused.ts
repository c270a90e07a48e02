/** What a refused write leaves: nothing. Framework code that stores first and validates later shows here. */
import {
  describeAnswer,
  fail,
  given,
  isRefusal,
  judgeEach,
  notApplicable,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  withMembers,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { ask, offered } from './_query.js';

/** Values of wrong types; each is refused, dropped or converted. */
const FAULTS: readonly JsonObject[] = [{ emails: 'no list' }, { name: 'no object' }, { active: { no: 'boolean' } }];
const faultOf = (fault: JsonObject): string =>
  `${Object.keys(fault).join()}: ${JSON.stringify(Object.values(fault)[0])}`;

/** Not applicable unless the target refuses what is wrong; a conflict and a crash are judged elsewhere. */
function needsRefusal(response: ScimResponse): void {
  if (!isRefusal(response) || response.status === 409) notApplicable(`not refused: ${describeAnswer(response)}`);
}

async function found(context: Context, filter: string, collection = '/Users'): Promise<unknown[]> {
  const response = await ask(context, collection, { filter });
  offered(response, filter);
  return readAll(response.json, 'Resources.id');
}

const NOTHING = ['RFC7644-3.12-01'];

scenario('Creates that are refused', { needs: ['users', 'filter'] }, () => {
  const right = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));

  should(
    'protocol.refused.create',
    {
      title: 'a create that is refused leaves no user and no reserved name',
      spec: NOTHING,
      fix: 'Validate the whole body before anything is stored, or roll everything back.',
      why: 'The provider mends its data and tries again, and meets a conflict with an account that nobody made.',
    },
    async (context) => {
      const { scim, a } = context;
      resourceOf(right.response);
      await judgeEach(FAULTS, faultOf, async (fault) => {
        const userName = a.userName();
        needsRefusal(await scim.post('/Users', a.user({ userName, ...fault })));
        const filter = `userName eq ${JSON.stringify(userName)}`;
        if ((await found(context, filter)).length > 0) fail(`nobody for ${filter} after the refusal`, 'a user');
        const again = await scim.post('/Users', a.user({ userName }));
        if (again.status === 409) fail('201 to the same user without fault', describeAnswer(again));
      });
    },
  );
});

scenario('Creates of groups that are refused', { needs: ['users', 'groups', 'filter'] }, () => {
  const right = given('a group is posted', ({ scim, a }) => scim.post('/Groups', a.group()));

  should(
    'protocol.refused.create-group',
    {
      title: 'a create that is refused leaves no group',
      spec: NOTHING,
      fix: 'Look at all members before the group is stored, or roll everything back.',
      why: 'Each try of the provider leaves another empty group of that name.',
    },
    async (context) => {
      const { scim, a } = context;
      resourceOf(right.response);
      const unknown = [a.member(a.unknownId(right.id))];
      await judgeEach([{ externalId: { no: 'text' } }, { members: unknown }], faultOf, async (fault) => {
        const displayName = `Refused ${a.marker()}`;
        needsRefusal(await scim.post('/Groups', { ...a.group({ displayName }), ...fault }));
        const filter = `displayName eq ${JSON.stringify(displayName)}`;
        if ((await found(context, filter, '/Groups')).length > 0)
          fail(`nothing for ${filter} after the refusal`, 'a group');
      });
    },
  );
});

scenario('Updates that are refused', { needs: 'users', early: true }, () => {
  const user = given('a user is posted', ({ scim, a }) =>
    scim.post('/Users', a.user({ with: ['title', 'phoneNumbers'] })),
  );
  const other = given('another user is posted', ({ scim, a }) => scim.post('/Users', a.user()));

  should(
    'protocol.refused.put',
    {
      title: 'a PUT that is refused stores none of its values',
      spec: NOTHING,
      fix: 'Validate the whole body before anything is stored, or roll everything back.',
      why: 'Half a change leaves an account that neither side expects.',
    },
    ({ scim, a }) => {
      const taken = { userName: String(read(other.resource, 'userName')) };
      return judgeEach([...FAULTS, taken], faultOf, async (fault) => {
        const right = {
          displayName: `Half ${a.marker()}`,
          title: `Half ${a.marker()}`,
          phoneNumbers: [{ type: 'work', value: a.phone() }],
        };
        const before = resourceOf(await scim.get(user.path));
        const put = await scim.put(user.path, withMembers(user.sent, { ...right, ...fault }));
        if (!isRefusal(put)) notApplicable(`not refused: ${describeAnswer(put)}`);
        const now = await scim.get(user.path);
        for (const path of ['displayName', 'title', 'phoneNumbers.value']) {
          const [old, value] = [before, resourceOf(now)].map((state) => JSON.stringify(readAll(state, path)));
          if (old !== value) fail(`${path} ${old} as before`, `${path} ${value}`, { exchange: now.n });
        }
      });
    },
  );

  should(
    'protocol.refused.name-found',
    {
      title: 'after a PATCH that is refused the old userName is found alone',
      spec: NOTHING,
      fix: 'Write indexes with the resource, when every operation has succeeded.',
      needs: ['patch', 'filter'],
    },
    async (context) => {
      const { scim, a } = context;
      const [old, next] = [String(read(resourceOf(await scim.get(user.path)), 'userName')), a.userName()];
      const by = (name: string): string => `userName eq ${JSON.stringify(name)}`;
      if (!(await found(context, by(old))).includes(user.id)) notApplicable(`${by(old)} does not find the user`);
      needsRefusal(
        await scim.patch(user.path, [
          { op: 'replace', path: 'userName', value: next },
          { op: 'replace', path: 'active', value: { no: 'boolean' } },
        ]),
      );
      if (!(await found(context, by(old))).includes(user.id)) fail(`the user for ${by(old)}`, 'a list without it');
      if ((await found(context, by(next))).includes(user.id)) fail(`nobody for ${by(next)}`, 'the user');
    },
  );

  should(
    'protocol.refused.unmarked',
    {
      title: 'writes that are refused leave ETag and meta.lastModified',
      spec: ['RFC7644-3.12-01', 'RFC7644-3.14-12'],
      fix: 'Set version and time when something was stored, not before it is tried.',
    },
    async ({ scim, target, pause }) => {
      const marksOf = (response: ScimResponse): unknown[] => [
        response.headers['etag'],
        read(resourceOf(response), 'meta.lastModified'),
      ];
      const old = await scim.get(user.path);
      await pause(1100);
      const active = { no: 'boolean' };
      const operations = [{ op: 'replace', path: 'active', value: active }];
      const refused = [await scim.put(user.path, withMembers(user.sent, { active }))];
      if (!target.lacks('patch')) refused.push(await scim.patch(user.path, operations));
      for (const response of refused) needsRefusal(response);
      const now = await scim.get(user.path);
      if (marksOf(old).join(' ') !== marksOf(now).join(' '))
        fail(`${marksOf(old).join(' and ')} as before`, marksOf(now).join(' and '), { exchange: now.n });
    },
  );
});
