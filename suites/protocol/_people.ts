/** Eight people, made once, whose values tell right from wrong in filters, sorting and paging. */
import {
  blocked,
  describeAnswer,
  isObject,
  notApplicable,
  postUser,
  oracle,
  read,
  readAll,
  resourceOf,
  shared,
  succeeded,
  urns,
  type Attribute,
  type Context,
  type Json,
  type JsonObject,
} from '../../harness/language.js';
import { ask, collect, type Own, type Population } from './_query.js';

export interface People extends Population {
  /** A text that stands in every value of the population and nowhere else. */
  token: string;
  /** As sent. */
  sent: ReadonlyMap<string, JsonObject>;
}

/** Pairs of letters in front of the token: first element, then the primary one, then the last. */
const ADDRESSES: Record<string, [string, string, string]> = {
  mia: ['a1', 'g3', 'k3'],
  carl: ['x2', 'g1', 'k5'],
  zoe: ['a3', 'g5', 'k1'],
  ada: ['x1', 'g2', 'k4'],
  bada: ['a2', 'g4', 'k2'],
};

/** Two given names begin with a small letter, so that an order by letter case shows. */
const spelled = (label: string): string =>
  ['carl', 'bada'].includes(label) ? label : `${label[0]?.toUpperCase()}${label.slice(1)}`;

/**
 * The order of creation, of userName, displayName, title, nickName, primary, first and last e-mail all differ. `ada` ends
 * `bada`; "Alpha" begins and ends other display names; the last three differ by a character that wildcards stand for.
 */
function cast(token: string, domain: string): Record<string, JsonObject> {
  const address = (locality: string, region: string, postalCode: string, country: string): JsonObject => ({
    addresses: [{ type: 'work', locality: `${locality} ${token}`, region, postalCode, country }],
  });
  const person = (label: string, displayName: string, more: JsonObject = {}): JsonObject => {
    const [first, primary, last] = ADDRESSES[label] ?? [];
    return {
      userName: `${label}.${token}@${domain}`,
      externalId: `Ext-${label}-${token}`,
      displayName: displayName.replaceAll('*', token),
      name: { givenName: `${spelled(label)} ${token}`, familyName: `Family ${token}` },
      emails: primary
        ? [
            { value: `${first}.${token}@${domain}`, type: 'home' },
            { value: `${primary}.${token}@${domain}`, type: 'work', primary: true },
            { value: `${last}.${token}@${domain}`, type: 'other' },
          ]
        : [{ value: `${label}.${token}@${domain}`, type: 'work', primary: true }],
      active: true,
      userType: 'Employee',
      profileUrl: `https://www.${domain}/people/${token}`,
      ...more,
    };
  };
  return {
    mia: person('mia', 'delta *', {
      title: `Cook ${token}`,
      nickName: `fox ${token}`,
      phoneNumbers: [{ value: '+1-555-010-1111', type: 'work' }],
      ...address('Quay', 'WA', '60311', 'CA'),
    }),
    carl: person('carl', 'Alpha *', {
      active: false,
      nickName: `owl ${token}`,
      userType: 'Contractor',
      ...address('Town', 'CA', '90401', 'US'),
    }),
    zoe: person('zoe', 'charlie *', {
      title: `Baker ${token}`,
      phoneNumbers: [{ value: '+1-555-010-3333', type: 'mobile' }],
      ...address('Arbor', 'NY', '10115', 'GB'),
    }),
    ada: person('ada', 'Echo *', { title: `Dean ${token}`, nickName: `ant ${token}` }),
    bada: person('bada', 'Bravo *', {
      nickName: `bee ${token}`,
      userType: 'Contractor',
      phoneNumbers: [{ value: '+1-555-010-2222', type: 'other' }],
    }),
    max_lee: person('max_lee', 'Alpha * 100% Junior', {
      name: { givenName: `Family ${token}`, familyName: `Family ${token}` },
    }),
    maxylee: person('maxylee', 'The Alpha *', {
      name: {
        givenName: `Maxylee ${token}`,
        familyName: `Family ${token}`,
        middleName: `Jo ${token}`,
        honorificPrefix: 'Ms.',
        honorificSuffix: 'III',
      },
      nickName: `gnu ${token}`,
    }),
    'max.lee': person('max.lee', 'Alpha * 1000 Junior', { active: false }),
  };
}

const EXTENDED: Record<string, JsonObject> = {
  mia: { employeeNumber: '0701-*', department: 'Tours *', costCenter: 'Lake *', organization: 'Vale *' },
  carl: { employeeNumber: '0702-*', department: 'Sales *', costCenter: 'Road *', organization: 'Grove *' },
  zoe: { department: 'Works *', costCenter: 'Dune *', organization: 'Orchard *' },
};

/** Makes the people. Blocked unless three of them, `mia` among them, could be made and read back. */
export const people = shared('people for filters, sorting and paging', async (context): Promise<People> => {
  const { scim, a, target, pause } = context;
  const token = a.marker();
  const domain = a.email().split('@')[1] ?? 'example.com';
  const sent = new Map<string, JsonObject>();
  const own: Own[] = [];
  let refused = '';
  for (const [label, values] of Object.entries(cast(token, domain))) {
    // Two instants of creation, so that an order by meta.created can be seen.
    if (label === 'ada') await pause(1100);
    const body = extended(context, label, a.user(known(context, values)), token, own[0]?.id);
    const full = label === 'maxylee' ? await scim.post('/Users', filled(context, body)) : undefined;
    const created = full && succeeded(full) ? full : await postUser(scim, body);
    if (!succeeded(created)) {
      refused ||= `POST /Users was answered ${describeAnswer(created)}`;
      continue;
    }
    const id = String(read(resourceOf(created), 'id'));
    const stored = resourceOf(await scim.get(`/Users/${encodeURIComponent(id)}`));
    own.push({ label, id, stored });
    sent.set(label, created.sent as JsonObject);
  }
  if (own.length < 3 || !sent.has('mia'))
    blocked('people for filters, sorting and paging', refused || 'too few were made');
  const population = { own, collection: '/Users', model: target.user ?? oracle.userModel, token, sent };
  return { ...population, scope: await scopeOf(context, '/Users', own, scopes(context, own, token)) };
});

/**
 * Filters by which users with one family name, or one profile, and the token in other values can be told from all others.
 * The profile is there for targets that compare whole values of simple attributes alone.
 */
export function scopes({ target }: Context, own: readonly Own[], token: string): string[] {
  // What is shown and not published is no attribute that a filter has to know.
  const shared = (path: string): string[] => {
    const value = target.attribute('/Users', path) && read(own[0]?.stored, path);
    return typeof value === 'string' && value.includes(token) ? [`${path} eq ${JSON.stringify(value)}`] : [];
  };
  return [
    ...shared('name.familyName'),
    ...['userName', 'displayName', 'externalId'].map((path) => `${path} co "${token}"`),
    ...shared('profileUrl'),
  ];
}

/** A user of this name, which some providers want among the e-mail addresses, and others make of one. */
export function withAddress(user: JsonObject, userName: unknown): JsonObject {
  const emails = readAll(user, 'emails').map((email) => (isObject(email) ? { ...email, value: userName } : email));
  return { ...user, userName, ...(emails.length > 0 ? { emails } : {}) } as JsonObject;
}

/** With two values of every multi-valued attribute and one of every other that its schemas let a client write and read. */
export function filled({ a, target }: Context, body: JsonObject): JsonObject {
  const full = a.resource(target.user ?? oracle.userModel, {
    without: ['password', 'displayName', 'title', 'nickName'],
  });
  const extension = { ...part(full, urns.ENTERPRISE_USER_SCHEMA), ...part(body, urns.ENTERPRISE_USER_SCHEMA) };
  return {
    ...full,
    ...body,
    ...(Object.keys(extension).length > 0 ? { [urns.ENTERPRISE_USER_SCHEMA]: extension } : {}),
    schemas: [...new Set([...readAll(full, 'schemas'), ...readAll(body, 'schemas')])] as Json,
  };
}

function part(resource: JsonObject, name: string): JsonObject {
  const value = resource[name];
  return isObject(value) ? value : {};
}

/** What the target knows of a person's attributes, and of their parts where it lists any. */
function known({ target }: Context, values: JsonObject): JsonObject {
  const kept = Object.entries(values).flatMap(([name, value]): [string, Json][] => {
    const attribute = target.attribute('/Users', name);
    return attribute ? [[name, withParts(value, attribute.subAttributes ?? [])]] : [];
  });
  return Object.fromEntries(kept);
}

function withParts(value: Json, parts: readonly Attribute[]): Json {
  if (Array.isArray(value)) return value.map((element) => withParts(element, parts));
  if (!isObject(value) || parts.length === 0) return value;
  const names = parts.map(({ name }) => name.toLowerCase());
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name.toLowerCase())));
}

/** With values of the enterprise extension, where the target has it and the person has some. */
function extended({ target }: Context, label: string, body: JsonObject, token: string, managerId?: string): JsonObject {
  const isLed = ['ada', 'maxylee'].includes(label) && managerId !== undefined;
  const manager: JsonObject = isLed ? { manager: { value: managerId } } : {};
  const values = { ...EXTENDED[label], ...manager };
  if (!target.enterprise || Object.keys(values).length === 0) return body;
  const filled = Object.entries(values).map(
    ([name, value]) => [name, typeof value === 'string' ? value.replace('*', token) : value] as const,
  );
  const schemas = readAll(body, 'schemas').filter((urn): urn is string => typeof urn === 'string');
  return {
    ...body,
    schemas: [...new Set([...schemas, urns.ENTERPRISE_USER_SCHEMA])],
    [urns.ENTERPRISE_USER_SCHEMA]: Object.fromEntries(filled),
  };
}

/**
 * The first filter by which the target gives exactly these resources; else one by which it gives them among others; else
 * one that it accepts. Waits for the lists to catch up.
 */
export async function scopeOf(
  context: Context,
  collection: string,
  own: readonly Own[],
  candidates: readonly string[],
): Promise<string | undefined> {
  let complete: string | undefined;
  let accepted: string | undefined;
  for (const filter of candidates) {
    const look = () => collect(context, collection, { filter });
    const holdsAll = ({ ids }: { ids: unknown[] }): boolean => own.every(({ id }) => ids.includes(id));
    const found =
      accepted === undefined
        ? await context.settle(look, (seen) => seen.response.status !== 200 || holdsAll(seen))
        : await look();
    if (found.response.status !== 200) continue;
    accepted ??= filter;
    if (!holdsAll(found)) continue;
    complete ??= filter;
    if (found.ids.length === own.length) return filter;
  }
  return complete ?? accepted;
}

/** One of the people by label; not applicable where the target refused to make them. */
export function person(people: People, label: string): Own {
  return (
    people.own.find((own) => own.label === label) ?? notApplicable(`the target did not create the user "${label}"`)
  );
}

/** A stored string; not applicable where there is none. */
export function stored(own: Own, path: string): string {
  const value = read(own.stored, path);
  return typeof value === 'string' ? value : notApplicable(`the target shows no ${path} of the user "${own.label}"`);
}

/** `userName eq "…"` about one of the people, with the stored value. */
export function equals(people: People, label: string, path = 'userName'): string {
  return `${path} eq ${JSON.stringify(stored(person(people, label), path))}`;
}

/**
 * What is said of a 400 to a filter that names its attribute in full. Combinations of attribute and operator may be
 * refused (RFC 7644 table 9): where the target has a list of those that it takes, long names need not be on it.
 */
export const refusalOfLongNames = shared(
  'whether filters are limited to some attributes',
  async (context): Promise<'offered' | 'demanded'> => {
    const mia = person(await people(), 'mia');
    const rare = ['title', 'name.givenName'].filter((path) => typeof read(mia.stored, path) === 'string');
    for (const path of rare) {
      const filter = `${path} eq ${JSON.stringify(stored(mia, path))}`;
      const { status } = await ask(context, '/Users', { filter });
      if (status === 400 || status === 403) return 'offered';
    }
    return 'demanded';
  },
);
