/** `scimspec generate users|groups|directory`: synthetic data on standard output. */
import { randomInt } from 'node:crypto';
import { locales, type Locale } from '../generators/people.js';
import { writeStream, type StreamOptions } from '../generators/stream.js';
import { UsageError } from '../harness/target.js';
import { warn } from './print.js';

interface GenerateFlags {
  count: number;
  format: StreamOptions['format'];
  seed?: number;
  locale?: string;
}

export async function generateCommand(what: string, given: object): Promise<number> {
  const flags = given as GenerateFlags;
  if (what !== 'users' && what !== 'groups' && what !== 'directory')
    throw new UsageError(`scimspec generate makes users, groups or a directory; it does not know "${what}".`);
  if (!Number.isInteger(flags.count) || flags.count < 0) throw new UsageError('--count needs a whole number.');
  if (flags.seed !== undefined && !Number.isInteger(flags.seed)) throw new UsageError('--seed needs a whole number.');
  if (flags.locale !== undefined && !locales.includes(flags.locale as Locale))
    throw new UsageError(`--locale ${flags.locale} is not known; there are ${locales.join(', ')}.`);
  const seed = flags.seed ?? randomInt(1, 1_000_000);
  warn(`seed ${seed}`);
  try {
    await writeStream(
      {
        what,
        count: flags.count,
        format: flags.format,
        seed,
        ...(flags.locale ? { locale: flags.locale as Locale } : {}),
      },
      process.stdout,
    );
  } catch (problem) {
    // The reader (head, for example) had enough.
    if ((problem as NodeJS.ErrnoException).code !== 'EPIPE') throw problem;
  }
  return 0;
}
