/** The exact set of headers that reaches a server, for a read and a write of each dialect. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { dialects, type DialectId } from '../../dialects/index.js';
import { speak } from '../../harness/interop.js';
import { bareScim } from '../../harness/run.js';
import { createTarget } from '../../harness/target.js';
import { createTransport, type Transport } from '../../harness/transport.js';
import { USER_AGENT } from '../../harness/version.js';

const SCIM = 'application/scim+json';
const OURS = { 'user-agent': USER_AGENT };
/** Of credentials and framing, and of the client itself where the provider is silent about them. */
const FRAME = ['host', 'connection', 'authorization', 'accept-encoding', 'content-length'];
const ENTRA = { accept: SCIM };
const OKTA = {
  accept: SCIM,
  'accept-charset': 'utf-8',
  'accept-encoding': 'gzip,deflate',
  'user-agent': 'Okta SCIM Client 1.0.0',
};
const charset = { 'content-type': `${SCIM}; charset=utf-8` };
const plain = { 'content-type': SCIM };

const table: Record<DialectId, [read: Record<string, string>, write: Record<string, string>]> = {
  entra: [ENTRA, { ...ENTRA, ...charset }],
  'entra-flag': [ENTRA, { ...ENTRA, ...charset }],
  'okta-oin': [OKTA, { ...OKTA, ...charset }],
  'okta-aiw': [OKTA, { ...OKTA, ...charset }],
  onelogin: [{}, { 'content-type': 'application/json' }],
  ping: [OURS, { ...OURS, ...plain }],
  jumpcloud: [OURS, { ...OURS, ...plain }],
  cyberark: [OURS, { ...OURS, ...plain }],
  sailpoint: [OURS, { ...OURS, ...plain }],
  google: [OURS, { ...OURS, ...plain }],
};

describe('dialects: the headers that reach a server', () => {
  let server: Server;
  let transport: Transport;
  let heard: Record<string, string>[] = [];
  before((done) => {
    server = createServer((request, response) => {
      heard.push(request.headers as Record<string, string>);
      request.resume();
      response.writeHead(200, { 'content-type': SCIM }).end('{}');
    }).listen(0, '127.0.0.1', done);
    transport = createTransport({ env: {} });
  });
  after(async () => {
    await transport.close();
    server.close();
  });

  for (const [id, [read, write]] of Object.entries(table) as [DialectId, (typeof table)[DialectId]][])
    it(`${id}: what the dialect says, credentials and framing, and nothing else`, async () => {
      heard = [];
      const { port } = server.address() as AddressInfo;
      const baseUrl = `http://127.0.0.1:${port}`;
      const target = createTarget({ baseUrl, auth: { kind: 'bearer', token: 'a-token' }, direct: true });
      const scim = bareScim(target, transport, 'suites');
      await speak(scim, id, dialects[id].readUser('u1'));
      await speak(scim, id, dialects[id].createUser({ userName: 'x' }));
      expect(heard).to.have.length(2);
      for (const [index, wanted] of [read, write].entries()) {
        const headers = heard[index] ?? {};
        expect(headers['authorization']).to.equal('Bearer a-token');
        const said = Object.entries(headers).filter(([name]) => name in wanted || !FRAME.includes(name));
        expect(Object.fromEntries(said)).to.deep.equal(wanted);
      }
    });
});
