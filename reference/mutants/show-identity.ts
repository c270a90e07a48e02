/** Schemas and ids of resources. */
import type { Json } from '../../scim/types.js';
import { showing, withMember, without } from './tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { meta, setMember } from './represent-tools.js';

export const identityMutants: Mutant[] = [
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
    'show.quoted',
    'Strings come with quotation marks',
    ['RFC7643-1.1-02'],
    meta((m) => withMember(m, 'resourceType', (type) => `"${String(type)}"`)),
  ),
  mutant(
    'show.patched-extension-unlisted',
    'A PATCH that gives a user its first extension attribute leaves schemas as it was',
    ['RFC7643-3.3-05'],
    (b) => ({
      onStore: (resource, op, model, previous) => {
        const next = b.onStore(resource, op, model, previous);
        return op === 'patch' && previous?.['schemas'] ? { ...next, schemas: previous['schemas'] } : next;
      },
    }),
    { kills: ['schema.schemas-attribute.containers-listed'] },
  ),
  mutant(
    'show.schemas-as-put',
    'A PUT stores schemas as it comes, extension or not',
    ['RFC7643-3.3-05'],
    (b) => {
      let sent: Json | undefined;
      return {
        checkSchemas: (body, model) => {
          sent = body['schemas'];
          b.checkSchemas(body, model);
        },
        onStore: (resource, op, model, previous) => {
          const next = b.onStore(resource, op, model, previous);
          return op === 'replace' && sent !== undefined ? { ...next, schemas: sent } : next;
        },
      };
    },
    { kills: ['schema.schemas-attribute.containers-listed'] },
  ),
];
