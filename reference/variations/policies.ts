/** Policies of providers: what they take beyond the letter of the schema. */
import { ScimError } from '../../scim/errors.js';
import { isObject, member, valuesOf } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import { failing, hearing } from '../mutants/tools.js';
import { memberIds } from '../store.js';
import { only, published } from './published-tools.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';
import { invalid } from './write-tools.js';

/** Refuses what a write would leave of a user. */
const demanding = (check: (user: Resource) => void): Change => {
  return (b) => ({
    conflict: (resource, type, store, self, op) => {
      if (type === 'User') check(resource);
      return b.conflict(resource, type, store, self, op);
    },
  });
};

const texts = (resource: JsonObject, name: string, part: string): string[] =>
  valuesOf(member(resource, name)).flatMap((value) => {
    const text: Json | undefined = isObject(value) ? member(value, part) : undefined;
    return typeof text === 'string' && text !== '' ? [text] : [];
  });

const isUrl = (text: string): boolean => /^https?:\/\/[^\s]+$/i.test(text);

export const policyVariations: Variation[] = [
  variation(
    'errors-two-schemas',
    'Errors name a schema of the vendor, too, and have its members',
    ['RFC7644-3.12'],
    failing((answer, body) => {
      const urn = 'urn:example:params:scim:schemas:extension:2.0:Error';
      return { ...answer, body: { ...body, schemas: [...valuesOf(body['schemas']), urn], [urn]: { fieldErrors: {} } } };
    }),
  ),
  variation(
    'user-name-is-mail',
    'A userName that is no e-mail address is answered 400',
    ['RFC7643-4.1.1'],
    demanding(({ userName }) => {
      if (!/^[^\s@]+@[^\s@]+$/.test(String(userName))) invalid('userName is an e-mail address.');
    }),
  ),
  variation(
    'disabled-fixed',
    'A user who is disabled is not changed but by being enabled: 409',
    ['RFC7643-4.1.1'],
    (b) => ({
      onStore: (resource, op, model, previous) => {
        const isFixed = op !== 'create' && previous?.['active'] === false && resource['active'] === false;
        if (isFixed && b.changed(previous, { ...resource, id: previous['id'] ?? null }))
          throw new ScimError(409, undefined, 'Enable the user first.');
        return b.onStore(resource, op, model, previous);
      },
    }),
  ),
  variation(
    'formats-checked',
    'Addresses, numbers, URLs and countries of a wrong form are answered 400',
    ['RFC7643-4.1.1', 'RFC7643-4.1.2'],
    demanding((user) => {
      if (texts(user, 'emails', 'value').some((text) => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)))
        invalid('That is no e-mail address.');
      if (texts(user, 'phoneNumbers', 'value').some((text) => !/^(tel:)?\+?[\d .()/-]{3,}$/i.test(text)))
        invalid('That is no telephone number.');
      if (texts(user, 'addresses', 'country').some((text) => !/^[a-z]{2}$/i.test(text))) invalid('That is no country.');
      const { profileUrl } = user;
      if (typeof profileUrl === 'string' && !isUrl(profileUrl)) invalid('That is no URL.');
      if (texts(user, 'photos', 'value').some((text) => !isUrl(text))) invalid('That is no URL.');
    }),
  ),
  variation(
    'basic-plane-only',
    'Characters beyond the basic plane are answered 400',
    ['RFC7643-2.3.1'],
    hearing((request) => {
      if (/[\u{10000}-\u{10ffff}]/u.test(request.text)) invalid('There are characters that cannot be stored.');
      return request;
    }),
  ),
  variation(
    'one-address',
    'A user has one e-mail address: more are answered 400',
    ['RFC7643-4.1.2'],
    demanding((user) => {
      if (valuesOf(user['emails']).length > 1) invalid('One e-mail address is taken.');
    }),
  ),
  variation(
    'one-address-needed',
    'A user has exactly one e-mail address, and the schema says that it is required',
    ['RFC7643-4.1.2'],
    demanding((user) => {
      if (valuesOf(user['emails']).length > 1) invalid('One e-mail address is taken.');
    }),
    published(only('emails', { required: true })),
  ),
  variation(
    'one-value',
    'Multi-valued attributes of users have one value: more are answered 400',
    ['RFC7643-4.1.2'],
    demanding((user) => {
      const taken = Object.entries(user).find(([name, values]) => name !== 'schemas' && valuesOf(values).length > 1);
      if (taken) invalid(`One value of ${taken[0]} is taken.`);
    }),
  ),
  variation(
    'user-name-among-mails',
    'A userName that is not among the e-mail addresses of the user is answered 400',
    ['RFC7643-4.1.1'],
    demanding((user) => {
      const addresses = texts(user, 'emails', 'value').map((text) => text.toLowerCase());
      if (addresses.length > 0 && !addresses.includes(String(user['userName']).toLowerCase()))
        invalid('userName is one of the e-mail addresses.');
    }),
  ),
  variation('active-not-deleted', 'A user who is active is not deleted: 409', ['RFC7644-3.6'], (b) => ({
    remove: (store, stored) => {
      if (stored.resource['active'] === true) throw new ScimError(409, undefined, 'Disable the user first.');
      b.remove(store, stored);
    },
  })),
  variation('disabled-members-refused', 'A user who is disabled is not taken into a group', ['RFC7643-4.2'], (b) => ({
    conflict: (resource, type, store, self, op) => {
      const before = self === undefined ? undefined : store.get(self)?.resource;
      const present = before ? memberIds(before) : [];
      const joining = type === 'Group' ? memberIds(resource).filter((id) => !present.includes(id)) : [];
      if (joining.some((id) => store.get(id)?.resource['active'] === false))
        throw new ScimError(400, 'invalidValue', 'A member is disabled.');
      return b.conflict(resource, type, store, self, op);
    },
  })),
];
