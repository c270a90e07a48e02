/** Every kind of effective change is marked: by another version, by a later lastModified. */
import {
  describeAnswer,
  fail,
  given,
  judgeEach,
  memberPath,
  must,
  notApplicable,
  pathOf,
  postGroup,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  succeeded,
  urns,
  withExtension,
  withMembers,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { bulkRequest } from './_bulk.js';
import { offered } from './_query.js';

/** A way to change a resource; `path` is where the change shows. */
interface Kind {
  how: string;
  path: string;
  send: (context: Context, at: string, state: JsonObject) => Promise<ScimResponse>;
}

/** One resource per kind, before and after its change. */
interface Changed extends Kind {
  response: ScimResponse;
  before: ScimResponse;
  after: ScimResponse;
}

const DEPARTMENT = `${urns.ENTERPRISE_USER_SCHEMA}:department`;

const patching =
  (operation: (context: Context) => object): Kind['send'] =>
  (context, at) =>
    context.scim.patch(at, [operation(context)]);

const replacing = (path: string, value: (context: Context) => unknown): Kind['send'] =>
  patching((context) => ({ op: 'replace', path, value: value(context) }));

const marked = ({ a }: Context): string => `Changed ${a.marker()}`;
const mail = ({ a }: Context): JsonObject[] => [{ value: a.email(), type: 'home' }];

const BY_PATCH: readonly Kind[] = [
  { how: 'an e-mail is added', path: 'emails', send: patching((c) => ({ op: 'add', path: 'emails', value: mail(c) })) },
  { how: 'a part of the name is replaced', path: 'name', send: replacing('name.familyName', marked) },
  { how: 'an attribute of the extension is replaced', path: DEPARTMENT, send: replacing(DEPARTMENT, marked) },
  { how: 'active is set to false', path: 'active', send: replacing('active', () => false) },
  { how: 'the title is removed', path: 'title', send: patching(() => ({ op: 'remove', path: 'title' })) },
];

const BY_PUT: readonly Kind[] = [
  {
    how: 'PUT with another e-mail',
    path: 'emails',
    send: (context, at, state) => context.scim.put(at, withMembers(state, { emails: mail(context) })),
  },
  {
    how: 'PUT with another attribute of the extension',
    path: DEPARTMENT,
    send: (context, at, state) =>
      context.scim.put(at, withExtension(state, urns.ENTERPRISE_USER_SCHEMA, { department: marked(context) })),
  },
];

const BY_JOB: Kind = {
  how: 'PUT in a job',
  path: 'displayName',
  send: (context, at, state) => {
    const data = withMembers(state, { displayName: marked(context) });
    return context.scim.post('/Bulk', bulkRequest([{ method: 'PUT', path: at, data }]));
  },
};

const kindsOf = ({ target }: Context): Kind[] =>
  [...(target.lacks('patch') ? [] : BY_PATCH), ...BY_PUT, ...(target.lacks('bulk') ? [] : [BY_JOB])].filter(
    ({ path }) => path !== DEPARTMENT || target.enterprise,
  );

/** Posts a resource for each kind, waits a second for clocks that count them, and changes each in its way. */
async function changeEach(
  context: Context,
  kinds: readonly Kind[],
  post: (kind: Kind) => Promise<ScimResponse>,
): Promise<Changed[]> {
  const { scim, pause } = context;
  const made: { kind: Kind; at: string; before: ScimResponse }[] = [];
  for (const kind of kinds) {
    const at = pathOf(await post(kind));
    made.push({ kind, at, before: await scim.get(at) });
  }
  await pause(1100);
  const changed: Changed[] = [];
  for (const { kind, at, before } of made) {
    const response = await kind.send(context, at, resourceOf(before));
    changed.push({ ...kind, response, before, after: await scim.get(at) });
  }
  return changed;
}

/** Judges the changes that were made and show. */
const judgeChanges = (changed: readonly Changed[], judge: (each: Changed) => void | Promise<void>): Promise<void> =>
  judgeEach(
    changed,
    ({ how }) => how,
    (each) => {
      const { path, response, before, after } = each;
      if (!succeeded(response)) notApplicable(`refused: ${describeAnswer(response)}`);
      const [old, now] = [resourceOf(before), resourceOf(after)].map((state) => JSON.stringify(readAll(state, path)));
      if (old === now) notApplicable('the change does not show');
      return judge(each);
    },
  );

function expectVersion({ before, after }: Changed): void {
  const old = before.headers['etag'] ?? notApplicable('the target sends no ETag on GET');
  if (after.headers['etag'] === old) fail(`another ETag than ${old}`, 'the same one', { exchange: after.n });
}

function timesOf({ before, after }: Changed): [string, string] {
  const [old, now] = [before, after].map((response) => read(response.json, 'meta.lastModified'));
  if (typeof old !== 'string' || typeof now !== 'string') notApplicable('the target gives no meta.lastModified');
  return [old, now];
}

function isLater(changed: Changed): boolean {
  const [old, now] = timesOf(changed);
  return Date.parse(now) > Date.parse(old);
}

function expectLater(changed: Changed): void {
  const [old, now] = timesOf(changed);
  if (!isLater(changed))
    fail(`meta.lastModified later than ${old}`, `meta.lastModified ${now}`, { exchange: changed.after.n });
}

scenario('Changes of users of every kind', { early: true }, () => {
  const changed = given('users are changed, each in another way', (context) => {
    const { scim, a, target } = context;
    const body = () => (target.enterprise ? a.enterpriseUser({ with: ['title'] }) : a.user({ with: ['title'] }));
    return changeEach(context, kindsOf(context), () => scim.post('/Users', body()));
  });

  must(
    'protocol.every-change.version',
    {
      title: 'whatever changes in a user, the ETag changes, too',
      spec: 'RFC7644-3.14-11',
      fix: 'Make a new tag for changes of lists of values, of extensions, and for those by jobs, too.',
      why: 'A cache goes on showing the old state, and a stale update is let through.',
      needs: 'etag',
    },
    () => judgeChanges(changed.value, expectVersion),
  );

  must(
    'protocol.every-change.modified',
    {
      title: 'whatever changes in a user, meta.lastModified moves forward',
      spec: 'RFC7643-3.1-30',
      fix: 'Set lastModified for changes of lists of values, of extensions, and for those by jobs, too.',
      why: 'Clients that ask for what changed since their last visit would miss it.',
    },
    () => judgeChanges(changed.value, expectLater),
  );

  must(
    'protocol.every-change.found',
    {
      title: 'a filter on meta.lastModified finds what has changed since',
      spec: ['RFC7644-3.4.2.2-04', 'RFC7643-3.1-30'],
      fix: 'Compare the time that meta shows: that of the last change, by PATCH, PUT or a job.',
      why: 'Clients that ask for what changed since their last visit would miss it.',
      needs: 'filter',
    },
    ({ scim, settle }) =>
      judgeChanges(
        // One of each method.
        ['PATCH', 'PUT', 'POST'].flatMap(
          (method) => changed.value.find((each) => each.response.method === method) ?? [],
        ),
        async (each) => {
          if (!isLater(each)) notApplicable('meta.lastModified does not move, which is judged elsewhere');
          const since = read(each.before.json, 'meta.lastModified');
          const userName = read(each.after.json, 'userName');
          const filter = `meta.lastModified gt ${JSON.stringify(since)} and userName eq ${JSON.stringify(userName)}`;
          const isFound = (response: ScimResponse): boolean =>
            resourcesOf(response).some((user) => read(user, 'id') === read(each.after.json, 'id'));
          const found = await settle(
            () => scim.get('/Users', { query: { filter } }),
            (response) => response.status !== 200 || isFound(response),
          );
          offered(found, filter);
          if (!isFound(found)) fail(`the user for ${filter}`, 'a list without it', { exchange: found.n });
        },
      ),
  );
});

scenario('Changes of groups of every kind', { needs: 'groups', early: true }, () => {
  const users = given('two users are posted', async ({ scim, a }) => {
    const made = [await scim.post('/Users', a.user()), await scim.post('/Users', a.user())];
    return made.map((response) => String(read(resourceOf(response), 'id')));
  });
  const changed = given('groups are changed, each in another way', (context) => {
    const { scim, a, target } = context;
    const [first = '', second = ''] = users.value;
    const path = 'members.value';
    const kinds: Kind[] = [
      ...(target.lacks('patch')
        ? []
        : [
            {
              how: 'a member is added',
              path,
              send: patching(() => ({ op: 'add', path: 'members', value: [a.member(second)] })),
            },
            {
              how: 'a member is removed',
              path,
              send: patching(() => ({ op: 'remove', path: memberPath(first) })),
            },
            { how: 'the name is replaced', path: 'displayName', send: replacing('displayName', marked) },
          ]),
      {
        how: 'PUT with another name',
        path: 'displayName',
        send: (_context, at, state) => scim.put(at, withMembers(state, { displayName: marked(context) })),
      },
    ];
    return changeEach(context, kinds, () => postGroup(scim, a.group({ members: [first] })));
  });

  must(
    'protocol.every-change.group-version',
    {
      title: 'whatever changes in a group, the ETag changes, too',
      spec: 'RFC7644-3.14-11',
      fix: 'Make a new tag for every change of name or members.',
      why: 'A cache goes on showing the old members, and a stale update throws new ones out.',
      needs: 'etag',
    },
    () => judgeChanges(changed.value, expectVersion),
  );

  must(
    'protocol.every-change.group-modified',
    {
      title: 'whatever changes in a group, meta.lastModified moves forward',
      spec: 'RFC7643-3.1-30',
      fix: 'Set lastModified for every change of name or members.',
      why: 'Clients that ask for what changed since their last visit would miss it.',
    },
    () => judgeChanges(changed.value, expectLater),
  );
});
