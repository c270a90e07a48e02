/** All dialects by id. */
import type { Dialect, DialectId } from './dialect.js';
import { cyberark } from './cyberark.js';
import { entra } from './entra.js';
import { entraFlag } from './entra-flag.js';
import { google } from './google.js';
import { jumpcloud } from './jumpcloud.js';
import { oktaAiw } from './okta-aiw.js';
import { oktaOin } from './okta-oin.js';
import { onelogin } from './onelogin.js';
import { ping } from './ping.js';
import { sailpoint } from './sailpoint.js';

export * from './dialect.js';
export { entitlementDiscovery } from './okta.js';
export { addComplexRoles, addSingleRole, assertRoles, singleRole } from './entra-roles.js';
export { entraSpeaker, ENTRA_GROUP_EXTRA_SCHEMA } from './entra.js';
export { valueAt, withValue } from './assemble.js';

export const dialects: Readonly<Record<DialectId, Dialect>> = {
  entra,
  'entra-flag': entraFlag,
  'okta-oin': oktaOin,
  'okta-aiw': oktaAiw,
  onelogin,
  ping,
  jumpcloud,
  cyberark,
  sailpoint,
  google,
};

/** What of the writing bodies is unsourced; with any, a provider is at most ready with the caveat of thin evidence. */
export function thinEvidence(dialect: Dialect): ('create' | 'update' | 'disable')[] {
  return (['create', 'update', 'disable'] as const).filter((what) => dialect.confidence[what] === 'UNSOURCED');
}
