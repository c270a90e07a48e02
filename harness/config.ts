/** Settings of a command: flags before environment before configuration file, checked, with secrets fetched. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readConfig, type ConfigFile, type LoadedConfig, type RunConfig } from './config-file.js';
import { findCredentials, reasonOf, variable } from './credentials.js';
import { REFERENCE_TOKEN } from './secrets.js';
import { createTarget, type Target } from './target-model.js';
import { UsageError } from './usage-error.js';

export type { RunConfig };

/** The flags that name a target, as commander gives them. */
export interface Flags {
  config?: string;
  reference?: boolean;
  tokenFile?: string;
  tokenStdin?: boolean;
  /** Seconds. */
  timeout?: number;
  rate?: number;
  /** File. */
  ca?: string;
  insecure?: boolean;
}

export interface Settings {
  /** Absent: the embedded reference server is the target. */
  target?: Target;
  /** Why the embedded server is used: asked for by --reference, or because nothing else was named. */
  reference?: 'asked' | 'by default';
  /** The configuration file that was read, absolute path. */
  configFile?: string;
  /** Folder to which paths of the configuration file are relative. */
  configFolder?: string;
  /** The target for an embedded reference server that listens at `url`. */
  referenceTarget(url: string): Target;
  /** Defaults of the configuration file for the flags of `run`; paths as written. */
  run: RunConfig;
}

export interface ConfigInput {
  argvUrl?: string | undefined;
  flags: Flags;
  env: Record<string, string | undefined>;
  cwd: string;
  /** Reads standard input; used for --token-stdin alone. */
  stdin?: () => Promise<string>;
}

/** Puts the settings together. Throws UsageError with the sentence to print; the exit code is 2. */
export async function loadConfig(input: ConfigInput): Promise<Settings> {
  const { flags, env, cwd } = input;
  const loaded = await readConfig(flags.config, cwd);
  const config = loaded?.config ?? {};
  const common = {
    run: config.run ?? {},
    referenceTarget: (at: string): Target => referenceTarget(at, flags),
    ...(loaded ? { configFile: loaded.file, configFolder: loaded.folder } : {}),
  };
  if (flags.reference && input.argvUrl !== undefined)
    throw new UsageError('--reference and a URL contradict each other: leave one of them out.');
  if (flags.reference) return { ...common, reference: 'asked' };

  const url = input.argvUrl ?? variable(env, 'SCIMSPEC_URL') ?? config.target?.url;
  if (url === undefined) {
    refuseWithoutTarget(input);
    return { ...common, reference: 'by default' };
  }
  if (url.trim() === '')
    throw new UsageError('The URL is empty: give the SCIM base URL, such as https://example.com/scim/v2.');
  return { ...common, target: await targetFrom(url, input, config, loaded) };
}

/** Falling back to the embedded server must never be an accident that looks like success. */
function refuseWithoutTarget({ flags, env }: ConfigInput): void {
  const token =
    variable(env, 'SCIMSPEC_TOKEN') !== undefined
      ? 'SCIMSPEC_TOKEN is set'
      : variable(env, 'SCIMSPEC_USER') !== undefined
        ? 'SCIMSPEC_USER is set'
        : flags.tokenFile !== undefined || flags.tokenStdin
          ? 'a token is given'
          : undefined;
  if (token !== undefined)
    throw new UsageError(
      `${token}, but no URL: name the target as argument, by SCIMSPEC_URL or in the configuration (or give --reference).`,
    );
  const ci = env['CI']?.trim().toLowerCase();
  if (ci && ci !== 'false' && ci !== '0')
    throw new UsageError(
      'CI is set and no target is named: set SCIMSPEC_URL or give the URL, or ask for the embedded reference server by --reference.',
    );
}

/** Vendor rules of the configuration are left out: they are another server's. */
function referenceTarget(baseUrl: string, flags: Flags): Target {
  const timeout = positive(flags.timeout, '--timeout', 'seconds');
  const rate = positive(flags.rate, '--rate', 'requests per second');
  return createTarget({
    baseUrl,
    auth: { kind: 'bearer', token: REFERENCE_TOKEN },
    direct: true,
    ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
    ...(rate === undefined ? {} : { rate }),
  });
}

async function targetFrom(
  url: string,
  { flags, env, cwd, stdin }: ConfigInput,
  config: ConfigFile,
  loaded: LoadedConfig | undefined,
): Promise<Target> {
  const settings = config.target ?? {};
  const timeout = positive(flags.timeout, '--timeout', 'seconds') ?? settings.timeout;
  const rate = positive(flags.rate, '--rate', 'requests per second') ?? settings.rate;
  const ca =
    flags.ca !== undefined
      ? await readCa(flags.ca, cwd)
      : settings.ca !== undefined
        ? await readCa(settings.ca, loaded?.folder ?? cwd)
        : undefined;
  const base = createTarget({ baseUrl: url });
  const auth = await findCredentials({
    env,
    cwd,
    stdin: stdin ?? readStdin,
    ...(flags.tokenFile === undefined ? {} : { tokenFile: flags.tokenFile }),
    ...(flags.tokenStdin === undefined ? {} : { tokenStdin: flags.tokenStdin }),
    ...(settings.auth ? { config: settings.auth } : {}),
    ...(loaded ? { configFolder: loaded.folder } : {}),
  });
  return createTarget({
    baseUrl: base.baseUrl,
    auth,
    ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
    ...(rate === undefined ? {} : { rate }),
    ...(ca === undefined ? {} : { ca }),
    insecure: flags.insecure ?? settings.insecure ?? false,
    extraHeaders: checkHeaders(settings.headers ?? {}),
    rules: config.rules ?? {},
  });
}

function positive(value: number | undefined, flag: string, unit: string): number | undefined {
  if (value !== undefined && !(Number.isFinite(value) && value > 0))
    throw new UsageError(`${flag} needs a number of ${unit} above 0.`);
  return value;
}

function checkHeaders(headers: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(headers))
    if (!/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value))
      throw new UsageError(`The header "${name}" of the configuration holds characters that no HTTP header can carry.`);
  return headers;
}

async function readCa(path: string, folder: string): Promise<string> {
  let pem: string;
  try {
    pem = await readFile(resolve(folder, path), 'utf8');
  } catch (problem) {
    throw new UsageError(`The certificate authority file "${path}" cannot be read: ${reasonOf(problem)}.`);
  }
  try {
    new X509Certificate(pem);
  } catch {
    throw new UsageError(`"${path}" holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).`);
  }
  return pem;
}

async function readStdin(): Promise<string> {
  if (process.stdin.isTTY) throw new UsageError('--token-stdin reads the token from a pipe: nothing is piped in.');
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}
