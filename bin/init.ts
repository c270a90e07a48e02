/** `scimspec init`: writes a commented configuration. */
import { writeInitialConfig } from '../harness/init.js';
import { say } from './print.js';

export async function initCommand(): Promise<number> {
  say(`Wrote ${writeInitialConfig(process.cwd())}: put your URL into it, set SCIMSPEC_TOKEN, and run scimspec doctor.`);
  return 0;
}
