/** Values changed on their way into the store. */
import { isObject, member, valuesOf } from '../../scim/json.js';
import type { Json } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import { storing, withElements, withMember, without } from './tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { object } from './represent-tools.js';

/** A part of a value is stored as it comes, a number for a string, too. */
function unchecked(name: string, part: string): Change {
  const each = (value: Json, change: (element: Json) => Json): Json =>
    Array.isArray(value) ? value.map(change) : change(value);
  return (b) => ({
    readInput: (input, model, mode, options) => {
      const numbers = new Map<string, number>();
      const asText = (element: Json): Json => {
        const value = isObject(element) ? element[part] : undefined;
        if (!isObject(element) || typeof value !== 'number') return element;
        numbers.set(String(value), value);
        return { ...element, [part]: String(value) };
      };
      const asSent = (element: Json): Json =>
        isObject(element) ? withMember(element, part, (value) => numbers.get(String(value)) ?? value) : element;
      const text = isObject(input) ? withMember(input, name, (value) => each(value, asText)) : input;
      const { resource, ignored } = b.readInput(text, model, mode, options);
      return { ignored, resource: withMember(resource, name, (value) => each(value, asSent)) };
    },
  });
}

/** The address that a user is called by: the primary one, or the first. */
function addressIn(user: Json): Json | undefined {
  const emails = valuesOf(isObject(user) ? member(user, 'emails') : undefined).filter(isObject);
  return (emails.find(({ primary }) => primary === true) ?? emails[0])?.['value'];
}

export const storedMutants: Mutant[] = [
  mutant(
    'store.mail-as-user-name',
    'The e-mail address of a user is put in the place of userName',
    ['RFC7643-2.2-05', 'RFC7643-2.2-06', 'RFC7644-3.5.1-05'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const address = addressIn(input);
        const named = isObject(input) && address !== undefined && member(input, 'userName') !== undefined;
        return b.readInput(named ? { ...input, userName: address } : input, model, mode, options);
      },
    }),
    { kills: ['schema.honesty.post-stored', 'users.replace.rename'] },
  ),
  mutant(
    'store.words-as-booleans',
    'Text that says true or false is stored as a Boolean',
    ['RFC7643-2.3.1-01'],
    storing((resource) =>
      Object.fromEntries(
        Object.entries(resource).map(([name, value]) => [
          name,
          typeof value === 'string' && /^(true|false)$/i.test(value) ? value.toLowerCase() === 'true' : value,
        ]),
      ),
    ),
    { kills: ['schema.strings.lookalikes'] },
  ),
  mutant(
    'store.title-to-comma',
    'Of a title with a comma the first part is stored',
    ['RFC7643-2.3.1-01'],
    storing((resource) => withMember(resource, 'title', (value) => String(value).split(',')[0] ?? value)),
    { kills: ['schema.strings.lookalikes'] },
  ),
  mutant(
    'store.null-word',
    'The text "null" is taken for no value',
    ['RFC7643-2.3.1-01'],
    storing((resource) => Object.fromEntries(Object.entries(resource).filter(([, value]) => value !== 'null'))),
    { kills: ['schema.strings.lookalikes'] },
  ),
  mutant(
    'store.mail-lower-case',
    'E-mail addresses are stored in lower case',
    [],
    storing((resource) =>
      withElements(resource, 'emails', (mail) => withMember(mail, 'value', (value) => String(value).toLowerCase())),
    ),
    { bug: 47 },
  ),
  mutant(
    'store.phone-digits',
    'Phone numbers are reduced to digits',
    [],
    storing((resource) =>
      withElements(resource, 'phoneNumbers', (phone) =>
        withMember(phone, 'value', (value) => String(value).replace(/\D/g, '')),
      ),
    ),
    { bug: 47 },
  ),
  mutant(
    'store.external-id-lower-case',
    'externalId is stored in lower case',
    ['RFC7643-3.1-21', 'RFC7643-7-24'],
    storing((resource) => withMember(resource, 'externalId', (value) => String(value).toLowerCase())),
  ),
  mutant(
    'store.title-case',
    'Names are stored with a capital and small letters',
    ['RFC7643-4.1.1-08', 'ENTRA-USER-25'],
    storing((resource) =>
      withMember(resource, 'name', (name) =>
        isObject(name)
          ? withMember(
              name,
              'familyName',
              (value) => String(value).slice(0, 1).toUpperCase() + String(value).slice(1).toLowerCase(),
            )
          : name,
      ),
    ),
  ),
  mutant(
    'store.title-cut',
    'A title is cut to 8 characters',
    ['RFC7643-4.1.1-20'],
    storing((resource) => withMember(resource, 'title', (value) => String(value).slice(0, 8))),
  ),
  mutant(
    'store.html-escaped',
    'Strings are stored with HTML entities',
    ['RFC7643-2.3.1-01'],
    storing((resource) =>
      withMember(resource, 'displayName', (value) =>
        String(value)
          .replaceAll('&', '&amp;')
          .replaceAll('"', '&quot;')
          .replaceAll('<', '&lt;')
          .replaceAll("'", '&#39;'),
      ),
    ),
    { bug: 28 },
  ),
  mutant(
    'store.user-type-dropped',
    'A userType other than Employee is dropped',
    ['RFC7643-4.1.1-21'],
    storing((resource) => (resource['userType'] === 'Employee' ? resource : without(resource, 'userType'))),
  ),
  mutant(
    'store.email-type-dropped',
    'The type of an e-mail address is lost',
    ['RFC7643-4.1.2-04', 'RFC7643-2.4-08', 'RFC7643-2.2-05'],
    storing((resource) => withElements(resource, 'emails', (mail) => without(mail, 'type'))),
  ),
  mutant(
    'store.one-email',
    'Only one e-mail address is stored',
    ['RFC7643-1.2-03', 'RFC7644-3.5.2.1-08'],
    storing((resource) => withMember(resource, 'emails', (list) => (Array.isArray(list) ? list.slice(0, 1) : list))),
  ),
  mutant(
    'store.display-name-made',
    'displayName is always made of the parts of the name',
    ['ENTRA-USER-25'],
    storing((resource) => {
      const name = object(resource['name'] ?? null);
      return 'givenName' in name && 'displayName' in resource
        ? { ...resource, displayName: `${String(name['givenName'])} ${String(name['familyName'] ?? '')}`.trim() }
        : resource;
    }),
  ),
  mutant(
    'store.postal-code-number',
    'Leading zeros of a postal code are lost',
    ['RFC7643-4.1.2-18'],
    storing((resource) =>
      withElements(resource, 'addresses', (address) =>
        withMember(address, 'postalCode', (value) => String(Number(value) || value)),
      ),
    ),
    { kills: ['users.attributes.others'] },
  ),
  mutant(
    'store.blanks-squeezed',
    'Two blanks in a title become one',
    ['RFC7643-4.1.1-20'],
    storing((resource) => withMember(resource, 'title', (value) => String(value).replace(/ +/g, ' '))),
    { kills: ['users.attributes.plain'] },
  ),
  mutant(
    'store.postal-code-unchecked',
    'A postal code is stored as it comes, a number, too',
    ['RFC7643-2.3-02'],
    unchecked('addresses', 'postalCode'),
    { kills: ['schema.wrong-types.parts'] },
  ),
  mutant(
    'store.given-name-unchecked',
    'A given name is stored as it comes, a number, too',
    ['RFC7643-2.3-02'],
    unchecked('name', 'givenName'),
    { kills: ['schema.wrong-types.parts'] },
  ),
  mutant(
    'store.title-array',
    'An array is stored where the schema says that title is one string',
    ['RFC7643-2.3-02'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const title = isObject(input) ? input['title'] : undefined;
        if (!isObject(input) || !Array.isArray(title)) return b.readInput(input, model, mode, options);
        const { resource, ignored } = b.readInput(without(input, 'title'), model, mode, options);
        return { ignored, resource: { ...resource, title } };
      },
    }),
    { kills: ['schema.wrong-types.array'] },
  ),
];
