/** Servers that know nothing, or mean harm: those of reference/hostile.ts that can be asked in this process. */
import { hostileServers } from '../../reference/hostile.js';
import type { Handler } from '../../bin/in-process.js';

const servers = (kind: 'null' | 'hostile'): Record<string, Handler> =>
  Object.fromEntries(
    hostileServers.flatMap(({ id, kind: its, answer }) =>
      // Thousands of answers of 16 million characters each are nothing to keep in one process.
      answer && its === kind && id !== 'long-string'
        ? [[id, { handle: async (request) => answer(request) } as Handler]]
        : [],
    ),
  );

/** Hostile servers: some of their answers are well-formed, so passes are possible; faults of the harness are not. */
export const HOSTILE_SERVERS: Readonly<Record<string, Handler>> = servers('hostile');

/** Servers that know nothing: no must check may pass. */
export const NULL_SERVERS: Readonly<Record<string, Handler>> = {
  ...servers('null'),
  '500-empty': { handle: async () => ({ status: 500, headers: {}, body: '' }) },
  '204-empty': { handle: async () => ({ status: 204, headers: {}, body: '' }) },
};
