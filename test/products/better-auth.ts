/** @better-auth/scim over better-auth's memory adapter: a product of others, started on loopback. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scim } from '@better-auth/scim';
import { memoryAdapter } from '@better-auth/memory-adapter';
import { betterAuth } from 'better-auth';
import { getAuthTables } from 'better-auth/db';
import { toNodeHandler } from 'better-auth/node';

/** Starts the product; resolves to its base URL. */
export async function startBetterAuth(token: string): Promise<{ url: string; close: () => Promise<void> }> {
  const plugins = [
    scim({
      connections: [
        {
          id: 'scimspec',
          credentials: [{ type: 'bearer', id: 'one', token }],
        },
      ],
    } as never),
  ];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tables = getAuthTables({ plugins } as never);
  const database = Object.fromEntries(Object.values(tables).map(({ modelName }) => [modelName, []]));
  const auth = betterAuth({
    baseURL: origin,
    secret: 'a-secret-of-the-tests-that-is-long-enough-0123456789',
    database: memoryAdapter(database),
    plugins,
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  } as never);
  server.on('request', toNodeHandler(auth as never) as never);
  return {
    url: `${origin}/api/auth/scim/v2`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
