/** Printing for people: what a target said cannot move the cursor or turn the direction of text. */
import { visible } from '../reports/text.js';
import { say as sayAsIs, warn as warnAsIs } from './print.js';

export { sayAsIs };

export function say(line: string): void {
  sayAsIs(visible(line));
}

export function warn(line: string): void {
  warnAsIs(visible(line));
}
