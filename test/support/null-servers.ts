/** Servers that know nothing, or mean harm: those of reference/hostile.ts that can be asked in this process. */
import { hostileServers } from '../../reference/hostile.js';
import type { Handler } from '../../bin/in-process.js';

export const NULL_SERVERS: Readonly<Record<string, Handler>> = {
  ...Object.fromEntries(
    hostileServers.flatMap(({ id, answer }) =>
      answer ? [[id, { handle: async (request) => answer(request) } as Handler]] : [],
    ),
  ),
  '500-empty': { handle: async () => ({ status: 500, headers: {}, body: '' }) },
  '204-empty': { handle: async () => ({ status: 204, headers: {}, body: '' }) },
};
