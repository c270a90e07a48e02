/** Discovery documents, labels and list messages that are wrong at their edges. */
import { isObject } from '../../scim/json.js';
import type { Change } from '../behavior.js';
import { schemas, types } from './schema-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, configuring, endpointOf, isError, isList, listing, withElements, withMember } from './tools.js';

const inTypes = (name: string, change: Parameters<typeof withMember>[2]): Change =>
  types((type) => withMember(type, name, change));
const labelled = (label: string, concerns: typeof isError): Change =>
  answering((answer) =>
    concerns(answer) ? { ...answer, headers: { ...answer.headers, 'Content-Type': label } } : answer,
  );

export const wireLabelMutants: Mutant[] = [
  mutant(
    'config.location-elsewhere',
    'meta.location of the configuration leads nowhere',
    ['RFC7643-3.1-32'],
    configuring((config) => withMember(config, 'meta', (meta) => moved(meta, 'ServiceProviderConfig', 'Config'))),
    { kills: ['discovery.meta.location'] },
  ),
  mutant(
    'types.location-elsewhere',
    'meta.location of resource types leads nowhere',
    ['RFC7643-3.1-32'],
    inTypes('meta', (meta) => moved(meta, 'ResourceTypes', 'ResourceType')),
    { kills: ['discovery.meta.location'] },
  ),
  mutant(
    'schema.location-elsewhere',
    'meta.location of schemas leads nowhere',
    ['RFC7643-3.1-32'],
    schemas((list) => list.map((each) => withMember(each, 'meta', (meta) => moved(meta, 'Schemas', 'Schema')))),
    { kills: ['discovery.meta.location'] },
  ),
  mutant(
    'types.meta-of-users',
    'meta.resourceType of resource types is User',
    ['RFC7643-3.1-28'],
    inTypes('meta', (meta) => (isObject(meta) ? { ...meta, resourceType: 'User' } : meta)),
    { kills: ['discovery.meta.resource-type'] },
  ),
  mutant(
    'types.extensions-unregistered',
    'Resource types name no extensions, and resources carry them',
    ['RFC7643-6-13'],
    inTypes('schemaExtensions', () => []),
    { kills: ['discovery.meta.extensions-registered'] },
  ),
  mutant(
    'types.single-without-extensions',
    'A single resource type has no extensions, unlike in the list',
    ['RFC7644-4-09'],
    answering((answer, request) =>
      endpointOf(request) === 'ResourceTypes' && request.segments.length > 1 && isObject(answer.body)
        ? { ...answer, body: { ...answer.body, schemaExtensions: [] } }
        : answer,
    ),
    { kills: ['discovery.types-served.single'] },
  ),
  mutant('error.labelled-html', 'Errors are labelled text/html', ['RFC7644-8.1-01'], labelled('text/html', isError), {
    kills: ['protocol.errors.label'],
  }),
  mutant('list.labelled-text', 'Lists are labelled text/plain', ['RFC7644-8.1-01'], labelled('text/plain', isList), {
    kills: ['protocol.list.label'],
  }),
  mutant(
    'media.byte-order-mark',
    'A byte order mark stands before each body',
    ['RFC7644-3.8-02'],
    answering(({ body, ...answer }) =>
      body === undefined ? answer : { ...answer, text: `\uFEFF${JSON.stringify(body)}` },
    ),
    { kills: ['protocol.media-types.no-byte-order-mark'] },
  ),
  mutant(
    'list.schemas-string',
    'schemas of a list is a string',
    ['RFC7644-3.4.2-04'],
    listing((message) => withMember(message, 'schemas', (list) => (Array.isArray(list) ? (list[0] ?? '') : list))),
    { kills: ['protocol.list.schemas-array'] },
  ),
  mutant(
    'list.location-without-endpoint',
    'meta.location of list entries lacks the endpoint',
    ['RFC7643-3.1-32'],
    listing((message) =>
      withElements(message, 'Resources', (entry) => withMember(entry, 'meta', (meta) => moved(meta, 'Users/', ''))),
    ),
    { kills: ['protocol.list.location'] },
  ),
];

/** meta with another path in its location. */
function moved(meta: Parameters<Parameters<typeof withMember>[2]>[0], from: string, to: string): typeof meta {
  return isObject(meta) ? withMember(meta, 'location', (uri) => String(uri).replace(`/${from}`, `/${to}`)) : meta;
}
