import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openLedger, reopenLedger, setAside } from '../../harness/ledger.js';

describe('the ledger of an earlier run', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'scimspec-ledger-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const file = (): string => join(folder, 'ledger.ndjson');
  const open = (run: string) => openLedger(file(), run, 'https://one.example', (text) => text);

  it('is kept under another name while something may be left, so that no later run writes over it', () => {
    open('first').intend('/Users', 'https://one.example/Users', 'first-a');
    const kept = setAside(file());
    expect(kept).to.equal(join(folder, 'ledger-first.ndjson'));
    const second = open('second');
    second.gone(second.intend('/Users', 'https://two.example/Users', 'second-a'));
    const { ledger, run } = reopenLedger(String(kept));
    expect(run).to.equal('first');
    expect(ledger.entries()).to.have.length(1).and.have.nested.property('[0].marker', 'first-a');
    expect(reopenLedger(file()).run).to.equal('second');
  });

  it('goes when nothing is left of it', () => {
    const ledger = open('first');
    ledger.gone(ledger.intend('/Users', 'https://one.example/Users', 'first-a'));
    expect(setAside(file())).to.equal(undefined);
    expect(existsSync(file())).to.equal(false);
    expect(setAside(file())).to.equal(undefined);
  });

  it('is not thrown away where it is none', () => {
    writeFileSync(file(), 'my notes\n');
    expect(setAside(file())).to.equal(undefined);
    expect(readdirSync(folder)).to.deep.equal(['ledger.ndjson.unreadable']);
    expect(readFileSync(`${file()}.unreadable`, 'utf8')).to.equal('my notes\n');
  });
});
