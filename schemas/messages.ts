/** JSON Schemas of the protocol's messages (RFC 7644 sections 3.4.2, 3.4.3, 3.5.2, 3.7 and 3.12; RFC 9865). */
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { isObject, setOwn } from '../scim/json.js';
import type { Json, JsonObject } from '../scim/types.js';
import {
  BULK_REQUEST,
  BULK_RESPONSE,
  ERROR_MESSAGE,
  LIST_RESPONSE,
  PATCH_OP,
  SEARCH_REQUEST,
  sameUrn,
} from '../scim/urns.js';
import { createAjv, pointerParts, problemsOf } from './ajv.js';
import type { SchemaProblem } from './ajv.js';

export type MessageName = 'ListResponse' | 'Error' | 'PatchOp' | 'SearchRequest' | 'BulkRequest' | 'BulkResponse';

/** `$comment` is the URN that the message lists in `schemas`, in whatever letter case. */
type MessageSchema = {
  type: 'object';
  $comment: string;
  properties: JsonObject;
  required: string[];
  [keyword: string]: Json;
};

const count: Json = { type: 'integer', minimum: 0 };
const text: Json = { type: 'string' };
const names: Json = { type: 'array', items: { type: 'string' } };
/** A status is a string of three digits: RFC 7644 section 3.12. */
const status: Json = { type: 'string', pattern: '^[1-5][0-9]{2}$' };

function message(urn: string, properties: JsonObject, required: string[]): MessageSchema {
  return {
    type: 'object',
    $comment: urn,
    properties: { schemas: names, ...properties },
    required: ['schemas', ...required],
  };
}

const operation: Json = {
  type: 'object',
  properties: { op: { type: 'string', enum: ['add', 'remove', 'replace'] }, path: text, value: true },
  required: ['op'],
};

/** Requests are as a careful client writes them; answers as loose as the RFCs leave them. */
export const messageSchemas: Record<MessageName, MessageSchema> = {
  ListResponse: message(
    LIST_RESPONSE,
    {
      totalResults: count,
      startIndex: count,
      itemsPerPage: count,
      Resources: { type: 'array', items: { type: 'object' } },
      nextCursor: { type: 'string', minLength: 1 },
      previousCursor: { type: 'string', minLength: 1 },
    },
    [],
  ),
  Error: message(ERROR_MESSAGE, { status, scimType: text, detail: text }, ['status']),
  PatchOp: message(PATCH_OP, { Operations: { type: 'array', minItems: 1, items: operation } }, ['Operations']),
  SearchRequest: message(
    SEARCH_REQUEST,
    {
      attributes: names,
      excludedAttributes: names,
      filter: text,
      sortBy: text,
      sortOrder: { type: 'string', enum: ['ascending', 'descending'] },
      startIndex: { type: 'integer' },
      count: { type: 'integer' },
      cursor: text,
    },
    [],
  ),
  BulkRequest: message(
    BULK_REQUEST,
    {
      failOnErrors: { type: 'integer' },
      Operations: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            method: { type: 'string', enum: ['POST', 'PUT', 'PATCH', 'DELETE'] },
            bulkId: text,
            version: text,
            path: text,
            data: { type: 'object' },
          },
          required: ['method', 'path'],
        },
      },
    },
    ['Operations'],
  ),
  BulkResponse: message(
    BULK_RESPONSE,
    {
      Operations: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            method: text,
            bulkId: text,
            version: text,
            location: text,
            status,
            response: { type: 'object' },
          },
          required: ['method', 'status'],
        },
      },
    },
    ['Operations'],
  ),
};

const LIST_SIZES = ['totalResults', 'nextCursor', 'previousCursor'];

const compiled = new Map<MessageName, ValidateFunction>();

/** What in a message does not fit its JSON Schema; empty where all is well. Null counts as absent. Never throws. */
export function validateMessage(name: MessageName, body: unknown): SchemaProblem[] {
  if (!isObject(body)) return [{ path: '', problem: 'must be object' }];
  const schema = messageSchemas[name];
  const validate = compiled.get(name) ?? createAjv().compile(schema);
  compiled.set(name, validate);
  const normalized = normalize(body, Object.keys(schema.properties));
  validate(normalized);
  const problems = problemsOf(validate.errors, (pointer) =>
    pointerParts(pointer)
      .join('.')
      .replace(/\.(\d+)/g, '[$1]'),
  );
  const listed = normalized['schemas'];
  if (Array.isArray(listed) && !listed.some((urn) => typeof urn === 'string' && sameUrn(urn, schema.$comment))) {
    problems.push({ path: 'schemas', problem: `must name "${schema.$comment}"` });
  }
  // RFC 9865 section 2 lets a provider that pages by cursor leave the total out.
  if (name === 'ListResponse' && !LIST_SIZES.some((member) => Object.hasOwn(normalized, member))) {
    problems.push({ path: 'totalResults', problem: 'is required and missing' });
  }
  return problems;
}

/** Attribute names ignore case in messages too (RFC 7643 section 2.1). */
function normalize(body: JsonObject, known: readonly string[]): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(body)) {
    if (value === null) continue;
    setOwn(result, known.find((name) => name.toLowerCase() === key.toLowerCase()) ?? key, value);
  }
  return result;
}
