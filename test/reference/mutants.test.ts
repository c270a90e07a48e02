/** Mutants and variations: each is well declared, and each shows. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { isObject } from '../../scim/json.js';
import { mutants } from '../../reference/mutants/index.js';
import { notShowable } from '../../reference/mutants/not-showable.js';
import { notImplemented } from '../../reference/variations/not-implemented.js';
import { variations } from '../../reference/variations/index.js';
import { createReference } from '../../reference/server.js';
import { providerRules } from '../../specs/index.js';
import type { Half } from './support/conversation.js';
import { converse } from './support/conversation.js';
import type { Said } from './support/talk.js';
import { Different, GROUP, USER, talk } from './support/talk.js';

/** Shown below by probes of their own: what they do needs concurrent requests, a clock or many members. */
const SHOWN_APART = ['groups.race', 'lists-lag', 'members-by-hundred'];

const transcripts = new Map<string, Promise<readonly Said[]>>();

function transcript(names: readonly string[], half: Half): Promise<readonly Said[]> {
  const key = [half, ...names].join();
  const known = transcripts.get(key) ?? converse(talk({ variations: names }), half);
  transcripts.set(key, known);
  return known;
}

/** What most likely shows in the half that changes resources. */
const CHANGES = /^(replace|delete|patch|groups|store|etag|bulk|interop|update|no-patch|put|bulk|no-match|dangling)/;

/** The first exchange that differs, in either half, or undefined. `id` tells where to look first. */
async function difference(id: string, options: object, on: readonly string[] = []): Promise<Different | undefined> {
  const halves: Half[] = CHANGES.test(id) ? ['changing', 'asking'] : ['asking', 'changing'];
  for (const half of halves) {
    try {
      await converse(talk(options, await transcript(on, half)), half);
    } catch (error) {
      if (error instanceof Different) return error;
      throw error;
    }
  }
  return undefined;
}

function requirementIds(): Set<string> {
  const ids = new Set<string>();
  for (const file of ['rfc7643.json', 'rfc7644.json']) {
    const rows: unknown = JSON.parse(readFileSync(new URL(`../../specs/${file}`, import.meta.url), 'utf8'));
    for (const row of Array.isArray(rows) ? rows : []) if (isObject(row)) ids.add(String(row['id']));
  }
  for (const id of providerRules().keys()) ids.add(id);
  return ids;
}

describe('reference: mutants and variations', function () {
  this.timeout(600_000);

  it('have ids and titles of their own', () => {
    const all = [...mutants, ...variations];
    expect(new Set(all.map(({ id }) => id)).size).to.equal(all.length);
    for (const list of [mutants, variations])
      expect(new Set(list.map(({ title }) => title)).size).to.equal(list.length);
    expect(variations.length).to.be.at.least(100);
  });

  it('cite requirements that exist', () => {
    const known = requirementIds();
    const unknown = mutants.flatMap(({ id, violates }) =>
      violates.filter((row) => !known.has(row)).map((row) => `${id} ${row}`),
    );
    expect(unknown).to.deep.equal([]);
  });

  it('cover the catalogue of real bugs, or say why not', () => {
    const covered = new Set([...mutants.flatMap(({ bug }) => bug ?? []), ...notShowable.map(({ bug }) => bug)]);
    const missing = Array.from({ length: 68 }, (_value, index) => index + 1).filter((bug) => !covered.has(bug));
    expect(missing).to.deep.equal([]);
    for (const { reason } of [...notShowable, ...notImplemented]) expect(reason).to.match(/\w.*\.$/);
  });

  it('the conversation repeats', async () => {
    expect(await difference('', {})).to.equal(undefined);
  });

  it('every mutant changes an exchange', async () => {
    const silent: string[] = [];
    for (const { id, on, kills } of mutants) {
      // A mutant that checks name is shown by them, in the accuracy test.
      if (SHOWN_APART.includes(id) || kills.length > 0) continue;
      if (!(await difference(id, { mutants: [id] }, on))) silent.push(id);
    }
    expect(silent).to.deep.equal([]);
  });

  it('every variation changes an exchange, and none into a fault of the server', async () => {
    const silent: string[] = [];
    const broken: string[] = [];
    for (const { id } of variations) {
      if (SHOWN_APART.includes(id)) continue;
      const found = await difference(id, { variations: [id] });
      if (!found) silent.push(id);
      else if (found.actual.response.startsWith('500')) broken.push(id);
    }
    expect({ silent, broken }).to.deep.equal({ silent: [], broken: [] });
  });

  it('can be laid over each other', async () => {
    const both = talk({ mutants: ['create.answers-200', 'show.active-string'], variations: ['names-lower-case'] });
    const created = await both.post('/Users', { schemas: [USER], userName: 'both@example.com' });
    expect(created.status).to.equal(200);
    expect(created.object).to.include({ username: 'both@example.com', active: 'true' });
  });

  it('names that do not exist are refused', () => {
    expect(() => createReference({ mutants: ['no.such'] })).to.throw(RangeError, 'no.such');
    expect(() => createReference({ variations: ['no-such'] })).to.throw(RangeError, 'no-such');
  });

  it('groups.race loses members that the plain server keeps', async () => {
    const kept = async (options: object): Promise<number> => {
      const scim = talk(options);
      const group = await scim.post('/Groups', { schemas: [GROUP], displayName: 'Raced' });
      const ids = await Promise.all(
        ['a', 'b', 'c'].map(
          async (name) => (await scim.post('/Users', { schemas: [USER], userName: `${name}@example.com` })).id,
        ),
      );
      await Promise.all(
        ids.map((value) => scim.patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value: [{ value }] }])),
      );
      const members = (await scim.get(`/Groups/${group.id}`)).object['members'];
      return Array.isArray(members) ? members.length : 0;
    };
    expect(await kept({})).to.equal(3);
    expect(await kept({ mutants: ['groups.race'] })).to.be.below(3);
  });

  it('members-by-hundred takes a hundred members at once, and no more', async () => {
    const scim = talk({ variations: ['members-by-hundred'] });
    const { id } = await scim.post('/Groups', { schemas: [GROUP], displayName: 'Large' });
    const add = async (count: number): Promise<number> => {
      const value = Array.from({ length: count }, (_, n) => ({ value: `member-${n}` }));
      return (await scim.patch(`/Groups/${id}`, [{ op: 'add', path: 'members', value }])).status;
    };
    expect(await add(101)).to.equal(413);
    expect(await add(100)).to.be.below(300);
  });

  it('lists-lag keeps a new resource out of lists, not from being read', async () => {
    const scim = talk({ variations: ['lists-lag'], now: () => Date.now() });
    const created = await scim.post('/Users', { schemas: [USER], userName: 'late@example.com' });
    expect((await scim.get('/Users?filter=userName eq "late@example.com"')).object['totalResults']).to.equal(0);
    expect((await scim.get(`/Users/${created.id}`)).status).to.equal(200);
  });
});
