/** The only places that print. What a target said is among it, and must not move the cursor or turn text around. */
import { visible } from '../reports/text.js';

export function say(line = ''): void {
  sayAsIs(visible(line));
}

/** For machines, which read what was said character by character. */
export function sayAsIs(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function warn(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}
