/** What a service says about itself (RFC 7644 section 4; RFC 7643 sections 5 to 7). */
import { ScimError } from '../scim/errors.js';
import type { Attribute, JsonObject, ResourceModel, Schema } from '../scim/types.js';
import {
  LIST_RESPONSE,
  RESOURCE_TYPE_SCHEMA,
  SCHEMA_SCHEMA,
  SERVICE_PROVIDER_CONFIG_SCHEMA,
  sameUrn,
} from '../scim/urns.js';
import { resourceTypeSchema, schemaSchema, serviceProviderConfigSchema } from '../schemas/index.js';
import type { Answer, Request } from './message.js';
import { answer } from './message.js';
import type { Service } from './service.js';
import { endpointName } from './service.js';

export function serviceProviderConfig(service: Service, request: Request): Answer {
  const { behavior } = service;
  return answer(
    200,
    behavior.serviceProviderConfig({
      schemas: [SERVICE_PROVIDER_CONFIG_SCHEMA],
      patch: { supported: true },
      bulk: {
        supported: true,
        maxOperations: behavior.bulkMaxOperations,
        maxPayloadSize: behavior.bulkMaxPayload,
      },
      filter: { supported: true, maxResults: behavior.maxCount },
      changePassword: { supported: true },
      sort: { supported: true },
      etag: { supported: true },
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        defaultPageSize: behavior.defaultCount,
        maxPageSize: behavior.maxCount,
        cursorTimeout: Math.floor(behavior.cursorTimeoutMs / 1000),
      },
      authenticationSchemes: [
        {
          type: 'oauthbearertoken',
          name: 'OAuth bearer token',
          description: 'A bearer token in the Authorization header.',
          specUri: 'https://www.rfc-editor.org/info/rfc6750',
          primary: true,
        },
      ],
      meta: {
        resourceType: 'ServiceProviderConfig',
        location: `${request.base}/ServiceProviderConfig`,
      },
    }),
  );
}

export function resourceTypes(service: Service, request: Request, name: string | undefined): Answer {
  const list = service.behavior.resourceTypes(service.models.map((model) => resourceTypeJson(model, request.base)));
  return oneOrAll(
    service,
    request,
    list,
    name,
    (resource, wanted) => resource['id'] === wanted || resource['name'] === wanted,
  );
}

export function schemas(service: Service, request: Request, id: string | undefined): Answer {
  const list = service.behavior.schemas(servedSchemas(service).map((schema) => schemaJson(schema, request.base)));
  return oneOrAll(service, request, list, id, (resource, wanted) => sameUrn(String(resource['id']), wanted));
}

function oneOrAll(
  service: Service,
  request: Request,
  list: JsonObject[],
  wanted: string | undefined,
  is: (resource: JsonObject, wanted: string) => boolean,
): Answer {
  if (wanted !== undefined) {
    const found = list.find((resource) => is(resource, wanted));
    if (!found) throw service.behavior.notFound('resource');
    return answer(200, found);
  }
  const filter = request.query.get('filter');
  const shown = filter === undefined ? list : service.behavior.discoveryFilter(filter, list);
  return answer(200, service.behavior.discoveryList(shown, request));
}

/** RFC 7644 section 4: a filter here is refused, so that no client takes the whole list for a selection. */
export function discoveryFilter(_filter: string, _resources: JsonObject[]): JsonObject[] {
  throw new ScimError(403, undefined, 'Filters are not served here.');
}

/** Discovery lists are never paged. */
export function discoveryList(resources: JsonObject[], _request: Request): JsonObject {
  return {
    schemas: [LIST_RESPONSE],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

function servedSchemas(service: Service): Schema[] {
  const served = new Map<string, Schema>();
  for (const { core, extensions } of service.models) {
    for (const schema of [core, ...extensions]) served.set(schema.id, schema);
  }
  for (const schema of [serviceProviderConfigSchema, resourceTypeSchema, schemaSchema]) served.set(schema.id, schema);
  return [...served.values()];
}

function resourceTypeJson({ type, ...model }: ResourceModel, base: string): JsonObject {
  return {
    schemas: [RESOURCE_TYPE_SCHEMA],
    id: type.id ?? type.name,
    name: type.name,
    ...(type.description === undefined ? {} : { description: type.description }),
    endpoint: `/${endpointName({ type, ...model })}`,
    schema: type.schema,
    schemaExtensions: type.schemaExtensions.map(({ schema, required }) => ({ schema, required })),
    meta: {
      resourceType: 'ResourceType',
      location: `${base}/ResourceTypes/${encodeURIComponent(type.id ?? type.name)}`,
    },
  };
}

/** A schema as RFC 7643 section 7 has it, every characteristic that fits its type written out. */
export function schemaJson(schema: Schema, base: string): JsonObject {
  return {
    schemas: [SCHEMA_SCHEMA],
    id: schema.id,
    name: schema.name,
    ...(schema.description === undefined ? {} : { description: schema.description }),
    attributes: schema.attributes.map(attributeJson),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
  };
}

function attributeJson(attribute: Attribute): JsonObject {
  const { name, type, multiValued, description, required, canonicalValues, mutability, returned } = attribute;
  const compared = type !== 'complex' && type !== 'boolean';
  return {
    name,
    type,
    multiValued,
    ...(description === undefined ? {} : { description }),
    required,
    ...(canonicalValues === undefined ? {} : { canonicalValues }),
    ...(compared ? { caseExact: attribute.caseExact } : {}),
    mutability,
    returned,
    ...(compared ? { uniqueness: attribute.uniqueness } : {}),
    ...(attribute.referenceTypes === undefined ? {} : { referenceTypes: attribute.referenceTypes }),
    ...(attribute.subAttributes === undefined ? {} : { subAttributes: attribute.subAttributes.map(attributeJson) }),
  };
}
