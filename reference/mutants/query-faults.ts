/** Queries that crash the server, alternatives that are not looked at, and text that is cut. */
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, asError, filtering, storing } from './tools.js';

export const queryFaultMutants: Mutant[] = [
  mutant(
    'query.empty-filter-500',
    'An empty filter crashes the server',
    ['RFC7644-3.12-08'],
    answering((answer, request) => (request.query.get('filter')?.trim() === '' ? asError(answer, 500) : answer)),
    { kills: ['protocol.query-faults.no-crash'] },
  ),
  mutant(
    'query.brackets-first-alternative',
    'Of alternatives in brackets only the first counts',
    ['RFC7644-3.4.2.2-27'],
    filtering((part) =>
      part.kind === 'valuePath' && part.filter.kind === 'or' && part.filter.filters[0]
        ? { ...part, filter: part.filter.filters[0] }
        : part,
    ),
    { kills: ['protocol.query-faults.brackets-or'] },
  ),
  mutant(
    'store.cut-at-hundred',
    'Text is cut after 100 characters',
    ['RFC7643-2.3.1-01'],
    storing((resource) => {
      const { displayName } = resource;
      return typeof displayName === 'string' ? { ...resource, displayName: displayName.slice(0, 100) } : resource;
    }),
    { kills: ['protocol.query-faults.not-cut'] },
  ),
];
