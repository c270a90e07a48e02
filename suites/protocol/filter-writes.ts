/** Filters after each kind of write: what an index, a cache or a search engine was not told of shows here. */
import {
  describeAnswer,
  expect,
  fail,
  given,
  judgeEach,
  must,
  notApplicable,
  postGroup,
  read,
  readAll,
  resourceOf,
  scenario,
  succeeded,
  urns,
  withExtension,
  withMembers,
  type Context,
  type Json,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { bulkRequest, createdId, isSuccess, resultsOf } from './_bulk.js';
import { ask, offered } from './_query.js';

const DEPARTMENT = `${urns.ENTERPRISE_USER_SCHEMA}:department`;

/** An attribute that is written, by its name in PATCH and PUT, and the path by which it is looked up. */
interface Change {
  attribute: string;
  path: string;
  value: Json;
}

/** Sends one change of the resource at `path`, of which `state` was read. */
type Write = (context: Context, path: string, state: JsonObject, change: Change) => Promise<ScimResponse>;

const byPut: Write = ({ scim }, path, state, { attribute, value }) =>
  scim.put(
    path,
    attribute === DEPARTMENT
      ? withExtension(state, urns.ENTERPRISE_USER_SCHEMA, { department: value })
      : withMembers(state, { [attribute]: value }),
  );

const byPatch: Write = ({ scim }, path, _state, { attribute, value }) =>
  scim.patch(path, [{ op: 'replace', path: attribute, value }]);

/** Values by which a filter may look a resource up. */
const valuesAt = (resource: JsonObject, path: string): string[] =>
  readAll(resource, path).filter((value): value is string => typeof value === 'string');

const collectionOf = (at: string): string => at.slice(0, at.lastIndexOf('/'));

/** The answer to a filter that wrongly finds a resource, or not, after the lists have had time to catch up with a write. */
async function misled(
  context: Context,
  at: string,
  filter: string,
  wanted: boolean,
): Promise<ScimResponse | undefined> {
  const id = decodeURIComponent(at.slice(at.lastIndexOf('/') + 1));
  const holds = (response: ScimResponse): boolean => readAll(response.json, 'Resources.id').includes(id);
  const response = await context.settle(
    () => ask(context, collectionOf(at), { filter }),
    (seen) => seen.status !== 200 || holds(seen) === wanted,
  );
  offered(response, filter);
  return holds(response) === wanted ? undefined : response;
}

/** Changes one attribute, and looks the resource up by the value before and the one after; gives the new state. */
async function followed(
  context: Context,
  at: string,
  before: JsonObject,
  { change, write }: { change: Change; write: Write },
): Promise<JsonObject> {
  const by = (value: string): string => `${change.path} eq ${JSON.stringify(value)}`;
  const old = valuesAt(before, change.path);
  for (const value of old.slice(0, 1))
    if (await misled(context, at, by(value), true)) notApplicable(`${by(value)} does not find what is there`);
  const response = await write(context, at, before, change);
  if (!succeeded(response)) notApplicable(`refused: ${describeAnswer(response)}`);
  const after = resourceOf(await context.scim.get(at));
  const now = valuesAt(after, change.path);
  const [gone, come] = [old.filter((value) => !now.includes(value)), now.filter((value) => !old.includes(value))];
  if (come.length === 0) notApplicable(`the target did not change ${change.path}`);
  for (const [values, wanted] of [[come, true] as const, [gone, false] as const])
    for (const value of values.slice(0, 1)) {
      const wrong = await misled(context, at, by(value), wanted);
      if (wrong)
        fail(`${by(value)} ${wanted ? 'to find' : 'not to find'} the resource`, wanted ? 'without it' : 'with it', {
          exchange: wrong.n,
        });
    }
  return after;
}

/** Judges one change after the other of those that the target lets clients make. */
async function follow(context: Context, at: string, changes: readonly Change[], write: Write): Promise<void> {
  let state: JsonObject | undefined;
  await judgeEach(
    changes.filter(({ attribute }) => context.target.mayChange(collectionOf(at), attribute)),
    ({ path }) => path,
    async (change) => {
      const before = state ?? resourceOf(await context.scim.get(at));
      state = undefined;
      state = await followed(context, at, before, { change, write });
    },
    'nothing of this can be changed',
  );
}

function changesOfUser({ a, target }: Context): Change[] {
  const name = (): string => `Later ${a.marker()}`;
  const changes = [
    { attribute: 'userName', path: 'userName', value: a.userName() },
    { attribute: 'externalId', path: 'externalId', value: `ext-${a.marker()}` },
    { attribute: 'displayName', path: 'displayName', value: name() },
    { attribute: 'name', path: 'name.familyName', value: { givenName: name(), familyName: name() } },
    { attribute: 'emails', path: 'emails.value', value: [{ value: a.email(), type: 'work', primary: true }] },
  ];
  return target.enterprise ? [...changes, { attribute: DEPARTMENT, path: DEPARTMENT, value: name() }] : changes;
}

const INDEXES = ['RFC7644-3.4.2.2-04', 'RFC7644-3.4.2.2-11'];
const postOne = ({ scim, a, target }: Context): Promise<ScimResponse> =>
  scim.post('/Users', target.enterprise ? a.enterpriseUser() : a.user());

scenario('Filters on users after a PUT', { needs: ['users', 'filter'] }, () => {
  const user = given('a user is posted', postOne);

  must(
    'protocol.filter-writes.user-put',
    {
      title: 'after a PUT filters find users by their new values alone',
      spec: INDEXES,
      fix: 'Keep every index and every cache of lists in step with PUT.',
      why: 'A provider that looks for what it just wrote, and finds nothing, creates it a second time.',
    },
    (context) => follow(context, user.path, changesOfUser(context), byPut),
  );
});

scenario('Filters on users after a PATCH', { needs: ['users', 'filter', 'patch'] }, () => {
  const user = given('a user is posted', postOne);

  must(
    'protocol.filter-writes.user-patch',
    {
      title: 'after a PATCH filters find users by their new values alone',
      spec: INDEXES,
      fix: 'Keep every index and every cache of lists in step with PATCH.',
      why: 'A provider that looks for what it just wrote, and finds nothing, creates it a second time.',
    },
    (context) => follow(context, user.path, changesOfUser(context), byPatch),
  );
});

scenario('Filters on active', { needs: ['users', 'filter'] }, () => {
  const user = given('an active user is posted', ({ scim, a, target }) => {
    if (!target.attribute('/Users', 'active')) notApplicable('the target does not publish active');
    return scim.post('/Users', a.user({ active: true }));
  });

  must(
    'protocol.filter-writes.active',
    {
      title: 'filters on active follow whoever is disabled and enabled',
      spec: INDEXES,
      fix: 'Filter by active as it is stored now, whichever request changed it.',
      why: 'Reports of who has access are made by this filter.',
    },
    async (context) => {
      const { target } = context;
      const shown = resourceOf(await context.scim.get(user.path));
      const who = `userName eq ${JSON.stringify(read(shown, 'userName'))}`;
      await judgeEach(
        [
          ...(target.lacks('patch') ? [] : [{ how: 'PATCH', write: byPatch, value: false }]),
          { how: 'PUT', write: byPut, value: true },
          { how: 'PUT', write: byPut, value: false },
          ...(target.lacks('patch') ? [] : [{ how: 'PATCH', write: byPatch, value: true }]),
        ],
        ({ how, value }) => `active ${value} by ${how}`,
        async ({ write, value }) => {
          const before = resourceOf(await context.scim.get(user.path));
          const response = await write(context, user.path, before, { attribute: 'active', path: 'active', value });
          if (!succeeded(response)) notApplicable(`refused: ${describeAnswer(response)}`);
          if (read(resourceOf(await context.scim.get(user.path)), 'active') !== value)
            notApplicable('the target stores another active, which is judged elsewhere');
          if (await misled(context, user.path, who, true)) notApplicable(`${who} does not find the user`);
          for (const each of [value, !value]) {
            const filter = `${who} and active eq ${each}`;
            const wrong = await misled(context, user.path, filter, each === value);
            if (wrong)
              fail(`${filter} ${each === value ? 'to find' : 'not to find'} the user`, 'otherwise', {
                exchange: wrong.n,
              });
          }
        },
      );
    },
  );
});

scenario('Filters on groups after a write', { needs: ['groups', 'filter'] }, () => {
  const users = given('two users are posted', async ({ scim, a }) => {
    const made = [await scim.post('/Users', a.user()), await scim.post('/Users', a.user())];
    return made.map((response) => String(read(resourceOf(response), 'id')));
  });
  const group = given('a group with one of them is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value.slice(0, 1) })),
  );

  /** The last change takes a member out of the group and another one in. */
  const changes = ({ a }: Context, member: string | undefined): Change[] => [
    { attribute: 'displayName', path: 'displayName', value: `Team ${a.marker()}` },
    { attribute: 'externalId', path: 'externalId', value: `ext-${a.marker()}` },
    { attribute: 'members', path: 'members.value', value: [a.member(member ?? '')] },
  ];

  must(
    'protocol.filter-writes.group-put',
    {
      title: 'after a PUT filters find groups by their new values alone',
      spec: INDEXES,
      fix: 'Keep the indexes of names and of members in step with PUT.',
      why: 'Whoever asks which groups a leaver is in must not be told of the past.',
    },
    (context) => follow(context, group.path, changes(context, users.value[1]), byPut),
  );

  must(
    'protocol.filter-writes.group-patch',
    {
      title: 'after a PATCH filters find groups by their new values alone',
      spec: INDEXES,
      fix: 'Keep the indexes of names and of members in step with PATCH.',
      why: 'Whoever asks which groups a leaver is in must not be told of the past.',
      needs: 'patch',
    },
    async (context) => {
      const now = valuesAt(resourceOf(await context.scim.get(group.path)), 'members.value');
      return follow(
        context,
        group.path,
        changes(
          context,
          users.value.find((id) => !now.includes(id)),
        ),
        byPatch,
      );
    },
  );
});

scenario('Filters and reads after a job', { needs: ['users', 'filter', 'bulk'] }, () => {
  const posted = (word: string) =>
    given(`a user to be ${word} is posted`, ({ scim, a }) => scim.post('/Users', a.user()));
  const [kept, gone] = [posted('changed'), posted('deleted')];

  must(
    'protocol.filter-writes.bulk',
    {
      title: 'what a job creates, changes and deletes is found accordingly',
      spec: ['RFC7644-3.7-09', ...INDEXES],
      fix: 'Let jobs tell indexes and caches what single requests tell them.',
      why: 'A provider that looks for what its job created, and finds nothing, creates it again.',
    },
    async (context) => {
      const { scim, a, target } = context;
      const state = resourceOf(await scim.get(kept.path));
      const by = (userName: unknown): string => `userName eq ${JSON.stringify(userName)}`;
      const person = a.user();
      const names = {
        fresh: read(person, 'userName'),
        next: a.userName(),
        old: read(state, 'userName'),
        gone: read(resourceOf(await scim.get(gone.path)), 'userName'),
      };
      // What a cache keeps from before the job is wrong after it.
      for (const name of Object.values(names)) offered(await ask(context, '/Users', { filter: by(name) }), by(name));
      const patch = { schemas: [urns.PATCH_OP], Operations: [{ op: 'replace', path: 'userName', value: names.next }] };
      const job = await scim.post(
        '/Bulk',
        bulkRequest([
          { method: 'POST', path: '/Users', bulkId: 'fresh', data: person },
          target.lacks('patch')
            ? { method: 'PUT', path: kept.path, data: withMembers(state, { userName: names.next }) }
            : { method: 'PATCH', path: kept.path, data: patch },
          { method: 'DELETE', path: gone.path },
        ]),
      );
      const fresh = `/Users/${encodeURIComponent(createdId(job, 'fresh'))}`;
      const [, changed, deleted] = resultsOf(job);
      const outcomes = [
        { what: 'the created one', at: fresh, name: names.fresh, wanted: true, done: true },
        { what: 'the new userName', at: kept.path, name: names.next, wanted: true, done: isSuccess(changed) },
        { what: 'the old userName', at: kept.path, name: names.old, wanted: false, done: isSuccess(changed) },
        { what: 'the deleted one', at: gone.path, name: names.gone, wanted: false, done: isSuccess(deleted) },
      ];
      await judgeEach(
        outcomes,
        ({ what }) => what,
        async ({ at, name, wanted, done }) => {
          if (!done) notApplicable('the operation failed');
          if (wanted) expect(await scim.get(at)).to.hold('userName', name);
          const wrong = await misled(context, at, by(name), wanted);
          if (wrong)
            fail(`${by(name)} ${wanted ? 'to find' : 'not to find'} the user`, 'otherwise', { exchange: wrong.n });
        },
      );
    },
  );
});
