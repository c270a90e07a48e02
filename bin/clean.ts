/** `scimspec clean <ledger>`: removes what an interrupted run left behind. */
import { cleanUp } from '../harness/clean-up.js';
import { reopenLedger } from '../harness/ledger.js';
import { bareScim } from '../harness/run.js';
import { loadConfig, UsageError } from '../harness/target.js';
import { openTransport } from './engine.js';
import { say, warn } from './print.js';

/** Exit code 0 when nothing is left. Only what the ledger names, and what carries its marker, is removed. */
export async function cleanCommand(file: string, flags: object): Promise<number> {
  let opened: ReturnType<typeof reopenLedger>;
  try {
    opened = reopenLedger(file);
  } catch (problem) {
    throw new UsageError((problem as Error).message);
  }
  const settings = await loadConfig({ argvUrl: opened.target, flags, env: process.env, cwd: process.cwd() });
  if (!settings.target) throw new UsageError(`${file} names no target.`);
  const transport = openTransport(settings.target);
  try {
    const scim = bareScim(settings.target, transport, 'clean-up', '');
    const { deleted, leftBehind } = await cleanUp(opened.ledger, scim);
    say(`Removed ${deleted} of what run ${opened.run} made at ${opened.target}.`);
    for (const { url, reason } of leftBehind) warn(transport.redact(`Left behind: ${url} (${reason})`));
    return leftBehind.length === 0 ? 0 : 1;
  } finally {
    await transport.close();
  }
}
