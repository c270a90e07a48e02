/** What the suites received is judged alike, however much waits to be looked at. */
import { expect } from 'chai';
import type { Capabilities } from '../../harness/capabilities.js';
import { parseJson } from '../../harness/json.js';
import { openLedger } from '../../harness/ledger.js';
import { Finding, NotApplicable } from '../../harness/outcomes.js';
import { createReceived, type Received } from '../../harness/received.js';
import type { ScimResponse } from '../../harness/response.js';
import { groupModel } from '../../schemas/index.js';

const target = {
  group: groupModel,
  models: [groupModel],
  declared: { schemas: false },
  claim: () => undefined,
} as unknown as Capabilities;
const PATH = '/Groups/g1';

function group(n: number, method: string, members: string[], ballast = ''): ScimResponse {
  const json = {
    schemas: [groupModel.type.schema],
    id: 'g1',
    displayName: 's0run-1x',
    members: members.map((value) => ({ value })),
  };
  const text = JSON.stringify(json) + ballast;
  const { closely } = parseJson(text);
  return {
    n,
    method,
    path: PATH,
    url: `https://scim.test${PATH}`,
    status: 200,
    headers: {},
    json,
    text,
    closely,
  } as never;
}

/** A string of many characters that takes no room. */
const LARGE = ' '.repeat(2 ** 24);

describe('what a run received', () => {
  const received = (): Received =>
    createReceived(
      target,
      openLedger(undefined, 's0run', 'https://scim.test', (text) => text),
      's0run',
    );

  for (const [size, ballast] of [
    ['small answers', ''],
    ['answers too large to be kept', LARGE],
  ] as const)
    it(`shows a PATCH that did not last: ${size}`, () => {
      const all = received();
      const get = all.watch('GET', PATH, undefined);
      all.watch('PATCH', PATH, {})(group(1, 'PATCH', ['ada'], ballast));
      get(group(2, 'GET', [], ballast));
      expect(() => all.judge('state'), 'a read that was under way').to.throw(NotApplicable);
      all.watch('PATCH', PATH, {})(group(3, 'PATCH', ['ada'], ballast));
      all.watch('GET', PATH, undefined)(group(4, 'GET', [], ballast));
      expect(() => all.judge('state')).to.throw(Finding);
    });
});
