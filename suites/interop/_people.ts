/** People and groups as providers' mappings make them: values by target path, as far as the target publishes the path. */
import { urns, type Context, type Json } from '../../harness/language.js';
import type { Flow } from '../../harness/interop.js';

export const ENTERPRISE = urns.ENTERPRISE_USER_SCHEMA;
export const WORK_MAIL = 'emails[type eq "work"].value';

/** The attribute that a mapping path names: `emails[type eq "work"].value` is `emails.value`. */
const bare = (path: string): string => path.replace(/\[[^\]]*\]/g, '');

/**
 * Whether an administrator would map to this path: the target publishes the attribute, lets it be written and shows
 * it. A path with a filter needs the attribute that it filters by too.
 */
export function isMapped(
  { target, rules }: Context,
  path: string,
  collection: '/Users' | '/Groups' = '/Users',
): boolean {
  const kind = collection === '/Users' ? 'User' : 'Group';
  const top = /^urn:/i.test(path) ? path : (path.split(/[.[]/)[0] ?? path);
  if ((rules.forbidden?.[kind] ?? []).includes(top)) return false;
  if (path.startsWith(ENTERPRISE) && !target.enterprise) return false;
  const definition = target.attribute(collection, bare(path));
  if (!definition || definition.mutability === 'readOnly' || definition.returned === 'never') return false;
  const filtered = /^([^[]+)\[(\w+) eq/.exec(path);
  return !filtered || target.attribute(collection, `${filtered[1] ?? ''}.${filtered[2] ?? ''}`) !== undefined;
}

/** What every provider sends of a person. */
export const BASIC = [
  'userName',
  'externalId',
  'displayName',
  'name.givenName',
  'name.familyName',
  WORK_MAIL,
  'active',
];

/** Target paths of the default mapping of a custom application in Entra. */
export const ENTRA_MAPPING = [
  ...BASIC,
  'title',
  'name.formatted',
  'addresses[type eq "work"].streetAddress',
  'addresses[type eq "work"].postalCode',
  'phoneNumbers[type eq "work"].value',
  'phoneNumbers[type eq "mobile"].value',
  `${ENTERPRISE}:employeeNumber`,
  `${ENTERPRISE}:department`,
];

/**
 * A new person: values for `paths`, those left out that the target does not publish. Everything that identifies carries
 * one marker, so that the run knows its own object again after any change.
 */
export function newPerson(context: Context, paths: readonly string[] = BASIC): Flow {
  const { a } = context;
  const userName = a.userName();
  const mark = userName.split('@')[0] ?? userName;
  const [given, family] = [`Ada ${a.word()}`, 'Lovelace-Byron'];
  const values: Record<string, Json> = {
    userName,
    externalId: `ext-${mark}`,
    displayName: `${given} ${mark}`,
    'name.givenName': given,
    'name.familyName': family,
    'name.formatted': `${given} ${family}`,
    [WORK_MAIL]: userName,
    active: true,
    title: 'Engineer',
    nickName: 'Ada',
    'addresses[type eq "work"].streetAddress': '12 St James Square',
    'addresses[type eq "work"].postalCode': '10004',
    'phoneNumbers[type eq "work"].value': '+1 (555) 010-0199',
    'phoneNumbers[type eq "mobile"].value': '+1 555 0100 42',
    [`${ENTERPRISE}:employeeNumber`]: String(a.integer(100_000, 999_999)),
    [`${ENTERPRISE}:department`]: 'Difference Engines',
  };
  return Object.fromEntries(
    paths
      .filter((path) => path === 'userName' || isMapped(context, path))
      .flatMap((path) => (values[path] === undefined ? [] : [[path, values[path]]])),
  );
}

/** The value of a flow as text; '' where it has none. */
export function textOf(flow: Flow, path: string): string {
  const value = flow[path];
  return typeof value === 'string' ? value : '';
}

/** A name for a group that nobody else has. */
export function newGroupName({ a }: Context): string {
  return `Team ${a.marker()}`;
}
