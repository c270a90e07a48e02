/** `scimspec generate users|groups|directory`: synthetic data on standard output. */
import { randomInt } from 'node:crypto';
import { localeNamed, localeNames } from '../generators/locales.js';
import { writeStream, type StreamOptions } from '../generators/stream.js';
import { UsageError } from '../harness/target.js';
import { warn } from './print.js';

interface GenerateFlags {
  count: number;
  format: StreamOptions['format'];
  seed?: number;
  locale?: string;
}

/** Writes to standard output; gives the exit code. Throws UsageError. */
export async function generateCommand(what: string, given: object): Promise<number> {
  const flags = given as GenerateFlags;
  if (what !== 'users' && what !== 'groups' && what !== 'directory')
    throw new UsageError(`scimspec generate makes users, groups or a directory; it does not know "${what}".`);
  if (!Number.isSafeInteger(flags.count) || flags.count < 0)
    throw new UsageError('--count needs a whole number from 0.');
  if (flags.seed !== undefined && (!Number.isSafeInteger(flags.seed) || flags.seed < 0))
    throw new UsageError('--seed needs a whole number from 0.');
  const locale = flags.locale === undefined ? undefined : localeNamed(flags.locale);
  if (flags.locale !== undefined && locale === undefined)
    throw new UsageError(`--locale ${flags.locale} is not known; there are ${localeNames.join(', ')}.`);
  const seed = flags.seed ?? randomInt(1, 1_000_000);
  warn(`seed ${seed}`);
  try {
    const options: StreamOptions = {
      what,
      count: flags.count,
      format: flags.format,
      seed,
      ...(locale ? { locale } : {}),
    };
    await writeStream(options, process.stdout);
  } catch (problem) {
    // The reader (head, for example) had enough.
    if ((problem as NodeJS.ErrnoException).code !== 'EPIPE') throw problem;
  }
  return 0;
}
