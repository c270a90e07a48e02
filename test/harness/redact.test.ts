import { expect } from 'chai';
import fc from 'fast-check';
import { createRedactor, redactBody, redactHeaders, redactUrl, REDACTED } from '../../harness/redact.js';
import { createTarget, secretsOf } from '../../harness/target.js';
import { createTransport } from '../../harness/transport.js';
import { beginnings, leaksIn, spellings } from '../support/leaks.js';
import { closeServers, serve } from './support/servers.js';

const CANARY = 'Kb7/zq+Canary"é&<9$';
const plain = (text: string): string => text;

describe('redaction', () => {
  afterEach(closeServers);

  for (const [name, spelled] of Object.entries(spellings(CANARY)))
    it(`hides a secret written as ${name}`, () => {
      const clean = createRedactor([CANARY])(`before ${spelled} after`);
      expect(clean)
        .to.match(/^before /)
        .and.match(/ after$/)
        .and.include(REDACTED);
      expect(clean.length).to.be.below(spelled.length + 20);
      expect(clean).not.to.match(/canary|Q2FuYXJ5|43616e617279/i);
    });

  for (const [name, spelled] of Object.entries(beginnings(CANARY)))
    it(`hides the beginning of a secret written as ${name}`, () => {
      const redact = createRedactor([CANARY]);
      for (const end of ['', '…', '..."}', 'xyz']) {
        const clean = redact(`before ${spelled}${end}`);
        expect(clean)
          .to.match(/^before /)
          .and.include(REDACTED);
        expect(leaksIn(clean, [CANARY])).to.deep.equal([]);
      }
    });

  it('does not take a user name for the beginning of a secret', () => {
    const redact = createRedactor(['administrator:s3cret-Word', 's3cret-Word']);
    expect(redact('administrator: no')).to.equal('administrator: no');
    for (const pair of ['administrator:s3cret-Word', 'administrator:s3cret-Wo'])
      expect(leaksIn(redact(Buffer.from(pair).toString('base64')), ['s3cret-Word'])).to.deep.equal([]);
  });

  it('leaves the text around a secret as it was', () => {
    const redact = createRedactor([CANARY]);
    const body = JSON.stringify({ detail: JSON.stringify({ a: 'é%41&amp;', token: CANARY, b: '\\' }) });
    expect(JSON.parse(redact(body))).to.deep.equal({
      detail: JSON.stringify({ a: 'é%41&amp;', token: REDACTED, b: '\\' }),
    });
  });

  it('hides any secret of eight characters or more in any longer base64', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, maxLength: 40 }),
        fc.string({ maxLength: 5 }),
        fc.string({ maxLength: 5 }),
        (secret, before, after) => {
          const redact = createRedactor([secret]);
          const inner = Buffer.from(before + secret + after).toString('base64');
          const left = Buffer.from(redact(inner).replaceAll(REDACTED, ''), 'base64').toString('latin1');
          expect(left).not.to.include(secret);
          expect(redact(`x${secret}y`)).to.equal(`x${REDACTED}y`);
        },
      ),
    );
  });

  it('leaves everything alone without secrets, and is not made to hide single letters', () => {
    const text = '{"userName":"anna"}';
    expect(createRedactor([])(text)).to.equal(text);
    expect(createRedactor(['', 'a'])(text)).to.equal(text);
  });

  it('hides header values that are credentials, whatever their value', () => {
    const clean = redactHeaders(
      {
        Authorization: 'Bearer abc',
        'proxy-authorization': 'abc',
        cookie: 'sid=abc; theme=def',
        'Set-Cookie': 'sid=abc; Path=/; HttpOnly, t=def; Secure',
        'X-Api-Key': 'abc',
        etag: 'W/"abc"',
      },
      plain,
    );
    expect(JSON.stringify({ ...clean, etag: '' })).not.to.match(/abc|def/);
    expect(clean).to.include({ Authorization: `Bearer ${REDACTED}`, etag: 'W/"abc"' });
    expect(clean['Set-Cookie']).to.match(/^sid=.*; Path=\/; HttpOnly, t=.*; Secure$/);
  });

  it('hides user-info and credential parameters of URLs', () => {
    expect(redactUrl('https://u:p@example.com/scim?access_token=abc&count=1&API_KEY=def#x', plain)).to.equal(
      `https://${REDACTED}@example.com/scim?access_token=${REDACTED}&count=1&API_KEY=${REDACTED}#x`,
    );
  });

  for (const [name, body, clean] of [
    ['a password', '{"userName":"a", "password" : "s3cret\\"x"}', '{"userName":"a", "password" : "§"}'],
    ['any letter case', '{"PassWord":"s3cret"}', '{"PassWord":"§"}'],
    ['an escaped name', '{"p\\u0061ssword":"s3cret"}', '{"p\\u0061ssword":"§"}'],
    [
      'a URN-qualified name',
      '{"urn:ietf:params:scim:schemas:core:2.0:User:password":"s3cret"}',
      '{"urn:ietf:params:scim:schemas:core:2.0:User:password":"§"}',
    ],
    [
      'tokens',
      '{"access_token":"s3cret","client_secret":"s3cret","id":1}',
      '{"access_token":"§","client_secret":"§","id":1}',
    ],
    [
      'numbers, not null',
      '{"password":12345,"a":{"password":null},"b":{"password":true}}',
      '{"password":"§","a":{"password":null},"b":{"password":true}}',
    ],
    [
      'nested values',
      '{"password":{"value":"s3cret","list":["s3cret",7]},"x":"y"}',
      '{"password":{"value":"§","list":["§","§"]},"x":"y"}',
    ],
    [
      'a PATCH with a path',
      '{"Operations":[{"op":"replace","path":"password","value":"s3cret"},{"op":"add","path":"title","value":"t"}]}',
      '{"Operations":[{"op":"replace","path":"password","value":"§"},{"op":"add","path":"title","value":"t"}]}',
    ],
    [
      'a PATCH with the value first',
      '{"value":"s3cret","op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:User:password"}',
      '{"value":"§","op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:User:password"}',
    ],
    ['an unfinished string', '{"password":"s3cre', '{"password":"§"'],
    ['unfinished objects', '{"path":"password","value":"s3cret"', '{"path":"password","value":"§"'],
    ['broken JSON', '{{]"password": "s3cret" "title":: "t",,', '{{]"password": "§" "title":: "t",,'],
    [
      'bulk',
      '{"Operations":[{"method":"POST","data":{"password":"s3cret","title":"t"}}]}',
      '{"Operations":[{"method":"POST","data":{"password":"§","title":"t"}}]}',
    ],
    ['nothing', '{"title":"password","nickName":"secret"}', '{"title":"password","nickName":"secret"}'],
  ] as const)
    it(`hides members in bodies: ${name}`, () => {
      expect(redactBody(body, plain)).to.equal(clean.replaceAll('§', REDACTED));
    });

  it('takes any text, and changes nothing where nothing is secret', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({
            unit: fc.constantFrom('"', '\\', '{', '}', '[', ':', ',', 'password', 'value', 'path', '1', 'u'),
          }),
          fc.json(),
        ),
        (text) => {
          redactBody(text, plain);
          const innocent = text.replace(/pass|secret|token|assertion|\\u/gi, '');
          expect(redactBody(innocent, plain)).to.equal(innocent);
        },
      ),
    );
  });

  it('stays fast on hostile bodies', function () {
    this.timeout(5000);
    for (const text of [
      '"'.repeat(100_000),
      '{"password":'.repeat(20_000),
      '\\'.repeat(200_000) + 'token',
      '{"value":"x","path":"password",'.repeat(5000),
      '['.repeat(200_000) + 'password',
    ])
      redactBody(text, createRedactor([CANARY]));
  });

  it('keeps canaries of every kind out of the exchanges, and gives the caller the text as it came', async () => {
    const base = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        response.writeHead(400, `No ${String(request.headers['x-tenant-key'])}`, {
          'x-echo': Object.values(spellings('TokenCanary99'))
            .map((text) => encodeURI(text))
            .join(','),
          location: `/x?token=${encodeURIComponent(String(request.headers.authorization))}`,
          'set-cookie': ['s=CookieCanary1; Path=/', 't=CookieCanary2'],
        });
        response.end(
          JSON.stringify({
            detail: `${request.headers.authorization} ${request.url}`,
            you: body,
            password: 'AnswerCanary77',
          }),
        );
      });
    });
    const targets = [
      createTarget({
        baseUrl: base,
        auth: { kind: 'bearer', token: 'TokenCanary99' },
        extraHeaders: { 'X-Tenant-Key': 'KeyCanary55' },
      }),
      createTarget({
        baseUrl: base,
        auth: { kind: 'basic', user: 'bob', password: 'TokenCanary99' },
        extraHeaders: { 'X-Tenant-Key': 'KeyCanary55' },
      }),
      createTarget({
        baseUrl: base,
        auth: { kind: 'header', name: 'X-Custom', value: 'SSWS TokenCanary99' },
        extraHeaders: { 'X-Tenant-Key': 'KeyCanary55' },
      }),
    ];
    for (const target of targets) {
      const transport = createTransport({ env: {}, secrets: secretsOf(target) });
      const headers = { ...target.extraHeaders, cookie: 'c=CookieCanary3' };
      await target.authorize(headers);
      const answer = await transport.send({
        method: 'POST',
        url: `${base}/Users?client_secret=UrlCanary33&t=TokenCanary99`,
        headers,
        body: '{"userName":"u","password":"BodyCanary44","x":"TokenCanary99"',
        phase: 'suites',
      });
      const stored = JSON.stringify(transport.exchanges());
      const decoded = stored.replace(
        /[A-Za-z0-9+/_-]{12,}={0,2}/g,
        (run) => `${run} ${Buffer.from(run, 'base64').toString('latin1')}`,
      );
      for (const text of [stored, decoded, decodeURIComponent(stored.replace(/%(?![\da-f]{2})/gi, '%25'))])
        expect(text).not.to.match(/canary/i);
      expect(stored).to.include(REDACTED);
      expect(answer.text).to.include('BodyCanary44').and.include('AnswerCanary77');
      await transport.close();
    }
  });
});
