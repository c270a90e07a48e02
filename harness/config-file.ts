/** Reads scimspec.config.yaml or .json and checks it against schemas/config.schema.json; errors name file and line. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { ErrorObject } from 'ajv';
import type { Document, LineCounter } from 'yaml';
import type { VendorRules } from '../generators/rules.js';
import { reasonOf, type AuthConfig } from './credentials.js';
import { UsageError } from './usage-error.js';

/** The configuration file as data, after validation. */
export interface ConfigFile {
  target?: {
    url?: string;
    auth?: AuthConfig;
    /** Seconds. */
    timeout?: number;
    rate?: number;
    ca?: string;
    insecure?: boolean;
    headers?: Record<string, string>;
  };
  rules?: VendorRules;
  run?: RunConfig;
}

/** Defaults for the flags of `scimspec run`. */
export interface RunConfig {
  profile?: string;
  concurrency?: number;
  seed?: number;
  population?: 'small' | 'full';
  /** Seconds. */
  patience?: number;
  out?: string;
  format?: string[];
  failOn?: string;
  waivers?: string;
  baseline?: string;
  history?: string;
  slow?: boolean;
  readOnly?: boolean;
}

export interface LoadedConfig {
  /** Absolute path. */
  file: string;
  folder: string;
  config: ConfigFile;
}

const USUAL = ['scimspec.config.yaml', 'scimspec.config.yml', 'scimspec.config.json'];

/** The named file, else the usual one of `cwd`, else undefined. Throws UsageError. */
export async function readConfig(named: string | undefined, cwd: string): Promise<LoadedConfig | undefined> {
  const file = named === undefined ? usualFile(cwd) : resolve(cwd, named);
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (problem) {
    throw new UsageError(`The configuration file "${named ?? file}" cannot be read: ${reasonOf(problem)}.`);
  }
  return { file, folder: dirname(file), config: await parseConfig(text, basename(file)) };
}

function usualFile(cwd: string): string | undefined {
  const found = USUAL.filter((name) => existsSync(join(cwd, name)));
  if (found.length > 1)
    throw new UsageError(`There are ${found.join(' and ')}: keep one, or name the one to use by --config.`);
  return found[0] === undefined ? undefined : join(cwd, found[0]);
}

async function parseConfig(text: string, name: string): Promise<ConfigFile> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  // JSON is YAML, too; one reader gives line numbers for both.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken) throw new UsageError(`${name}, line ${lines.linePos(broken.pos[0]).line}: ${broken.message}`);
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  if (value === null || value === undefined) return {};
  const { Ajv } = await import('ajv');
  const schema = JSON.parse(readFileSync(new URL('../schemas/config.schema.json', import.meta.url), 'utf8')) as object;
  const validate = new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
  }).compile<ConfigFile>(schema);
  if (validate(value)) return value;
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if' && keyword !== 'propertyNames');
  const sentences = errors.map((error) => `${name}, line ${lineOf(error, document, lines)}: ${sentenceOf(error)}`);
  throw new UsageError([...new Set(sentences)].slice(0, 5).join('\n'));
}

function steps(error: ErrorObject): string[] {
  const path = error.instancePath.split('/').slice(1);
  const steps = path.map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  if (error.keyword === 'additionalProperties') steps.push(String(error.params['additionalProperty']));
  return steps;
}

function lineOf(error: ErrorObject, document: Document, lines: LineCounter): number {
  const path = steps(error);
  const parent: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const last = path.at(-1);
  // The key's line tells more than the line on which its value begins.
  const pair = hasItems(parent) ? parent.items.find(({ key }) => keyText(key) === last) : undefined;
  const offset = rangeStart(pair?.key) ?? rangeStart(document.getIn(path, true)) ?? rangeStart(parent) ?? 0;
  return lines.linePos(offset).line;
}

function hasItems(node: unknown): node is { items: { key?: unknown }[] } {
  return typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items);
}

function keyText(key: unknown): string | undefined {
  return typeof key === 'object' && key !== null && 'value' in key ? String(key.value) : undefined;
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : undefined;
}

const INLINE_SECRETS: Record<string, string> = {
  token: 'tokenEnv or tokenFile',
  password: 'passwordEnv or passwordFile',
  value: 'valueEnv or valueFile',
  secret: 'tokenEnv or tokenFile',
};

function sentenceOf(error: ErrorObject): string {
  const path = steps(error).join('.') || 'the file';
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const instead =
        path.startsWith('target.auth.') && Object.hasOwn(INLINE_SECRETS, key) ? INLINE_SECRETS[key] : undefined;
      if (instead !== undefined)
        return `"${path}" holds a secret in the file itself: name a place for it by ${instead}.`;
      const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
      const near = nearest(key, known);
      return `"${path}" is not a known setting${near === undefined ? '' : `: did you mean "${near}"?`}`;
    }
    case 'required':
      return `"${path}" lacks "${String(params['missingProperty'])}".`;
    case 'enum':
      return `"${path}" must be one of ${(params['allowedValues'] as unknown[]).join(', ')}.`;
    case 'type':
      return `"${path}" must be ${article(String(params['type']))}.`;
    default:
      return `"${path}" ${error.message ?? 'is wrong'}.`;
  }
}

function article(type: string): string {
  if (type === 'object') return 'a block of settings';
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** The known word with the fewest edits, when they are few. */
function nearest(word: string, known: string[]): string | undefined {
  const ranked = known.map((each) => ({ each, distance: edits(word.toLowerCase(), each.toLowerCase()) }));
  ranked.sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, Math.floor(word.length / 3)) ? best.each : undefined;
}

function edits(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[right.length] ?? 0;
}
