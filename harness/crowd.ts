/**
 * The people of a large group: 105, or 1,000 with --population full. Made once per run, for whoever fills a group. More
 * than a hundred, for that is where lists are cut most often.
 */
import { idOf, shared } from './given.js';

/** Requests under way at a time. */
const WAVE = 8;

export const crowd = shared('the people of a large group', async ({ scim, a, population }) => {
  const bodies = Array.from({ length: population === 'full' ? 1000 : 105 }, () => a.user());
  const ids: string[] = [];
  for (let at = 0; at < bodies.length; at += WAVE) {
    const wave = await Promise.all(bodies.slice(at, at + WAVE).map((body) => scim.post('/Users', body)));
    ids.push(...wave.map(idOf));
  }
  return ids;
});
