/** Devices and their applications (RFC 9944): how a file of definitions becomes a server for another model. */
import { readFileSync } from 'node:fs';
import { isObject, valuesOf } from '../scim/json.js';
import type { Json, JsonObject, ResourceModel } from '../scim/types.js';
import { coreModels, modelsFrom } from './models.js';

const FILES = [
  'rfc9944-Device.json',
  'rfc9944-Device-ble.json',
  'rfc9944-Device-dpp.json',
  'rfc9944-Device-ethernet-mab.json',
  'rfc9944-Device-zigbee.json',
  'rfc9944-EndpointApp.json',
];

/** The definitions as a service would publish them, ready for `modelsFrom`. */
export function deviceDefinitions(): JsonObject {
  const schemas = FILES.map(load);
  const extensions = schemas.map((schema) => String(schema['id'])).filter((id) => id.includes(':extension:'));
  return {
    schemas,
    resourceTypes: [
      {
        id: 'Device',
        name: 'Device',
        description: 'Device of a network',
        endpoint: '/Devices',
        schema: 'urn:ietf:params:scim:schemas:core:2.0:Device',
        schemaExtensions: extensions.map((schema) => ({ schema, required: false })),
      },
      {
        id: 'EndpointApp',
        name: 'EndpointApp',
        description: 'Application that controls devices or hears from them',
        endpoint: '/EndpointApps',
        schema: 'urn:ietf:params:scim:schemas:core:2.0:EndpointApp',
        schemaExtensions: [],
      },
    ],
  };
}

/** Users, groups, devices and their applications. */
export function deviceModels(): ResourceModel[] {
  return [...coreModels, ...modelsFrom(deviceDefinitions())];
}

function load(file: string): JsonObject {
  const text = readFileSync(new URL(`../schemas/canonical/ext/${file}`, import.meta.url), 'utf8');
  const parsed: unknown = JSON.parse(text, (key, value: unknown) => (key.startsWith('x-') ? undefined : value));
  if (!isObject(parsed)) throw new TypeError(`${file} holds no object.`);
  const described = { description: `${String(parsed['name'])} of RFC 9944.`, ...parsed };
  return { ...described, attributes: valuesOf(parsed['attributes']).map(repaired) };
}

/**
 * The printed definitions contradict the text in places: a resolving key is never returned (section 7.1), `bool` is no
 * SCIM type, and the type of an application cannot be both required of the client and read-only.
 */
function repaired(definition: Json): Json {
  if (!isObject(definition)) return definition;
  const name = definition['name'];
  const clean: JsonObject = {
    description: `${String(name)} of RFC 9944.`,
    ...definition,
    ...(definition['type'] === 'bool' ? { type: 'boolean' } : {}),
    ...(name === 'irk' ? { mutability: 'writeOnly', returned: 'never' } : {}),
    ...(name === 'applicationType' ? { mutability: 'immutable' } : {}),
  };
  return clean['subAttributes'] === undefined
    ? clean
    : { ...clean, subAttributes: valuesOf(clean['subAttributes']).map(repaired) };
}
