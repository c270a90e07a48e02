/** PUT. */
import { ScimError } from '../../scim/errors.js';
import { isObject, member, valuesOf } from '../../scim/json.js';
import type { Json, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, hearing, isOne, remodel, storing, without, withStatus } from './tools.js';
import { ids, onlyNulled } from './replace-tools.js';

export const replaceMutants: Mutant[] = [
  mutant(
    'replace.no-op',
    'PUT answers 200 and changes nothing',
    ['RFC7644-3.5.1-01', 'RFC7644-3.5.1-05', 'RFC7644-3.2-06'],
    storing((resource, op, previous) => (op === 'replace' && previous ? previous : resource)),
  ),
  mutant(
    'replace.needs-id',
    'A PUT whose body has no id is refused',
    ['RFC7644-3.5.1-01', 'RFC7644-3.5.1-05'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        if (mode === 'replace' && isObject(input) && member(input, 'id') === undefined)
          throw new ScimError(400, 'invalidSyntax', 'The reference to the resource is invalid.');
        return b.readInput(input, model, mode, options);
      },
    }),
    { kills: ['users.replace.rename'] },
  ),
  mutant(
    'replace.echo',
    'The answer to a PUT is what the client sent',
    ['RFC7644-3.5.1-19', 'RFC7644-3.1-10', 'RFC7644-3.4-03'],
    answering((answer, request) =>
      request.method === 'PUT' && answer.status === 200 && isOne(request) && isObject(request.body)
        ? { ...answer, body: request.body }
        : answer,
    ),
  ),
  mutant(
    'replace.old-state',
    'The answer to a PUT shows the state before',
    ['RFC7644-3.5.1-19', 'RFC7644-3.1-10'],
    (b) => {
      const before = new Map<string, Resource>();
      return {
        onStore: (resource, op, model, previous) => {
          if (op === 'replace' && previous) before.set(String(resource['id']), previous);
          return b.onStore(resource, op, model, previous);
        },
        writeBody: (resource, op) => {
          const old = op === 'replace' ? before.get(String(resource['id'])) : undefined;
          return b.writeBody(old ? { ...without(old, 'password'), meta: resource['meta'] ?? null } : resource, op);
        },
      };
    },
  ),
  mutant(
    'replace.answers-204',
    'PUT answers 204',
    ['RFC7644-3.5.1-19'],
    answering((answer, request) =>
      request.method === 'PUT' && answer.status === 200 && isOne(request)
        ? { status: 204, headers: answer.headers }
        : answer,
    ),
  ),
  mutant(
    'replace.answers-201',
    'PUT answers 201',
    ['RFC7644-3.5.1-19'],
    answering((answer, request) =>
      request.method === 'PUT' && answer.status === 200 && isOne(request) ? withStatus(answer, 201) : answer,
    ),
  ),
  mutant('replace.no-body', 'PUT answers 200 without body', ['RFC7644-3.5.1-19'], (b) => ({
    writeBody: (resource, op) => (op === 'replace' ? undefined : b.writeBody(resource, op)),
  })),
  mutant(
    'replace.creates',
    'A PUT on an unknown id creates a resource',
    ['RFC7644-3.2-07', 'RFC7644-3.5.1-03', 'RFC7644-3.6-04'],
    hearing((request) => {
      const [endpoint, id] = request.segments;
      return request.method === 'PUT' &&
        isOne(request, 'Users') &&
        id !== undefined &&
        !request.store.get(id) &&
        endpoint !== undefined
        ? { ...request, method: 'POST', segments: [endpoint] }
        : request;
    }),
  ),
  mutant('replace.merges-values', 'PUT appends to multi-valued attributes', ['RFC7644-3.5.1-06'], (b) => ({
    carryOver: (stored, next, body, model) => {
      const result = b.carryOver(stored, next, body, model);
      const emails = [...valuesOf(stored['emails']), ...valuesOf(next['emails'])];
      return emails.length > 0 && next['emails'] !== undefined ? { ...result, emails } : result;
    },
  })),
  mutant(
    'replace.merges-by-type',
    'PUT replaces only e-mail addresses of the same type',
    ['RFC7644-3.5.1-06'],
    (b) => ({
      carryOver: (stored, next, body, model) => {
        const result = b.carryOver(stored, next, body, model);
        if (next['emails'] === undefined) return result;
        const sent = valuesOf(next['emails']).filter(isObject);
        const kept = valuesOf(stored['emails']).filter(
          (old) => isObject(old) && !sent.some((mail) => mail['type'] === old['type']),
        );
        return { ...result, emails: [...kept, ...sent] };
      },
    }),
  ),
  mutant(
    'replace.keeps-nulled',
    'null and [] in a PUT change nothing',
    ['RFC7644-3.5.1-12', 'RFC7643-2.5-02'],
    (b) => ({
      carryOver: (stored, next, body, model) => ({
        ...onlyNulled(stored, body),
        ...b.carryOver(stored, next, body, model),
      }),
    }),
  ),
  mutant(
    'replace.refuses-null',
    'null in a PUT is answered 400',
    ['RFC7644-3.5.1-12', 'RFC7643-2.5-02'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        if (mode === 'replace' && isObject(input) && Object.values(input).includes(null)) {
          throw new ScimError(400, 'invalidValue', 'null is no value.');
        }
        return b.readInput(input, model, mode, options);
      },
    }),
    { bug: 56 },
  ),
  mutant(
    'replace.takes-meta',
    'PUT sets meta.created as the client says',
    ['RFC7644-3.5.1-17', 'RFC7644-3.5.1-21', 'RFC7643-3.1-25', 'RFC7643-3.1-26'],
    (b) => {
      const created = new Map<string, string>();
      return {
        beforeRequest: (request) => {
          const meta = isObject(request.body) ? member(request.body, 'meta') : undefined;
          const sent = isObject(meta) ? meta['created'] : undefined;
          if (request.method === 'PUT' && typeof sent === 'string') created.set(request.segments[1] ?? '', sent);
          return b.beforeRequest(request);
        },
        meta: (stored, view) => {
          const sent = created.get(stored.id);
          return sent === undefined ? b.meta(stored, view) : { ...b.meta(stored, view), created: sent };
        },
      };
    },
  ),
  mutant(
    'replace.refuses-read-only',
    'A PUT of a resource as it was read is answered 400',
    ['RFC7644-3.1-08', 'RFC7643-3.1-26', 'RFC7644-3.5.1-17'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        if (
          mode === 'replace' &&
          isObject(input) &&
          (member(input, 'meta') !== undefined || member(input, 'groups') !== undefined)
        ) {
          throw new ScimError(400, 'mutability', 'A read-only attribute was sent.');
        }
        return b.readInput(input, model, mode, options);
      },
    }),
  ),
  mutant(
    'replace.takes-id',
    'A PUT with another id renames the resource',
    ['RFC7644-3.5.1-20', 'RFC7643-3.1-14', 'RFC7644-3.5.1-17'],
    (b) => {
      const renamed = new Map<string, string>();
      return {
        shown: (resource, stored, view) => {
          const id = renamed.get(stored.id);
          return id === undefined ? b.shown(resource, stored, view) : { ...b.shown(resource, stored, view), id };
        },
        beforeRequest: (request) => {
          const id = isObject(request.body) ? request.body['id'] : undefined;
          const stored = request.method === 'PUT' ? request.store.get(request.segments[1] ?? '') : undefined;
          if (stored && typeof id === 'string' && id !== stored.id) renamed.set(stored.id, id);
          return b.beforeRequest(request);
        },
      };
    },
  ),
  mutant(
    'replace.takes-groups',
    'A PUT of a user sets its groups',
    ['RFC7644-3.5.1-17', 'RFC7643-4.1.2-22', 'RFC7643-7-28'],
    (b) => {
      const sent = new Map<string, Json>();
      return {
        beforeRequest: (request) => {
          const groups = isObject(request.body) ? member(request.body, 'groups') : undefined;
          if (request.method === 'PUT' && isOne(request, 'Users') && Array.isArray(groups))
            sent.set(request.segments[1] ?? '', groups);
          return b.beforeRequest(request);
        },
        shown: (resource, stored, view) => {
          const groups = sent.get(stored.id);
          return groups === undefined
            ? b.shown(resource, stored, view)
            : { ...b.shown(resource, stored, view), groups };
        },
      };
    },
  ),
  mutant('replace.drops-password', 'A PUT without password is answered 400', ['RFC7644-3.1-08'], (b) => ({
    readInput: (input, model, mode, options) => {
      if (
        mode === 'replace' &&
        isObject(input) &&
        options.stored?.['password'] !== undefined &&
        member(input, 'password') === undefined
      ) {
        throw new ScimError(400, 'invalidValue', 'password is required.');
      }
      return b.readInput(input, model, mode, options);
    },
  })),
  mutant(
    'replace.ignores-user-name',
    'PUT never changes userName',
    ['RFC7644-3.5.1-01', 'RFC7644-3.5.1-05'],
    storing((resource, op, previous) =>
      op === 'replace' && previous?.['userName'] !== undefined
        ? { ...resource, userName: previous['userName'] }
        : resource,
    ),
  ),
  mutant(
    'replace.ignores-external-id',
    'PUT never changes externalId',
    ['RFC7643-3.1-22', 'RFC7644-3.5.1-05'],
    storing((resource, op, previous) => {
      if (op !== 'replace' || !previous) return resource;
      const { externalId } = previous;
      return externalId === undefined ? without(resource, 'externalId') : { ...resource, externalId };
    }),
  ),
  mutant(
    'replace.ignores-active',
    'PUT never changes active',
    ['RFC7644-3.5.1-01', 'RFC7643-4.1.1-27'],
    storing((resource, op, previous) =>
      op === 'replace' && previous?.['active'] !== undefined ? { ...resource, active: previous['active'] } : resource,
    ),
    { bug: 27 },
  ),
  mutant(
    'replace.one-attribute',
    'PUT only changes the first attribute that differs',
    ['RFC7644-3.5.1-05'],
    storing((resource, op, previous) => {
      if (op !== 'replace' || !previous) return resource;
      const names = Object.keys(resource).filter((name) => !['schemas', 'id', 'meta'].includes(name));
      const first = names.find((name) => JSON.stringify(resource[name]) !== JSON.stringify(previous[name]));
      return first === undefined ? resource : { ...previous, [first]: resource[first] ?? null };
    }),
  ),
  mutant('replace.location-changes', 'A PUT answers with another meta.location', ['RFC7644-3.5.1-22'], (b) => ({
    writeBody: (resource, op) => {
      const body = b.writeBody(resource, op);
      const meta = body?.['meta'];
      return op === 'replace' && body && isObject(meta)
        ? { ...body, meta: { ...meta, location: `${String(meta['location'])}/` } }
        : body;
    },
  })),
  mutant(
    'replace.immutable-group',
    'A PUT with other members of a group is answered 400',
    ['RFC7644-3.5.1-13'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const changed =
          mode === 'replace' &&
          isObject(input) &&
          options.stored &&
          ids(input['members']) !== ids(options.stored['members']);
        if (model.type.name === 'Group' && changed && options.stored?.['members'] !== undefined) {
          throw new ScimError(400, 'mutability', 'members.value is immutable.');
        }
        return b.readInput(input, model, mode, options);
      },
    }),
  ),
  mutant(
    'replace.required-skipped',
    'A PUT without userName leaves a user without one',
    ['RFC7643-4.1.1-01', 'RFC7643-4.1.1-03'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          input,
          mode === 'replace'
            ? remodel(model, (attribute) =>
                attribute.name === 'userName' ? { ...attribute, required: false } : attribute,
              )
            : model,
          mode,
          options,
        ),
    }),
  ),
  mutant(
    'replace.common-lost',
    'PUT drops externalId even when it is sent',
    ['RFC7643-3.1-22', 'RFC7644-3.5.1-05'],
    storing((resource, op) => (op === 'replace' ? without(resource, 'externalId') : resource)),
  ),
  mutant(
    'replace.mail-lost',
    'PUT drops the e-mail addresses even when they are sent',
    ['RFC7644-3.5.1-05'],
    storing((resource, op) => (op === 'replace' ? without(resource, 'emails') : resource)),
    { kills: ['interop.onelogin.update-keeps', 'interop.ping.update-keeps', 'interop.okta.users.update-keeps'] },
  ),
  mutant(
    'replace.extension-lost',
    'PUT drops extensions',
    ['RFC7644-3.5.1-05'],
    storing((resource, op) =>
      op === 'replace'
        ? Object.fromEntries(Object.entries(resource).filter(([name]) => !name.includes(':')))
        : resource,
    ),
  ),
  mutant('replace.conflict-half', 'A PUT that collides is answered 409 and applied', ['RFC7644-3.5.1-23'], (b) => ({
    conflict: (resource, type, store, self, op) => {
      const path = b.conflict(resource, type, store, self, op);
      const stored = self === undefined ? undefined : store.get(self);
      if (path !== undefined && stored && op === 'replace')
        store.update(stored, { ...resource, schemas: stored.resource['schemas'] ?? [] });
      return path;
    },
  })),
  mutant(
    'replace.extension-kept',
    'PUT leaves the enterprise extension as it was',
    ['RFC7644-3.5.1-05'],
    storing((resource, op, previous) => {
      const kept = previous?.[ENTERPRISE_USER_SCHEMA];
      return op === 'replace' && kept !== undefined ? { ...resource, [ENTERPRISE_USER_SCHEMA]: kept } : resource;
    }),
  ),
];
