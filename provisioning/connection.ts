/** Test Connection, as the provider does it: a look-up of somebody who does not exist must give an empty list. */
import { withIds, type Dialect, type DialectRequest } from '../dialects/dialect.js';
import { isObject, member } from '../scim/json.js';
import type { Application } from './application.js';
import { compileMapping, matchingMappings } from './mapping/attribute-mapping.js';
import { parseBody } from './outcome.js';
import { NoAnswer, type Answer, type Wire } from './wire.js';

export interface ConnectionResult {
  verdict: 'success' | 'warning' | 'failure';
  /** One sentence for the administrator. */
  sentence: string;
  requests: { request: DialectRequest; answer: Answer | null }[];
}

/** Makes the connection test of a dialect. `guid` is a value that nobody has. Never throws for what the target does. */
export async function testConnection(
  wire: Wire,
  dialect: Dialect,
  application: Application,
  guid: string,
): Promise<ConnectionResult> {
  const [matching] = matchingMappings(application.users.attributes.map(compileMapping));
  const probe = {
    absent: guid,
    attribute: matching?.target.text ?? dialect.matchingAttribute,
    groups: application.groups.enabled,
  };
  const result: ConnectionResult = { verdict: 'success', sentence: 'The connection works.', requests: [] };
  const ids: { user?: string; group?: string } = {};
  for (const planned of dialect.testConnection(probe)) {
    const request = withIds(planned, ids);
    const outcome = await ask(wire, request);
    result.requests.push({ request, answer: outcome instanceof NoAnswer ? null : outcome });
    let judged = outcome instanceof NoAnswer ? silence(outcome) : judge(request, outcome, guid);
    // What no page says the provider asks must not fail the test.
    if (request.evidence === 'UNSOURCED' && judged.verdict === 'failure') {
      judged = { verdict: 'warning', sentence: `The connection works, but not for groups: ${judged.sentence}` };
    }
    if (judged.verdict !== 'success') Object.assign(result, judged);
    if (judged.verdict === 'failure') return result;
    if (!(outcome instanceof NoAnswer)) remember(request, outcome, ids);
  }
  return result;
}

async function ask(wire: Wire, { method, path, headers, body }: DialectRequest): Promise<Answer | NoAnswer> {
  try {
    return await wire.send({ method, path, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  } catch (error) {
    if (error instanceof NoAnswer) return error;
    throw error;
  }
}

function remember(request: DialectRequest, answer: Answer, ids: { user?: string; group?: string }): void {
  if (request.method !== 'POST') return;
  const body = parseBody(answer);
  const id = isObject(body) ? member(body, 'id') : undefined;
  if (typeof id !== 'string') return;
  if (request.path === '/Users') ids.user = id;
  else ids.group = id;
}

type Judged = Pick<ConnectionResult, 'verdict' | 'sentence'>;

const fail = (sentence: string): Judged => ({ verdict: 'failure', sentence });

function silence(problem: NoAnswer): Judged {
  return fail(
    problem.failure === 'timeout'
      ? 'No answer came in time. Check the Tenant URL and the network.'
      : `No answer came (${problem.failure}: ${problem.message}). Check the Tenant URL and the network.`,
  );
}

/** The verdicts documented for the answers to the test request. */
function judge(request: DialectRequest, answer: Answer, guid: string): Judged {
  const { status } = answer;
  if (status === 401) return fail('The target refused the credentials (401). Check the Secret Token.');
  if (status === 403)
    return fail(
      'The credentials lack permission (403). Make sure that the account has admin permissions, and try again.',
    );
  if (status === 404 && request.method === 'GET') {
    return fail(
      'The target answered 404. A look-up that finds nothing is answered with 200 and an empty list; check the Tenant URL, too.',
    );
  }
  if (status >= 500) return fail(`The target failed (${status}).`);
  if (status >= 300) return fail(`The target answered ${status}.`);
  if (request.method !== 'GET') return { verdict: 'success', sentence: 'The connection works.' };
  const body = parseBody(answer);
  if (!isObject(body)) {
    const html = /^\s*</.test(answer.text);
    return fail(
      html ? 'The answer is a web page, not SCIM. A login page may stand behind this URL.' : 'The answer is not JSON.',
    );
  }
  const total = member(body, 'totalResults');
  const resources = member(body, 'Resources');
  if (typeof total !== 'number') return fail('The answer is no ListResponse: totalResults is missing or not a number.');
  if (!request.path.includes(guid)) return { verdict: 'success', sentence: 'The connection works.' };
  const count = Array.isArray(resources) ? resources.length : 0;
  if (total > 0 || count > 0) {
    return fail(`A look-up of somebody who does not exist found ${Math.max(total, count)}: the filter is not applied.`);
  }
  if (!Array.isArray(resources)) {
    return {
      verdict: 'warning',
      sentence: 'The connection works; the empty list came without Resources, which the provider always shows.',
    };
  }
  return { verdict: 'success', sentence: 'The connection works.' };
}

/** Reads the target's schemas, as saving the settings does; names mapped attributes that no schema lists. */
export async function unlistedAttributes(
  wire: Wire,
  dialect: Dialect,
  application: Application,
): Promise<{ listed: boolean; missing: string[] }> {
  const [request] = dialect.discovery();
  const answer = request ? await ask(wire, request) : null;
  const body = answer && !(answer instanceof NoAnswer) && answer.status === 200 ? parseBody(answer) : undefined;
  const schemas = isObject(body) ? member(body, 'Resources') : undefined;
  if (!Array.isArray(schemas)) return { listed: false, missing: [] };
  const known = new Map<string, Set<string>>();
  for (const schema of schemas.filter(isObject)) {
    const attributes = member(schema, 'attributes');
    const names = (Array.isArray(attributes) ? attributes.filter(isObject) : []).map((one) =>
      String(member(one, 'name')).toLowerCase(),
    );
    known.set(String(member(schema, 'id')).toLowerCase(), new Set(names));
  }
  const common = ['id', 'externalid', 'meta', 'schemas'];
  const core = {
    users: 'urn:ietf:params:scim:schemas:core:2.0:user',
    groups: 'urn:ietf:params:scim:schemas:core:2.0:group',
  };
  const missing = (['users', 'groups'] as const).flatMap((kind) =>
    application[kind].attributes
      .map((mapping) => compileMapping(mapping).target)
      .filter(({ attribute, urn }) => {
        const name = attribute.toLowerCase();
        return !common.includes(name) && known.get((urn ?? core[kind]).toLowerCase())?.has(name) !== true;
      })
      .map(({ text }) => text),
  );
  return { listed: true, missing: [...new Set(missing)] };
}
