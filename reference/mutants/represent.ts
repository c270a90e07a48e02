import { isObject } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import { isOne, showing, storing, withElements, withMember, without } from './tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';

/** Changes meta. */
function meta(change: (meta: JsonObject) => JsonObject): Change {
  return (b) => ({ meta: (stored, view) => change(b.meta(stored, view)) });
}

function time(change: (time: string, milliseconds: number) => string): Change {
  return (b) => ({ time: (milliseconds) => change(b.time(milliseconds), milliseconds) });
}

/** Names changed at every level. */
function renamed(value: Json, change: (name: string) => string): Json {
  if (Array.isArray(value)) return value.map((item) => renamed(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.includes(':') ? name : change(name), renamed(item, change)]),
  );
}

function object(value: Json): JsonObject {
  return isObject(value) ? value : {};
}

function setMember(name: string, value: Json): (resource: Resource) => Resource {
  return (resource) => (name in resource ? { ...resource, [name]: value } : resource);
}

const enterprise = (change: (container: JsonObject) => JsonObject): Change =>
  showing((resource) => withMember(resource, ENTERPRISE_USER_SCHEMA, (container) => change(object(container))));

export const representMutants: Mutant[] = [
  mutant(
    'show.no-schemas',
    'Resources have no schemas',
    ['RFC7644-3.1-02', 'RFC7643-3-03', 'RFC7643-2.1-01', 'RFC7643-3-05'],
    showing((resource) => without(resource, 'schemas')),
    { bug: 43 },
  ),
  mutant(
    'show.schemas-empty',
    'The schemas of a resource are empty',
    ['RFC7643-3-05', 'RFC7643-3.3-03'],
    showing(setMember('schemas', [])),
  ),
  mutant(
    'show.schemas-string',
    'The schemas of a resource are a string',
    ['RFC7643-3-04', 'RFC7644-3.1-02'],
    showing((resource) => withMember(resource, 'schemas', (list) => (Array.isArray(list) ? (list[0] ?? '') : list))),
  ),
  mutant(
    'show.schemas-twice',
    'A resource lists its schema twice',
    ['RFC7643-3-07'],
    showing((resource) => withMember(resource, 'schemas', (list) => (Array.isArray(list) ? [...list, ...list] : list))),
  ),
  mutant(
    'show.schemas-version-1',
    'Resources name the schema of SCIM 1.1',
    ['RFC7643-3.3-03', 'RFC7643-3-10', 'RFC7643-3-06'],
    showing(setMember('schemas', ['urn:scim:schemas:core:1.0'])),
  ),
  mutant(
    'show.schemas-without-core',
    'Only extensions are listed where there are any',
    ['RFC7643-3.3-03', 'RFC7643-3-10'],
    (b) => ({
      schemasOf: (resource, model) => {
        const [core, ...extensions] = b.schemasOf(resource, model);
        return extensions.length > 0 ? extensions : core === undefined ? [] : [core];
      },
    }),
  ),
  mutant('show.schemas-without-extension', 'Extensions in use are not listed', ['RFC7643-3.3-05', 'RFC7644-3.5.2-25'], {
    schemasOf: (_resource, model) => [model.core.id],
  }),
  mutant('show.schemas-of-all-types', 'The schemas of other types are listed too', ['RFC7643-3-06'], (b) => ({
    schemasOf: (resource, model) => [
      ...b.schemasOf(resource, model),
      'urn:example:params:scim:schemas:unlisted:2.0:Thing',
    ],
  })),
  mutant(
    'show.no-id',
    'Resources have no id',
    ['RFC7643-3.1-06', 'RFC7643-3.1-15', 'RFC7644-3.4.2-13'],
    showing((resource) => without(resource, 'id')),
    { bug: 49 },
  ),
  mutant(
    'show.id-number',
    'ids are numbers',
    ['RFC7643-3.1-06', 'RFC7643-2.3-02'],
    showing((resource) =>
      withMember(resource, 'id', (id) => Number.parseInt(String(id).replace(/\W/g, '').slice(-8), 36)),
    ),
    { bug: 49 },
  ),
  mutant('show.id-of-type', 'ids in lists differ from ids in single answers', ['RFC7643-3.1-08'], (b) => ({
    listMessage: (page, request) =>
      b.listMessage(
        {
          ...page,
          resources: page.resources.map((resource) => withMember(resource, 'id', (id) => `User:${String(id)}`)),
        },
        request,
      ),
  })),
  mutant(
    'show.no-meta',
    'Resources have no meta',
    ['RFC7643-3.1-02', 'RFC7644-3.3-12', 'RFC7643-3-01'],
    showing((resource) => without(resource, 'meta')),
  ),
  mutant(
    'show.meta-string',
    'meta is a string',
    ['RFC7643-3.1-25', 'RFC7643-3.1-02', 'RFC7643-2.3-02'],
    showing((resource) => withMember(resource, 'meta', JSON.stringify)),
  ),
  mutant(
    'show.no-resource-type',
    'meta has no resourceType',
    ['RFC7643-3-01', 'RFC7643-3.1-28', 'RFC7644-3.3.1-01'],
    meta((m) => without(m, 'resourceType')),
  ),
  mutant(
    'show.resource-type-lower-case',
    'meta.resourceType is in lower case',
    ['RFC7643-3.1-28', 'RFC7644-3.3.1-01', 'RFC7643-6-06'],
    meta((m) => withMember(m, 'resourceType', (type) => String(type).toLowerCase())),
  ),
  mutant(
    'show.resource-type-plural',
    'meta.resourceType is the name of the endpoint',
    ['RFC7643-3.1-28', 'RFC7644-3.3.1-01', 'RFC7643-6-06'],
    meta((m) => withMember(m, 'resourceType', (type) => `${String(type)}s`)),
  ),
  mutant(
    'show.resource-type-user',
    'meta.resourceType of a group is User',
    ['RFC7643-3.1-28', 'RFC7644-3.3.1-01'],
    meta((m) => ({ ...m, resourceType: 'User' })),
  ),
  mutant(
    'show.no-created',
    'meta has no created',
    ['RFC7643-3.1-02', 'RFC7643-3.1-29'],
    meta((m) => without(m, 'created')),
  ),
  mutant(
    'show.no-last-modified',
    'meta has no lastModified',
    ['RFC7643-3.1-02', 'RFC7643-3.1-30'],
    meta((m) => without(m, 'lastModified')),
  ),
  mutant(
    'show.no-meta-location',
    'meta has no location',
    ['RFC7644-3.3-12', 'RFC7643-3.1-02', 'RFC7643-3.1-32'],
    meta((m) => without(m, 'location')),
  ),
  mutant(
    'show.meta-location-of-list',
    'meta.location is that of the list',
    ['RFC7643-3.1-32', 'RFC7644-3.3-13'],
    meta((m) => withMember(m, 'location', (url) => String(url).replace(/\/[^/]*$/, ''))),
  ),
  mutant(
    'show.meta-location-typo',
    'meta.location names an endpoint that does not exist',
    ['RFC7643-3.1-32', 'RFC7643-2.3.7-09'],
    meta((m) =>
      withMember(m, 'location', (url) => String(url).replace('/Users/', '/users/').replace('/Groups/', '/groups/')),
    ),
  ),
  mutant('show.meta-location-blank', 'URIs hold a blank', ['RFC7644-1.2-01', 'RFC7643-2.3.7-01'], (b) => ({
    location: (base, endpoint, id) => b.location(base, endpoint, id).replace(/\/([^/]*)$/, '/ $1'),
  })),
  mutant(
    'show.location-of-other-host',
    'URIs name a host that nobody can reach',
    ['RFC7643-2.3.7-08', 'RFC7643-3.1-32'],
    (b) => ({
      location: (base, endpoint, id) =>
        b.location(base.replace(/\/\/[^/]+\/[^/]+/, '//scim.invalid/internal'), endpoint, id),
    }),
  ),
  mutant(
    'show.time-number',
    'Times are numbers',
    ['RFC7643-2.3.5-03', 'RFC7643-3.1-29'],
    showing((resource) =>
      withMember(resource, 'meta', (m) =>
        isObject(m)
          ? withMember(
              withMember(m, 'created', (t) => Date.parse(String(t))),
              'lastModified',
              (t) => Date.parse(String(t)),
            )
          : m,
      ),
    ),
  ),
  mutant(
    'show.time-digits',
    'Times are milliseconds as text',
    ['RFC7643-2.3.5-01', 'RFC7643-3.1-29'],
    time((_text, milliseconds) => String(milliseconds)),
  ),
  mutant(
    'show.time-blank',
    'Times have a blank between date and time',
    ['RFC7643-2.3.5-01'],
    time((text) => text.replace('T', ' ')),
  ),
  mutant(
    'show.time-date-only',
    'Times are dates',
    ['RFC7643-2.3.5-02'],
    time((text) => text.slice(0, 10)),
  ),
  mutant(
    'show.time-rfc1123',
    'Times are written as in HTTP',
    ['RFC7643-2.3.5-01'],
    time((_text, milliseconds) => new Date(milliseconds).toUTCString()),
  ),
  mutant(
    'show.time-zone-name',
    'Times end in UTC',
    ['RFC7643-2.3.5-01'],
    time((text) => text.replace('Z', ' UTC')),
  ),
  mutant(
    'show.time-month',
    'Months count from 0',
    ['RFC7643-2.3.5-01', 'RFC7643-3.1-29'],
    time((text) =>
      text.replace(
        /^(\d{4})-(\d\d)/,
        (_all, year: string, month: string) => `${year}-${String(Number(month) - 1).padStart(2, '0')}`,
      ),
    ),
  ),
  mutant('show.created-now', 'created is the time of reading', ['RFC7643-3.1-29', 'RFC7643-3.1-31'], (b) => ({
    meta: (stored, view) => ({ ...b.meta(stored, view), created: b.time(view.service.now()) }),
  })),
  mutant('show.modified-now', 'lastModified is the time of reading', ['RFC7643-3.1-30', 'RFC7644-3.5.2.1-16'], (b) => ({
    meta: (stored, view) => ({ ...b.meta(stored, view), lastModified: b.time(view.service.now()) }),
  })),
  mutant('show.modified-never', 'lastModified never changes', ['RFC7643-3.1-30', 'RFC7644-3.5.2-39'], {
    touch: (stored) => void (stored.revision += 1),
  }),
  mutant(
    'show.modified-before-created',
    'lastModified of a new resource lies behind created',
    ['RFC7643-3.1-31'],
    (b) => ({
      meta: (stored, view) => ({
        ...b.meta(stored, view),
        lastModified: b.time(stored.modified + (stored.revision === 1 ? 5000 : 0)),
      }),
    }),
  ),
  mutant('show.created-moves', 'created is set anew by every change', ['RFC7644-3.5.1-21', 'RFC7643-3.1-29'], (b) => ({
    touch: (stored, now) => {
      b.touch(stored, now);
      stored.created = now;
    },
  })),
  mutant('show.modified-by-no-op', 'An add that changes nothing still sets lastModified', ['RFC7644-3.5.2.1-16'], {
    changed: () => true,
  }),
  mutant(
    'show.active-string',
    'active is a string',
    ['RFC7643-2.3.2-01', 'RFC7643-2.3-02'],
    showing((resource) => withMember(resource, 'active', String)),
  ),
  mutant(
    'show.active-number',
    'active is 0 or 1',
    ['RFC7643-2.3.2-01', 'RFC7643-2.3-02'],
    showing((resource) => withMember(resource, 'active', Number)),
  ),
  mutant(
    'show.active-true',
    'active is always shown as true',
    ['RFC7643-4.1.1-27', 'RFC7644-3.5.1-01'],
    showing(setMember('active', true)),
    { bug: 22 },
  ),
  mutant(
    'show.active-pending',
    'A user that never signed in is shown as inactive',
    ['RFC7643-4.1.1-27', 'RFC7644-3.1-10'],
    showing(setMember('active', false)),
    { bug: 24 },
  ),
  mutant(
    'show.primary-string',
    'primary is a string',
    ['RFC7643-2.3.2-01', 'RFC7643-2.3-02'],
    showing((resource) => withElements(resource, 'emails', (mail) => withMember(mail, 'primary', String))),
  ),
  mutant(
    'show.all-primary',
    'Every e-mail address is primary',
    ['RFC7643-2.4-05'],
    showing((resource) => withElements(resource, 'emails', (mail) => ({ ...mail, primary: true }))),
  ),
  mutant(
    'show.emails-strings',
    'emails is a list of strings',
    ['RFC7643-2.4-02', 'RFC7644-3.8-13', 'RFC7643-2.4-01'],
    showing((resource) => withElements(resource, 'emails', (mail) => mail['value'] ?? '')),
    { bug: 13 },
  ),
  mutant(
    'show.emails-object',
    'A single e-mail address comes without array',
    ['RFC7643-1.2-03', 'RFC7644-3.8-12', 'RFC7643-2.4-01'],
    showing((resource) =>
      withMember(resource, 'emails', (list) => (Array.isArray(list) && list.length === 1 ? (list[0] ?? null) : list)),
    ),
  ),
  mutant(
    'show.emails-by-type',
    'emails is an object by type',
    ['RFC7643-1.2-03', 'RFC7644-3.8-12'],
    showing((resource) =>
      withMember(resource, 'emails', (list) =>
        Array.isArray(list)
          ? Object.fromEntries(
              list.filter(isObject).map((mail) => [String(mail['type'] ?? 'other'), mail['value'] ?? null]),
            )
          : list,
      ),
    ),
  ),
  mutant(
    'show.first-email-only',
    'Only the first e-mail address is shown',
    ['RFC7643-1.2-03', 'RFC7644-3.4-02'],
    showing((resource) => withMember(resource, 'emails', (list) => (Array.isArray(list) ? list.slice(0, 1) : list))),
  ),
  mutant(
    'show.name-string',
    'name is a string',
    ['RFC7644-3.8-13', 'RFC7643-2.3-02'],
    showing((resource) =>
      withMember(resource, 'name', (name) => (isObject(name) ? Object.values(name).join(' ') : name)),
    ),
  ),
  mutant(
    'show.name-flat',
    'The parts of the name are at the top',
    ['RFC7644-3.4-02'],
    showing((resource) => ({ ...without(resource, 'name'), ...object(resource['name'] ?? null) })),
  ),
  mutant(
    'show.name-array',
    'name is an array',
    ['RFC7643-1.2-02', 'RFC7644-3.8-11'],
    showing((resource) => withMember(resource, 'name', (name) => [name])),
  ),
  mutant(
    'show.user-name-array',
    'userName is an array',
    ['RFC7643-1.2-02', 'RFC7644-3.8-11'],
    showing((resource) => withMember(resource, 'userName', (name) => [name])),
  ),
  mutant(
    'show.quoted',
    'Strings come with quotation marks',
    ['RFC7643-1.1-02'],
    meta((m) => withMember(m, 'resourceType', (type) => `"${String(type)}"`)),
  ),
  mutant(
    'show.snake-case',
    'Attribute names are in snake case',
    ['RFC7644-3.4-02', 'RFC7643-4.1.1-01'],
    showing(
      (resource) =>
        renamed(resource, (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)) as Resource,
    ),
  ),
  mutant(
    'show.empty-name',
    'Without a name there is an empty object',
    ['RFC7643-2.1-06'],
    showing((resource) => ('userName' in resource && !('name' in resource) ? { ...resource, name: {} } : resource)),
  ),
  mutant(
    'show.extension-flat',
    'Attributes of an extension are at the top',
    ['RFC7643-3-11', 'RFC7643-3.3-08'],
    showing((resource) => ({
      ...without(resource, ENTERPRISE_USER_SCHEMA),
      ...object(resource[ENTERPRISE_USER_SCHEMA] ?? null),
    })),
  ),
  mutant(
    'show.extension-by-name',
    'The extension is in a member "enterprise"',
    ['RFC7643-3-11', 'RFC7643-3.3-08'],
    showing((resource) =>
      ENTERPRISE_USER_SCHEMA in resource
        ? { ...without(resource, ENTERPRISE_USER_SCHEMA), enterprise: resource[ENTERPRISE_USER_SCHEMA] ?? null }
        : resource,
    ),
  ),
  mutant(
    'show.extension-joined',
    'Attributes of an extension have their URN in their name',
    ['RFC7643-3-11', 'RFC7643-3.3-08'],
    showing((resource) => ({
      ...without(resource, ENTERPRISE_USER_SCHEMA),
      ...Object.fromEntries(
        Object.entries(object(resource[ENTERPRISE_USER_SCHEMA] ?? null)).map(([name, value]) => [
          `${ENTERPRISE_USER_SCHEMA}:${name}`,
          value,
        ]),
      ),
    })),
  ),
  mutant(
    'show.extension-withheld',
    'Attributes of an extension are stored and never shown',
    ['RFC7644-3.4-02'],
    showing((resource) => without(resource, ENTERPRISE_USER_SCHEMA)),
  ),
  mutant(
    'show.core-in-container',
    'Core attributes are repeated under the core URN',
    ['RFC7643-3-10', 'RFC7643-3.3-08'],
    showing((resource, model) => ({
      ...Object.fromEntries(
        Object.entries(resource).filter(([name]) => ['schemas', 'id', 'meta'].includes(name) || name.includes(':')),
      ),
      [model.core.id]: without(resource, 'schemas', 'id', 'meta', ENTERPRISE_USER_SCHEMA),
    })),
  ),
  mutant(
    'show.manager-string',
    'manager is a string',
    ['RFC7643-4.3-07', 'RFC7643-2.3-02'],
    enterprise((container) => withMember(container, 'manager', (manager) => object(manager)['value'] ?? null)),
    { bug: 12 },
  ),
  mutant(
    'show.manager-top',
    'manager is at the top',
    ['RFC7643-3-11'],
    showing((resource) => {
      const container = object(resource[ENTERPRISE_USER_SCHEMA] ?? null);
      return 'manager' in container
        ? {
            ...resource,
            [ENTERPRISE_USER_SCHEMA]: without(container, 'manager'),
            manager: container['manager'] ?? null,
          }
        : resource;
    }),
    { bug: 12 },
  ),
  mutant(
    'show.manager-array',
    'manager is an array',
    ['RFC7643-4.3-07', 'RFC7643-1.2-02'],
    enterprise((container) => withMember(container, 'manager', (manager) => [manager])),
    { bug: 12 },
  ),
  mutant(
    'show.manager-id',
    'manager has managerId in place of value',
    ['RFC7643-4.3-08'],
    enterprise((container) =>
      withMember(container, 'manager', (manager) => ({ managerId: object(manager)['value'] ?? null })),
    ),
    { bug: 12 },
  ),
  mutant('show.manager-name-from-client', 'The client sets the name of a manager', ['RFC7643-4.3-11'], (b) => {
    const names = new Map<string, Json>();
    return {
      readInput: (input, model, mode, options) => {
        const container = isObject(input) ? object(input[ENTERPRISE_USER_SCHEMA] ?? null) : {};
        const manager = object(container['manager'] ?? null);
        if (typeof manager['value'] === 'string' && manager['displayName'] !== undefined)
          names.set(manager['value'], manager['displayName']);
        return b.readInput(input, model, mode, options);
      },
      managerView: (manager, view) => {
        const name = names.get(String(manager['value']));
        const shown = b.managerView(manager, view);
        return name === undefined ? shown : { ...shown, displayName: name };
      },
    };
  }),
  mutant(
    'show.certificate-url-safe',
    'Certificates are in the URL-safe alphabet',
    ['RFC7643-2.3.6-01', 'RFC7643-4.1.2-31'],
    showing((resource) =>
      withElements(resource, 'x509Certificates', (entry) =>
        withMember(entry, 'value', (value) =>
          String(value).replaceAll('+', '-').replaceAll('/', '_').replaceAll('A', '-'),
        ),
      ),
    ),
  ),
  mutant(
    'show.certificate-pem',
    'Certificates are PEM',
    ['RFC7643-4.1.2-31', 'RFC7643-2.3.6-01'],
    showing((resource) =>
      withElements(resource, 'x509Certificates', (entry) =>
        withMember(
          entry,
          'value',
          (value) => `-----BEGIN CERTIFICATE-----\n${String(value)}\n-----END CERTIFICATE-----`,
        ),
      ),
    ),
  ),
  mutant(
    'show.certificate-doubled',
    'A certificate value holds the certificate twice',
    ['RFC7643-4.1.2-32'],
    showing((resource) =>
      withElements(resource, 'x509Certificates', (entry) =>
        withMember(entry, 'value', (value) => {
          const bytes = Buffer.from(String(value), 'base64');
          return Buffer.concat([bytes, bytes]).toString('base64');
        }),
      ),
    ),
  ),
  mutant(
    'show.country-name',
    'Countries are spelled out',
    ['RFC7643-4.1.2-21'],
    showing((resource) =>
      withElements(resource, 'addresses', (address) =>
        withMember(
          address,
          'country',
          (country) => ({ US: 'United States', DE: 'Germany', FR: 'France' })[String(country)] ?? `${String(country)}A`,
        ),
      ),
    ),
  ),
  mutant(
    'show.duplicate-values',
    'Every e-mail address is shown twice',
    ['RFC7643-2.4-13'],
    showing((resource) => withMember(resource, 'emails', (list) => (Array.isArray(list) ? [...list, ...list] : list))),
  ),
  mutant('show.extension-in-lists-only', 'Lists show users without their extension', ['RFC7644-3.4.2-12'], (b) => ({
    listMessage: (page, request) =>
      b.listMessage(
        { ...page, resources: page.resources.map((resource) => without(resource, ENTERPRISE_USER_SCHEMA)) },
        request,
      ),
  })),
  mutant('show.lists-brief', 'Lists show only id and userName', ['RFC7644-3.4.2-12', 'RFC7643-3-03'], (b) => ({
    listMessage: (page, request) =>
      b.listMessage(
        {
          ...page,
          resources: page.resources.map((resource) =>
            Object.fromEntries(
              Object.entries(resource).filter(([name]) => ['id', 'userName', 'displayName'].includes(name)),
            ),
          ),
        },
        request,
      ),
  })),
  mutant('show.read-in-list', 'A single resource comes in a list', ['RFC7644-3.4.1-03'], (b) => ({
    afterResponse: (request, answer) => {
      const result = b.afterResponse(request, answer);
      const single =
        request.method === 'GET' && result.status === 200 && (isOne(request, 'Users') || isOne(request, 'Groups'));
      return single && result.body !== undefined
        ? {
            ...result,
            body: {
              schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
              totalResults: 1,
              startIndex: 1,
              itemsPerPage: 1,
              Resources: [result.body],
            },
          }
        : result;
    },
  })),
  mutant(
    'show.password',
    'The password is shown',
    ['RFC7644-3.4-03', 'RFC7643-4.1.1-29', 'RFC7643-7-37', 'RFC7643-7-33'],
    (b) => {
      const passwords = new Map<Json, string>();
      return {
        onStore: (resource, op, model, previous) => {
          const password = resource['password'];
          if (typeof password === 'string' && password !== previous?.['password'])
            passwords.set(String(resource['id']), password);
          return b.onStore(resource, op, model, previous);
        },
        shown: (resource, stored, view) => {
          const password = passwords.get(stored.id);
          return { ...b.shown(resource, stored, view), ...(password === undefined ? {} : { password }) };
        },
      };
    },
  ),
  mutant(
    'show.password-hash',
    'The hash of the password is shown',
    ['RFC7644-3.4-03', 'RFC7643-4.1.1-29', 'RFC7643-7-37'],
    (b) => ({
      shown: (resource, stored, view) => ({
        ...b.shown(resource, stored, view),
        ...('password' in stored.resource ? { password: stored.resource['password'] ?? null } : {}),
      }),
    }),
  ),
  mutant('show.password-masked', 'The password is shown as asterisks', ['RFC7644-3.4-03', 'RFC7643-7-37'], (b) => ({
    shown: (resource, stored, view) => ({
      ...b.shown(resource, stored, view),
      ...('password' in stored.resource ? { password: '********' } : {}),
    }),
  })),
  mutant(
    'show.password-on-create',
    'The 201 repeats the password',
    ['RFC7644-3.4-03', 'RFC7643-4.1.1-29', 'RFC7643-7-37'],
    (b) => ({
      afterResponse: (request, answer) => {
        const result = b.afterResponse(request, answer);
        const password = isObject(request.body) ? request.body['password'] : undefined;
        return request.method === 'POST' &&
          result.status === 201 &&
          isObject(result.body) &&
          typeof password === 'string'
          ? { ...result, body: { ...result.body, password } }
          : result;
      },
    }),
  ),
  mutant('show.password-in-error', 'The detail of an error repeats the password', ['RFC7643-4.1.1-29'], (b) => ({
    afterResponse: (request, answer) => {
      const result = b.afterResponse(request, answer);
      const password = isObject(request.body) ? request.body['password'] : undefined;
      return result.status >= 400 && isObject(result.body) && typeof password === 'string'
        ? { ...result, body: { ...result.body, detail: `Not stored: ${password}` } }
        : result;
    },
  })),
  mutant(
    'store.mail-lower-case',
    'E-mail addresses are stored in lower case',
    [],
    storing((resource) =>
      withElements(resource, 'emails', (mail) => withMember(mail, 'value', (value) => String(value).toLowerCase())),
    ),
    { bug: 47 },
  ),
  mutant(
    'store.phone-digits',
    'Phone numbers are reduced to digits',
    [],
    storing((resource) =>
      withElements(resource, 'phoneNumbers', (phone) =>
        withMember(phone, 'value', (value) => String(value).replace(/\D/g, '')),
      ),
    ),
    { bug: 47 },
  ),
  mutant(
    'store.external-id-lower-case',
    'externalId is stored in lower case',
    ['RFC7643-3.1-21', 'RFC7643-7-24'],
    storing((resource) => withMember(resource, 'externalId', (value) => String(value).toLowerCase())),
  ),
  mutant(
    'store.title-case',
    'Names are stored with a capital and small letters',
    ['RFC7643-4.1.1-08'],
    storing((resource) =>
      withMember(resource, 'name', (name) =>
        isObject(name)
          ? withMember(
              name,
              'familyName',
              (value) => String(value).slice(0, 1).toUpperCase() + String(value).slice(1).toLowerCase(),
            )
          : name,
      ),
    ),
  ),
  mutant(
    'store.title-cut',
    'A title is cut to 8 characters',
    ['RFC7643-4.1.1-20'],
    storing((resource) => withMember(resource, 'title', (value) => String(value).slice(0, 8))),
  ),
  mutant(
    'store.html-escaped',
    'Strings are stored with HTML entities',
    ['RFC7643-2.3.1-01'],
    storing((resource) =>
      withMember(resource, 'displayName', (value) =>
        String(value)
          .replaceAll('&', '&amp;')
          .replaceAll('"', '&quot;')
          .replaceAll('<', '&lt;')
          .replaceAll("'", '&#39;'),
      ),
    ),
    { bug: 28 },
  ),
  mutant(
    'store.user-type-dropped',
    'A userType other than Employee is dropped',
    ['RFC7643-4.1.1-21'],
    storing((resource) => (resource['userType'] === 'Employee' ? resource : without(resource, 'userType'))),
  ),
  mutant(
    'store.email-type-dropped',
    'The type of an e-mail address is lost',
    ['RFC7643-4.1.2-04', 'RFC7643-2.4-08'],
    storing((resource) => withElements(resource, 'emails', (mail) => without(mail, 'type'))),
  ),
  mutant(
    'store.one-email',
    'Only one e-mail address is stored',
    ['RFC7643-1.2-03', 'RFC7644-3.5.2.1-08'],
    storing((resource) => withMember(resource, 'emails', (list) => (Array.isArray(list) ? list.slice(0, 1) : list))),
  ),
  mutant(
    'store.display-name-made',
    'displayName is always made of the parts of the name',
    ['RFC7644-3.1-10', 'RFC7644-3.5.1-01'],
    storing((resource) => {
      const name = object(resource['name'] ?? null);
      return 'givenName' in name && 'displayName' in resource
        ? { ...resource, displayName: `${String(name['givenName'])} ${String(name['familyName'] ?? '')}`.trim() }
        : resource;
    }),
  ),
];
