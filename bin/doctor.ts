/** `scimspec doctor`: the preflight, told in full. */
import { existsSync } from 'node:fs';
import { loadConfig } from '../harness/target.js';
import { preflight } from '../harness/preflight.js';
import { createReference } from '../reference/server.js';
import { newRunId, openTransport } from './engine.js';
import { throwaway } from './throwaway.js';
import { say, warn } from './print.js';
import { onSignals } from './signals.js';

const MARK = { ok: 'ok  ', warn: 'warn', stop: 'STOP' } as const;

/** Exit code 0 when the run could start, 2 when it would stop. */
export async function doctorCommand(url: string | undefined, flags: object): Promise<number> {
  const settings = await loadConfig({ argvUrl: url, flags, env: process.env, cwd: process.cwd() });
  const reference = settings.target ? undefined : await createReference({}).listen();
  const target = settings.target ?? settings.referenceTarget(String(reference?.url));
  const ledger = `scimspec-doctor-${newRunId()}.ndjson`;
  const interrupt = onSignals(ledger);
  const transport = openTransport(target, interrupt.signal);
  try {
    say(`${target.baseUrl}\n`);
    const looked = await preflight(target, transport, { throwaway: () => throwaway(target, transport, ledger) });
    for (const { step, verdict, sentence } of looked.steps) say(`${MARK[verdict]}  ${step.padEnd(12)} ${sentence}`);
    if (existsSync(ledger)) warn(`scimspec clean ${ledger} tries again to remove the test user.`);
    return interrupt.code() ?? (looked.steps.some(({ verdict }) => verdict === 'stop') ? 2 : 0);
  } catch (problem) {
    const interrupted = interrupt.stopped(problem, 'look');
    if (interrupted === undefined) throw problem;
    return interrupted;
  } finally {
    interrupt.release();
    await transport.close();
    await reference?.close();
  }
}
