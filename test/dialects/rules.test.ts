import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { DIALECT_IDS, dialects } from '../../dialects/index.js';
import type { ProviderRule } from '../../specs/index.js';

const folder = fileURLToPath(new URL('../../specs/providers/', import.meta.url));
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const rules = files.flatMap((file) => JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as ProviderRule[]);

describe('specs/providers', () => {
  it('has a file per provider', () => {
    const providers = new Set(Object.values(dialects).map((dialect) => `${dialect.provider}.json`));
    expect(files.sort()).to.deep.equal([...providers, 'common.json'].sort());
  });
  it('names every rule once', () => {
    const ids = rules.map((rule) => rule.id);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).to.deep.equal([]);
    for (const id of ids) expect(id).to.match(/^[A-Z]+-[A-Z]+-\d\d$/);
  });
  it('cites a public page, or only advises', () => {
    for (const rule of rules) {
      if (rule.evidence === 'UNSOURCED') expect([rule.source, rule.class], rule.id).to.deep.equal(['', 'advises']);
      else expect(rule.source, rule.id).to.match(/^https:\/\/[^ ]+$/);
      for (const url of rule.seenAt ?? []) expect(url, rule.id).to.match(/^https:\/\/[^ ]+$/);
    }
  });
  it('knows the dialects it speaks of', () => {
    for (const rule of rules) {
      expect(rule.dialects, rule.id).not.to.be.empty;
      for (const id of rule.dialects) expect(DIALECT_IDS as readonly string[], rule.id).to.include(id);
    }
    for (const id of DIALECT_IDS)
      expect(rules.some((rule) => rule.dialects.includes(id) && rule.class === 'blocks')).to.equal(true);
  });
  it('has the published test suites whole', () => {
    const size = (pack: string): number => rules.filter((rule) => rule.pack === pack && rule.test !== undefined).length;
    expect({
      validator: size('validator'),
      preview: size('validator-preview'),
      gallery: size('gallery'),
      spec: size('spec'),
      crud: size('crud'),
    }).to.deep.equal({ validator: 24, preview: 7, gallery: 25, spec: 12, crud: 13 });
  });
});
