/** Columns that are too short, too narrow, of the wrong type, or one where there are several values. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import { enterprise, keeping } from './attribute-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, evaluating, isList, listing, showing, storing, withMember, without } from './tools.js';
import { isSearch } from './search-tools.js';

const TEXT = ['RFC7643-2.3.1-01'];

const textual =
  (change: (text: string) => string) =>
  (value: Json): Json =>
    typeof value === 'string' ? change(value) : value;

const cut = (most: number): ((value: Json) => Json) => textual((text) => text.slice(0, most));

/** What lies above a code point becomes a question mark. */
const upTo = (last: number): ((value: Json) => Json) =>
  textual((text) => [...text].map((each) => ((each.codePointAt(0) ?? 0) > last ? '?' : each)).join(''));
const latin = upTo(0xff);
const basicPlane = upTo(0xffff);

const isDigits = (value: Json | undefined): value is string => typeof value === 'string' && /^\d+$/.test(value);
const asNumber = (text: string): string => (isDigits(text) ? text.replace(/^0+(?=.)/, '') : text);

const first = (values: Json): Json => (Array.isArray(values) ? values.slice(0, 1) : values);

function oneOfEach(values: Json): Json {
  const typeOf = (value: Json): Json | undefined => (isObject(value) ? value['type'] : undefined);
  const list = valuesOf(values);
  return list.filter((value, index) => list.findIndex((other) => typeOf(other) === typeOf(value)) === index);
}

/** Rows of a join that nobody made distinct. */
function joined(name: string): Change {
  return (b) => ({
    naturalOrder: (matched, request) => {
      const found = b.naturalOrder(matched, request);
      if (!new RegExp(`\\b${name}\\b`, 'i').test(request.query.get('filter') ?? '')) return found;
      return found.flatMap((stored) => [
        stored,
        ...valuesOf(stored.resource[name] ?? [])
          .slice(1)
          .map(() => stored),
      ]);
    },
  });
}

export const columnMutants: Mutant[] = [
  mutant('columns.external-id-short', 'externalId is cut to 64 characters', TEXT, keeping('externalId', cut(64))),
  mutant('columns.user-name-short', 'userName is cut to 64 characters', TEXT, keeping('userName', cut(64))),
  mutant('columns.mail-short', 'E-mail addresses are cut to 100 characters', TEXT, keeping('emails.value', cut(100))),
  mutant(
    'columns.family-name-short',
    'A family name is cut to 50 characters',
    TEXT,
    keeping('name.familyName', cut(50)),
  ),
  mutant(
    'columns.department-short',
    'A department is cut to 64 characters',
    TEXT,
    keeping(enterprise('department'), cut(64)),
  ),
  mutant('columns.photo-short', 'The URL of a photo is cut to 128 characters', TEXT, keeping('photos.value', cut(128))),
  mutant('columns.title-latin', 'Titles are stored in Latin-1', TEXT, keeping('title', latin)),
  mutant('columns.external-id-latin', 'externalId is stored in Latin-1', TEXT, keeping('externalId', latin)),
  mutant('columns.user-name-latin', 'userName is stored in Latin-1', TEXT, keeping('userName', latin)),
  mutant('columns.city-latin', 'Cities are stored in Latin-1', TEXT, keeping('addresses.locality', latin)),
  mutant(
    'columns.department-latin',
    'Departments are stored in Latin-1',
    TEXT,
    keeping(enterprise('department'), latin),
  ),
  mutant(
    'columns.given-name-plane',
    'A given name loses what lies beyond the basic plane',
    TEXT,
    keeping('name.givenName', basicPlane),
  ),
  mutant('columns.long-title-crash', 'A title of more than 200 characters crashes the server', TEXT, (b) => ({
    readInput: (input, model, mode, options) => {
      const title = isObject(input) ? input['title'] : undefined;
      if (typeof title === 'string' && title.length > 200) throw new RangeError('value too long for type');
      return b.readInput(input, model, mode, options);
    },
  })),
  mutant('columns.group-id-latin', 'externalId of groups is stored in Latin-1', TEXT, (b) => ({
    onStore: (resource, op, model, previous) => {
      const final = b.onStore(resource, op, model, previous);
      return model.type.name === 'Group' ? (withMember(final, 'externalId', latin) as Resource) : final;
    },
  })),
  mutant(
    'columns.zeros-lost',
    'An externalId of digits alone loses the zeros in front',
    ['RFC7643-3.1-21', 'RFC7644-3.5.2.3-04'],
    keeping('externalId', textual(asNumber)),
  ),
  mutant(
    'columns.name-number',
    'A userName of digits alone is shown as a number',
    ['RFC7643-2.3-02'],
    showing(
      (resource) => withMember(resource, 'userName', (name) => (isDigits(name) ? Number(name) : name)) as Resource,
    ),
  ),
  mutant(
    'columns.digits-alike',
    'Filters with eq compare digits as numbers',
    ['RFC7644-3.4.2.2-11'],
    evaluating((filter) => {
      if (filter.kind !== 'compare' || filter.operator !== 'eq' || !isDigits(filter.value)) return undefined;
      const { attribute, subAttribute } = filter.path;
      const wanted = Number(filter.value);
      return subAttribute === undefined ? (resource) => Number(resource[attribute]) === wanted : undefined;
    }),
  ),
  mutant(
    'columns.digits-ordered',
    'Filters with lt and gt order digits as numbers',
    ['RFC7644-3.4.2.2-22'],
    evaluating((filter) => {
      if (filter.kind !== 'compare' || !/^[gl]t$/.test(filter.operator) || !isDigits(filter.value)) return undefined;
      const { path, operator, value } = filter;
      const sign = operator === 'gt' ? 1 : -1;
      return (resource) => sign * (Number(resource[path.attribute]) - Number(value)) > 0;
    }),
  ),
  mutant('columns.digits-taken', 'userNames of digits are compared as numbers', ['RFC7644-3.12-15'], (b) => ({
    uniqueForm: (value, caseExact) => (isDigits(value) ? asNumber(value) : b.uniqueForm(value, caseExact)),
  })),
  mutant(
    'columns.one-certificate',
    'Of certificates the first is stored',
    ['RFC7643-1.2-03', 'RFC7643-2.2-05'],
    keeping('x509Certificates', first),
  ),
  mutant(
    'columns.certificate-by-put',
    'PUT stores the first of certificates',
    ['RFC7644-3.5.1-05'],
    storing((resource, op) =>
      op === 'replace' ? (withMember(resource, 'x509Certificates', first) as Resource) : resource,
    ),
  ),
  ...['photos', 'x509Certificates', 'ims', 'addresses'].map((name) =>
    mutant(
      `columns.listed-${name.toLowerCase()}`,
      `Lists show the first of ${name}`,
      ['RFC7644-3.4.2-12'],
      listing((message, { resources }) => ({
        ...message,
        Resources: resources.map((resource) => withMember(resource, name, first)),
      })),
    ),
  ),
  ...Object.entries({
    emails: 'RFC7643-4.1.2-04',
    phoneNumbers: 'RFC7643-4.1.2-07',
    addresses: 'RFC7643-4.1.2-18',
  }).map(([name, row]) =>
    mutant(
      `columns.${name.toLowerCase()}-by-type`,
      `A create keeps one of ${name} for each type`,
      ['RFC7643-2.4-08', row],
      storing((resource, op) =>
        op === 'create' ? (withMember(resource, name, (values) => oneOfEach(values)) as Resource) : resource,
      ),
    ),
  ),
  mutant(
    'columns.vendor-unlisted',
    'Lists show users without the extension of the vendor',
    ['RFC7644-3.4.2-12'],
    listing((message, { resources }) => ({
      ...message,
      Resources: resources.map((resource) => without(resource, 'urn:example:schemas:2.0:Pass')),
    })),
    { on: ['vendor-extension-rich'] },
  ),
  mutant(
    'columns.search-without-extension',
    'A search shows users without their extension',
    ['RFC7644-3.4.3-20'],
    answering((found, request) =>
      isSearch(request) && isObject(found.body) && isList(found)
        ? {
            ...found,
            body: withMember(found.body, 'Resources', (list) =>
              valuesOf(list).map((each) => (isObject(each) ? without(each, ENTERPRISE_USER_SCHEMA) : each)),
            ) as JsonObject,
          }
        : found,
    ),
  ),
  mutant(
    'columns.join-phones',
    'A filter on phoneNumbers lists a user once for each of them',
    ['RFC7644-3.4.2-14'],
    joined('phoneNumbers'),
  ),
];
