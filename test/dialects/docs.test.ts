import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { renderProviderDocs } from '../../scripts/provider-docs.js';

describe('docs/providers', () => {
  it('is what the dialects and rules say (npx tsx scripts/provider-docs.ts)', async () => {
    const folder = fileURLToPath(new URL('../../docs/providers/', import.meta.url));
    const pages = await renderProviderDocs();
    expect(readdirSync(folder).sort()).to.deep.equal([...pages.keys()].sort());
    for (const [name, text] of pages) expect(readFileSync(`${folder}${name}`, 'utf8'), name).to.equal(text);
  });
});
