/** Users and what all resources have in common: one rule broken at a time. */
import { isObject, member, valuesOf } from '../../scim/json.js';
import type { Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, hearing, isOne, showing, withMember, without } from './tools.js';

const LEGACY = 'urn:scim:schemas:extension:enterprise:1.0';

export const userRuleMutants: Mutant[] = [
  mutant(
    'create.external-id-crash',
    'A second user with one externalId crashes the server',
    ['RFC7643-3.1-20'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const { externalId } = resource;
        const taken = typeof externalId === 'string' && [...store.withExternalId(externalId)].some((id) => id !== self);
        if (taken) throw new Error('duplicate key value violates unique constraint');
        return b.conflict(resource, type, store, self, op);
      },
    }),
    { kills: ['schema.common.external-id-shared'] },
  ),
  mutant(
    'show.external-id-of-group',
    'The externalId of a group is its displayName',
    ['RFC7643-3.1-01'],
    showing((resource, model) =>
      model.type.name === 'Group'
        ? (withMember(resource, 'externalId', () => resource['displayName'] ?? '') as Resource)
        : resource,
    ),
    { kills: ['schema.common.external-id-types'] },
  ),
  mutant(
    'create.unknown-extension-kept',
    'Unknown URNs in schemas are stored',
    ['RFC7643-3-06'],
    (b) => {
      const strange = new Map<string, string[]>();
      return {
        readInput: (input, model, mode, options) => {
          const result = b.readInput(input, model, mode, options);
          const known = [model.core.id, ...model.extensions.map(({ id }) => id)].map((urn) => urn.toLowerCase());
          const urns = valuesOf(isObject(input) ? member(input, 'schemas') : undefined).map(String);
          strange.set(
            String(result.resource['userName']),
            urns.filter((urn) => !known.includes(urn.toLowerCase())),
          );
          return result;
        },
        schemasOf: (resource, model) => [
          ...b.schemasOf(resource, model),
          ...(strange.get(String(resource['userName'])) ?? []),
        ],
      };
    },
    { kills: ['schema.schemas-attribute.unknown-extension'] },
  ),
  mutant(
    'create.schemas-as-sent',
    'A user who was sent without schemas has none',
    ['RFC7643-3-03', 'RFC7643-3-05'],
    (b) => {
      const bare = new Set<string>();
      return {
        readInput: (input, model, mode, options) => {
          const result = b.readInput(input, model, mode, options);
          if (isObject(input) && member(input, 'schemas') === undefined) bare.add(String(result.resource['userName']));
          return result;
        },
        schemasOf: (resource, model) => (bare.has(String(resource['userName'])) ? [] : b.schemasOf(resource, model)),
      };
    },
    { kills: ['protocol.errors.schemas-of-its-own'] },
  ),
  mutant(
    'show.formatted-of-given-name',
    'name.formatted is the given name alone',
    ['RFC7643-4.1.1-06'],
    showing(
      (resource) =>
        withMember(resource, 'name', (name) =>
          isObject(name) && name['givenName'] !== undefined ? { ...name, formatted: name['givenName'] } : name,
        ) as Resource,
    ),
    { kills: ['users.attributes.formatted-agrees'] },
  ),
  mutant(
    'store.locale-crash',
    'A locale with a blank in it crashes the server',
    ['RFC7643-4.1.1-25'],
    (b) => ({
      onStore: (resource, op, model, previous) => {
        if (typeof resource['locale'] === 'string' && /\s/.test(resource['locale'])) throw new TypeError('locale');
        return b.onStore(resource, op, model, previous);
      },
    }),
    { kills: ['users.attributes.locale-space'] },
  ),
  mutant(
    'store.quote-crash',
    'An apostrophe in a name crashes the server',
    ['RFC7643-9.2-03'],
    (b) => ({
      onStore: (resource, op, model, previous) => {
        if (JSON.stringify(resource['name'] ?? '').includes("'")) throw new SyntaxError('unterminated quoted string');
        return b.onStore(resource, op, model, previous);
      },
    }),
    { kills: ['users.attributes.metacharacters'] },
  ),
  mutant(
    'create.echo-unstored',
    'The 201 shows a telephone number that is not stored',
    ['RFC7644-3.1-10'],
    (b) => ({
      onStore: (resource, op, model, previous) =>
        b.onStore(op === 'create' ? (without(resource, 'nickName') as Resource) : resource, op, model, previous),
      afterResponse: (request, answer) => {
        const result = b.afterResponse(request, answer);
        const sent = isObject(request.body) ? request.body['nickName'] : undefined;
        return request.method === 'POST' && result.status === 201 && isObject(result.body) && sent !== undefined
          ? { ...result, body: { ...result.body, nickName: sent } }
          : result;
      },
    }),
    { kills: ['users.create-input.state'] },
  ),
  mutant(
    'create.active-echo',
    'A user created with active false is active, and the 201 says false',
    ['RFC7644-3.1-10'],
    (b) => ({
      onStore: (resource, op, model, previous) =>
        b.onStore(
          op === 'create' && resource['active'] === false ? { ...resource, active: true } : resource,
          op,
          model,
          previous,
        ),
      afterResponse: (request, answer) => {
        const result = b.afterResponse(request, answer);
        const inactive = isObject(request.body) && request.body['active'] === false;
        return request.method === 'POST' && result.status === 201 && isObject(result.body) && inactive
          ? { ...result, body: { ...result.body, active: false } }
          : result;
      },
    }),
    { kills: ['users.disable.create-disabled'] },
  ),
  mutant(
    'delete.204-with-body',
    'The 204 of a DELETE has a body',
    ['RFC7644-3.6-10'],
    answering((answer, request) =>
      request.method === 'DELETE' && answer.status === 204 ? { ...answer, body: { deleted: true } } : answer,
    ),
    { kills: ['users.delete.no-body'] },
  ),
  mutant(
    'show.manager-ref-of-other',
    'The $ref of a manager is that of the user itself',
    ['RFC7643-4.3-09'],
    showing(
      (resource) =>
        withMember(resource, ENTERPRISE_USER_SCHEMA, (extension) =>
          isObject(extension)
            ? withMember(extension, 'manager', (manager) =>
                isObject(manager) && typeof manager['$ref'] === 'string'
                  ? { ...manager, $ref: manager['$ref'].replace(/[^/]+$/, String(resource['id'])) }
                  : manager,
              )
            : extension,
        ) as Resource,
    ),
    { kills: ['users.enterprise.manager-reference'] },
  ),
  mutant(
    'show.enterprise-version-1',
    'The enterprise extension is shown under the URN of SCIM 1.1',
    ['RFC7643-4.3-01'],
    showing((resource) =>
      Object.fromEntries(
        Object.entries(resource).map(([name, value]) => [name === ENTERPRISE_USER_SCHEMA ? LEGACY : name, value]),
      ),
    ),
    { kills: ['users.enterprise.urn'] },
  ),
  mutant(
    'replace.id-changes',
    'A PUT answers with another id',
    ['RFC7644-3.5.1-20'],
    answering((answer, request) =>
      request.method === 'PUT' && isOne(request) && answer.status === 200 && isObject(answer.body)
        ? { ...answer, body: { ...answer.body, id: `${String(answer.body['id'])}-2` } }
        : answer,
    ),
    { kills: ['users.replace.id-kept'] },
  ),
  mutant(
    'replace.by-body-id',
    'A PUT replaces the user whose id stands in its body',
    ['RFC7644-3.5.1-17', 'RFC7644-3.2-06'],
    hearing((request) => {
      const id = isObject(request.body) ? request.body['id'] : undefined;
      const isOther = request.method === 'PUT' && isOne(request, 'Users') && typeof id === 'string';
      return isOther && request.store.find('User', id)
        ? { ...request, segments: [request.segments[0] ?? '', id] }
        : request;
    }),
    { kills: ['users.replace.foreign-id'] },
  ),
];
