/** Where credentials come from: environment, file or standard input; never the command line, never the config itself. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Auth } from './target-model.js';
import { UsageError } from './usage-error.js';

/** `auth` of a configuration file: names of places, no secrets. */
export type AuthConfig =
  | { kind: 'bearer'; tokenEnv?: string; tokenFile?: string }
  | { kind: 'basic'; user?: string; passwordEnv?: string; passwordFile?: string }
  | { kind: 'header'; name: string; valueEnv?: string; valueFile?: string }
  | { kind: 'none' };

export interface CredentialSources {
  env: Record<string, string | undefined>;
  cwd: string;
  tokenFile?: string;
  tokenStdin?: boolean;
  stdin: () => Promise<string>;
  config?: AuthConfig;
  /** Folder of the configuration file: its paths are relative to it. */
  configFolder?: string;
}

/**
 * The credentials for a target: flags before SCIMSPEC_TOKEN or SCIMSPEC_USER with SCIMSPEC_PASSWORD, before the
 * configuration. Throws UsageError for an empty or unreadable source and for two that contradict each other.
 */
export async function findCredentials(sources: CredentialSources): Promise<Auth> {
  const { env, config, cwd } = sources;
  if (sources.tokenStdin && sources.tokenFile !== undefined)
    throw new UsageError('Give the token by --token-stdin or by --token-file, not by both.');
  if (sources.tokenStdin) return bearer(await sources.stdin(), 'standard input');
  if (sources.tokenFile !== undefined)
    return bearer(await secretFile(sources.tokenFile, cwd, '--token-file'), sources.tokenFile);

  const token = variable(env, 'SCIMSPEC_TOKEN');
  const user = variable(env, 'SCIMSPEC_USER');
  if (token !== undefined && user !== undefined)
    throw new UsageError('SCIMSPEC_TOKEN and SCIMSPEC_USER are both set: unset the one that is not meant.');
  const headerByToken = config?.kind === 'header' && config.valueEnv === undefined && config.valueFile === undefined;
  if (token !== undefined && !headerByToken) {
    if (config?.kind === 'basic' || config?.kind === 'header')
      throw new UsageError(
        `The configuration asks for ${config.kind} credentials, but SCIMSPEC_TOKEN is set: unset it, or change auth.kind.`,
      );
    return bearer(token, 'SCIMSPEC_TOKEN');
  }
  if (user !== undefined) return { kind: 'basic', user, password: needed(env, 'SCIMSPEC_PASSWORD') };
  return config ? fromConfig(config, sources) : { kind: 'none' };
}

async function fromConfig(config: AuthConfig, sources: CredentialSources): Promise<Auth> {
  const { env } = sources;
  const folder = sources.configFolder ?? sources.cwd;
  const secret = async (
    name: string | undefined,
    file: string | undefined,
    usual: string,
  ): Promise<[string, string]> => {
    if (name !== undefined && file !== undefined)
      throw new UsageError(`auth names both a variable (${name}) and a file (${file}) for the same secret: keep one.`);
    if (file !== undefined) return [await secretFile(file, folder, 'auth'), file];
    return [needed(env, name ?? usual), name ?? usual];
  };
  switch (config.kind) {
    case 'none':
      return { kind: 'none' };
    case 'bearer':
      return bearer(...(await secret(config.tokenEnv, config.tokenFile, 'SCIMSPEC_TOKEN')));
    case 'basic': {
      const [password] = await secret(config.passwordEnv, config.passwordFile, 'SCIMSPEC_PASSWORD');
      return { kind: 'basic', user: config.user ?? needed(env, 'SCIMSPEC_USER'), password };
    }
    case 'header': {
      const [value, place] = await secret(config.valueEnv, config.valueFile, 'SCIMSPEC_TOKEN');
      return { kind: 'header', name: config.name, value: sendable(value, place) };
    }
  }
}

function bearer(text: string, place: string): Auth {
  const token = sendable(text, place);
  if (/^bearer\s/i.test(token))
    throw new UsageError(
      `The token from ${place} begins with the word "Bearer": leave the word out, it is added here.`,
    );
  if (/\s/.test(token))
    throw new UsageError(`The token from ${place} holds a space or line break: give the token alone.`);
  return { kind: 'bearer', token };
}

function sendable(text: string, place: string): string {
  const value = text.trim();
  if (value === '') throw new UsageError(`The secret from ${place} is empty: put the token there.`);
  if (!/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value))
    throw new UsageError(
      `The secret from ${place} holds characters that no HTTP header can carry: is it the right file or variable?`,
    );
  return value;
}

/** A variable's value; undefined when it is not set. Throws UsageError when it is set but empty. */
export function variable(env: Record<string, string | undefined>, name: string): string | undefined {
  const value = env[name];
  if (value === undefined) return undefined;
  if (value.trim() === '')
    throw new UsageError(
      `${name} is set but empty: give it a value or unset it. In CI this often means a missing secret.`,
    );
  return value.trim();
}

function needed(env: Record<string, string | undefined>, name: string): string {
  const value = variable(env, name);
  if (value === undefined)
    throw new UsageError(`The credentials are to come from the variable ${name}, but it is not set.`);
  return value;
}

async function secretFile(path: string, folder: string, who: string): Promise<string> {
  try {
    return await readFile(resolve(folder, path), 'utf8');
  } catch (problem) {
    throw new UsageError(`The file "${path}" (${who}) cannot be read: ${reasonOf(problem)}.`);
  }
}

/** `no such file`, `permission denied` … of a file system error. */
export function reasonOf(problem: unknown): string {
  const code = problem instanceof Error && 'code' in problem ? problem.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'it is, or lies under, a file where a folder is needed';
  if (code === 'EACCES') return 'permission denied';
  if (code === 'EISDIR') return 'it is a folder';
  return problem instanceof Error ? problem.message : String(problem);
}
