/** Attributes that do not survive. */
import { isObject } from '../../scim/json.js';
import type { Json, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA } from '../../scim/urns.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, showing, storing, withElements, withMember, without } from './tools.js';
import { keeping, dropped, lost, enterprise } from './attribute-tools.js';

export const attributeMutants: Mutant[] = [
  lost('store.no-formatted', 'name.formatted', 'ENTRA-USER-25'),
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
    ['RFC7643-4.1.1-18', 'RFC7643-2.3.7-06'],
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
    ['RFC7643-4.1.1-23', 'RFC7644-3.5.1-05'],
    keeping('locale', () => 'en-US'),
  ),
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
    ['RFC7643-4.1.2-10', 'RFC7643-2.2-05'],
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
    ['RFC7643-4.1.2-30', 'ENTRA-USER-40'],
    keeping('roles.value', (value) => String(value).toLowerCase()),
  ),
  mutant(
    'store.manager-dropped',
    'The manager of a user is not stored',
    ['RFC7643-2.2-05'],
    keeping(enterprise('manager'), dropped),
    { kills: ['users.enterprise.manager-stored'] },
  ),
  mutant(
    'store.manager-kept-by-put',
    'PUT does not change the manager',
    ['RFC7644-3.5.1-05'],
    storing((resource, op, previous) => {
      const [now, before] = [resource[ENTERPRISE_USER_SCHEMA], previous?.[ENTERPRISE_USER_SCHEMA]];
      return op === 'replace' && isObject(now) && isObject(before) && before['manager'] !== undefined
        ? { ...resource, [ENTERPRISE_USER_SCHEMA]: { ...now, manager: before['manager'] } }
        : resource;
    }),
    { kills: ['users.enterprise.manager-replaced'] },
  ),
  mutant(
    'store.manager-ref-lost',
    'manager has neither value nor $ref',
    ['RFC7643-4.3-08', 'RFC7643-4.3-09', 'ENTRA-USER-33'],
    {
      managerView: (manager) => without(manager, 'value', '$ref'),
    },
  ),
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
  mutant('store.string-unread', 'displayName is stored whatever its type', ['RFC7643-2.3-02'], (b) => ({
    readInput: (input, model, mode, options) => {
      const value = isObject(input) ? input['displayName'] : undefined;
      if (!isObject(input) || typeof value !== 'number') return b.readInput(input, model, mode, options);
      const { displayName: _unread, ...rest } = input;
      const result = b.readInput(rest, model, mode, options);
      return { ...result, resource: { ...result.resource, displayName: value } };
    },
  })),
  mutant(
    'store.string-of-anything',
    'Any value is taken for a string',
    ['RFC7644-3.12-27'],
    (b) => ({
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
    }),
    { kills: ['schema.wrong-types.text-of-object'] },
  ),
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
    ['RFC7643-3-09', 'RFC7643-3.1-01', 'ENTRA-GROUP-18'],
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
    ['RFC7644-5-01', 'RFC7644-7.8-01', 'RFC7643-7-45'],
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
];
