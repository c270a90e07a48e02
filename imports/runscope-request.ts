/** Requests, assertions and variables of a Runscope step. */
import { plain, type Path, type Source } from './source.js';
import { compare, expectComparable, inWords, takeFrom } from './comparisons.js';
import { formOf } from './form.js';
import { pairSecrets } from '../harness/secrets.js';
import { parseProgram } from './script/parse.js';
import { scriptJudgments } from './script/judgments.js';
import type { Extraction, ImportedSuite, Judgment, Step } from './suite.js';

/** Reads a step that sends a request. */
export function readRequest(
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
  const { text: body, notRun } = bodyOf(source, step, at, headers);
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
    ...(notRun === undefined ? {} : { notRun }),
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

/** The body as text: what was written, or the fields of a form. */
function bodyOf(
  source: Source,
  step: Record<string, unknown>,
  at: Path,
  headers: [string, string][],
): { text: string; notRun?: string } {
  if (source.list(step['multipart_form'], [...at, 'multipart_form'], 'multipart_form').length > 0)
    return { text: '', notRun: 'not run: forms of several parts are not sent' };
  const { data } = step;
  const written = plain(step['body']) || (typeof data === 'string' ? data : '');
  const fields = source.object(step['form'] ?? (written === '' && data ? data : {}), [...at, 'form'], 'form');
  if (written !== '' || Object.keys(fields).length === 0) return { text: written };
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, plain(one)]),
  );
  const form = formOf(pairs);
  if (!headers.some(([name]) => name.toLowerCase() === 'content-type')) headers.push(['Content-Type', form.type]);
  return { text: form.text };
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
      if (source === 'response_json') expectComparable(path, comparison);
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
