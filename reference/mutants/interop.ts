/** What else identity providers need. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, asError, isOne, storing } from './tools.js';
import { refuse, isEmptyGroups } from './interop-tools.js';

export const interopMutants: Mutant[] = [
  mutant(
    'interop.group-keeps-name',
    'PUT of a group stores its members and leaves its name',
    [],
    storing((resource, op, previous) =>
      op === 'replace' && previous?.['displayName'] !== undefined && resource['userName'] === undefined
        ? { ...resource, displayName: previous['displayName'] }
        : resource,
    ),
  ),
  mutant(
    'interop.reactivation-refused',
    'A user that was disabled cannot be enabled',
    ['RFC7643-4.1.1-27', 'RFC7644-3.5.2.3-04'],
    storing((resource, op, previous) => {
      if (op !== 'create' && previous?.['active'] === false && resource['active'] === true)
        refuse('The user is disabled.');
      return resource;
    }),
    { bug: 23 },
  ),
  mutant(
    'interop.manager-string-on-create-refused',
    'A new user with manager as a string is answered 400',
    [],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const container = isObject(input) ? input[ENTERPRISE_USER_SCHEMA] : undefined;
        return isObject(container) && typeof container['manager'] === 'string'
          ? refuse('An object is needed.')
          : b.readInput(input, model, mode, options);
      },
    }),
    { bug: 11 },
  ),
  mutant(
    'interop.primary-string-refused',
    'primary as a string is answered 400',
    [],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const emails = isObject(input) ? valuesOf(input['emails']) : [];
        return emails.some((mail) => isObject(mail) && typeof mail['primary'] === 'string')
          ? refuse('A boolean is needed.')
          : b.readInput(input, model, mode, options);
      },
    }),
    { bug: 56 },
  ),
  mutant('interop.extra-schema-refused', 'An unknown URN in schemas is answered 400', [], (b) => ({
    checkSchemas: (body, model) => {
      b.checkSchemas(body, model);
      const known = [model.core.id, ...model.extensions.map(({ id }) => id)].map((urn) => urn.toLowerCase());
      if (valuesOf(body['schemas']).some((urn) => !known.includes(String(urn).toLowerCase())))
        refuse('Unknown schema.');
    },
  })),
  mutant(
    'interop.plus-kept',
    'A plus sign in a query does not stand for a blank',
    [],
    (b) => ({
      decodeQuery: (query) => b.decodeQuery(query.replaceAll('+', '%2B')),
    }),
    { bug: 44 },
  ),
  mutant(
    'interop.put-501',
    'PUT is not implemented',
    ['RFC7644-3.5-01'],
    answering((answer, request) => (request.method === 'PUT' && isOne(request) ? asError(answer, 501) : answer)),
    { bug: 25 },
  ),
  mutant(
    'interop.filter-on-mail-refused',
    'A filter on emails by type is answered 400',
    [],
    (b) => ({
      parseFilter: (text) => {
        if (/\]\.value/i.test(text)) throw new ScimError(400, 'invalidFilter', 'Not supported.');
        return b.parseFilter(text);
      },
    }),
    { bug: 8 },
  ),
  mutant('interop.filter-and-refused', 'A filter with and is answered 400', [], (b) => ({
    parseFilter: (text) => {
      const filter = b.parseFilter(text);
      if (filter.kind === 'and') throw new ScimError(400, 'invalidFilter', 'Not supported.');
      return filter;
    },
  })),
  mutant(
    'interop.active-only-by-patch',
    'active is only stored by PUT and PATCH',
    [],
    (b) => ({
      defaults: (resource, model) =>
        b.defaults(resource['active'] === undefined ? resource : { ...resource, active: true }, model),
    }),
    { bug: 67 },
  ),
  mutant(
    'interop.throttled',
    'Every fortieth request is answered 429 without Retry-After',
    [],
    (b) => {
      let seen = 0;
      return {
        afterResponse: (request, answer) => {
          const result = b.afterResponse(request, answer);
          return !request.inBulk && (seen += 1) % 40 === 0 ? { ...asError(result, 429), headers: {} } : result;
        },
      };
    },
    { bug: 40 },
  ),
  mutant(
    'interop.no-groups-404',
    'A list of groups without groups is answered 404',
    [],
    answering((answer, request) => (isEmptyGroups(request, answer.body) ? asError(answer, 404) : answer)),
    { bug: 1 },
  ),
];
