/** Profiles: which checks a run holds, and the identity providers whose readiness it tells. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CheckDefinition } from '../harness/registry.js';

/** A dated, frozen list of check ids with a purpose, as it stands in profiles/<name>.json. */
export interface Profile {
  name: string;
  title: string;
  /** The day on which the list was frozen. */
  date: string;
  checks: string[];
}

export interface Provider {
  name: string;
  title: string;
  /** Whether a check belongs to this provider's readiness. */
  has: (checkId: string) => boolean;
  /** Another way to set the provider up, tested by checks of its own. */
  alternative?: { has: (checkId: string) => boolean; replaces: (checkId: string) => boolean; workaround: string };
  /** Why the verdict is at most ready-with-caveats. */
  note?: string;
}

const thin = 'thin evidence: the provider does not publish the bodies that it sends';
const under =
  (...prefixes: string[]) =>
  (id: string): boolean =>
    prefixes.some((prefix) => id.startsWith(prefix));

/** Identity providers by profile name. */
export const providers: readonly Provider[] = [
  {
    name: 'entra',
    title: 'Microsoft Entra ID',
    has: under('interop.entra.', 'interop.entra-flag.'),
    alternative: {
      has: under('interop.entra-flag.'),
      // The flag changes the shape of PATCH and nothing else.
      replaces: under(
        ...['active', 'changes', 'group-changes', 'members', 'references', 'updates'].map(
          (it) => `interop.entra.${it}.`,
        ),
      ),
      workaround:
        'Append ?aadOptscim062020 to the Tenant URL: Entra then writes PATCH as RFC 7644 does. On-demand provisioning ignores it.',
    },
  },
  { name: 'entra-gallery', title: 'Microsoft Entra app gallery', has: under('interop.entra-gallery.') },
  { name: 'okta-oin', title: 'Okta, integration network', has: under('interop.okta-oin.', 'interop.okta.') },
  { name: 'okta-aiw', title: 'Okta, app integration wizard', has: under('interop.okta-aiw.', 'interop.okta.') },
  { name: 'onelogin', title: 'OneLogin', has: under('interop.onelogin.'), note: thin },
  { name: 'ping', title: 'PingFederate and PingOne', has: under('interop.ping.'), note: thin },
  { name: 'jumpcloud', title: 'JumpCloud', has: under('interop.jumpcloud.'), note: thin },
  { name: 'cyberark', title: 'CyberArk', has: under('interop.cyberark.'), note: thin },
  { name: 'sailpoint', title: 'SailPoint', has: under('interop.sailpoint.'), note: thin },
  { name: 'google', title: 'Google Workspace', has: under('interop.google.'), note: thin },
];

const folder = fileURLToPath(new URL('../profiles/', import.meta.url));

/** Names of the frozen profiles; `rfc` (every check) comes first and has no list. */
export function profileNames(): string[] {
  const frozen = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
  return ['rfc', ...frozen.sort()];
}

/** A frozen profile. Throws with a sentence when there is none of that name. */
export function readProfile(name: string): Profile {
  if (!profileNames().includes(name) || name === 'rfc')
    throw new Error(`There is no profile "${name}"; there are ${profileNames().join(', ')}.`);
  return JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) as Profile;
}

/** Whether a profile holds a check. `rfc` holds all. */
export function profileHolds(name: string): (check: CheckDefinition) => boolean {
  if (name === 'rfc') return () => true;
  const ids = new Set(readProfile(name).checks);
  return (check) => ids.has(check.id);
}

/** Profiles that hold a check, `rfc` included. */
export function profilesOf(checkId: string): string[] {
  return profileNames().filter((name) => name === 'rfc' || readProfile(name).checks.includes(checkId));
}
