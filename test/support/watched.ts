/** The reference server on a socket, with somebody at the door who sees each request and may keep its answer. */
import { listen } from '../../reference/listen.js';
import type { Req, Res } from '../../reference/message.js';
import { createReference, type Reference, type ReferenceOptions } from '../../reference/server.js';

export interface Watched {
  url: string;
  server: Reference;
  /** Everything that is stored, as text. */
  snapshot(): string;
  close(): Promise<void>;
}

/** Sees a request, its number from 1, and the way to have it answered. What never resolves is never answered. */
export type Watch = (request: Req, n: number, answer: () => Promise<Res>) => Promise<Res>;

export async function watched(watch: Watch, options: ReferenceOptions = {}): Promise<Watched> {
  const server = createReference(options);
  let n = 0;
  const { url, close } = await listen((request) => watch(request, (n += 1), () => server.handle(request)), {
    port: 0,
    host: '127.0.0.1',
    basePath: '/scim/v2',
    maxBodyBytes: server.behavior.maxBodyBytes,
  });
  const store = server.store();
  return {
    url,
    server,
    snapshot: () => JSON.stringify([store.list('User'), store.list('Group')], null, 1),
    close,
  };
}

/** No answer, ever. */
export const silence = new Promise<Res>(() => {});
