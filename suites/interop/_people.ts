/** People and groups as providers' mappings make them: values by target path, as far as the target publishes the path. */
import { isObject, urns, type Context, type Json } from '../../harness/language.js';
import type { Flow } from '../../harness/interop.js';

export const ENTERPRISE = urns.ENTERPRISE_USER_SCHEMA;
export const WORK_MAIL = 'emails[type eq "work"].value';

/** The attribute that a mapping path names: `emails[type eq "work"].value` is `emails.value`. */
const bare = (path: string): string => path.replace(/\[[^\]]*\]/g, '');

/**
 * Whether an administrator would map to this path: the target publishes the attribute, lets it be written and shows
 * it unasked. A path with a filter needs the attribute that it filters by too.
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
  const [definition, holder] = [target.attribute(collection, bare(path)), target.attribute(collection, top)];
  if (!definition) return false;
  // Neither what holds the value nor the value itself may be fixed or hidden.
  for (const each of [definition, holder]) {
    if (each?.mutability === 'readOnly' || each?.mutability === 'immutable') return false;
    if (each?.returned === 'never' || each?.returned === 'request') return false;
  }
  const filtered = /^([^[]+)\[(\w+) eq/.exec(path);
  return !filtered || target.attribute(collection, `${filtered[1] ?? ''}.${filtered[2] ?? ''}`) !== undefined;
}

/** Whether the target publishes the attribute of a mapping path, or what holds it, as required. */
export function isRequired({ target, rules }: Context, path: string): boolean {
  const name = bare(path);
  const holder = /^urn:/i.test(name) ? name : (name.split('.')[0] ?? name);
  return [name, holder].some(
    (each) => target.attribute('/Users', each)?.required === true || (rules.required?.User ?? []).includes(each),
  );
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
    nickName: `Ada ${mark}`,
    'addresses[type eq "work"].streetAddress': '12 St James Square',
    'addresses[type eq "work"].postalCode': '10004',
    'phoneNumbers[type eq "work"].value': '+1 (555) 010-0199',
    'phoneNumbers[type eq "mobile"].value': '+1 555 0100 42',
    [`${ENTERPRISE}:employeeNumber`]: String(a.integer(100_000, 999_999)),
    [`${ENTERPRISE}:department`]: 'Difference Engines',
  };
  const flow = Object.fromEntries(
    paths
      .filter((path) => path === 'userName' || isMapped(context, path))
      .flatMap((path) => (values[path] === undefined ? [] : [[path, values[path]]])),
  );
  // Behind the flow: the run knows its object by the first marker of a body, and a password is not shown.
  return { ...flow, ...demanded(context, flow) };
}

/** What the target says that every user needs and the flow lacks: administrators map that too, if only as a constant. */
function demanded({ a, target, rules }: Context, flow: Flow): Flow {
  const given = new Set(Object.keys(flow).map((path) => bare(path).toLowerCase()));
  const isGiven = (path: string): boolean =>
    [...given].some((each) => each === path.toLowerCase() || each.startsWith(`${path.toLowerCase()}.`));
  const extensions = (target.user?.type.schemaExtensions ?? []).filter(({ required }) => required);
  const isNeeded = (path: string): boolean =>
    target.attribute('/Users', path)?.required === true || (rules.required?.User ?? []).includes(path);
  const isDemanded = (path: string): boolean =>
    isNeeded(path) ||
    // A name that is required has some part, whichever.
    (/^\w+\.\w+$/.test(path) && isNeeded(path.replace(/\..*/, '')) && !isGiven(path.replace(/\..*/, ''))) ||
    extensions.some(({ schema }) => path.toLowerCase().startsWith(`${schema.toLowerCase()}:`));
  const isExtended = Object.keys(flow).some((path) => path.startsWith(ENTERPRISE));
  const leaves = Object.entries(isExtended ? a.enterpriseUser() : a.user()).flatMap(([key, value]): [string, Json][] =>
    isObject(value)
      ? Object.entries(value).map(([name, inner]) => [`${key}${/^urn:/i.test(key) ? ':' : '.'}${name}`, inner])
      : [[key, value]],
  );
  return Object.fromEntries(leaves.filter(([path]) => path !== 'schemas' && isDemanded(path) && !isGiven(path)));
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
