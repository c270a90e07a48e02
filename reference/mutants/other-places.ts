/** The slips of other mutants, made in other places: another type, another answer, another way to ask. */
import { isObject } from '../../scim/json.js';
import type { Resource } from '../../scim/types.js';
import { USER_SCHEMA } from '../../scim/urns.js';
import { ScimError } from '../../scim/errors.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { searching } from './search-tools.js';
import { failing, hearing, isOne, listing, withElements, withMember } from './tools.js';

/** The number that a resource of the vendor's has, wherever it stands. */
function floorOf(resource: Resource): string {
  return String(Object.values(resource).flatMap((value) => (isObject(value) ? (value['floor'] ?? []) : []))[0] ?? '');
}

export const otherPlaceMutants: Mutant[] = [
  mutant(
    'list.version-of-creation',
    'Entries of a list have a version that the resource no longer has',
    ['RFC7643-3.1-34', 'RFC7644-3.14-04'],
    listing((message) =>
      withElements(message, 'Resources', (entry) =>
        withMember(entry, 'meta', (meta) => (isObject(meta) ? { ...meta, version: 'W/"r0-0"' } : meta)),
      ),
    ),
    { kills: ['protocol.list.version'] },
  ),
  mutant(
    'sort.integers-as-text',
    'Integers are sorted digit by digit',
    ['RFC7644-3.4.2.3-12'],
    (b) => ({
      sort: (resources, sorting, model) => {
        if (!/:floor$/i.test(sorting.sortBy)) return b.sort(resources, sorting, model);
        const sign = sorting.sortOrder?.toLowerCase() === 'descending' ? -1 : 1;
        return [...resources].sort((left, right) => sign * (floorOf(left) < floorOf(right) ? -1 : 1));
      },
    }),
    { kills: ['protocol.filter-numbers.sorted'], on: ['vendor-extension-rich'] },
  ),
  mutant(
    'search.count-two-at-least',
    'A search gives two resources at least',
    ['RFC7644-3.4.3-20', 'RFC7644-3.4.2.4-05'],
    searching((body) => (body['count'] === 1 ? { ...body, count: 2 } : body)),
    { kills: ['protocol.search.paged'] },
  ),
  mutant(
    'errors.unauthorized-status-number',
    'The status in the body of a 401 is a number',
    ['RFC7644-3.12-04', 'OKTA-CONNECT-06'],
    failing((answer, body) => (answer.status === 401 ? { ...answer, body: { ...body, status: 401 } } : answer)),
    { kills: ['schema.received.error-status-string', 'interop.okta.connection.wrong-token'] },
  ),
  mutant(
    'types.group-has-user-schema',
    'The resource type Group names the schema of users',
    ['RFC7643-4.2-01'],
    (b) => ({
      resourceTypes: (list) =>
        b.resourceTypes(list).map((type) => (type['name'] === 'Group' ? { ...type, schema: USER_SCHEMA } : type)),
    }),
    { kills: ['discovery.types-served.user-schema'] },
  ),
  mutant(
    'read.quote-500',
    'An id with a quotation mark crashes the server',
    ['RFC7644-3.12-08'],
    hearing((request) => {
      if (isOne(request) && /['"]/.test(request.segments[1] ?? ''))
        throw new ScimError(500, undefined, 'syntax error at or near a quotation mark');
      return request;
    }),
    { kills: ['protocol.query-faults.odd-requests'] },
  ),
];
