/** Shapes of resources, extensions and manager. */
import { isObject } from '../../scim/json.js';
import type { Json, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import { isOne, showing, withMember, without } from './tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { renamed, object, enterprise } from './represent-tools.js';

export const shapeMutants: Mutant[] = [
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
    ['RFC7644-3.4-02', 'RFC7643-2.2-05'],
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
    ['RFC7643-3-11', 'RFC7643-3.3-08', 'RFC7643-2.2-05'],
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
    ['RFC7644-3.4-02', 'RFC7643-2.2-05'],
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
    'show.one-email-bare',
    'One e-mail comes without its array',
    ['RFC7643-1.2-03'],
    showing((resource) =>
      withMember(resource, 'emails', (emails) =>
        Array.isArray(emails) && emails.length === 1 ? (emails[0] ?? null) : emails,
      ),
    ),
  ),
];
