/** What filters find, and the names in them. */
import { ScimError } from '../../scim/errors.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, comparing, endpointOf, filtering, hearing } from './tools.js';
import { NEVER, ALWAYS, refuse, nameOf, REGEXP_LITERALS, caseless } from './filter-tools.js';

export const filterNameMutants: Mutant[] = [
  mutant(
    'filter.ignored',
    'Filters are ignored: everything is returned',
    ['RFC7644-3.4.2.2-04', 'RFC7644-3.4.2-11', 'RFC7644-4-15'],
    filtering(() => ALWAYS),
    { bug: 39 },
  ),
  mutant(
    'filter.two-names',
    'Filters on anything but userName and externalId are ignored: everything is returned',
    ['RFC7644-3.4.2.2-04', 'RFC7644-3.4.2.2-11'],
    filtering((filter) =>
      filter.kind === 'compare' && /^(userName|externalId)$/i.test(nameOf(filter)) ? filter : ALWAYS,
    ),
    { kills: ['users.match.email', 'users.match.display-name'] },
  ),
  mutant(
    'filter.ignored-for-groups',
    'Filters on groups are ignored',
    ['RFC7644-3.4.2.2-04'],
    hearing((request) =>
      endpointOf(request) === 'Groups'
        ? { ...request, query: new Map([...request.query].filter(([name]) => name !== 'filter')) }
        : request,
    ),
    { bug: 39 },
  ),
  mutant(
    'filter.nothing-404',
    'A filter without match is answered 404',
    ['RFC7644-3.4.2-11'],
    (b) => ({
      listMessage: (page, request) => {
        if (page.total === 0 && (request.query.has('filter') || request.method === 'POST'))
          throw new ScimError(404, undefined, 'Not found.');
        return b.listMessage(page, request);
      },
    }),
    { bug: 1 },
  ),
  mutant(
    'filter.nothing-204',
    'A filter without match is answered 204',
    ['RFC7644-3.4.2-11'],
    answering((answer, request) =>
      answer.status === 200 && request.query.has('filter') && JSON.stringify(answer.body).includes('"totalResults":0')
        ? { status: 204, headers: {} }
        : answer,
    ),
    { bug: 1 },
  ),
  mutant(
    'filter.one-unwrapped',
    'A filter with one match answers the bare resource',
    ['RFC7644-3.4.2-04', 'RFC7644-3.4.2-05'],
    answering((answer, request) => {
      const body = answer.body;
      const resources =
        typeof body === 'object' && body !== null && !Array.isArray(body) ? body['Resources'] : undefined;
      return request.query.has('filter') &&
        Array.isArray(resources) &&
        resources.length === 1 &&
        resources[0] !== undefined
        ? { ...answer, body: resources[0] }
        : answer;
    }),
  ),
  mutant(
    'filter.case-sensitive',
    'Letter case counts in every comparison',
    ['RFC7644-3.4.2.2-51', 'RFC7643-7-23', 'RFC7643-4.1.1-04'],
    comparing((attribute) => ({ ...attribute, caseExact: true })),
    { bug: 3 },
  ),
  mutant(
    'filter.user-name-case-sensitive',
    'Letter case counts in userName',
    ['RFC7644-3.4.2.2-51', 'RFC7643-4.1.1-04'],
    comparing((attribute, path) => (path === 'userName' ? { ...attribute, caseExact: true } : attribute)),
    { bug: 3 },
  ),
  mutant(
    'filter.user-name-as-key',
    'userName is looked up as a key, letter by letter, and a key that nobody has is answered 404',
    ['RFC7644-3.4.2.2-51', 'RFC7643-4.1.1-04', 'RFC7644-3.4.2-11'],
    (b) => ({
      ...comparing((attribute, path) => (path === 'userName' ? { ...attribute, caseExact: true } : attribute))(b),
      listMessage: (page, request) => {
        if (page.total === 0 && /^userName eq /i.test(request.query.get('filter') ?? ''))
          throw new ScimError(404, undefined, 'Not found.');
        return b.listMessage(page, request);
      },
    }),
    { bug: 3, kills: ['interop.okta-oin.spec.capitals', 'users.match.any-case'] },
  ),
  mutant('filter.case-insensitive', 'Letter case never counts', ['RFC7644-3.4.2.2-51', 'RFC7643-3.1-21'], caseless),
  mutant(
    'filter.names-exact',
    'Filters know attribute names only in their exact letter case',
    ['RFC7644-3.4.2.2-05', 'RFC7643-2.1-02'],
    (b) => ({
      parseFilter: (text) => {
        const filter = b.parseFilter(text);
        if (/^[A-Z]/.test(nameOf(filter))) refuse('No such attribute.');
        return filter;
      },
    }),
  ),
  mutant(
    'filter.names-exact-nothing',
    'Attribute names in another letter case match nothing',
    ['RFC7644-3.4.2.2-05', 'RFC7643-2.1-02'],
    filtering((filter) => (/^[A-Z]/.test(nameOf(filter)) ? NEVER : filter)),
  ),
  mutant('filter.operators-lower-case', 'Operators are only known in lower case', ['RFC7644-3.4.2.2-06'], (b) => ({
    parseFilter: (text) => {
      if (/ (E[Qq]|eQ|N[Ee]|C[Oo]|S[Ww]|P[Rr]|pR|G[TEte]|L[TEte])( |$)/.test(text)) refuse('No such operator.');
      return b.parseFilter(text);
    },
  })),
  mutant(
    'filter.core-urn-refused',
    'Names with the URN of the core schema are refused',
    ['RFC7644-3.4.2.2-38', 'RFC7644-3.10-01'],
    (b) => ({
      parseFilter: (text) => (/^urn:[^ ]*:core:/i.test(text) ? refuse('No such attribute.') : b.parseFilter(text)),
    }),
  ),
  mutant(
    'filter.core-urn-nothing',
    'Names with the URN of the core schema match nothing',
    ['RFC7644-3.4.2.2-38', 'RFC7644-3.10-01'],
    filtering((f) => (f.kind === 'compare' && /:core:/i.test(f.path.urn ?? '') ? NEVER : f)),
  ),
  mutant(
    'filter.extension-nothing',
    'Names of an extension match nothing',
    ['RFC7644-3.4.2.2-39'],
    filtering((f) =>
      (f.kind === 'compare' || f.kind === 'present') && /:extension:/i.test(f.path.urn ?? '') ? NEVER : f,
    ),
  ),
  mutant(
    'filter.extension-500',
    'A name of an extension crashes the server',
    ['RFC7644-3.4.2.2-39'],
    filtering((f) => {
      if ((f.kind === 'compare' || f.kind === 'present') && /:extension:/i.test(f.path.urn ?? ''))
        throw new TypeError('undefined');
      return f;
    }),
  ),
  mutant(
    'filter.like',
    'Dots, stars and underscores in operands are wildcards',
    ['RFC7644-3.4.2.2-11', 'RFC7643-9.2-03'],
    (b) => ({
      filterTest: (filter, model, options) => {
        const test = b.filterTest(filter, model, options);
        if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return test;
        if (filter.path.attribute.toLowerCase() !== 'username' || !REGEXP_LITERALS.test(filter.value)) return test;
        const pattern = new RegExp(`^${filter.value.replace(/[^\w.@*]/g, '\\$&').replaceAll('*', '.*')}$`, 'i');
        return (resource) => pattern.test(String(resource['userName']));
      },
    }),
  ),
  mutant(
    'filter.schemas-nothing',
    'A filter on schemas matches nothing',
    ['RFC7644-3.4.2.2-53'],
    filtering((f) => (nameOf(f) === 'schemas' ? NEVER : f)),
  ),
  mutant(
    'filter.schemas-all',
    'A filter on schemas matches everything',
    ['RFC7644-3.4.2.2-53'],
    filtering((f) => (nameOf(f) === 'schemas' ? ALWAYS : f)),
  ),
  mutant(
    'filter.meta-500',
    'A filter on meta crashes the server',
    ['RFC7644-3.4.2.2-54', 'RFC7644-3.4.2.1-04'],
    filtering((f) => {
      if (nameOf(f).startsWith('meta.')) throw new TypeError('no such column');
      return f;
    }),
  ),
  mutant(
    'filter.meta-nothing',
    'A filter on meta matches nothing',
    ['RFC7644-3.4.2.2-54', 'RFC7644-3.4.2.1-04'],
    filtering((f) => (nameOf(f).startsWith('meta.') ? NEVER : f)),
  ),
  mutant(
    'filter.meta-ignored',
    'A filter on meta matches everything',
    ['RFC7644-3.4.2.2-54', 'RFC7644-3.4.2.1-04'],
    filtering((f) => (nameOf(f).startsWith('meta.') ? ALWAYS : f)),
  ),
  mutant(
    'filter.external-id-nothing',
    'A filter on externalId matches nothing',
    ['RFC7643-3.1-24'],
    filtering((f) => (nameOf(f).toLowerCase() === 'externalid' ? NEVER : f)),
    { bug: 38 },
  ),
  mutant(
    'filter.external-id-refused',
    'A filter on externalId is answered 400',
    ['RFC7643-3.1-24'],
    filtering((f) => (nameOf(f).toLowerCase() === 'externalid' ? refuse('Not supported.') : f)),
    { bug: 38 },
  ),
  mutant(
    'filter.id-nothing',
    'A filter on id matches nothing',
    ['RFC7644-3.4.2.2-11'],
    filtering((f) => (nameOf(f) === 'id' && f.kind === 'compare' ? NEVER : f)),
  ),
  mutant(
    'filter.inactive-unseen',
    'Inactive users are in no list',
    ['RFC7644-3.4.2.2-04'],
    (b) => ({
      naturalOrder: (matched, request) =>
        b.naturalOrder(
          matched.filter((stored) => stored.resource['active'] !== false),
          request,
        ),
    }),
    { bug: 22 },
  ),
  mutant(
    'filter.active-only-found',
    'A filter does not find inactive users',
    ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-04'],
    (b) => ({
      filterTest: (filter, model, options) => {
        const test = b.filterTest(filter, model, options);
        return (resource) => resource['active'] !== false && test(resource);
      },
    }),
    { bug: 22 },
  ),
  mutant(
    'filter.password-leaks',
    'A filter on password tells whether it is right',
    ['RFC7643-4.1.1-29', 'RFC7644-3.4-03'],
    { admitFilter: () => undefined },
  ),
];
