import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { generateDirectory } from '../../provisioning/directory/generate.js';
import { createReference } from '../../reference/server.js';
import { isObject } from '../../scim/json.js';
import { all } from './support.js';

const CHILD = fileURLToPath(new URL('./kill-child.ts', import.meta.url));

describe('a provisioning process that is killed in mid-cycle', function () {
  this.timeout(120_000);

  it('goes on from where it was, without a duplicate and without a loss', async () => {
    const reference = createReference();
    let writes = 0;
    let killAt = Infinity;
    let kill = (): void => undefined;
    const handle = reference.handle.bind(reference);
    // Kills the client after the server has stored a write and before it answers: the worst moment.
    reference.handle = async (req) => {
      const answer = await handle(req);
      if (req.method !== 'GET' && (writes += 1) === killAt) kill();
      return answer;
    };
    const folder = await mkdtemp(join(tmpdir(), 'scimspec-kill-'));
    const { createServer } = await import('node:http');
    const server = createServer((message, response) => {
      const chunks: Buffer[] = [];
      message.on('data', (chunk: Buffer) => chunks.push(chunk));
      message.on('end', () => {
        void reference
          .handle({
            method: message.method ?? 'GET',
            path: message.url ?? '/',
            headers: Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)])),
            ...(chunks.length > 0 ? { body: Buffer.concat(chunks).toString('utf8') } : {}),
          })
          .then((answer) => response.writeHead(answer.status, answer.headers).end(answer.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/scim/v2`;
    const run = (): Promise<string> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, ['--import=tsx', CHILD, url, join(folder, 'state')], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let said = '';
        child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
        kill = () => void child.kill('SIGKILL');
        child.on('close', (_code, signal) => resolve(signal ?? said));
      });
    const outcomes: string[] = [];
    for (const after of [7, 120, 290, 405]) {
      killAt = after;
      outcomes.push(await run());
    }
    killAt = Infinity;
    const last = await run();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });

    expect(outcomes).to.deep.equal(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGKILL']);
    expect(last).to.match(/^done .*"failed":0/);
    const input = generateDirectory({ seed: 11, people: 400, groups: 8, membersPerGroup: 20 });
    const users = (await all(reference, 'Users')).filter((user) => user.externalId !== undefined);
    expect(users.map((user) => user.externalId).sort()).to.deep.equal(input.people.map(({ id }) => id).sort());
    const groups = await all(reference, 'Groups');
    expect(groups.map((group) => group.displayName).sort()).to.deep.equal(
      input.groups.map((group) => group.attributes.displayName).sort(),
    );
    for (const group of input.groups) {
      const found = groups.find((candidate) => candidate.displayName === group.attributes.displayName);
      const members = (Array.isArray(found?.members) ? found.members : []).map((one) =>
        isObject(one) ? one.value : one,
      );
      const wanted = [...group.members].map((id) => users.find((user) => user.externalId === id)?.id);
      expect([...members].sort()).to.deep.equal(wanted.sort());
    }
  });
});
