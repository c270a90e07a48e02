import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import { topAttributes } from '../../scim/model.js';
import type { Projection } from '../../scim/projection.js';
import type { Attribute, Resource, ResourceModel } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Request } from '../message.js';
import { during } from './history-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { endpointOf, hearing, isOne, remodel, withMember, without } from './tools.js';

/** Changes what is asked for. */
function asking(change: (projection: Projection, model: ResourceModel) => Projection): Change {
  return (b) => ({ project: (resource, projection, model) => b.project(resource, change(projection, model), model) });
}

function names(change: (names: readonly string[], model: ResourceModel) => string[]): Change {
  return asking((projection, model) => ({
    ...projection,
    ...(projection.attributes ? { attributes: nonEmpty(change(projection.attributes, model)) } : {}),
    ...(projection.excludedAttributes ? { excludedAttributes: change(projection.excludedAttributes, model) } : {}),
  }));
}

/** An empty list would mean that nothing was asked for. */
function nonEmpty(list: string[]): string[] {
  return list.length > 0 ? list : ['unknownAttribute'];
}

function returned(change: (attribute: Attribute, path: string) => Attribute): Change {
  return (b) => ({ project: (resource, projection, model) => b.project(resource, projection, remodel(model, change)) });
}

function dropQuery(concerns: (name: string) => boolean, method?: string): Change {
  return hearing((request) =>
    method === undefined || request.method === method
      ? { ...request, query: new Map([...request.query].filter(([name]) => !concerns(name))) }
      : request,
  );
}

/** A read of one resource, or of a list, takes what it leaves out from what is stored. */
const cutting = (concerns: (request: Request) => boolean): Change =>
  during((request) => (b) => ({
    shown: (resource, stored, view) => {
      const at = request();
      const { excludedAttributes = [] } = at?.method === 'GET' && concerns(at) ? b.readQuery(at.query) : {};
      const gone = excludedAttributes.filter((name) => !['id', 'userName', 'displayName'].includes(name));
      if (gone.length > 0) view.store.update(stored, without(stored.resource, ...gone) as Resource);
      return b.shown(resource, stored, view);
    },
  }));

const CUT = ['RFC7644-3.9-15'];

export const projectionMutants: Mutant[] = [
  mutant(
    'projection.attributes-ignored',
    'attributes is ignored',
    ['RFC7644-3.4.2.5-01', 'RFC7644-3.4.2.5-03', 'RFC7644-3.9-04'],
    asking((p) => ({ ...p, attributes: [] })),
  ),
  mutant(
    'projection.excluded-ignored',
    'excludedAttributes is ignored',
    ['RFC7644-3.4.2.5-01', 'RFC7644-3.4.2.5-05', 'RFC7644-3.9-09'],
    asking((p) => ({ ...p, excludedAttributes: [] })),
    { bug: 2 },
  ),
  mutant(
    'projection.last-sub-attribute-wins',
    'Of the sub-attributes named of an attribute the last one comes alone',
    ['RFC7644-3.9-05', 'RFC7644-3.9-06'],
    asking((p) => {
      const parent = (name: string): string => name.split('.').slice(0, -1).join('.') || name;
      const last = new Map((p.attributes ?? []).map((name) => [parent(name), name]));
      return { ...p, ...(p.attributes ? { attributes: [...last.values()] } : {}) };
    }),
  ),
  mutant(
    'projection.first-value-only',
    'A sub-attribute named of a multi-valued attribute comes from its first value',
    ['RFC7644-3.9-05', 'RFC7644-3.9-06'],
    (b) => ({
      project: (resource, projection, model) =>
        (projection.attributes ?? [])
          .filter((name) => name.includes('.'))
          .reduce<Resource>(
            (seen, name) =>
              withMember(seen, name.split('.')[0] ?? name, (value) =>
                Array.isArray(value) ? value.slice(0, 1) : value,
              ) as Resource,
            b.project(resource, projection, model),
          ),
    }),
  ),
  mutant(
    'projection.excluded-sub-of-values-kept',
    'Sub-attributes of multi-valued attributes cannot be left out',
    ['RFC7644-3.9-10'],
    asking((p) => ({
      ...p,
      excludedAttributes: (p.excludedAttributes ?? []).filter((name) => !/^emails\./i.test(name)),
    })),
  ),
  mutant(
    'projection.excluded-without-urns',
    'names with a URN are not known in excludedAttributes',
    ['RFC7644-3.10-01', 'RFC7644-3.9-09'],
    asking((p) => ({ ...p, excludedAttributes: (p.excludedAttributes ?? []).filter((name) => !name.includes(':')) })),
  ),
  mutant(
    'projection.excluded-without-extensions',
    'attributes of extensions cannot be left out',
    ['RFC7644-3.9-14'],
    asking((p, model) => ({
      ...p,
      excludedAttributes: (p.excludedAttributes ?? []).filter(
        (name) => !model.extensions.some(({ id }) => name.toLowerCase().startsWith(id.toLowerCase())),
      ),
    })),
  ),
  mutant(
    'projection.excluded-ignored-in-lists',
    'excludedAttributes is ignored in lists',
    ['RFC7644-3.4.2.5-01'],
    hearing((request) =>
      isOne(request)
        ? request
        : { ...request, query: new Map([...request.query].filter(([name]) => name !== 'excludedAttributes')) },
    ),
    { bug: 2 },
  ),
  mutant(
    'projection.members-not-excluded',
    'members cannot be left out',
    ['RFC7644-3.4.2.5-05'],
    asking((p) => ({
      ...p,
      excludedAttributes: (p.excludedAttributes ?? []).filter((name) => name.toLowerCase() !== 'members'),
    })),
    { bug: 2 },
  ),
  mutant(
    'projection.ignored-for-one',
    'attributes is ignored for a single resource',
    ['RFC7644-3.4.2.5-01', 'RFC7644-3.9-05'],
    hearing((request) => (isOne(request) && request.method === 'GET' ? { ...request, query: new Map() } : request)),
  ),
  mutant(
    'projection.ignored-in-lists',
    'attributes is ignored in lists',
    ['RFC7644-3.4.2.5-01', 'RFC7644-3.4.2.5-03'],
    hearing((request) =>
      isOne(request)
        ? request
        : { ...request, query: new Map([...request.query].filter(([name]) => name !== 'attributes')) },
    ),
  ),
  mutant(
    'projection.ignored-on-create',
    'attributes is ignored on POST',
    ['RFC7644-3.9-17'],
    dropQuery((name) => /attributes$/i.test(name), 'POST'),
  ),
  mutant(
    'projection.ignored-on-replace',
    'attributes is ignored on PUT',
    ['RFC7644-3.9-17'],
    dropQuery((name) => /attributes$/i.test(name), 'PUT'),
  ),
  mutant(
    'projection.ignored-on-patch',
    'attributes is ignored on PATCH',
    ['RFC7644-3.9-04', 'RFC7644-3.9-17'],
    dropQuery((name) => /attributes$/i.test(name), 'PATCH'),
    { kills: ['protocol.patch-rules.attributes-only'] },
  ),
  mutant(
    'projection.adds',
    'attributes adds to the default set',
    ['RFC7644-3.4.2.5-03', 'RFC7644-3.9-04'],
    asking((p) => ({ excludedAttributes: p.excludedAttributes ?? [] })),
  ),
  mutant(
    'projection.one-name',
    'Only the first name of attributes counts',
    ['RFC7644-3.9-05', 'RFC7644-3.9-07'],
    names((list) => list.slice(0, 1)),
  ),
  mutant(
    'projection.blank-separated',
    'Names are separated by blanks',
    ['RFC7644-3.9-07'],
    names((list) => (list.length > 1 ? [list.join(',')] : [...list])),
  ),
  mutant(
    'projection.no-id',
    'attributes leaves out the id',
    ['RFC7643-3.1-15', 'RFC7644-3.9-05', 'RFC7644-3.4.2-13', 'RFC7643-7-36'],
    (b) => ({
      project: (resource, projection, model) => {
        const shown = b.project(resource, projection, model);
        const asked = projection.attributes ?? [];
        return asked.length > 0 && !asked.some((name) => name.toLowerCase() === 'id')
          ? (without(shown, 'id') as Resource)
          : shown;
      },
    }),
  ),
  mutant(
    'projection.excludes-id',
    'excludedAttributes can leave out the id',
    ['RFC7644-3.4.2.5-06', 'RFC7644-3.9-08', 'RFC7644-3.4.3-09', 'RFC7643-3.1-15'],
    (b) => ({
      project: (resource, projection, model) => {
        const shown = b.project(resource, projection, model);
        return (projection.excludedAttributes ?? []).some((name) => name.toLowerCase() === 'id')
          ? (without(shown, 'id') as Resource)
          : shown;
      },
    }),
  ),
  mutant(
    'projection.excludes-id-of-groups',
    'excludedAttributes can leave out the id of a group',
    ['RFC7644-3.9-08', 'RFC7643-3.1-15'],
    (b) => ({
      project: (resource, projection, model) => {
        const shown = b.project(resource, projection, model);
        const isNamed = (projection.excludedAttributes ?? []).some((name) => name.toLowerCase() === 'id');
        return isNamed && model.type.name === 'Group' ? (without(shown, 'id') as Resource) : shown;
      },
    }),
    { kills: ['protocol.projection.group-attributes'] },
  ),
  mutant(
    'projection.excluded-id-400',
    'Leaving out the id is answered 400',
    ['RFC7644-3.4.2.5-06', 'RFC7644-3.4.3-09'],
    asking((p) => {
      if ((p.excludedAttributes ?? []).some((name) => name.toLowerCase() === 'id'))
        throw new ScimError(400, 'invalidValue', 'id is always returned.');
      return p;
    }),
  ),
  mutant(
    'projection.sub-attributes-unknown',
    'Names of sub-attributes select nothing',
    ['RFC7644-3.9-06', 'RFC7644-3.10-04'],
    names((list) => list.filter((name) => name.includes(':') || !name.includes('.'))),
  ),
  mutant(
    'projection.sub-attributes-whole',
    'A sub-attribute brings everything: the parent and all else',
    ['RFC7644-3.9-06'],
    asking((p) =>
      (p.attributes ?? []).some((name) => !name.includes(':') && name.includes('.')) ? { ...p, attributes: [] } : p,
    ),
  ),
  mutant(
    'projection.sub-attributes-flat',
    'A sub-attribute is shown under its dotted name',
    ['RFC7644-3.9-06'],
    (b) => ({
      project: (resource, projection, model) => {
        const shown = b.project(resource, projection, model);
        for (const name of projection.attributes ?? []) {
          const [parent = '', sub = ''] = name.split('.');
          const value = shown[parent];
          if (!name.includes(':') && sub !== '' && isObject(value)) {
            delete shown[parent];
            shown[name] = value[sub] ?? null;
          }
        }
        return shown;
      },
    }),
  ),
  mutant(
    'projection.sub-attribute-excludes-parent',
    'Leaving out a sub-attribute leaves out its parent',
    ['RFC7644-3.9-10'],
    asking((p) => ({
      ...p,
      excludedAttributes: (p.excludedAttributes ?? []).map((name) =>
        name.includes(':') ? name : (name.split('.')[0] ?? name),
      ),
    })),
  ),
  mutant(
    'projection.names-exact',
    'Names are only known in their exact letter case',
    ['RFC7644-3.9-13', 'RFC7644-3.10-05'],
    names((list, model) => {
      const known = topAttributes(model).map(({ name }) => name);
      return list.filter((name) => name.includes(':') || known.includes(name.split('.')[0] ?? ''));
    }),
  ),
  mutant(
    'projection.core-urn-unknown',
    'Names with the URN of the core schema select nothing',
    ['RFC7644-3.10-01', 'RFC7644-3.10-06', 'RFC7644-3.10-05'],
    names((list, model) => list.filter((name) => !name.toLowerCase().startsWith(model.core.id.toLowerCase()))),
  ),
  mutant(
    'projection.urns-exact',
    'URNs are only known in lower case',
    ['RFC7644-3.10-05'],
    names((list) => list.filter((name) => !name.startsWith('URN:'))),
  ),
  mutant(
    'projection.extension-unknown',
    'Names of an extension select nothing',
    ['RFC7644-3.9-14'],
    names((list) => list.filter((name) => !/:extension:/i.test(name))),
  ),
  mutant(
    'projection.extension-500',
    'Asking for an attribute of an extension crashes the server',
    ['RFC7644-3.9-14'],
    names((list) => {
      if (list.some((name) => /:extension:/i.test(name))) throw new TypeError('undefined');
      return [...list];
    }),
  ),
  mutant(
    'projection.missing-extension-500',
    'Asking for an attribute of an extension that a resource does not have crashes the server',
    ['RFC7644-3.9-05', 'RFC7644-3.9-09'],
    (b) => ({
      project: (resource, projection, model) => {
        const named = [...(projection.attributes ?? []), ...(projection.excludedAttributes ?? [])];
        for (const { id } of model.extensions)
          if (named.some((name) => name.startsWith(`${id}:`)) && resource[id] === undefined)
            throw new TypeError('undefined');
        return b.project(resource, projection, model);
      },
    }),
    { kills: ['protocol.projection.unassigned'] },
  ),
  mutant(
    'projection.missing-array-500',
    'Asking for a part of an array that a resource does not have crashes the server',
    ['RFC7644-3.9-05', 'RFC7644-3.9-09'],
    (b) => ({
      project: (resource, projection, model) => {
        const named = [...(projection.attributes ?? []), ...(projection.excludedAttributes ?? [])];
        for (const { name, multiValued } of topAttributes(model))
          if (multiValued && named.some((each) => each.startsWith(`${name}.`)) && resource[name] === undefined)
            throw new TypeError('undefined');
        return b.project(resource, projection, model);
      },
    }),
    { kills: ['protocol.projection.unassigned'] },
  ),
  mutant(
    'projection.urn-split-at-dot',
    'A URN is cut at its first dot',
    ['RFC7644-3.9-14', 'RFC7644-3.10-01'],
    names((list) => list.map((name) => (name.includes(':') ? (name.split('.')[0] ?? name) : name))),
  ),
  mutant(
    'projection.unknown-500',
    'An unknown name crashes the server',
    ['RFC7644-3.4.2.5-01'],
    names((list, model) => {
      const known = topAttributes(model).map(({ name }) => name.toLowerCase());
      if (list.some((name) => !name.includes(':') && !known.includes((name.split('.')[0] ?? '').toLowerCase())))
        throw new TypeError('undefined');
      return [...list];
    }),
  ),
  mutant(
    'projection.password',
    'attributes=password shows the password',
    ['RFC7644-3.9-12', 'RFC7644-3.4-03', 'RFC7643-7-37', 'RFC7643-7-33'],
    (b) => ({
      project: (resource, projection, model) => {
        const asked = (projection.attributes ?? []).some((name) => name.toLowerCase() === 'password');
        return b.project(
          resource,
          projection,
          asked ? remodel(model, (a) => (a.name === 'password' ? { ...a, returned: 'default' } : a)) : model,
        );
      },
    }),
  ),
  mutant(
    'projection.meta-always',
    'meta cannot be left out and comes unasked',
    ['RFC7643-3.1-27'],
    (b) => ({
      project: (resource, projection, model) => {
        const shown = b.project(resource, projection, model);
        return resource['meta'] === undefined ? shown : { ...shown, meta: resource['meta'] };
      },
    }),
    { kills: ['schema.common.meta-default'] },
  ),
  mutant(
    'projection.title-on-request',
    'title is returned only when asked for, and no schema says so',
    ['RFC7644-3.4-02', 'RFC7643-7-39'],
    returned((attribute, path) => (path === 'title' ? { ...attribute, returned: 'request' } : attribute)),
  ),
  mutant(
    'projection.emails-on-request',
    'emails are returned only when asked for, and no schema says so',
    ['RFC7644-3.4-02', 'RFC7643-7-39', 'RFC7644-3.9-01'],
    returned((attribute, path) => (path === 'emails' ? { ...attribute, returned: 'request' } : attribute)),
  ),
  mutant(
    'projection.name-always',
    'name is returned whatever was asked for',
    ['RFC7644-3.4.2.5-03', 'RFC7643-7-39'],
    returned((attribute, path) => (path === 'name' ? { ...attribute, returned: 'always' } : attribute)),
  ),
  mutant('projection.stored', 'A PUT with attributes stores only what was asked for', ['RFC7644-3.9-15'], (b) => {
    let asked: string[] = [];
    return {
      beforeRequest: (request) => {
        asked =
          request.method === 'PUT'
            ? (request.query.get('attributes') ?? '').split(',').filter((name) => name !== '')
            : [];
        return b.beforeRequest(request);
      },
      onStore: (resource, op, model, previous) => {
        const kept = ['schemas', 'id', 'userName', 'displayName', 'active', ...asked];
        const entries = Object.entries(resource).filter(([name]) => kept.includes(name));
        return b.onStore(
          op === 'replace' && asked.length > 0 ? Object.fromEntries(entries) : resource,
          op,
          model,
          previous,
        );
      },
    };
  }),
  mutant(
    'projection.read-cuts-user',
    'A read with excludedAttributes takes these from a user',
    CUT,
    cutting((request) => isOne(request, 'Users')),
    {
      kills: ['protocol.projection.read-again'],
    },
  ),
  mutant(
    'projection.read-empties-group',
    'A read with excludedAttributes takes these from a group',
    CUT,
    cutting((request) => isOne(request, 'Groups')),
    { kills: ['protocol.projection.group-members'] },
  ),
  mutant(
    'projection.list-cuts-users',
    'A list with excludedAttributes takes these from the users',
    CUT,
    cutting((request) => endpointOf(request) === 'Users' && !isOne(request)),
    { kills: ['protocol.projection.list-excluded'] },
  ),
  mutant(
    'projection.empty-nulls',
    'What was not asked for is shown as an empty object',
    ['RFC7643-2.1-06', 'RFC7644-3.4.2.5-03'],
    (b) => ({
      project: (resource, projection, model) => {
        const shown = b.project(resource, projection, model);
        return (projection.attributes ?? []).length > 0 && isObject(resource['name']) && shown['name'] === undefined
          ? { ...shown, name: {} }
          : shown;
      },
    }),
  ),
  mutant('projection.id-excluded', 'excludedAttributes=id takes the id away', ['RFC7643-3.1-15'], (b) => ({
    project: (resource, projection, model) => {
      const shown = b.project(resource, projection, model);
      return projection.excludedAttributes?.includes('id') ? without(shown, 'id') : shown;
    },
  })),
];
