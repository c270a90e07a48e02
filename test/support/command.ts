/** Runs a program as a user would: by itself, without what this process was told about targets and proxies. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The top of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The compiled command line. */
export const CLI = fileURLToPath(new URL('../../dist/bin/scimspec.js', import.meta.url));

export interface Said {
  /** Exit code; the signal's name where one ended it. */
  code: number | NodeJS.Signals;
  out: string;
  err: string;
}

export interface Running {
  child: ChildProcess;
  done: Promise<Said>;
}

/** Starts node with these arguments. */
export function start(
  args: readonly string[],
  env: Record<string, string> = {},
  input?: string,
  cwd: string = ROOT,
): Running {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(CI|SCIMSPEC_.*|.*_PROXY|NODE_OPTIONS)$/i.test(name)),
  );
  const child = spawn(process.execPath, args, { cwd, env: { ...clean, ...env } });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.on('error', () => {}).end(input);
  const done = new Promise<Said>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? -1, out, err }));
  });
  return { child, done };
}

/** Starts `scimspec` with these arguments. */
export function scimspec(
  args: readonly string[],
  env: Record<string, string> = {},
  input?: string,
  cwd?: string,
): Running {
  return start([CLI, ...args], env, input, cwd);
}
