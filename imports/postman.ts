/** Postman collections, format 2.1 (and 2.0): folders, variables, authentication, bodies, and scripts as far as they can be read. */
import { plain, type Path, type Source } from './source.js';
import { authorizationOf, type Authorization } from './postman-auth.js';
import { bodyOf, headersOf, urlOf } from './postman-request.js';
import { parseProgram } from './script/parse.js';
import { scriptJudgments } from './script/judgments.js';
import type { Program } from './script/program.js';
import type { ImportedSuite, Step } from './suite.js';

export function isPostman(root: unknown): boolean {
  return typeof root === 'object' && root !== null && Array.isArray((root as { item?: unknown }).item);
}

/** What a folder hands down to its requests. */
interface Folder {
  names: string[];
  authorization: Authorization | undefined;
  before: Program[];
  after: Program[];
}

/** Reads a collection. Throws UsageError with the line of what is not as it should be. */
export function readPostman(source: Source, name: string): ImportedSuite {
  const root = source.object(source.root, [], 'a collection');
  const info = root['info'] as { name?: unknown } | undefined;
  const suite: ImportedSuite = {
    name: typeof info?.name === 'string' ? info.name : name,
    format: 'Postman',
    steps: [],
    variables: new Map(),
    secrets: [],
  };
  readVariables(source, root['variable'], ['variable'], suite);
  const top: Folder = { names: [], authorization: undefined, before: [], after: [] };
  readItems(source, root['item'], ['item'], inside(source, root, [], top, suite), suite);
  return suite;
}

/** `{key, value}` pairs of a collection or an exported environment. */
export function readVariables(
  source: Source,
  value: unknown,
  path: Path,
  into: Pick<ImportedSuite, 'variables' | 'secrets'>,
): void {
  source.list(value, path, 'variables').forEach((each, index) => {
    const fields = source.object(each, [...path, index], 'a variable');
    if (fields['disabled'] === true || fields['enabled'] === false) return;
    const key = plain(fields['key'] ?? fields['id']);
    const text = plain(fields['value']);
    if (key === '' || text === '') return;
    into.variables.set(key, text);
    if (fields['type'] === 'secret') into.secrets.push(text);
  });
}

function readItems(source: Source, value: unknown, path: Path, folder: Folder, suite: ImportedSuite): void {
  source.list(value, path, 'item').forEach((each, index) => {
    const at = [...path, index];
    const item = source.object(each, at, 'an item');
    const title = plain(item['name']);
    if (item['item'] !== undefined) {
      readVariables(source, item['variable'], [...at, 'variable'], suite);
      const names = title === '' ? folder.names : [...folder.names, title];
      readItems(source, item['item'], [...at, 'item'], inside(source, item, at, { ...folder, names }, suite), suite);
    } else suite.steps.push(readRequest(source, item, at, folder, suite));
  });
}

/** What holds inside a folder or collection: its own authentication and scripts, after those around it. */
function inside(
  source: Source,
  fields: Record<string, unknown>,
  at: Path,
  around: Folder,
  suite: ImportedSuite,
): Folder {
  return {
    names: around.names,
    authorization: authorizationOf(fields['auth'], suite) ?? around.authorization,
    before: [...around.before, ...programs(source, fields['event'], [...at, 'event'], 'prerequest')],
    after: [...around.after, ...programs(source, fields['event'], [...at, 'event'], 'test')],
  };
}

function programs(source: Source, value: unknown, path: Path, listen: string): Program[] {
  return source.list(value, path, 'event').flatMap((each, index) => {
    const at = [...path, index];
    const event = source.object(each, at, 'an event');
    if (event['listen'] !== listen || event['disabled'] === true) return [];
    const { exec } = source.object(event['script'] ?? {}, [...at, 'script'], 'a script');
    const text = Array.isArray(exec) ? exec.map(plain).join('\n') : plain(exec);
    return text.trim() === '' ? [] : [parseProgram(text)];
  });
}

function readRequest(
  source: Source,
  item: Record<string, unknown>,
  at: Path,
  folder: Folder,
  suite: ImportedSuite,
): Step {
  const path = [...at, 'request'];
  const given = item['request'];
  if (given === undefined) throw source.fault(at, 'an item holds a request or further items');
  const request = typeof given === 'string' ? { url: given } : source.object(given, path, 'a request');
  const method = source.string(request['method'] ?? 'GET', [...path, 'method'], 'method').toUpperCase();
  const url = urlOf(source, request['url'], [...path, 'url']);
  const headers = headersOf(source, request['header'], [...path, 'header']);
  const body = bodyOf(source, request['body'], [...path, 'body'], headers);
  const own = inside(source, item, at, folder, suite);
  const authorization = authorizationOf(request['auth'], suite) ?? own.authorization;
  const carried = headers.findIndex(([name]) => name.toLowerCase() === 'authorization');
  const written = carried < 0 ? undefined : headers.splice(carried, 1)[0]?.[1];
  if (written === undefined && authorization?.header && authorization.header.name !== 'authorization')
    headers.push([authorization.header.name, authorization.header.value]);
  const value = written ?? (authorization?.none ? 'none' : authorizationHeader(authorization));
  return {
    title: [...folder.names, plain(item['name']) || `${method} ${url}`].join(' / '),
    method,
    url,
    headers,
    ...(body.text === undefined ? {} : { body: body.text }),
    ...(value === undefined ? {} : { authorization: value }),
    expectsRefusal: own.after.some((program) => /\b40[13]\b|unauthorized|forbidden/.test(JSON.stringify(program))),
    patienceMs: 0,
    before: own.before,
    scripts: own.after,
    extractions: [],
    judgments: own.after.flatMap(scriptJudgments),
    ...(body.notRun === undefined ? {} : { notRun: body.notRun }),
  };
}

const authorizationHeader = (authorization: Authorization | undefined): string | undefined =>
  authorization?.header?.name === 'authorization' ? authorization.header.value : undefined;
