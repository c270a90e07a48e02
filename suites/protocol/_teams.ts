/** Three groups, made once, for filters, sorting and paging of groups. */
import { idOf, oracle, postGroup, resourceOf, shared, type Context } from '../../harness/language.js';
import { people, person, scopeOf, stored } from './_people.js';
import type { Own, Population } from './_query.js';

export interface Teams extends Population {
  token: string;
  /** Ids of users who are members, by label. */
  members: { mia: string; zoe: string };
}

const WHAT = 'groups for filters, sorting and paging';

/**
 * `owls` has mia; `ants` has mia and zoe; `bees` has nobody. The name of `owls` begins with that of `ants`, and that of
 * `bees` ends with it. Blocked unless all are made.
 */
export const teams = shared(WHAT, async (context: Context): Promise<Teams> => {
  const { scim, a, target } = context;
  const staff = await people();
  const token = a.marker();
  const members = { mia: person(staff, 'mia').id, zoe: person(staff, 'zoe').id };
  const own: Own[] = [];
  const plan: [string, string, string[]][] = [
    ['owls', `ants ${token} and owls`, [members.mia]],
    ['ants', `ants ${token}`, [members.mia, members.zoe]],
    ['bees', `Bees and ants ${token}`, []],
  ];
  for (const [label, displayName, list] of plan) {
    const body = a.group({ displayName, ...(list.length > 0 ? { members: list } : {}) });
    if (body['externalId'] !== undefined) body['externalId'] = `Ext-${label}-${token}`;
    const made = await postGroup(scim, body);
    const id = idOf(made);
    own.push({ label, id, stored: resourceOf(await scim.get(`/Groups/${encodeURIComponent(id)}`)) });
  }
  const population = { own, collection: '/Groups', model: target.group ?? oracle.groupModel, token, members };
  const either = own.map((team) => `displayName eq ${JSON.stringify(stored(team, 'displayName'))}`).join(' or ');
  return { ...population, scope: await scopeOf(context, '/Groups', own, [`displayName co "${token}"`, `(${either})`]) };
});
