/** Other people's SCIM servers under a provider's cycle: what works there and what does not, pinned. */
import { expect } from 'chai';
import { createWire } from '../../provisioning/wire.js';
import { startBetterAuth } from '../products/better-auth.js';
import { startScimmy } from '../products/scimmy.js';
import { found, life } from './life.js';

const TOKEN = 'a-token-for-the-products-0123456789';

async function under(start: typeof startScimmy, dialectId: string): Promise<ReturnType<typeof life>> {
  const product = await start(TOKEN);
  const wire = createWire({ baseUrl: product.url, authorization: () => `Bearer ${TOKEN}` });
  try {
    return await life({}, dialectId, wire);
  } finally {
    await wire.close();
    await product.close();
  }
}

/** What each product does to each client: the checks that find something, and the words of one finding. */
const OUTCOMES: [string, typeof startScimmy, string, string[], RegExp | null][] = [
  // Set up without the enterprise extension; and the text "False" is not taken for a boolean.
  ['scimmy', startScimmy, 'entra', ['attributes', 'disabled', 'missing'], /'active' expected value type 'boolean'/],
  ['scimmy', startScimmy, 'entra-flag', ['attributes', 'disabled', 'missing'], /Invalid path 'urn:.*:User:/],
  ['scimmy', startScimmy, 'okta-oin', ['attributes', 'secondPass'], /employeeNumber/],
  ['scimmy', startScimmy, 'okta-aiw', ['attributes', 'secondPass'], /employeeNumber/],
  // Groups of Entra name a second schema, which the product refuses; documentation asks targets to tolerate it.
  ['better-auth', startBetterAuth, 'entra', ['missing'], /schemas must contain only the core SCIM Group schema/],
  ['better-auth', startBetterAuth, 'entra-flag', ['missing'], /schemas must contain only the core SCIM Group schema/],
  ['better-auth', startBetterAuth, 'okta-oin', [], null],
  ['better-auth', startBetterAuth, 'okta-aiw', [], null],
];

describe('products of others under a cycle', function () {
  this.timeout(60_000);

  for (const [name, start, dialectId, checks, words] of OUTCOMES) {
    it(`${name}, spoken to as ${dialectId}: ${checks.join(', ') || 'nothing to find'}`, async () => {
      const judged = await under(start, dialectId);
      expect(found(judged)).to.deep.equal(checks);
      if (words)
        expect(judged.findings.some(({ expected, actual }) => words.test(`${expected} ${actual}`))).to.equal(true);
      expect(judged.inconclusive).to.deep.equal([]);
    });
  }
});
