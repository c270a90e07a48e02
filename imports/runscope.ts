/** Test exports of Runscope (BlazeMeter API Monitoring), the format of Okta's published SCIM test suites. */
import { plain, type Path, type Source } from './source.js';
import { compare, inWords, takeFrom } from './comparisons.js';
import { pairSecrets } from '../harness/secrets.js';
import { parseProgram } from './script/parse.js';
import { scriptJudgments } from './script/judgments.js';
import type { Extraction, ImportedSuite, Judgment, Step } from './suite.js';

/** Longest that a pause of the file lets a read come to hold, milliseconds. */
const LONGEST_PATIENCE = 60_000;

export function isRunscope(root: unknown): boolean {
  const one = Array.isArray(root) ? (root[0] as unknown) : root;
  return typeof one === 'object' && one !== null && Array.isArray((one as { steps?: unknown }).steps);
}

/** Reads one exported test, or a bucket of them. Throws UsageError with the line of what is not as it should be. */
export function readRunscope(source: Source, name: string): ImportedSuite {
  const { root } = source;
  const tests = Array.isArray(root) ? root : [root];
  const suite: ImportedSuite = { name, format: 'Runscope', steps: [], variables: new Map(), secrets: [] };
  tests.forEach((test: unknown, index) => {
    const path: Path = Array.isArray(root) ? [index] : [];
    const fields = source.object(test, path, 'a test');
    if (typeof fields['name'] === 'string' && tests.length === 1) suite.name = fields['name'];
    source.list(fields['environments'], [...path, 'environments'], 'environments').forEach((environment, n) => {
      const at: Path = [...path, 'environments', n];
      const initial = source.object(environment, at, 'an environment')['initial_variables'] ?? {};
      for (const [key, value] of Object.entries(source.object(initial, [...at, 'initial_variables'], 'variables')))
        suite.variables.set(key, plain(value));
    });
    readSteps(source, fields['steps'], [...path, 'steps'], suite);
  });
  return suite;
}

function readSteps(source: Source, value: unknown, path: Path, suite: ImportedSuite): void {
  let patienceMs = 0;
  source.list(value, path, 'steps').forEach((each, index) => {
    const at = [...path, index];
    const step = source.object(each, at, 'a step');
    const kind = plain(step['step_type'] ?? 'request');
    if (kind === 'pause') {
      patienceMs = Math.min(LONGEST_PATIENCE, Number(step['duration']) * 1000 || 0);
      return;
    }
    suite.steps.push(kind === 'request' ? readRequest(source, step, at, patienceMs, suite) : strange(step, kind));
    patienceMs = 0;
  });
}

/** A step of a kind that has no request of its own. */
function strange(step: Record<string, unknown>, kind: string): Step {
  return {
    title: plain(step['note']) || `a step of the kind "${kind}"`,
    method: '',
    url: '',
    headers: [],
    expectsRefusal: false,
    patienceMs: 0,
    before: [],
    scripts: [],
    extractions: [],
    judgments: [],
    notRun: `not run: steps of the kind "${kind}" are not understood`,
  };
}

function readRequest(
  source: Source,
  step: Record<string, unknown>,
  at: Path,
  patienceMs: number,
  suite: ImportedSuite,
): Step {
  const method = source.string(step['method'] ?? 'GET', [...at, 'method'], 'method').toUpperCase();
  const url = source.string(step['url'], [...at, 'url'], 'url');
  const headers = readHeaders(source, step['headers'], [...at, 'headers']);
  const carried = headers.findIndex(([name]) => name.toLowerCase() === 'authorization');
  const authorization = carried < 0 ? basicOf(step['auth'], suite) : headers.splice(carried, 1)[0]?.[1];
  const body = plain(step['body']) || plain(step['data']);
  const judgments: Judgment[] = source
    .list(step['assertions'], [...at, 'assertions'], 'assertions')
    .map((each, index) =>
      assertion(source.object(each, [...at, 'assertions', index], 'an assertion'), () =>
        source.fault([...at, 'assertions', index], 'an assertion names its source and its comparison'),
      ),
    );
  const scripts = texts(step['scripts']).map(parseProgram);
  scripts.forEach((program, index) => judgments.push(...scriptJudgments(program, index)));
  const statuses = JSON.stringify(step['assertions'] ?? []);
  return {
    title: plain(step['note']).trim() || `${method} ${url}`,
    method,
    url: withArguments(url, step['args']),
    headers,
    ...(body === '' ? {} : { body }),
    ...(authorization === undefined ? {} : { authorization }),
    expectsRefusal: /"response_status"/.test(statuses) && /"value":"?40[13]"?/.test(statuses),
    patienceMs,
    before: texts(step['before_scripts']).map(parseProgram),
    scripts,
    extractions: source
      .list(step['variables'], [...at, 'variables'], 'variables')
      .map((each, index) => extraction(source.object(each, [...at, 'variables', index], 'a variable')))
      .filter((each) => each !== undefined),
    judgments,
  };
}

function assertion(fields: Record<string, unknown>, fault: () => Error): Judgment {
  const { source, comparison } = fields;
  if (typeof source !== 'string' || typeof comparison !== 'string') throw fault();
  const property = plain(fields['property']);
  const wanted = plain(fields['value']);
  return {
    title: inWords(source, property, comparison, wanted),
    judge: ({ response, variables }) => {
      const filled = variables.fill(wanted);
      const path = variables.fill(property);
      compare(takeFrom(response, source, path), comparison, filled, inWords(source, path, comparison, filled));
    },
  };
}

function extraction(fields: Record<string, unknown>): Extraction | undefined {
  const name = plain(fields['name']);
  const source = plain(fields['source']);
  const property = plain(fields['property']);
  if (name === '') return undefined;
  return {
    name,
    from: property === '' ? source.replace(/^response_/, 'the ') : property,
    take: (response) => takeFrom(response, source, property),
  };
}

function readHeaders(source: Source, value: unknown, at: Path): [string, string][] {
  if (value === undefined || value === null) return [];
  return Object.entries(source.object(value, at, 'headers')).map(([name, given]) => [
    name,
    (Array.isArray(given) ? given : [given]).map(plain).join(', '),
  ]);
}

function basicOf(auth: unknown, suite: ImportedSuite): string | undefined {
  if (typeof auth !== 'object' || auth === null) return undefined;
  const { username, password } = auth as Record<string, unknown>;
  if (username === undefined) return undefined;
  suite.secrets.push(...pairSecrets(plain(username), plain(password)));
  return `Basic ${Buffer.from(`${plain(username)}:${plain(password)}`, 'utf8').toString('base64')}`;
}

function withArguments(url: string, args: unknown): string {
  if (typeof args !== 'object' || args === null) return url;
  const pairs = Object.entries(args).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => `${name}=${plain(one)}`),
  );
  const missing = pairs.filter((pair) => !url.includes(pair));
  return missing.length === 0 ? url : `${url}${url.includes('?') ? '&' : '?'}${missing.join('&')}`;
}

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).filter((one) => typeof one === 'string' && one.trim() !== '') as string[];
