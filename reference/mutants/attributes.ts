import { isObject } from '../../scim/json.js';
import type { Attribute, Json, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, remodel, showing, storing, withElements, withMember, without } from './tools.js';

/** Changes a value on its way into the store: `name.givenName`, `emails.value`, `urn:…:User:department`. */
export function keeping(path: string, change: (value: Json) => Json | undefined): Change {
  const extension = path.startsWith(ENTERPRISE_USER_SCHEMA);
  const names = extension ? [ENTERPRISE_USER_SCHEMA, path.slice(ENTERPRISE_USER_SCHEMA.length + 1)] : path.split('.');
  const apply = (value: Json, [name, ...rest]: string[]): Json => {
    if (name === undefined) return value;
    if (Array.isArray(value)) return value.map((item) => apply(item, [name, ...rest]));
    const inner = isObject(value) ? value[name] : undefined;
    if (!isObject(value) || inner === undefined) return value;
    if (rest.length > 0) return { ...value, [name]: apply(inner, rest) };
    const kept = change(inner);
    return kept === undefined ? without(value, name) : { ...value, [name]: kept };
  };
  return storing((resource) => apply(resource, names) as Resource);
}

const dropped = (): undefined => undefined;

function lost(id: string, path: string, row: string): Mutant {
  const name = path.includes(':') ? path.slice(path.lastIndexOf(':') + 1) : path;
  return mutant(id, `${name} is not stored`, [row], keeping(path, dropped));
}

const enterprise = (name: string): string => `${ENTERPRISE_USER_SCHEMA}:${name}`;

export const attributeMutants: Mutant[] = [
  lost('store.no-formatted', 'name.formatted', 'RFC7643-4.1.1-07'),
  lost('store.no-family-name', 'name.familyName', 'RFC7643-4.1.1-08'),
  lost('store.no-given-name', 'name.givenName', 'RFC7643-4.1.1-09'),
  lost('store.no-middle-name', 'name.middleName', 'RFC7643-4.1.1-10'),
  lost('store.no-prefix', 'name.honorificPrefix', 'RFC7643-4.1.1-11'),
  lost('store.no-suffix', 'name.honorificSuffix', 'RFC7643-4.1.1-12'),
  lost('store.no-employee-number', enterprise('employeeNumber'), 'RFC7643-4.3-02'),
  lost('store.no-cost-center', enterprise('costCenter'), 'RFC7643-4.3-03'),
  lost('store.no-organization', enterprise('organization'), 'RFC7643-4.3-04'),
  lost('store.no-division', enterprise('division'), 'RFC7643-4.3-05'),
  lost('store.no-department', enterprise('department'), 'RFC7643-4.3-06'),
  mutant(
    'store.names-exchanged',
    'Given name and family name are exchanged',
    ['RFC7643-4.1.1-08', 'RFC7643-4.1.1-09'],
    storing(
      (resource) =>
        withMember(resource, 'name', (name) => {
          if (!isObject(name)) return name;
          const { givenName, familyName, ...rest } = name;
          return {
            ...rest,
            ...(givenName === undefined ? {} : { familyName: givenName }),
            ...(familyName === undefined ? {} : { givenName: familyName }),
          };
        }) as Resource,
    ),
  ),
  mutant(
    'store.employee-number-number',
    'employeeNumber is a number',
    ['RFC7643-4.3-02', 'RFC7643-2.3-02'],
    showing((resource) =>
      withMember(resource, ENTERPRISE_USER_SCHEMA, (container) =>
        isObject(container)
          ? withMember(container, 'employeeNumber', (value) => Number.parseInt(String(value), 10) || 0)
          : container,
      ),
    ),
  ),
  mutant(
    'store.profile-url-lower-case',
    'profileUrl is stored in lower case',
    ['RFC7643-4.1.1-18'],
    keeping('profileUrl', (value) => String(value).toLowerCase()),
  ),
  mutant(
    'store.language-cut',
    'preferredLanguage is cut to two letters',
    ['RFC7643-4.1.1-22'],
    keeping('preferredLanguage', (value) => String(value).slice(0, 2)),
  ),
  mutant(
    'store.locale-fixed',
    'locale is always en-US',
    ['RFC7643-4.1.1-23'],
    keeping('locale', () => 'en-US'),
  ),
  mutant('store.locale-blank', 'A locale may hold a blank', ['RFC7643-4.1.1-25'], (b) => ({
    onStore: (resource, op, model, previous) => {
      const { locale } = resource;
      return typeof locale === 'string' && /\s/.test(locale)
        ? { ...b.onStore(without(resource, 'locale') as Resource, op, model, previous), locale }
        : b.onStore(resource, op, model, previous);
    },
  })),
  mutant(
    'store.time-zone-offset',
    'timezone is stored as an offset',
    ['RFC7643-4.1.1-26'],
    keeping('timezone', () => 'UTC+01:00'),
  ),
  mutant(
    'store.photo-file',
    'Of a photo only the name of its file is kept',
    ['RFC7643-4.1.2-13'],
    keeping('photos.value', (value) => String(value).split('/').at(-1) ?? ''),
  ),
  mutant(
    'store.photo-type-fixed',
    'The type of a photo is always thumbnail',
    ['RFC7643-4.1.2-17'],
    keeping('photos.type', () => 'thumbnail'),
  ),
  mutant(
    'store.mail-domain-lost',
    'Of an e-mail address only what precedes the at sign is kept',
    ['RFC7643-4.1.2-02'],
    keeping('emails.value', (value) => String(value).split('@')[0] ?? ''),
  ),
  mutant(
    'store.phone-lost',
    'The prefix of a phone number is lost',
    ['RFC7643-4.1.2-07'],
    keeping('phoneNumbers.value', (value) => String(value).replace(/^\+\d+/, '')),
  ),
  mutant(
    'store.im-cut',
    'An IM address is cut at its first blank or dot',
    ['RFC7643-4.1.2-10'],
    keeping('ims.value', (value) => String(value).trim().split(/[ .]/)[0] ?? ''),
  ),
  mutant(
    'store.addresses-need-formatted',
    'Addresses without formatted are dropped',
    ['RFC7643-4.1.2-18'],
    storing(
      (resource) =>
        withMember(resource, 'addresses', (list) =>
          Array.isArray(list) ? list.filter((address) => isObject(address) && 'formatted' in address) : list,
        ) as Resource,
    ),
  ),
  mutant(
    'store.entitlement-type',
    'The type of an entitlement is lost',
    ['RFC7643-4.1.2-29'],
    keeping('entitlements.type', dropped),
  ),
  mutant(
    'store.roles-lower-case',
    'Roles are stored in lower case',
    ['RFC7643-4.1.2-30'],
    keeping('roles.value', (value) => String(value).toLowerCase()),
  ),
  mutant('store.manager-ref-lost', 'manager has neither value nor $ref', ['RFC7643-4.3-08', 'RFC7643-4.3-09'], {
    managerView: (manager) => without(manager, 'value', '$ref'),
  }),
  mutant(
    'store.manager-ref-broken',
    'The $ref of a manager names the manager of nobody',
    ['RFC7643-4.3-09', 'RFC7643-2.3.7-09'],
    (b) => ({
      managerView: (manager, view) =>
        withMember(b.managerView(manager, view), '$ref', (url) => String(url).replace('/Users/', '/Managers/')),
    }),
  ),
  mutant(
    'store.boolean-of-anything',
    'Any value is taken for a boolean',
    ['RFC7643-2.3.2-03', 'RFC7644-3.12-27'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          isObject(input) ? withMember(input, 'active', (value) => (value === null ? null : Boolean(value))) : input,
          model,
          mode,
          options,
        ),
    }),
  ),
  mutant('store.string-of-anything', 'Any value is taken for a string', ['RFC7644-3.12-27', 'RFC7643-2.3-02'], (b) => ({
    readInput: (input, model, mode, options) =>
      b.readInput(
        isObject(input)
          ? Object.fromEntries(
              Object.entries(input).map(([name, value]) => [
                name,
                /^(nickName|title|displayName|userName)$/.test(name) && typeof value !== 'string' && value !== null
                  ? JSON.stringify(value)
                  : value,
              ]),
            )
          : input,
        model,
        mode,
        options,
      ),
  })),
  mutant(
    'show.certificate-bytes',
    'Certificates are lists of bytes',
    ['RFC7643-2.3.6-06', 'RFC7643-2.3-02'],
    showing(
      (resource) =>
        withElements(resource, 'x509Certificates', (entry) =>
          withMember(entry, 'value', (value) => [...Buffer.from(String(value), 'base64')]),
        ) as Resource,
    ),
  ),
  mutant('create.needs-order', 'A body must begin with schemas', ['RFC7643-2.3.8-01'], (b) => ({
    checkSchemas: (body, model) => {
      if ('schemas' in body && Object.keys(body)[0] !== 'schemas') throw new TypeError('schemas expected');
      b.checkSchemas(body, model);
    },
  })),
  mutant(
    'groups.no-external-id',
    'Groups have no externalId',
    ['RFC7643-3-09', 'RFC7643-3.1-01'],
    storing((resource) => ('userName' in resource ? resource : (without(resource, 'externalId') as Resource))),
  ),
  mutant('create.id-per-type', 'Users and groups are counted from 1, each on their own', ['RFC7643-3.1-07'], (b) => {
    const counts = new Map<string, number>();
    return {
      onStore: (resource, op, model, previous) => {
        if (op !== 'create') return b.onStore(resource, op, model, previous);
        const next = (counts.get(model.type.name) ?? 0) + 1;
        counts.set(model.type.name, next);
        return b.onStore({ ...resource, id: String(next) }, op, model, previous);
      },
    };
  }),
  mutant(
    'show.content-location',
    'Content-Location is that of the list',
    ['RFC7643-3.1-33'],
    answering((answer, request) =>
      answer.status === 200 && request.method === 'GET' && request.segments.length === 2
        ? {
            ...answer,
            headers: { ...answer.headers, 'Content-Location': `${request.base}/${request.segments[0] ?? ''}` },
          }
        : answer,
    ),
  ),
  mutant(
    'groups.other-schema',
    'Groups name a schema of the vendor',
    ['RFC7643-4.2-01', 'RFC7643-3.3-03'],
    showing((resource, model) =>
      model.core.id === GROUP_SCHEMA
        ? { ...resource, schemas: ['urn:ietf:params:scim:schemas:core:2.0:Groups'] }
        : resource,
    ),
  ),
  mutant(
    'create.takes-resource-type',
    'meta.resourceType is what the client sent',
    ['RFC7644-3.3.1-03', 'RFC7643-3.1-26'],
    (b) => {
      const sent = new Map<string, Json>();
      return {
        readInput: (input, model, mode, options) => {
          const result = b.readInput(input, model, mode, options);
          const meta = isObject(input) ? input['meta'] : undefined;
          const type = isObject(meta) ? meta['resourceType'] : undefined;
          const name = result.resource['userName'] ?? result.resource['displayName'];
          if (type !== undefined && name !== undefined) sent.set(String(name), type);
          return result;
        },
        meta: (stored, view) => {
          const type = sent.get(String(stored.resource['userName'] ?? stored.resource['displayName']));
          return { ...b.meta(stored, view), ...(type === undefined ? {} : { resourceType: type }) };
        },
      };
    },
  ),
  mutant('find.id-any-case', 'Letter case does not count in an id', ['RFC7643-3.1-13'], (b) => ({
    find: (store, type, id) =>
      b.find(store, type, id) ?? store.list(type).find((stored) => stored.id.toLowerCase() === id.toLowerCase()),
  })),
  mutant(
    'create.composed-forms-differ',
    'Two forms of one character are two user names',
    ['RFC7644-5-01', 'RFC7644-7.8-01'],
    {
      uniqueForm: (value, caseExact) => (caseExact ? value : value.toLowerCase()),
      conflict: (resource, type, store, self) => {
        const name = String(resource['userName'] ?? '').toLowerCase();
        return type === 'User' &&
          store
            .list(type)
            .some((other) => other.id !== self && String(other.resource['userName']).toLowerCase() === name)
          ? 'userName'
          : undefined;
      },
    },
  ),
  mutant(
    'create.extension-optional',
    'A required extension can be left out',
    ['RFC7643-6-16'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          input,
          {
            ...remodel(model, (attribute) =>
              attribute.name === 'desk' ? { ...attribute, required: false } : attribute,
            ),
            type: {
              ...model.type,
              schemaExtensions: model.type.schemaExtensions.map((extension) => ({ ...extension, required: false })),
            },
          },
          mode,
          options,
        ),
    }),
    { on: ['extension-required'] },
  ),
  mutant(
    'replace.immutable-changed',
    'An immutable attribute can be changed',
    ['RFC7643-7-31', 'RFC7644-3.5.1-14'],
    (b) => ({
      readInput: (input, model, mode, options) => b.readInput(input, remodel(model, writable), mode, options),
      applyPatch: (resource, operations, model, options) =>
        b.applyPatch(resource, operations, remodel(model, writable), options),
    }),
    { on: ['nick-name-immutable'] },
  ),
  mutant(
    'replace.immutable-keyword',
    'A changed immutable attribute is answered 409',
    ['RFC7644-3.5.1-14', 'RFC7644-3.5.1-15'],
    answering((answer) =>
      isObject(answer.body) && answer.body['scimType'] === 'mutability'
        ? { ...answer, status: 409, body: { ...without(answer.body, 'scimType'), status: '409' } }
        : answer,
    ),
    { on: ['nick-name-immutable'] },
  ),
  mutant(
    'replace.immutable-unset',
    'An immutable attribute without value cannot be set',
    ['RFC7644-3.5.1-16'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          mode === 'replace' && isObject(input) && options.stored?.['nickName'] === undefined
            ? without(input, 'nickName')
            : input,
          model,
          mode,
          options,
        ),
    }),
    { on: ['nick-name-immutable'] },
  ),
  mutant(
    'replace.immutable-repeat',
    'A PUT that repeats an immutable value is answered 400',
    ['RFC7644-3.5.1-13'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        if (mode === 'replace' && isObject(input) && input['nickName'] !== undefined) throw new TypeError('immutable');
        return b.readInput(input, model, mode, options);
      },
    }),
    { on: ['nick-name-immutable'] },
  ),
  mutant(
    'projection.on-request-never',
    'What is returned on request is not returned on request',
    ['RFC7644-3.9-11', 'RFC7643-7-40'],
    (b) => ({
      project: (resource, projection, model) =>
        b.project(
          resource,
          projection,
          remodel(model, (attribute) =>
            attribute.returned === 'request' ? { ...attribute, returned: 'never' } : attribute,
          ),
        ),
    }),
    { on: ['title-on-request'] },
  ),
  mutant(
    'projection.on-request-always',
    'What is returned on request is always returned',
    ['RFC7644-3.4-04', 'RFC7643-7-40'],
    (b) => ({
      project: (resource, projection, model) =>
        b.project(
          resource,
          projection,
          remodel(model, (attribute) =>
            attribute.returned === 'request' ? { ...attribute, returned: 'default' } : attribute,
          ),
        ),
    }),
    { on: ['title-on-request'] },
  ),
  mutant(
    'projection.always-omitted',
    'What is always returned is not, when other attributes are asked for',
    ['RFC7643-7-36'],
    (b) => ({
      project: (resource, projection, model) =>
        b.project(
          resource,
          projection,
          remodel(model, (attribute) =>
            attribute.returned === 'always' ? { ...attribute, returned: 'default' } : attribute,
          ),
        ),
    }),
    { on: ['user-name-always'] },
  ),
  mutant(
    'update.read-only-written',
    'A read-only attribute can be written',
    ['RFC7643-7-28', 'RFC7644-3.5.1-17', 'RFC7644-3.3-02'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          input,
          remodel(model, (attribute, path) =>
            path === 'title' ? { ...attribute, mutability: 'readWrite' } : attribute,
          ),
          mode,
          options,
        ),
    }),
    { on: ['title-read-only'] },
  ),
  mutant(
    'create.published-uniqueness',
    'Published uniqueness of e-mail addresses is not enforced',
    ['RFC7643-7-45'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const path = b.conflict(resource, type, store, self, op);
        return path?.startsWith('emails') ? undefined : path;
      },
    }),
    { on: ['mail-unique'] },
  ),
  mutant(
    'filter.integers-as-text',
    'Integers are compared as text',
    ['RFC7644-3.4.2.2-24'],
    (b) => ({
      filterTest: (filter, model, options) => {
        const test = b.filterTest(filter, model, options);
        if (filter.kind !== 'compare' || typeof filter.value !== 'number' || !/^(gt|ge|lt|le)$/.test(filter.operator))
          return test;
        const { path, operator, value } = filter;
        return (resource) => {
          const found = Object.values(resource)
            .map((part) => (isObject(part) ? part[path.attribute] : undefined))
            .find((number) => typeof number === 'number');
          if (found === undefined) return false;
          const [left, right] = [String(found), String(value)];
          return operator === 'gt'
            ? left > right
            : operator === 'ge'
              ? left >= right
              : operator === 'lt'
                ? left < right
                : left <= right;
        };
      },
    }),
    { on: ['vendor-extension'] },
  ),
  mutant(
    'store.integer-fraction',
    'A fraction is taken for an integer',
    ['RFC7643-2.3.4-02', 'RFC7643-2.3.4-01'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          input,
          remodel(model, (attribute) => (attribute.type === 'integer' ? { ...attribute, type: 'decimal' } : attribute)),
          mode,
          options,
        ),
    }),
    { on: ['vendor-extension'] },
  ),
  mutant(
    'store.decimal-string',
    'Decimals are strings',
    ['RFC7643-2.3.3-01', 'RFC7643-2.3-02'],
    showing((resource) =>
      Object.fromEntries(
        Object.entries(resource).map(([name, value]) => [
          name,
          isObject(value) ? withMember(value, 'weight', String) : value,
        ]),
      ),
    ),
    { on: ['vendor-extension'] },
  ),
];

function writable(attribute: Attribute): Attribute {
  return attribute.mutability === 'immutable' && attribute.name === 'nickName'
    ? { ...attribute, mutability: 'readWrite' }
    : attribute;
}
