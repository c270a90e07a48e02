/** The commented configuration that `scimspec init` writes. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './usage-error.js';

const NAME = 'scimspec.config.yaml';

export const INITIAL_CONFIG = `# scimspec: which SCIM endpoint to judge, and how.
# Flags and environment variables go before this file. No secret belongs in it: name the place where it is found.

target:
  # SCIM base URL: what comes before /Users. SCIMSPEC_URL and the command line go before it.
  url: https://example.com/scim/v2

  # How requests prove who sends them.
  auth:
    kind: bearer             # bearer, basic, header or none
    tokenEnv: SCIMSPEC_TOKEN # or tokenFile: ./token.txt
  # auth:
  #   kind: basic
  #   user: scim-client
  #   passwordEnv: SCIMSPEC_PASSWORD # or passwordFile
  # auth:
  #   kind: header
  #   name: X-Api-Key
  #   valueEnv: SCIMSPEC_TOKEN       # or valueFile

  # timeout: 10        # seconds to wait for one answer
  # rate: 25           # requests per second, at most
  # ca: ./ca.pem       # certificate authority to trust besides the usual ones
  # insecure: true     # accept any certificate; the report says so
  # headers:           # sent with every request
  #   X-Tenant: acme

# What your data must look like, where the SCIM schema does not say it.
rules: {}
#  emailDomain: example.com          # addresses are made under this domain
#  required:                         # attributes without which a create is refused
#    User: [emails, name.familyName]
#    Group: []
#  forbidden:                        # attributes that are never sent
#    User: [nickName]
#  templates:                        # the value to send; {marker} is replaced by a unique word
#    userName: '{marker}@example.com'
#  managerId: 2819c223-7f76-453a-919d-413861904646 # a user that may be named as manager
#  featuresOff: [bulk, sort]         # not tested, whatever the target claims

# Defaults for the flags of "scimspec run".
run:
  profile: rfc         # all checks; or core, entra, okta-oin, …: scimspec list shows them
  concurrency: 8       # scenarios at a time; 1 for a fragile server
  # population: full   # large groups of 1,000 members instead of 105
  # patience: 3        # seconds to wait for lists and filters to catch up after a write
  # failOn: must       # must, should, profile:<name>, score:<n> or regression
  # waivers: ./waivers.yaml
`;

/** Writes the configuration into a folder and gives its path. Throws UsageError when there is one already. */
export function writeInitialConfig(cwd: string): string {
  const file = join(cwd, NAME);
  if (existsSync(file)) throw new UsageError(`${NAME} is there already; nothing was changed.`);
  writeFileSync(file, INITIAL_CONFIG);
  return file;
}
