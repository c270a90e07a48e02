import {
  describeAnswer,
  fail,
  given,
  must,
  notApplicable,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  succeeded,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { ask, offered } from './_query.js';

const quoted = (value: unknown): string => JSON.stringify(String(value));

/** Whether a filter finds this id, after the lists have had time to catch up with a write. */
async function finds(context: Context, filter: string, id: string, wanted: boolean): Promise<void> {
  const response = await context.settle(
    () => ask(context, '/Users', { filter }),
    (seen) => seen.status !== 200 || readAll(seen.json, 'Resources.id').includes(id) === wanted,
  );
  offered(response, filter);
  const found = readAll(response.json, 'Resources.id').includes(id);
  if (found !== wanted)
    fail(`${filter} ${wanted ? 'to find' : 'not to find'} the user`, found ? 'with the user' : 'without the user', {
      exchange: response.n,
    });
}

scenario('Filters after a change', { needs: ['users', 'filter'] }, () => {
  const before = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const known = given('the user is read', ({ scim }) => scim.get(before.path));
  const found = given('it is found by displayName before the change', (context) => {
    const name = read(known.resource, 'displayName');
    if (typeof name !== 'string') notApplicable('the target shows no displayName');
    return finds(context, `displayName eq ${quoted(name)}`, before.id, true);
  });
  const change = given('displayName and userName are replaced and title is left out by PUT', async (context) => {
    const { scim, a, target, pause } = context;
    await pause(1100);
    const { title: _title, ...rest } = before.sent;
    const changes = Object.entries({ userName: a.userName(), displayName: `Renamed ${a.marker()}` }).filter(
      ([name]) => target.attribute('/Users', name)?.mutability !== 'immutable',
    );
    return scim.put(before.path, { ...rest, ...Object.fromEntries(changes) } as JsonObject);
  });
  const after = given('the user is read again', ({ scim }) => scim.get(before.path));

  /** The old and the new value; not applicable where PUT did not change it. */
  const values = (path: string): [unknown, unknown] => {
    if (!succeeded(change.response)) notApplicable(`the target refuses the change: ${describeAnswer(change.response)}`);
    const [old, now] = [read(known.resource, path), read(resourceOf(after.response), path)];
    if (old === undefined || now === undefined || old === now) notApplicable(`the target did not change ${path}`);
    return [old, now];
  };

  must(
    'protocol.filter-current.new-value',
    {
      title: 'after a change the new value is found and the old is not',
      spec: ['RFC7644-3.4.2.2-04', 'RFC7644-3.4.2.2-11'],
      fix: 'Filter by what is stored now: keep indexes and caches up to date with every write.',
      why: 'A provider that renamed a user looks it up by the new name and, finding nothing, creates another.',
    },
    async (context) => {
      const [old, now] = values('userName');
      await finds(context, `userName eq ${quoted(now)}`, before.id, true);
      await finds(context, `userName eq ${quoted(old)}`, before.id, false);
    },
  );

  must(
    'protocol.filter-current.new-display-name',
    {
      title: 'after a change of displayName the filter sees the new one',
      spec: 'RFC7644-3.4.2.2-04',
      fix: 'Filter by what is stored now, for every attribute.',
    },
    async (context) => {
      void found.value;
      const [old, now] = values('displayName');
      await finds(context, `displayName eq ${quoted(now)}`, before.id, true);
      await finds(context, `displayName eq ${quoted(old)}`, before.id, false);
    },
  );

  must(
    'protocol.filter-current.modified',
    {
      title: 'a filter on meta.lastModified sees the time of the last change',
      spec: ['RFC7644-3.4.2.2-54', 'RFC7644-3.4.2.2-18'],
      fix: 'Compare meta.lastModified with the time that the resource shows, not with the time of its creation.',
      why: 'Clients that ask for what changed since their last visit would miss every change.',
    },
    async (context) => {
      if (!succeeded(change.response))
        notApplicable(`the target refuses the change: ${describeAnswer(change.response)}`);
      const current = resourceOf(after.response);
      const [made, now] = ['meta.created', 'meta.lastModified'].map((path) => read(current, path));
      if (!(Date.parse(String(now)) > Date.parse(String(made))))
        notApplicable('the target shows no meta.lastModified after meta.created');
      const who = `userName eq ${quoted(read(current, 'userName'))}`;
      await finds(context, who, before.id, true);
      await finds(context, `${who} and meta.lastModified gt ${quoted(made)}`, before.id, true);
    },
  );

  must(
    'protocol.filter-current.times',
    {
      title: 'a list shows when a user was made and changed as GET does',
      spec: ['RFC7643-3.1-29', 'RFC7643-3.1-30'],
      fix: 'Build the meta of list entries as that of single resources.',
      why: 'Clients that look for changes in lists miss all, or take each user for a new one.',
    },
    async (context) => {
      if (!succeeded(change.response))
        notApplicable(`the target refuses the change: ${describeAnswer(change.response)}`);
      const current = resourceOf(after.response);
      const filter = `userName eq ${quoted(read(current, 'userName'))}`;
      const entry = (list: ScimResponse): JsonObject | undefined =>
        resourcesOf(list).find((resource) => read(resource, 'id') === before.id);
      const other = (shown: JsonObject | undefined, wanted: JsonObject): string | undefined =>
        ['meta.created', 'meta.lastModified'].find(
          // Less than a second apart: a list may show fewer digits.
          (path) => Math.abs(Date.parse(String(read(shown, path))) - Date.parse(String(read(wanted, path)))) >= 1000,
        );
      const list = await context.settle(
        () => ask(context, '/Users', { filter }),
        (seen) => seen.status !== 200 || (entry(seen) !== undefined && other(entry(seen), current) === undefined),
      );
      offered(list, filter);
      const shown = entry(list) ?? notApplicable('the list does not show the user');
      if (other(shown, current) === undefined) return;
      const latest = resourceOf(await context.scim.get(before.path));
      const path = other(shown, latest);
      if (path)
        fail(`${path} ${String(read(latest, path))}`, `${String(read(shown, path))} in a list`, { exchange: list.n });
    },
  );

  must(
    'protocol.filter-current.unassigned',
    {
      title: 'pr no longer selects a user whose value was taken away',
      spec: 'RFC7644-3.4.2.2-16',
      fix: 'Treat an attribute that was set to null as absent in filters.',
    },
    async (context) => {
      const { scim } = context;
      if (read(known.resource, 'title') === undefined) notApplicable('the target does not keep a title');
      const current = resourceOf(after.response);
      const who = `userName eq ${quoted(read(current, 'userName'))}`;
      if (read(current, 'title') !== undefined) {
        // PUT may keep what it does not name; null takes it away.
        const cleared = { ...before.sent, userName: String(read(current, 'userName')), title: null };
        await scim.put(before.path, cleared);
        const again = resourceOf(await scim.get(before.path));
        if (read(again, 'title') !== undefined)
          notApplicable('the target keeps the title of a user who is sent title null');
      }
      await finds(context, who, before.id, true);
      await finds(context, `title pr and ${who}`, before.id, false);
    },
  );
});

scenario('Filters on defaults', { needs: ['users', 'filter'] }, () => {
  const created = given('a user is posted without active', ({ scim, a }) =>
    scim.post('/Users', a.user({ without: ['active'] })),
  );
  const user = given('the user is read', ({ scim }) => scim.get(created.path));

  must(
    'protocol.filter-current.default-value',
    {
      title: 'a default that the server shows is seen by filters',
      spec: 'RFC7644-3.4.2.2-46',
      fix: 'Store defaults, or apply them in filters as in answers.',
    },
    async (context) => {
      if (context.target.attribute('/Users', 'active')?.required) notApplicable('active is published as required');
      const active = read(user.resource, 'active');
      if (typeof active !== 'boolean') notApplicable('the target shows no active of a user posted without it');
      const who = `userName eq ${quoted(read(user.resource, 'userName'))}`;
      await finds(context, who, created.id, true);
      await finds(context, `${who} and active eq ${active}`, created.id, true);
      await finds(context, `${who} and active eq ${!active}`, created.id, false);
      await finds(context, `${who} and active pr`, created.id, true);
    },
  );
});
