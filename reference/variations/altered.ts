/** What a server makes of the values that it is given (RFC 7644 section 3.3: it is free to alter them). */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Attribute, Json, JsonObject } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import { answering, storing, withElements } from '../mutants/tools.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';

/** Ids stand in references, where letter case counts whatever their schemas say. */
const REFERRING = ['members', 'groups', 'manager'];

/** Changes the letter case of all text whose case is not exact, listed words aside. */
function respelled(change: (text: string) => string): Change {
  const one = (value: Json, attribute: Attribute | undefined): Json => {
    if (!attribute || REFERRING.includes(attribute.name) || attribute.name === 'password') return value;
    if (Array.isArray(value)) return value.map((item) => one(item, attribute));
    if (isObject(value)) return all(value, attribute.subAttributes ?? []);
    const isFree = attribute.type === 'string' && !attribute.caseExact && !attribute.canonicalValues?.length;
    return typeof value === 'string' && isFree ? change(value) : value;
  };
  const all = (object: JsonObject, attributes: readonly Attribute[]): JsonObject =>
    Object.fromEntries(
      Object.entries(object).map(([name, value]) => [
        name,
        one(
          value,
          attributes.find((attribute) => attribute.name === name),
        ),
      ]),
    );
  return (b) => ({
    onStore: (resource, op, model, previous) => {
      const changed = all(resource, model.core.attributes);
      for (const { id, attributes } of model.extensions) {
        const own = changed[id];
        if (isObject(own)) changed[id] = all(own, attributes);
      }
      return b.onStore(changed, op, model, previous);
    },
  });
}

/** Gives each user one more value of an attribute, whatever a client says. */
function beside(name: string, entry: (id: string) => JsonObject): Change {
  return storing((resource) => {
    if (!('userName' in resource)) return resource;
    const own = entry(String(resource['id']));
    const values = valuesOf(resource[name]);
    return values.some((value) => isObject(value) && value['value'] === own['value'])
      ? resource
      : { ...resource, [name]: [...values, own] };
  });
}

const escaped = (text: string): string =>
  text.replace(/[^]/g, (c) => `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);

export const alteredVariations: Variation[] = [
  variation(
    'text-lower-case',
    'Text is stored in lower case unless it is case-exact',
    ['RFC7643-7'],
    respelled((text) => text.toLowerCase()),
  ),
  variation(
    'text-upper-case',
    'Text is stored in upper case unless it is case-exact',
    ['RFC7643-7'],
    respelled((text) => text.toUpperCase()),
  ),
  variation(
    'alias-added',
    'Each user has an e-mail address of the server beside the own ones',
    ['RFC7644-3.3'],
    beside('emails', (id) => ({ value: `${id.toLowerCase()}@alias.example`, type: 'other' })),
  ),
  variation(
    'role-added',
    'Each user has a role of the server beside the given ones',
    ['RFC7644-3.3'],
    beside('roles', () => ({ value: 'member', display: 'Member' })),
  ),
  variation(
    'type-added',
    'E-mail addresses and telephone numbers without a type are of type work',
    ['RFC7644-3.3'],
    storing((resource) =>
      ['emails', 'phoneNumbers'].reduce(
        (made: JsonObject, name) => withElements(made, name, (value) => ({ type: 'work', ...value })),
        resource,
      ),
    ),
  ),
  variation('uris-escaped', 'Hyphens in the URIs of resources are percent-encoded', ['RFC7643-3.1'], (b) => ({
    location: (base, endpoint, id) =>
      b.location(base, endpoint, id).replace(/[^/]*$/, (name) => name.replaceAll('-', '%2D')),
  })),
  variation('location-escaped', 'Hyphens in the Location are percent-encoded', ['RFC7644-3.3'], (b) => ({
    locationHeader: (location, request) =>
      b.locationHeader(location, request)?.replace(/[^/]*$/, (name) => name.replaceAll('-', '%2D')),
  })),
  variation(
    'json-all-escaped',
    'Every character of a string is escaped',
    ['RFC7643-2.3.1'],
    answering((answer, request) =>
      answer.body === undefined || request.inBulk
        ? answer
        : {
            ...answer,
            text: JSON.stringify(answer.body).replace(
              /"(?:[^"\\]|\\.)*"/g,
              (string) => `"${escaped(JSON.parse(string) as string)}"`,
            ),
          },
    ),
  ),
];
