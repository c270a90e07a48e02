import {
  describeAnswer,
  fail,
  given,
  member,
  notApplicable,
  postGroup,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  succeeded,
  urns,
  type Capabilities,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { definitionsOf } from './_definitions.js';

/** The published definition of an attribute of a core schema, and whether the schema is published at all. */
function published(target: Capabilities, urn: string, path: string): JsonObject | undefined {
  const own = definitionsOf(target).filter(({ schema }) => schema.toLowerCase() === urn.toLowerCase());
  if (own.length === 0) notApplicable(`the target does not publish ${urn}`);
  return own.find((each) => each.path.toLowerCase() === path.toLowerCase())?.raw;
}

scenario('Schemas of users and groups, and what is served', { needs: 'users' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const group = given('a group with the user is posted', { needs: 'groups' }, ({ scim, a }) =>
    postGroup(scim, a.group({ members: [user.id] })),
  );
  const shown = given('the group is read', { needs: 'groups' }, ({ scim }) => scim.get(group.path));

  should(
    'discovery.as-served.user-name',
    {
      title: 'userName is published as required where users without are refused',
      spec: 'RFC7644-4-15',
      fix: 'Publish required true for userName.',
    },
    async ({ target, scim, a }) => {
      const definition = published(target, urns.USER_SCHEMA, 'userName') ?? notApplicable('userName is not published');
      resourceOf(user.response);
      if (member(definition, 'required') === true) return;
      const nameless = Object.entries(a.user()).filter(([name]) => name !== 'userName');
      const response = await scim.post('/Users', Object.fromEntries(nameless) as JsonObject);
      if (succeeded(response)) notApplicable('the target makes users without one');
      fail(
        'userName with required true',
        `required ${String(read(definition, 'required'))}, and ${describeAnswer(response)} without one`,
        {
          exchange: response.n,
        },
      );
    },
  );

  should(
    'discovery.as-served.members',
    {
      title: 'members is published as groups show and change it',
      spec: 'RFC7644-4-15',
      fix: 'Publish members in the Group schema, readWrite and returned by default where clients write and read it.',
      why: 'A client that goes by the schemas offers no members.',
      needs: 'groups',
    },
    async ({ target, scim }) => {
      const definition = published(target, urns.GROUP_SCHEMA, 'members');
      const holdsUser = (response: ScimResponse): boolean =>
        readAll(resourceOf(response), 'members.value').includes(user.id);
      if (!holdsUser(shown.response)) notApplicable('the group shows no members');
      const exchange = shown.response.n;
      if (!definition) fail('members in the published Group schema', 'a schema without members', { exchange });
      if (member(definition, 'multiValued') === false)
        fail('multiValued true', 'multiValued false, and a group shows an array', { exchange });
      const returned = String(read(definition, 'returned'));
      if (/^(never|request)$/i.test(returned))
        fail('returned default', `returned ${returned}, and a plain GET shows members`, { exchange });
      const mutability = String(read(definition, 'mutability'));
      if (/^readOnly$/i.test(mutability))
        fail('mutability readWrite', 'mutability readOnly, and a POST sets members', { exchange });
      if (!/^immutable$/i.test(mutability)) return;
      const put = await scim.put(group.path, { ...group.sent, members: [] });
      if (!holdsUser(await scim.get(group.path)))
        fail('mutability readWrite', 'mutability immutable, and a PUT changes members', { exchange: put.n });
    },
  );

  should(
    'discovery.as-served.groups',
    {
      title: 'groups of users is published as a readOnly list',
      spec: 'RFC7644-4-15',
      fix: 'Publish groups with mutability readOnly and multiValued true: membership changes through the Group resource alone.',
    },
    ({ target }) => {
      resourceOf(user.response);
      const definition = published(target, urns.USER_SCHEMA, 'groups') ?? notApplicable('groups is not published');
      const mutability = read(definition, 'mutability');
      // READ_ONLY says the same: how keywords are spelled has checks of its own.
      if (String(mutability).replace('_', '').toLowerCase() !== 'readonly')
        fail('mutability readOnly', `mutability ${String(mutability ?? 'readWrite, the default')}`);
      if (member(definition, 'multiValued') === false) fail('multiValued true', 'multiValued false');
    },
  );
});
