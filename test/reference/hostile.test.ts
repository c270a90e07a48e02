/** Null and hostile servers do what they say. */
import { request as httpRequest } from 'node:http';
import { expect } from 'chai';
import { hostileServers, listenHostile, payloads } from '../../reference/hostile.js';

interface Outcome {
  status?: number;
  bytes: number;
  text: string;
  problem?: string;
}

/** One request, given up after `patienceMs` or `limit` bytes. */
function ask(url: string, method = 'GET', body = '', patienceMs = 150, limit = 20_000_000): Promise<Outcome> {
  return new Promise((resolve) => {
    const outcome: Outcome = { bytes: 0, text: '' };
    const request = httpRequest(url, { method, agent: false });
    const timer = setTimeout(() => finish('patience'), patienceMs);
    const finish = (problem?: string): void => {
      clearTimeout(timer);
      request.destroy();
      resolve(problem === undefined ? outcome : { ...outcome, problem });
    };
    request.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    request.on('response', (response) => {
      if (response.statusCode !== undefined) outcome.status = response.statusCode;
      response.on('data', (chunk: Buffer) => {
        outcome.bytes += chunk.length;
        if (outcome.text.length < 100_000) outcome.text += chunk.toString('utf8');
        if (outcome.bytes > limit) finish('flood');
      });
      response.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
      response.on('end', () => finish(response.complete ? undefined : 'cut'));
    });
    request.end(body);
  });
}

async function meet<T>(id: string, talk: (url: string) => Promise<T>): Promise<T> {
  const listening = await listenHostile(id);
  try {
    return await talk(`${listening.url}/Users`);
  } finally {
    await listening.close();
  }
}

describe('reference: null and hostile servers', () => {
  it('have ids of their own, and an unknown one is refused', async () => {
    expect(new Set(hostileServers.map(({ id }) => id)).size).to.equal(hostileServers.length);
    const refused = await listenHostile('no-such').catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(RangeError);
  });

  it('those that answer answer every method', async () => {
    for (const { id, answer } of hostileServers) {
      if (!answer) continue;
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        expect(answer({ method, path: '/scim/v2/Users', body: '{"userName":"x"}' }).status, id).to.be.within(200, 500);
      }
    }
  });

  it('the echo echoes', async () => {
    const { text } = await meet('echo', (url) => ask(url, 'POST', '{"userName":"x"}'));
    expect(text).to.equal('{"userName":"x"}');
  });

  it('connections end as announced', async () => {
    const problems: Record<string, RegExp> = {
      'hangs-up': /ECONNRESET/,
      resets: /ECONNRESET/,
      silent: /patience/,
      'never-ends': /patience/,
      drips: /patience/,
      floods: /flood|patience/,
      'says-too-much': /cut|ECONNRESET/,
      'no-http': /HPE/,
      'header-injection': /HPE/,
      'huge-headers': /HPE/,
    };
    for (const [id, problem] of Object.entries(problems)) {
      expect((await meet(id, (url) => ask(url))).problem, id).to.match(problem);
    }
  });

  it('the bomb is small on the wire', async () => {
    const { bytes, status } = await meet('gzip-bomb', (url) => ask(url, 'GET', '', 10_000));
    expect(status).to.equal(200);
    expect(bytes).to.be.below(200_000);
  });

  it('payloads are in every answer, and the prototype keys are literal', async () => {
    const { text } = await meet('payloads', (url) => ask(url));
    for (const payload of payloads.slice(0, 3)) expect(text).to.contain(JSON.stringify(payload).slice(1, -1));
    expect((await meet('prototype', (url) => ask(url))).text).to.contain('"__proto__"');
  });
});
