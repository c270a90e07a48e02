/** Attributes that behave otherwise than their schemas say. */
import { ScimError } from '../../scim/errors.js';
import { isObject, member } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import { keeping } from './attribute-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { definitions, named, schemas } from './schema-tools.js';
import { stepwise } from './patching.js';
import { evaluating, storing, withMember, without } from './tools.js';

const refused = (detail: string, scimType = 'invalidValue'): ScimError => new ScimError(400, scimType as never, detail);

function inEnterprise(input: unknown, name: string): Json | undefined {
  const container = isObject(input) ? member(input, ENTERPRISE_USER_SCHEMA) : undefined;
  return isObject(container) ? member(container, name) : undefined;
}

/** A member of a definition changed for the attributes of one type. */
const ofType = (type: string, more: JsonObject) =>
  definitions((definition) => (definition['type'] === type ? { ...definition, ...more } : definition));

export const characteristicMutants: Mutant[] = [
  mutant(
    'create.division-lost',
    'A POST does not store division, which the schema declares',
    ['RFC7643-2.2-05', 'RFC7643-4.3-05'],
    storing((resource, op) =>
      op === 'create'
        ? (withMember(resource, ENTERPRISE_USER_SCHEMA, (container) =>
            isObject(container) ? without(container, 'division') : container,
          ) as Resource)
        : resource,
    ),
  ),
  mutant(
    'store.division-listed',
    'division takes what is on a list that nobody published',
    ['RFC7643-2.2-03'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const division = inEnterprise(input, 'division');
        if (typeof division === 'string' && !['Sales', 'Theme Park'].includes(division))
          throw refused('There is no such division.');
        return b.readInput(input, model, mode, options);
      },
    }),
  ),
  mutant(
    'replace.nick-name-fixed',
    'nickName is declared readWrite and refused once it is set',
    ['RFC7643-2.2-05'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const before = options.stored?.['nickName'];
        const now = isObject(input) ? member(input, 'nickName') : undefined;
        if (before !== undefined && now !== undefined && now !== before)
          throw refused('nickName does not change.', 'mutability');
        return b.readInput(input, model, mode, options);
      },
      applyPatch: (resource, operations, model, options) => {
        if (operations.some(({ path }) => path?.toLowerCase() === 'nickname') && resource['nickName'] !== undefined)
          throw refused('nickName does not change.', 'mutability');
        return b.applyPatch(resource, operations, model, options);
      },
    }),
  ),
  mutant(
    'replace.time-zone-kept',
    'PUT answers 200 and keeps the old timezone',
    ['RFC7644-3.5.1-05'],
    storing((resource, op, previous) => {
      const before = previous?.['timezone'];
      return op === 'replace' && before !== undefined && resource['timezone'] !== undefined
        ? { ...resource, timezone: before }
        : resource;
    }),
  ),
  mutant(
    'patch.cost-center-kept',
    'PATCH of costCenter succeeds and changes nothing',
    ['RFC7644-3.5.2.3-04'],
    stepwise((operation, run, resource) => (operation.path?.toLowerCase().endsWith(':costcenter') ? resource : run())),
  ),
  mutant(
    'store.exact-lower-case',
    'The schema says that letter case counts in nickName, and it is stored in lower case',
    ['RFC7643-7-24'],
    (b) => ({
      ...named('nickName', (definition) => ({ ...definition, caseExact: true }))(b),
      ...keeping('nickName', (value) => (typeof value === 'string' ? value.toLowerCase() : value))(b),
    }),
  ),
  mutant(
    'create.required-unenforced',
    'The schema says that emails are required, and users without any are made',
    ['RFC7643-2-01', 'RFC7643-7-19'],
    named('emails', (definition) => ({ ...definition, required: true })),
  ),
  mutant(
    'create.title-required',
    'A user without title is refused, and no schema says so',
    ['RFC7643-2.2-02'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        if (mode === 'create' && model.type.name === 'User' && isObject(input) && !member(input, 'title'))
          throw refused('title is missing.');
        return b.readInput(input, model, mode, options);
      },
    }),
  ),
  mutant(
    'create.emails-required',
    'A user without e-mail address is refused, and no schema says so',
    ['RFC7643-2.2-02'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        if (mode === 'create' && model.type.name === 'User' && isObject(input) && !member(input, 'emails'))
          throw refused('emails is missing.');
        return b.readInput(input, model, mode, options);
      },
    }),
    { kills: ['schema.characteristics.not-required'] },
  ),
  mutant(
    'replace.names-exact',
    'PUT knows attribute names in their exact letter case alone',
    ['RFC7643-2.1-02'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          mode === 'replace' && isObject(input)
            ? Object.fromEntries(
                Object.entries(input).filter(
                  ([name]) =>
                    name.includes(':') ||
                    /^(schemas|userName)$/i.test(name) ||
                    [...model.core.attributes.map((attribute) => attribute.name), 'externalId'].includes(name),
                ),
              )
            : input,
          model,
          mode,
          options,
        ),
    }),
  ),
  mutant(
    'schema.name-accented',
    'An attribute name has an accent',
    ['RFC7643-2.1-04', 'RFC7643-2.1-03'],
    named('nickName', (definition) => ({ ...definition, name: 'prénom' })),
  ),
  mutant(
    'store.types-shifted',
    'The types of e-mail addresses change places',
    ['RFC7643-2.4-08'],
    storing(
      (resource) =>
        withMember(resource, 'emails', (list) => {
          if (!Array.isArray(list) || list.length < 2) return list;
          const types = list.map((mail) => (isObject(mail) ? (mail['type'] ?? null) : null));
          return list.map((mail, index) =>
            isObject(mail) ? { ...mail, type: types[(index + 1) % types.length] ?? null } : mail,
          );
        }) as Resource,
    ),
  ),
  mutant(
    'filter.primary-unsaid',
    'An e-mail address without mark counts as primary in filters',
    ['RFC7643-2.4-06'],
    evaluating((filter) => {
      if (filter.kind !== 'valuePath' || !/"primary"/i.test(JSON.stringify(filter.filter))) return undefined;
      return (resource) => {
        const mails = resource['emails'];
        return Array.isArray(mails) && mails.some((mail) => isObject(mail) && mail['primary'] !== false);
      };
    }),
  ),
  mutant('show.location-scheme', 'URIs have a scheme of the vendor', ['RFC7643-2.3.7-08', 'RFC7643-3.1-32'], (b) => ({
    location: (base, endpoint, id) => b.location(base, endpoint, id).replace(/^https?:/, 'scim:'),
  })),
  mutant(
    'groups.member-ref-above',
    'The $ref of a member climbs above the service root',
    ['RFC7643-2.3.7-04'],
    (b) => ({
      memberView: (shown, view) =>
        withMember(
          b.memberView(shown, view),
          '$ref',
          (url) => `../../../../${String(url).split('/').slice(-2).join('/')}`,
        ),
    }),
  ),
  mutant('show.manager-ref-old', 'The $ref of a manager is built from an older endpoint', ['RFC7643-2.4-09'], (b) => ({
    managerView: (manager, view) =>
      withMember(b.managerView(manager, view), '$ref', (url) => String(url).replace('/Users/', '/Accounts/')),
  })),
  mutant(
    'store.url-path-lower-case',
    'URLs are stored in lower case',
    ['RFC7643-2.3.7-06', 'RFC7643-4.1.1-18'],
    keeping('profileUrl', (value) => String(value).toLowerCase()),
  ),
  mutant(
    'schema.boolean-exact',
    'Booleans claim that letter case counts',
    ['RFC7643-2.3.2-02'],
    ofType('boolean', { caseExact: true }),
  ),
  mutant(
    'schema.complex-unique',
    'Complex attributes claim to be unique',
    ['RFC7643-2.3.8-02'],
    ofType('complex', { uniqueness: 'server' }),
  ),
  mutant(
    'schema.date-time-unique',
    'A dateTime claims to be unique',
    ['RFC7643-2.3.5-04'],
    schemas((list) =>
      list.map((schema) =>
        schema['id'] === ENTERPRISE_USER_SCHEMA
          ? withMember(schema, 'attributes', (attributes) => [
              ...(Array.isArray(attributes) ? attributes : []),
              {
                name: 'hired',
                type: 'dateTime',
                multiValued: false,
                mutability: 'readOnly',
                returned: 'default',
                uniqueness: 'server',
              },
            ])
          : schema,
      ),
    ),
  ),
];
