/**
 * What public sources tell about each provider, switch by switch: one cell per pair. `sent`: the request is sourced,
 * body or at least method and path. `never`: sourced, too, and the provider sends nothing. Who is left out is unsourced.
 */
import type { DialectId } from '../../dialects/index.js';

interface Row {
  sent: readonly DialectId[];
  never?: readonly DialectId[];
}

const ENTRA: readonly DialectId[] = ['entra', 'entra-flag'];
const OKTA: readonly DialectId[] = ['okta-oin', 'okta-aiw'];

export const REQUESTS = {
  'connection test': { sent: [...ENTRA, ...OKTA, 'jumpcloud', 'cyberark', 'sailpoint', 'google'] },
  'match before create': { sent: [...ENTRA, ...OKTA, 'onelogin', 'ping', 'cyberark'] },
  'groups matched': { sent: [...ENTRA, ...OKTA, 'ping', 'cyberark'], never: ['google'] },
  'user update': { sent: [...ENTRA, ...OKTA, 'onelogin', 'ping', 'cyberark'] },
  disable: { sent: [...ENTRA, ...OKTA, 'ping', 'cyberark'] },
  delete: { sent: [...ENTRA, 'ping', 'jumpcloud'], never: [...OKTA, 'cyberark'] },
  'member removed': {
    sent: [...ENTRA, ...OKTA, 'onelogin', 'ping', 'jumpcloud', 'cyberark'],
    never: ['google'],
  },
  'schemas read': { sent: [...ENTRA, 'cyberark', 'sailpoint'], never: [...OKTA, 'onelogin', 'ping', 'jumpcloud'] },
} as const satisfies Record<string, Row>;

export type Switch = keyof typeof REQUESTS;

/** The cells that need a golden request, as `switch: dialect`. */
export const CELLS: readonly string[] = Object.entries<Row>(REQUESTS).flatMap(([name, { sent, never = [] }]) =>
  [...sent, ...never].map((id) => `${name}: ${id}`),
);

/** What every request of a client has in common. */
export interface Client {
  userAgent: string | null;
  space: '+' | '%20';
  /** Media types of bodies, parameters aside. */
  media: readonly string[];
  /** How `op` is written; left out where no PATCH is sent, or none is sourced. */
  op?: RegExp;
  timeoutMs?: number;
}

const SCIM = ['application/scim+json'];
const LOWER = /^(add|replace|remove)$/;
const OKTA_CLIENT = { userAgent: 'Okta SCIM Client 1.0.0', space: '%20', media: SCIM, timeoutMs: 60_000 } as const;

/** Clients of which this is sourced. */
export const CLIENTS: Partial<Record<DialectId, Client>> = {
  entra: { userAgent: null, space: '+', media: SCIM, op: /^(Add|Replace|Remove)$/ },
  'entra-flag': { userAgent: null, space: '+', media: SCIM, op: LOWER },
  'okta-oin': { ...OKTA_CLIENT, op: LOWER },
  'okta-aiw': OKTA_CLIENT,
  onelogin: { userAgent: null, space: '+', media: ['application/json', ...SCIM] },
};
