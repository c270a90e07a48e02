/** Where a run writes to. Apart from the formats, which a run loads when it has something to write. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Makes the folders and opens the history, so that a path that cannot be used is known before a run, not after it. */
export function openOutputs({ out, history }: { out: string; history?: string }): void {
  mkdirSync(out, { recursive: true });
  if (history === undefined) return;
  mkdirSync(dirname(resolve(history)), { recursive: true });
  appendFileSync(history, '');
}
