/** POST, PUT and DELETE. */
import { ScimError } from '../../scim/errors.js';
import { isObject, member, valuesOf } from '../../scim/json.js';
import type { Json, Resource } from '../../scim/types.js';
import { storing, withElements, withMember, without } from '../mutants/tools.js';
import { memberIds } from '../store.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';
import { checking, invalid, KNOWN_TYPES } from './write-tools.js';

export const writeVariations: Variation[] = [
  variation('created-empty', 'A 201 has no body', ['RFC7644-3.3'], (b) => ({
    writeBody: (resource, op) => (op === 'create' ? undefined : b.writeBody(resource, op)),
  })),
  variation('location-relative', 'The Location of a 201 is relative', ['RFC7231-7.1.2'], {
    locationHeader: (location) => new URL(location).pathname,
  }),
  variation(
    'location-everywhere',
    'Every answer with a resource has a Location and a Content-Location',
    ['RFC7643-3.1'],
    (b) => ({
      afterResponse: (request, answer) => {
        const result = b.afterResponse(request, answer);
        const meta = isObject(result.body) ? result.body['meta'] : undefined;
        const location = isObject(meta) ? meta['location'] : undefined;
        return typeof location === 'string'
          ? { ...result, headers: { ...result.headers, Location: location, 'Content-Location': location } }
          : result;
      },
    }),
  ),
  variation('unknown-refused', 'Unknown attributes are answered 400', ['RFC7644-3.3'], (b) => ({
    readInput: (input, model, mode, options) => {
      const result = b.readInput(input, model, mode, options);
      if (result.ignored.length > 0)
        throw new ScimError(400, 'invalidSyntax', `Unknown: ${result.ignored.join(', ')}.`);
      return result;
    },
  })),
  variation('keyword-syntax', 'Wrong values in a resource have scimType invalidSyntax', ['RFC7644-3.12'], (b) => ({
    readInput: (input, model, mode, options) => {
      try {
        return b.readInput(input, model, mode, options);
      } catch (error) {
        throw error instanceof ScimError && error.scimType === 'invalidValue'
          ? new ScimError(400, 'invalidSyntax', error.detail)
          : error;
      }
    },
  })),
  variation(
    'weak-passwords-refused',
    'Passwords of less than 10 characters are answered 400',
    ['RFC7643-4.1.1'],
    checking((input) => {
      const password = member(input, 'password');
      if (typeof password === 'string' && password.length < 10) invalid('The password is too short.');
    }),
  ),
  variation('group-name-empty', 'The displayName of a group may be an empty string', ['RFC7643-2.3.1'], (b) => ({
    readInput: (input, model, mode, options) => {
      if (model.type.name !== 'Group' || !isObject(input) || member(input, 'displayName') !== '')
        return b.readInput(input, model, mode, options);
      const { resource, ignored } = b.readInput({ ...input, displayName: 'x' }, model, mode, options);
      return { ignored, resource: { ...resource, displayName: '' } };
    },
  })),
  variation(
    'locale-normalized',
    'An underscore in a locale becomes a hyphen',
    ['RFC7643-4.1.1'],
    storing((resource) => withMember(resource, 'locale', (locale) => String(locale).replace('_', '-'))),
  ),
  variation(
    'locale-underscore-refused',
    'An underscore in a locale is answered 400',
    ['RFC7643-4.1.1'],
    checking((input) => {
      if (/_/.test(String(member(input, 'locale') ?? ''))) invalid('That is no language tag.');
    }),
  ),
  variation(
    'language-lists-refused',
    'A list of languages is answered 400',
    ['RFC7643-4.1.1'],
    checking((input) => {
      if (/[,;]/.test(String(member(input, 'preferredLanguage') ?? ''))) invalid('One language, please.');
    }),
  ),
  variation(
    'labels-refused',
    'Unknown types of values are answered 400',
    ['RFC7643-2.3.1'],
    checking((input) => {
      for (const name of ['emails', 'phoneNumbers', 'addresses']) {
        for (const value of valuesOf(member(input, name))) {
          const label = isObject(value) ? member(value, 'type') : undefined;
          if (typeof label === 'string' && !KNOWN_TYPES.includes(label))
            invalid(`${name}.type is one of ${KNOWN_TYPES.join(', ')}.`);
        }
      }
    }),
  ),
  variation(
    'labels-dropped',
    'Unknown types of values are dropped',
    ['RFC7643-2.3.1'],
    storing((resource) =>
      ['emails', 'phoneNumbers', 'addresses'].reduce<Resource>(
        (result, name) =>
          withElements(result, name, (value) =>
            KNOWN_TYPES.includes(String(value['type'])) ? value : without(value, 'type'),
          ) as Resource,
        resource,
      ),
    ),
  ),
  variation(
    'long-titles-refused',
    'Titles of more than 64 characters are answered 400',
    ['RFC7643-4.1.1'],
    checking((input) => {
      if (String(member(input, 'title') ?? '').length > 64) invalid('The title is too long.');
    }),
  ),
  variation(
    'roles-from-catalogue',
    'roles and entitlements are those of a catalogue',
    ['RFC7643-4.1.2'],
    checking((input) => {
      for (const name of ['roles', 'entitlements']) {
        for (const value of valuesOf(member(input, name))) {
          if (isObject(value) && !['admin', 'reader'].includes(String(value['value'])))
            invalid(`There is no such value of ${name}.`);
        }
      }
    }),
  ),
  variation(
    'empty-strings-refused',
    'An empty string is answered 400',
    ['RFC7643-2.5'],
    checking((input) => {
      if (Object.values(input).includes('')) invalid('A string is empty.');
    }),
  ),
  variation(
    'empty-strings-unset',
    'An empty string counts as unassigned',
    ['RFC7643-2.5'],
    storing((resource) => Object.fromEntries(Object.entries(resource).filter(([, value]) => value !== ''))),
  ),
  variation('dangling-refused', 'Unknown members are answered 400', ['RFC7643-4.2'], (b) => ({
    conflict: (resource, type, store, self, op) => {
      if (memberIds(resource).some((id) => !store.get(id))) invalid('There is no such member.');
      return b.conflict(resource, type, store, self, op);
    },
  })),
  variation('dangling-404', 'Unknown members are answered 404', ['RFC7643-4.2'], (b) => ({
    conflict: (resource, type, store, self, op) => {
      if (memberIds(resource).some((id) => !store.get(id)))
        throw new ScimError(404, undefined, 'There is no such member.');
      return b.conflict(resource, type, store, self, op);
    },
  })),
  variation('nesting-refused', 'Groups in groups are answered 400', ['RFC7643-4.2'], (b) => ({
    conflict: (resource, type, store, self, op) => {
      if (memberIds(resource).some((id) => store.get(id)?.type === 'Group')) invalid('Members are users.');
      return b.conflict(resource, type, store, self, op);
    },
  })),
  variation('membership-stays', 'A deleted user stays a member', ['RFC7644-3.6'], {
    remove: (store, stored) => store.remove(stored),
  }),
  variation('manager-must-exist', 'A manager that does not exist is answered 400', ['RFC7643-4.3'], (b) => ({
    conflict: (resource, type, store, self, op) => {
      const manager = Object.values(resource)
        .map((value) => (isObject(value) ? value['manager'] : undefined))
        .find(isObject);
      if (manager && !store.get(String(manager['value']))) invalid('There is no such manager.');
      return b.conflict(resource, type, store, self, op);
    },
  })),
  variation(
    'other-id-refused',
    'A PUT with another id is answered 400',
    ['RFC7644-3.12'],
    checking((input, _model, mode, stored) => {
      const id = member(input, 'id');
      if (mode === 'replace' && stored && typeof id === 'string' && id !== stored['id'])
        throw new ScimError(400, 'mutability', 'id is read-only.');
    }),
  ),
  variation('user-name-made', 'A user without userName gets one', ['RFC7643-4.1.1'], (b) => {
    let made = 0;
    return {
      readInput: (input, model, mode, options) =>
        b.readInput(
          mode === 'create' && model.type.name === 'User' && isObject(input) && !member(input, 'userName')
            ? { ...input, userName: `user${(made += 1)}` }
            : input,
          model,
          mode,
          options,
        ),
    };
  }),
  variation('group-name-made', 'A group without displayName gets one', ['RFC7643-4.2'], (b) => {
    let made = 0;
    return {
      readInput: (input, model, mode, options) =>
        b.readInput(
          mode === 'create' && model.type.name === 'Group' && isObject(input) && !member(input, 'displayName')
            ? { ...input, displayName: `Group ${(made += 1)}` }
            : input,
          model,
          mode,
          options,
        ),
    };
  }),
  variation('put-keeps', 'A PUT keeps what it does not name', ['RFC7644-3.5.1'], (b) => ({
    carryOver: (stored, next, body, model) => ({
      ...Object.fromEntries(Object.entries(stored).filter(([name]) => member(body, name) === undefined)),
      ...b.carryOver(stored, next, body, model),
    }),
  })),
  variation('put-clears', 'A PUT clears whatever it does not name', ['RFC7644-3.5.1'], {
    carryOver: (_stored, next) => next,
  }),
  variation('put-defaults', 'A PUT that does not name active enables the user', ['RFC7644-3.5.1'], (b) => ({
    carryOver: (stored, next, body, model) => {
      const result = b.carryOver(stored, next, body, model);
      return model.type.name === 'User' && member(body, 'active') === undefined ? { ...result, active: true } : result;
    },
  })),
  variation('put-without-required', 'A PUT without userName keeps it', ['RFC7644-3.5.1'], (b) => ({
    readInput: (input, model, mode, options) => {
      const userName = options.stored?.['userName'];
      return b.readInput(
        mode === 'replace' && isObject(input) && userName !== undefined && member(input, 'userName') === undefined
          ? { ...input, userName }
          : input,
        model,
        mode,
        options,
      );
    },
  })),
  variation('put-conflict-400', 'A PUT or PATCH that collides is answered 400 uniqueness', ['RFC7644-3.12'], (b) => {
    let creating = false;
    return {
      conflict: (resource, type, store, self, op) => {
        creating = op === 'create';
        return b.conflict(resource, type, store, self, op);
      },
      conflictError: (path) =>
        creating ? b.conflictError(path) : new ScimError(400, 'uniqueness', `Another resource has this ${path}.`),
    };
  }),
  variation('modified-by-membership', 'Being put in a group sets lastModified of the user', ['RFC7643-3.1'], (b) => ({
    meta: (stored, view) => {
      const latest = [...view.store.containersOf(stored.id)].reduce(
        (time, id) => Math.max(time, view.store.get(id)?.modified ?? 0),
        stored.modified,
      );
      return { ...b.meta(stored, view), lastModified: b.time(stored.type === 'User' ? latest : stored.modified) };
    },
  })),
  variation('no-op-modifies', 'A PUT without changes sets lastModified', ['RFC7644-3.5.1'], (b) => {
    let replacing = false;
    return {
      onStore: (resource, op, model, previous) => {
        replacing = op === 'replace';
        return b.onStore(resource, op, model, previous);
      },
      changed: (before, after) => replacing || b.changed(before, after),
    };
  }),
  variation(
    'two-primaries-refused',
    'Two primary values are answered 400',
    ['RFC7643-2.4'],
    checking((input) => {
      if (valuesOf(member(input, 'emails')).filter((mail) => isObject(mail) && mail['primary'] === true).length > 1)
        invalid('One can be primary.');
    }),
  ),
  variation('schemas-needed', 'A body without schemas is answered 400', ['RFC7643-3'], (b) => ({
    checkSchemas: (body, model) => {
      if (member(body, 'schemas') === undefined) throw new ScimError(400, 'invalidSyntax', 'schemas is missing.');
      b.checkSchemas(body, model);
    },
  })),
  variation('unknown-schemas-refused', 'An unknown URN in schemas is answered 400', ['RFC7643-3'], (b) => ({
    checkSchemas: (body, model) => {
      const known = [model.core.id, ...model.extensions.map(({ id }) => id)].map((urn) => urn.toLowerCase());
      if (valuesOf(member(body, 'schemas')).some((urn: Json) => !known.includes(String(urn).toLowerCase())))
        invalid('Unknown schema.');
      b.checkSchemas(body, model);
    },
  })),
];
