import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import { showing, storing, withElements, withMember, without } from '../mutants/tools.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';

function renamed(value: Json, change: (name: string) => string): Json {
  if (Array.isArray(value)) return value.map((item) => renamed(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.includes(':') ? name : change(name), renamed(item, change)]),
  );
}

/** Every multi-valued attribute but `schemas`. */
function multiValued(change: (values: Json[]) => Json[]): Change {
  return showing((resource) =>
    Object.fromEntries(
      Object.entries(resource).map(([name, value]) => [
        name,
        Array.isArray(value) && name !== 'schemas' ? change(value) : value,
      ]),
    ),
  );
}

function name(change: (name: JsonObject) => JsonObject): Change {
  return showing((resource) => withMember(resource, 'name', (value) => (isObject(value) ? change(value) : value)));
}

function references(change: (url: string) => string): Change {
  return (b) => {
    const ref = (value: JsonObject): JsonObject => withMember(value, '$ref', (url) => change(String(url)));
    return {
      memberView: (member, view) => ref(b.memberView(member, view)),
      managerView: (manager, view) => ref(b.managerView(manager, view)),
      groupsOf: (id, view) => b.groupsOf(id, view).map(ref),
    };
  };
}

const tail = (url: string): string => url.split('/').slice(-2).join('/');
const SAMPLES = ['nickName', 'title', 'profileUrl', 'timezone'];

export const representationVariations: Variation[] = [
  variation(
    'names-lower-case',
    'Attribute names are in lower case',
    ['RFC7643-2.1'],
    showing((resource) => renamed(resource, (key) => key.toLowerCase()) as Resource),
  ),
  variation(
    'names-capitalized',
    'Attribute names begin with a capital',
    ['RFC7643-2.1'],
    showing((resource) =>
      Object.fromEntries(
        Object.entries(resource).map(([key, value]) => [
          ['schemas', 'id', 'meta'].includes(key) || key.includes(':')
            ? key
            : key.slice(0, 1).toUpperCase() + key.slice(1),
          value,
        ]),
      ),
    ),
  ),
  variation(
    'members-reversed',
    'The members of objects are in reverse order',
    ['RFC7643-2.3.8'],
    showing((resource) => Object.fromEntries(Object.entries(resource).reverse())),
  ),
  variation('unassigned-null', 'Unassigned attributes are null', ['RFC7643-2.5'], (b) => ({
    project: (resource, projection, model) => {
      const shown = b.project(resource, projection, model);
      const unset =
        (projection.attributes ?? []).length > 0 || model.type.name !== 'User'
          ? []
          : SAMPLES.filter((key) => shown[key] === undefined && !(projection.excludedAttributes ?? []).includes(key));
      return { ...shown, ...Object.fromEntries(unset.map((key) => [key, null])) };
    },
  })),
  variation('unassigned-empty', 'Unassigned multi-valued attributes are empty arrays', ['RFC7643-2.5'], (b) => ({
    project: (resource, projection, model) => {
      const shown = b.project(resource, projection, model);
      const asked = projection.attributes ?? [];
      const names = (model.type.name === 'User' ? ['emails', 'phoneNumbers', 'groups', 'roles'] : ['members']).filter(
        (key) => shown[key] === undefined && asked.length === 0 && !(projection.excludedAttributes ?? []).includes(key),
      );
      return { ...shown, ...Object.fromEntries(names.map((key) => [key, []])) };
    },
  })),
  variation(
    'extra-attributes',
    'Resources have attributes and sub-attributes that no schema defines',
    ['RFC7643-2'],
    showing((resource) => ({
      ...withMember(resource, 'name', (value) => (isObject(value) ? { ...value, initials: 'X' } : value)),
      ...('userName' in resource ? { lastLogin: null, source: 'scim' } : {}),
    })),
  ),
  variation('schemas-with-empty-extensions', 'Extensions without values are listed in schemas', ['RFC7643-3'], {
    schemasOf: (_resource, model) => [model.core.id, ...model.extensions.map(({ id }) => id)],
  }),
  variation(
    'schemas-reversed',
    'The base schema comes last in schemas',
    ['RFC7643-3'],
    showing((resource) =>
      withMember(resource, 'schemas', (list) => (Array.isArray(list) ? [...list].reverse() : list)),
    ),
  ),
  variation(
    'urns-upper-case-prefix',
    'URNs begin with URN:IETF in capitals',
    ['RFC7643-3'],
    showing((resource) => {
      const upper = (urn: string): string => urn.replace(/^urn:ietf:/, 'URN:IETF:');
      return Object.fromEntries(
        Object.entries(resource).map(([key, value]) => [
          upper(key),
          key === 'schemas' ? valuesOf(value).map((urn) => upper(String(urn))) : value,
        ]),
      );
    }),
  ),
  variation(
    'values-reversed',
    'The values of multi-valued attributes are in reverse order',
    ['RFC7643-2.4'],
    multiValued((values) => [...values].reverse()),
  ),
  variation(
    'primary-added',
    'The only e-mail address is made primary',
    ['RFC7643-2.4'],
    storing((resource) =>
      withMember(resource, 'emails', (list) =>
        Array.isArray(list) && list.length === 1 && isObject(list[0]) && list[0]['primary'] === undefined
          ? [{ ...list[0], primary: true }]
          : list,
      ),
    ),
  ),
  variation(
    'primary-false-shown',
    'Values that are not primary say so',
    ['RFC7644-3.5.2'],
    showing((resource) => withElements(resource, 'emails', (mail) => ({ ...mail, primary: mail['primary'] === true }))),
  ),
  variation('json-escapes', 'Slashes and characters beyond ASCII are escaped', ['RFC7643-2.3.1'], (b) => ({
    afterResponse: (request, answer) => {
      const result = b.afterResponse(request, answer);
      if (result.body === undefined || request.inBulk) return result;
      const text = JSON.stringify(result.body)
        .replaceAll('/', '\\/')
        .replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
      return { ...result, text };
    },
  })),
  variation('json-pretty', 'Bodies are indented', ['RFC7643-2.1'], (b) => ({
    afterResponse: (request, answer) => {
      const result = b.afterResponse(request, answer);
      return result.body === undefined || request.inBulk
        ? result
        : { ...result, text: `${JSON.stringify(result.body, null, 2)}\n` };
    },
  })),
  variation('time-seconds', 'Times have no fraction', ['RFC7643-2.3.5'], (b) => ({
    time: (ms) => b.time(ms).replace(/\.\d+/, ''),
  })),
  variation('time-nanoseconds', 'Times have nine digits after the point', ['RFC7643-2.3.5'], (b) => ({
    time: (ms) => b.time(ms).replace(/(\.\d{3})/, '$1000000'),
  })),
  variation('time-offset', 'Times have another offset', ['RFC7643-2.3.5'], (b) => ({
    time: (ms) => b.time(ms + 7_200_000).replace('Z', '+02:00'),
  })),
  variation('time-no-zone', 'Times have no zone', ['RFC7643-2.3.5'], (b) => ({
    time: (ms) => b.time(ms).replace('Z', ''),
  })),
  variation('time-precisions-differ', 'lastModified has more digits than created', ['RFC7643-3.1'], (b) => ({
    meta: (stored, view) => {
      const meta = b.meta(stored, view);
      return withMember(
        withMember(meta, 'created', (t) => String(t).replace(/\.\d+/, '')),
        'lastModified',
        (t) => String(t).replace('Z', '000Z'),
      );
    },
  })),
  variation(
    'user-name-folded',
    'userName is shown in lower case',
    ['RFC7643-4.1.1'],
    storing((resource) => withMember(resource, 'userName', (value) => String(value).toLowerCase())),
  ),
  variation(
    'mail-folded',
    'E-mail addresses are stored in lower case',
    ['RFC7643-4.1.2'],
    storing((resource) =>
      withElements(resource, 'emails', (mail) => withMember(mail, 'value', (value) => String(value).toLowerCase())),
    ),
  ),
  variation(
    'mail-domain-folded',
    'The domain of an e-mail address is stored in lower case',
    ['RFC7643-4.1.2'],
    storing((resource) =>
      withElements(resource, 'emails', (mail) =>
        withMember(mail, 'value', (value) => String(value).replace(/@.*$/, (domain) => domain.toLowerCase())),
      ),
    ),
  ),
  variation(
    'phone-uri',
    'Phone numbers are tel: URIs',
    ['RFC7643-4.1.2'],
    storing((resource) =>
      withElements(resource, 'phoneNumbers', (phone) =>
        withMember(phone, 'value', (value) =>
          /^\+[\d ().-]+$/.test(String(value))
            ? `tel:${String(value)
                .replace(/[ ()]+/g, '-')
                .replace(/-+/g, '-')}`
            : value,
        ),
      ),
    ),
  ),
  variation('text-composed', 'Text is stored in composed form', ['RFC7644-7.8'], (b) => ({
    parseBody: (text) => b.parseBody(text.normalize('NFC')),
  })),
  variation(
    'text-compatibility',
    'User names are stored in compatibility form',
    ['RFC7644-7.8'],
    storing((resource) => withMember(resource, 'userName', (value) => String(value).normalize('NFKC'))),
  ),
  variation(
    'base64-unpadded',
    'Certificates are base64 without padding',
    ['RFC7643-2.3.6'],
    showing((resource) =>
      withElements(resource, 'x509Certificates', (entry) =>
        withMember(entry, 'value', (value) => String(value).replace(/=+$/, '')),
      ),
    ),
  ),
  variation('ref-relative', '$ref is relative to the service root', ['RFC7643-2.3.7'], references(tail)),
  variation(
    'ref-dots',
    '$ref is relative to the endpoint',
    ['RFC7643-8.3'],
    references((url) => `../${tail(url)}`),
  ),
  variation(
    'ref-root',
    '$ref has no scheme and host',
    ['RFC7643-2.3.7'],
    references((url) => new URL(url).pathname),
  ),
  variation('ref-none', 'There is no $ref', ['RFC7643-2.4'], (b) => ({
    memberView: (member, view) => without(b.memberView(member, view), '$ref'),
    managerView: (manager, view) => without(b.managerView(manager, view), '$ref'),
    groupsOf: (id, view) => b.groupsOf(id, view).map((group) => without(group, '$ref')),
  })),
  variation('members-bare', 'Members have nothing but value', ['RFC7643-4.2'], (b) => ({
    memberView: (member, view) => ({ value: b.memberView(member, view)['value'] ?? null }),
  })),
  variation(
    'member-display-computed',
    'The display of a member is the name that the server knows',
    ['RFC7643-2.4'],
    (b) => ({ memberView: (member, view) => b.memberView(without(member, 'display'), view) }),
  ),
  variation('member-display-none', 'Members have no display', ['RFC7643-4.2'], (b) => ({
    memberView: (member, view) => without(b.memberView(member, view), 'display'),
  })),
  variation('groups-none', 'Users show no groups', ['RFC7643-4.1.2'], { groupsOf: () => [] }, (models) =>
    models.map((model) => ({
      ...model,
      core: { ...model.core, attributes: model.core.attributes.filter((attribute) => attribute.name !== 'groups') },
    })),
  ),
  variation('groups-direct-only', 'Users show only direct groups', ['RFC7643-4.1.2'], (b) => ({
    groupsOf: (id, view) => b.groupsOf(id, view).filter((group) => group['type'] === 'direct'),
  })),
  variation('groups-untyped', 'groups of a user have no type', ['RFC7643-4.1.2'], (b) => ({
    groupsOf: (id, view) => b.groupsOf(id, view).map((group) => without(group, 'type')),
  })),
  variation('manager-value-only', 'manager has nothing but value', ['RFC7643-4.3'], (b) => ({
    managerView: (manager, view) => ({ value: b.managerView(manager, view)['value'] ?? null }),
  })),
  variation('manager-no-name', 'manager has no displayName', ['RFC7643-4.3'], (b) => ({
    managerView: (manager, view) => without(b.managerView(manager, view), 'displayName'),
  })),
  variation(
    'name-formatted-made',
    'name.formatted is made of the parts',
    ['RFC7643-4.1.1'],
    name((value) => ({
      ...value,
      formatted:
        [value['givenName'], value['familyName']].filter((part) => part !== undefined).join(' ') ||
        (value['formatted'] ?? ''),
    })),
  ),
  variation(
    'name-without-formatted',
    'name has no formatted',
    ['RFC7643-4.1.1'],
    storing((resource) =>
      withMember(resource, 'name', (value) =>
        isObject(value) && Object.keys(value).length > 1 ? without(value, 'formatted') : value,
      ),
    ),
  ),
  variation(
    'name-only-formatted',
    'Only name.formatted is kept',
    ['RFC7643-4.1.1'],
    storing((resource) =>
      withMember(resource, 'name', (value) =>
        isObject(value)
          ? {
              formatted:
                value['formatted'] ??
                [value['givenName'], value['familyName']].filter((part) => part !== undefined).join(' '),
            }
          : value,
      ),
    ),
    (models) =>
      models.map((model) => ({
        ...model,
        core: {
          ...model.core,
          attributes: model.core.attributes.map((attribute) =>
            attribute.name === 'name'
              ? {
                  ...attribute,
                  subAttributes: (attribute.subAttributes ?? []).filter((sub) => sub.name === 'formatted'),
                }
              : attribute,
          ),
        },
      })),
  ),
  variation(
    'display-name-made',
    'Users without displayName get one',
    ['RFC7643-4.1.1'],
    storing((resource) =>
      'userName' in resource && resource['displayName'] === undefined
        ? { ...resource, displayName: resource['userName'] ?? '' }
        : resource,
    ),
  ),
  variation(
    'defaults-added',
    'New users get a locale and a time zone',
    ['RFC7643-2.2'],
    storing((resource, op) =>
      op === 'create' && 'userName' in resource ? { locale: 'en-US', timezone: 'UTC', ...resource } : resource,
    ),
  ),
  variation('active-absent', 'A user that was created without active shows none', ['RFC7643-4.1.1'], {
    defaults: (resource) => resource,
  }),
  variation(
    'active-false-by-default',
    'A user that was created without active is inactive',
    ['RFC7643-4.1.1'],
    (b) => ({
      defaults: (resource, model) => {
        const made = b.defaults(resource, model);
        return resource['active'] === undefined && made['active'] === true ? { ...made, active: false } : made;
      },
    }),
  ),
  variation('meta-location-relative', 'meta.location is relative', ['RFC7643-3.1'], (b) => ({
    meta: (stored, view) => withMember(b.meta(stored, view), 'location', (url) => new URL(String(url)).pathname),
  })),
  variation('behind-a-proxy', 'URIs name the host behind a proxy', ['RFC7643-3.1'], (b) => ({
    location: (base, endpoint, id) =>
      b.location(base.replace(/^http:\/\/[^/]+/, 'https://internal.example.net'), endpoint, id),
  })),
  variation(
    'extension-first',
    'The extension is the first member',
    ['RFC7643-2.3.8'],
    showing((resource) =>
      ENTERPRISE_USER_SCHEMA in resource
        ? { [ENTERPRISE_USER_SCHEMA]: resource[ENTERPRISE_USER_SCHEMA] ?? null, ...resource }
        : resource,
    ),
  ),
  variation('id-number', 'ids are numbers as strings', ['RFC7643-3.1'], () => {
    let next = 1000;
    return { assignId: () => String((next += 1)) };
  }),
  variation('id-ulid', 'ids are ULIDs', ['RFC7643-3.1'], () => {
    let next = 0;
    return { assignId: () => `01JG${(next += 1).toString(36).toUpperCase().padStart(22, '0')}` };
  }),
  variation('id-base64', 'ids hold slashes, plus and equals signs', ['RFC7643-3.1'], (b) => ({
    assignId: (sent, fresh) => `${Buffer.from(b.assignId(sent, fresh)).toString('base64').replace(/=*$/, '')}/+x==`,
  })),
  variation('id-urn', 'ids are URNs', ['RFC7643-3.1'], (b) => ({
    assignId: (sent, fresh) => `urn:example:${b.assignId(sent, fresh)}`,
  })),
  variation('id-long', 'ids have 200 characters', ['RFC7643-3.1'], (b) => ({
    assignId: (sent, fresh) => b.assignId(sent, fresh).padEnd(200, '0'),
  })),
  variation('id-bulkid', 'ids hold the text "bulkid" in small letters', ['RFC7643-3.1'], (b) => ({
    assignId: (sent, fresh) => `bulkid-${b.assignId(sent, fresh)}`,
  })),
];
