/** What a server takes, or leaves open, beyond what the RFCs settle. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Resource } from '../../scim/types.js';
import { names } from '../mutants/patch-operation-tools.js';
import { stepwise } from '../mutants/patching.js';
import { answering, endpointOf, hearing, remodel, without } from '../mutants/tools.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';

const DISCOVERY = ['ServiceProviderConfig', 'ResourceTypes', 'Schemas'];
const PAGE = { 'Content-Type': 'text/html; charset=utf-8' };

export const leewayVariations: Variation[] = [
  variation(
    'unknown-endpoints-page',
    'What lies outside of the service is answered with the page of the web server',
    ['RFC7644-3.12'],
    answering((answer, request) =>
      answer.status === 404 && request.segments.length === 1
        ? { status: 404, headers: PAGE, text: '<h1>Not Found</h1>' }
        : answer,
    ),
  ),
  variation(
    'discovery-put-ignored',
    'A PUT of a discovery document is answered 200 and changes nothing',
    ['RFC7643-5', 'RFC7643-6', 'RFC7643-7'],
    hearing((request) =>
      request.method === 'PUT' && DISCOVERY.includes(endpointOf(request)) ? { ...request, method: 'GET' } : request,
    ),
  ),
  variation('locale-blank-taken', 'A locale may hold a blank', ['RFC7643-4.1.1'], (b) => ({
    onStore: (resource, op, model, previous) => {
      const { locale } = resource;
      return typeof locale === 'string' && /\s/.test(locale)
        ? { ...b.onStore(without(resource, 'locale') as Resource, op, model, previous), locale }
        : b.onStore(resource, op, model, previous);
    },
  })),
  variation(
    'index-paths-taken',
    'Paths of PATCH may hold array indexes',
    ['RFC7644-3.5.2'],
    stepwise((operation, run, resource) => {
      const [, name = '', index, sub = ''] = /^(\w+)\.(\d+)\.(\w+)$/.exec(names(operation)) ?? [];
      const values = resource[name];
      if (index === undefined || !Array.isArray(values)) return run();
      return {
        ...resource,
        [name]: values.map((value, at) =>
          at === Number(index) && isObject(value) ? { ...value, [sub]: operation.value ?? null } : value,
        ),
      };
    }),
  ),
  variation(
    'replace-without-value-clears',
    'A replace without value clears the attribute',
    ['RFC7644-3.5.2.3'],
    (b) => ({
      readPatch: (body, options) => {
        const operations = isObject(body) ? valuesOf(body['Operations']).filter(isObject) : [];
        const filled = operations.map((operation) =>
          operation['op'] === 'replace' && operation['value'] === undefined ? { ...operation, value: null } : operation,
        );
        return b.readPatch(isObject(body) && operations.length > 0 ? { ...body, Operations: filled } : body, options);
      },
    }),
  ),
  variation('member-value-replaced', 'The value of a member is replaced in place', ['RFC7643-4.2'], (b) => ({
    applyPatch: (resource, operations, model, options) =>
      b.applyPatch(
        resource,
        operations,
        remodel(model, (attribute, path) =>
          path.startsWith('members.') ? { ...attribute, mutability: 'readWrite' } : attribute,
        ),
        options,
      ),
  })),
  variation('projection-without-schemas', 'A projection leaves out schemas', ['RFC7644-3.4.2'], (b) => ({
    project: (resource, projection, model) => {
      const shown = b.project(resource, projection, model);
      return (projection.attributes ?? []).length > 0 ? (without(shown, 'schemas') as Resource) : shown;
    },
  })),
  variation('cursors-reusable', 'A cursor can be used with another query', ['RFC9865-2'], (b) => ({
    checkCursor: (position, _fingerprint, now, timeoutMs) =>
      b.checkCursor(position, position.fingerprint, now, timeoutMs),
  })),
  variation('cursors-short-lived', 'A cursor lives for a minute', ['RFC9865-4'], { cursorTimeoutMs: 60_000 }),
  variation('cursors-expire-unnamed', 'A cursor that is too old is one that is invalid', ['RFC9865-2.1'], (b) => ({
    cursorTimeoutMs: 60_000,
    checkCursor: (position, fingerprint, now, timeoutMs) => {
      try {
        b.checkCursor(position, fingerprint, now, timeoutMs);
      } catch (error) {
        throw error instanceof ScimError && error.scimType === 'expiredCursor'
          ? new ScimError(400, 'invalidCursor', error.detail)
          : error;
      }
    },
  })),
];
