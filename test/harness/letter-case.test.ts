/** Credentials in other letter case, or with more around them, as the suites send them: what they tell, and when not. */
import { expect } from 'chai';
import { createRedactor } from '../../harness/redact.js';
import { createScim, type ClientOptions, type RequestOptions } from '../../harness/scim-client.js';

type Auth = NonNullable<RequestOptions['auth']>;

/** The header that a target with this credential gets. */
async function sent(auth: Auth, name: string, value: string): Promise<string | undefined> {
  let seen: Record<string, string> = {};
  const scim = createScim({
    baseUrl: 'http://target.test',
    transport: {
      send: async ({ headers }: { headers: Record<string, string> }) => {
        seen = headers;
        return { status: 401, headers: {}, text: '', exchange: { n: 1 } };
      },
    },
    phase: 'suites',
    authorize: (headers: Record<string, string>) => {
      headers[name] = value;
    },
    endpoint: (path: string) => path,
    extraHeaders: {},
    guard: { before: async () => ({ after: async () => {}, lost: () => {} }), allowUnknown: () => {} },
    health: { unanswered: 0 },
  } as unknown as ClientOptions);
  await scim.get('/Users', { auth });
  return seen[name];
}

describe('credentials that are nearly our own', () => {
  it('differ from a token that is told by letter case, by that alone', async () => {
    expect(await sent('swapped', 'authorization', 'Bearer AbCd-123-xyz')).to.equal('Bearer aBcD-123-XYZ');
    expect(await sent('swapped', 'x-api-key', 'AbCd-123-xyz')).to.equal('aBcD-123-XYZ');
  });

  it('are no token where letter case tells nothing, or the token is short', async () => {
    for (const token of ['0123456789abcdef', '2819C223-7F76-453A-919D-413861904646', 'MFRGGZDFMZTWQ2LK', 'AbCd'])
      expect(await sent('swapped', 'authorization', `Bearer ${token}`), token).to.equal('Bearer ');
    expect(await sent('swapped', 'authorization', 'Basic QWxhZGRpbjpvcGVu')).to.equal('Basic ');
  });

  it('have letters around a token, unless it is short or ends in padding', async () => {
    expect(await sent('longer', 'authorization', 'Bearer AbCd-123-xyz')).to.equal('Bearer AbCd-123-xyzaaaa');
    expect(await sent('preceded', 'x-api-key', 'AbCd-123-xyz')).to.equal('aaaaAbCd-123-xyz');
    for (const token of ['Bearer AbCd', 'Bearer QWxhZGRpbjpvcGVuIA==', 'Basic QWxhZGRpbjpvcGVu'])
      for (const auth of ['longer', 'preceded'] as const)
        expect(await sent(auth, 'authorization', token), token).to.equal(`${token.split(' ')[0]} `);
  });

  it('are hidden with letters around them, also where an answer repeats them', () => {
    const token = 'AbCd-123-xyz/+0';
    const redact = createRedactor([token]);
    for (const around of [`${token}aaaa`, `aaaa${token}`])
      for (const spelled of [around, encodeURIComponent(around), Buffer.from(around).toString('base64')]) {
        const clean = redact(`no token ${spelled} here`);
        for (const part of [token, encodeURIComponent(token), 'QWJDZC0xMjMteHl6', 'FiQ2QtMTIzLXh5e'])
          expect(clean, spelled).to.not.contain(part);
      }
  });

  it('have the scheme of bearer tokens alone in small letters', async () => {
    expect(await sent('bearer', 'authorization', 'Bearer AbCd-123-xyz')).to.equal('bearer AbCd-123-xyz');
    expect(await sent('bearer', 'authorization', 'Basic QWxhZGRpbjpvcGVu')).to.equal('Basic QWxhZGRpbjpvcGVu');
    expect(await sent('bearer', 'x-api-key', 'Bearer-of-keys')).to.equal('Bearer-of-keys');
  });
});
