/** What `scimspec generate` streams: the same for the same seed, well-formed, and with names of its own. */
import { Writable } from 'node:stream';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { localeNames } from '../../generators/locales.js';
import { writeStream, type StreamOptions } from '../../generators/stream.js';

const SEED = 20_260_105;
/** Enough for each locale and each awkward name to come by. */
const MANY = 1500;

/** What a stream writes, as text. */
async function streamed(options: Pick<StreamOptions, 'what'> & Partial<StreamOptions>): Promise<string> {
  let text = '';
  const out = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString('utf8');
      done();
    },
  });
  await writeStream({ count: MANY, format: 'ndjson', seed: SEED, ...options }, out);
  return text;
}

interface User {
  userName: string;
  externalId: string;
  displayName: string;
  name: { givenName: string; familyName: string };
  emails: { value: string }[];
  locale: string;
}

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);
const objects = async <T>(what: StreamOptions['what']): Promise<T[]> =>
  linesOf(await streamed({ what })).map((line) => JSON.parse(line) as T);

describe(`generated data (seed ${SEED})`, function () {
  this.timeout(30_000);

  for (const what of ['users', 'groups', 'directory'] as const)
    it(`${what}: the same seed gives the same bytes in each format, another seed other ones`, async () => {
      for (const format of ['ndjson', 'json', 'csv'] as const) {
        const once = await streamed({ what, format, count: 50 });
        expect(await streamed({ what, format, count: 50 })).to.equal(once);
        expect(await streamed({ what, format, count: 50, seed: SEED + 1 })).not.to.equal(once);
      }
    });

  for (const what of ['users', 'groups'] as const)
    it(`${what}: what is there does not depend on how many are asked for`, async () => {
      const few = await streamed({ what, count: 7 });
      expect((await streamed({ what, count: 30 })).startsWith(few)).to.equal(true);
    });

  it('users have names and addresses that nobody else has, under reserved domains', async () => {
    const users = await objects<User>('users');
    expect(users).to.have.length(MANY);
    for (const names of [users.map(({ userName }) => userName), users.map(({ externalId }) => externalId)])
      expect(new Set(names.map((name) => name.toLowerCase())).size).to.equal(MANY);
    const addresses = users.flatMap(({ emails }) => emails.map(({ value }) => value));
    expect(new Set(addresses).size).to.equal(addresses.length);
    for (const address of addresses) expect(address).to.match(/^[!-~]+@example\.(com|org|net)$/);
  });

  it('every user and every group shows its token where people look', async () => {
    for (const user of await objects<User>('users')) {
      expect(user.externalId).to.match(/^u[\da-z]+-[\da-z]+$/);
      for (const shown of [user.userName, user.displayName, user.emails[0]?.value])
        expect(shown).to.include(user.externalId);
    }
    for (const group of await objects<User>('groups'))
      expect(group.displayName).to.include(group.externalId).and.not.equal(group.externalId);
  });

  it('names are of all locales and their scripts', async () => {
    const users = await objects<User>('users');
    expect(new Set(users.map(({ locale }) => locale)).size).to.equal(localeNames.length);
    const names = users.map(({ name }) => `${name.givenName} ${name.familyName}`).join(' ');
    for (const script of ['Latin', 'Cyrillic', 'Arabic', 'Han'])
      expect(names, script).to.match(new RegExp(`\\p{Script=${script}}`, 'u'));
    expect(names).to.match(/[\u00c0-\u024f]/);
    expect(names).to.equal(Buffer.from(names, 'utf8').toString('utf8'));
  });

  it('JSON is one array, also of nobody', async () => {
    const all = JSON.parse(await streamed({ what: 'users', format: 'json', count: 3 })) as unknown[];
    expect(all).to.deep.equal((await objects<unknown>('users')).slice(0, 3));
    expect(JSON.parse(await streamed({ what: 'users', format: 'json', count: 0 }))).to.deep.equal([]);
    expect(await streamed({ what: 'users', count: 0 })).to.equal('');
  });

  it('CSV has the same users, no column lost and no cell moved', async () => {
    const rows = parse<Record<string, string>>(await streamed({ what: 'users', format: 'csv' }), { columns: true });
    const users = await objects<User & Record<string, unknown>>('users');
    expect(rows).to.have.length(MANY);
    rows.forEach((row, index) => {
      const user = users[index] as (typeof users)[number];
      expect(row['userName']).to.equal(user.userName);
      expect(row['name.familyName']).to.equal(user.name.familyName);
      expect(row['emails.1.value']).to.equal(user.emails[1]?.value);
      const leaves = JSON.stringify(user, (key, value: unknown) => (key === 'schemas' ? undefined : value)).match(
        /(?<=":)(?:"(?:[^"\\]|\\.)*"|\d+|true|false)/g,
      );
      expect(Object.values(row)).to.have.members((leaves ?? []).map((leaf) => String(JSON.parse(leaf))));
    });
  });

  it('CSV of a directory has a manager for all but the first, and every group somebody', async () => {
    const text = await streamed({ what: 'directory', format: 'csv', count: 200 });
    const rows = parse<Record<string, string>>(text, { columns: true });
    expect(rows).to.have.length(200);
    expect(rows.filter(({ manager }) => manager === '')).to.have.length(1);
    expect(new Set(rows.flatMap(({ groups = '' }) => groups.split(';').filter(Boolean))).size).to.equal(20);
    expect(new Set(rows.map(({ id }) => id)).size).to.equal(200);
  });
});
