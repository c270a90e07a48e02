/** Values that storage alters without a word, and values that are shown unasked. */
import { isObject, member } from '../../scim/json.js';
import type { Json, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { remodel, storing, withMember, without } from './tools.js';

const PASS = 'urn:example:schemas:2.0:Pass';
const RICH = ['vendor-extension-rich'];

/** Stores one attribute of the vendor's extension otherwise. */
const passing = (name: string, change: (value: Json) => Json): Change =>
  storing(
    (resource) =>
      withMember(resource, PASS, (pass) => (isObject(pass) ? withMember(pass, name, change) : pass)) as Resource,
  );

/** The value of the vendor's extension in what a client sent. */
function sentOf(input: Json, name: string): Json | undefined {
  const key = isObject(input)
    ? Object.keys(input).find((each) => each.toLowerCase() === PASS.toLowerCase())
    : undefined;
  const pass = key !== undefined && isObject(input) ? input[key] : undefined;
  return isObject(pass) ? member(pass, name) : undefined;
}

/** What is returned on request comes unasked in lists. */
const unaskedInLists: Change = (b) => {
  let listed = false;
  return {
    readQuery: (raw) => {
      listed = true;
      return b.readQuery(raw);
    },
    beforeRequest: (request) => {
      listed = false;
      return b.beforeRequest(request);
    },
    project: (resource, projection, model) =>
      b.project(
        resource,
        projection,
        listed
          ? remodel(model, (attribute) =>
              attribute.returned === 'request' ? { ...attribute, returned: 'default' } : attribute,
            )
          : model,
      ),
  };
};

export const keptMutants: Mutant[] = [
  mutant(
    'store.integers-32-bit',
    'Integers are cut down to 32 bits',
    ['RFC7643-2.3.4-01'],
    passing('floor', (value) => (typeof value === 'number' ? value | 0 : value)),
    { kills: ['schema.kept.numbers'], on: RICH },
  ),
  mutant(
    'store.decimals-rounded',
    'Decimals are rounded to one digit',
    ['RFC7643-2.3.3-01'],
    passing('weight', (value) => (typeof value === 'number' ? Math.round(value * 10) / 10 : value)),
    { kills: ['schema.kept.numbers'], on: RICH },
  ),
  mutant(
    'store.offset-dropped',
    'The offset of a dateTime is replaced by Z',
    ['RFC7643-2.3.5-01'],
    passing('issued', (value) => (typeof value === 'string' ? value.replace(/[+-]\d\d:\d\d$/, 'Z') : value)),
    { kills: ['schema.kept.instants'], on: RICH },
  ),
  mutant(
    'store.values-joined',
    'Values of a multi-valued string are joined by commas',
    ['RFC7643-2.2-05'],
    passing('labels', (value) => (Array.isArray(value) ? [value.join(',')] : value)),
    { kills: ['schema.kept.several-values'], on: RICH },
  ),
  mutant(
    'replace.immutable-kept-silently',
    'A PUT of another immutable value is answered 200, and the value stays',
    ['RFC7644-3.5.1-14'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const before = options.stored?.[PASS];
        if (mode !== 'replace' || !isObject(before) || !isObject(input) || before['origin'] === undefined)
          return b.readInput(input, model, mode, options);
        const kept = withMember(input, PASS, (pass) =>
          isObject(pass) ? { ...pass, origin: before['origin'] ?? null } : pass,
        );
        return b.readInput(kept, model, mode, options);
      },
    }),
    { kills: ['schema.kept.immutable-refused'], on: RICH },
  ),
  mutant(
    'store.read-only-number-taken',
    'A number that is readOnly is taken from the client',
    ['RFC7643-7-28'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const serial = sentOf(input, 'serial');
        const result = b.readInput(input, model, mode, options);
        const pass = result.resource[PASS];
        return typeof serial === 'number'
          ? { ...result, resource: { ...result.resource, [PASS]: { ...(isObject(pass) ? pass : {}), serial } } }
          : result;
      },
    }),
    { kills: ['schema.characteristics.read-only-create'], on: RICH },
  ),
  mutant('list.groups-unasked', 'Lists show groups that are returned on request', ['RFC7643-7-40'], unaskedInLists, {
    kills: ['groups.user-view.listed'],
    on: ['groups-on-request'],
  }),
  mutant('list.request-unasked', 'Lists show what is returned on request', ['RFC7643-7-40'], unaskedInLists, {
    kills: ['schema.honesty.request-unasked'],
    on: RICH,
  }),
  mutant(
    'projection.request-part-unasked',
    'A sub-attribute that is returned on request is shown unasked',
    ['RFC7643-7-40'],
    (b) => ({
      project: (resource, projection, model) =>
        b.project(
          resource,
          projection,
          remodel(model, (attribute, path) =>
            path.includes('.') && attribute.returned === 'request' ? { ...attribute, returned: 'default' } : attribute,
          ),
        ),
    }),
    { kills: ['schema.honesty.request-unasked'], on: RICH },
  ),
  mutant(
    'store.member-doubled',
    'A member that is named twice is stored twice',
    ['RFC7643-2.4-13'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const result = b.readInput(input, model, mode, options);
        const members = isObject(input) ? member(input, 'members') : undefined;
        return Array.isArray(members) ? { ...result, resource: { ...result.resource, members } } : result;
      },
      onStore: (resource, op, model, previous) => {
        const { members } = resource;
        const stored = b.onStore(resource, op, model, previous);
        return model.type.name === 'Group' && Array.isArray(members) ? { ...stored, members } : stored;
      },
    }),
    { kills: ['groups.create.member-twice'] },
  ),
  mutant(
    'store.manager-lost',
    'The manager of a user is taken and not stored',
    ['RFC7643-2.2-05'],
    storing(
      (resource) =>
        withMember(resource, ENTERPRISE_USER_SCHEMA, (container) =>
          isObject(container) ? without(container, 'manager') : container,
        ) as Resource,
    ),
    { kills: ['users.enterprise.manager-stored'] },
  ),
];
