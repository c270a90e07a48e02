/** Where a run writes to. Apart from the formats, which a run loads when it has something to write. */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Makes the folders and tries the history, so that a path that cannot be used is known before a run, not after it. */
export function openOutputs({ out, history }: { out: string; history?: string }): void {
  mkdirSync(out, { recursive: true });
  if (history === undefined) return;
  mkdirSync(dirname(resolve(history)), { recursive: true });
  // One that is not there yet is made when there is something to write: a run may be stopped.
  if (existsSync(history)) closeSync(openSync(history, 'a'));
}
