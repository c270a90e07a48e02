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
      title: 'members is published where groups show members',
      spec: 'RFC7644-4-15',
      fix: 'Put members into the published Group schema.',
      why: 'A client that builds its forms from the schemas offers no members.',
      needs: 'groups',
    },
    ({ target }) => {
      const definition = published(target, urns.GROUP_SCHEMA, 'members');
      if (readAll(shown.resource, 'members').length === 0) notApplicable('the group shows no members');
      if (!definition)
        fail('members in the published Group schema', 'a schema without members', { exchange: shown.response.n });
    },
  );

  should(
    'discovery.as-served.groups',
    {
      title: 'groups of users is published as readOnly',
      spec: 'RFC7644-4-15',
      fix: 'Publish mutability readOnly for groups: membership changes through the Group resource alone.',
    },
    ({ target }) => {
      resourceOf(user.response);
      const definition = published(target, urns.USER_SCHEMA, 'groups') ?? notApplicable('groups is not published');
      const mutability = read(definition, 'mutability');
      if (String(mutability).toLowerCase() !== 'readonly')
        fail('mutability readOnly', `mutability ${String(mutability ?? 'readWrite, the default')}`);
    },
  );
});
