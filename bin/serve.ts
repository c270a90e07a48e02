/** `scimspec serve`: the reference server on loopback, to develop clients against. */
import { readFileSync } from 'node:fs';
import { UsageError } from '../harness/target.js';
import { modelsFromFile } from '../reference/models.js';
import { mutants } from '../reference/mutants/index.js';
import { createReference } from '../reference/server.js';
import { variations } from '../reference/variations/index.js';
import { say } from './print.js';

interface ServeOptions {
  port: number;
  tokenFile?: string;
  mutant: string[];
  variation: string[];
  strict?: boolean;
  models?: string;
  listMutants?: boolean;
  listVariations?: boolean;
}

export async function serveCommand(given: object): Promise<number> {
  const options: ServeOptions = { mutant: [], variation: [], ...(given as Omit<ServeOptions, 'mutant' | 'variation'>) };
  if (options.listMutants) {
    for (const { id, title, kills } of mutants) say(`${id}  ${title}  [${kills.join(' ')}]`);
    return 0;
  }
  if (options.listVariations) {
    for (const { id, title } of variations) say(`${id}  ${title}`);
    return 0;
  }
  known('mutant', options.mutant, mutants);
  known('variation', options.variation, variations);
  const token = options.tokenFile ? readFileSync(options.tokenFile, 'utf8').trim() : undefined;
  const server = createReference({
    mutants: options.mutant,
    variations: options.variation,
    strict: options.strict ?? false,
    ...(token === undefined ? {} : { token }),
    ...(options.models === undefined ? {} : { models: modelsFromFile(options.models) }),
  });
  const { url, close } = await server.listen(options.port).catch((problem: unknown) => {
    throw new UsageError(`Port ${options.port} cannot be taken (${codeOf(problem)}): name another by --port.`);
  });
  say(
    `SCIM endpoint: ${url}\nBearer token: ${token === undefined ? 'reference' : `the one in ${options.tokenFile}`}\nCtrl-C stops it.`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await close();
  return 0;
}

/** Node's code of what went wrong with a port: EADDRINUSE, EACCES, ERR_SOCKET_BAD_PORT. */
function codeOf(problem: unknown): string {
  return (problem as NodeJS.ErrnoException).code ?? String(problem);
}

function known(kind: string, ids: readonly string[], list: readonly { id: string }[]): void {
  for (const id of ids)
    if (!list.some((each) => each.id === id))
      throw new UsageError(`There is no ${kind} "${id}"; scimspec serve --list-${kind}s shows them.`);
}
