/** `scimspec doctor`: the preflight, told in full. */
import { loadConfig } from '../harness/target.js';
import { preflight } from '../harness/preflight.js';
import { createReference } from '../reference/server.js';
import { openTransport } from './engine.js';
import { throwaway } from './throwaway.js';
import { say } from './print.js';

const MARK = { ok: 'ok  ', warn: 'warn', stop: 'STOP' } as const;

/** Exit code 0 when the run could start, 2 when it would stop. */
export async function doctorCommand(url: string | undefined, flags: object): Promise<number> {
  const settings = await loadConfig({ argvUrl: url, flags, env: process.env, cwd: process.cwd() });
  const reference = settings.target ? undefined : await createReference({}).listen();
  const target = settings.target ?? settings.referenceTarget(String(reference?.url));
  const transport = openTransport(target);
  try {
    say(`${target.baseUrl}\n`);
    const looked = await preflight(target, transport, { throwaway: () => throwaway(target, transport) });
    for (const { step, verdict, sentence } of looked.steps) say(`${MARK[verdict]}  ${step.padEnd(12)} ${sentence}`);
    return looked.steps.some(({ verdict }) => verdict === 'stop') ? 2 : 0;
  } finally {
    await transport.close();
    await reference?.close();
  }
}
