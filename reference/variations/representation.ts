/** Representation. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import { showing, storing, withElements, withMember, without } from '../mutants/tools.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';
import { renamed, multiValued, name, SAMPLES } from './representation-tools.js';

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
  variation(
    'phone-compact',
    'Phone numbers are stored without punctuation',
    ['RFC7643-4.1.2'],
    storing((resource) =>
      withElements(resource, 'phoneNumbers', (phone) =>
        withMember(phone, 'value', (value) => String(value).replace(/[ ().-]/g, '')),
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
];
