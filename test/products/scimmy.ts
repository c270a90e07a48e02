/** scimmy with scimmy-routers on Express 4, over a store in memory: a product of others, started on loopback. */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';

interface Stored {
  id: string;
  meta: { created: Date; lastModified: Date };
  [attribute: string]: unknown;
}

/** A store per resource type, as an application would write it: unique userName, ids of its own. */
function handlers(unique?: string) {
  const store = new Map<string, Stored>();
  const conflict = (instance: Record<string, unknown>, id?: string): boolean =>
    unique !== undefined &&
    [...store.values()].some(
      (each) => each.id !== id && String(each[unique]).toLowerCase() === String(instance[unique]).toLowerCase(),
    );
  return {
    egress: (resource: { id?: string; filter?: { match: (all: Stored[]) => Stored[] } }) => {
      if (resource.id !== undefined) {
        const found = store.get(resource.id);
        if (!found) throw new SCIMMY.Types.Error(404, null as never, `Resource ${resource.id} not found`);
        return found;
      }
      const all = [...store.values()];
      return resource.filter ? resource.filter.match(all) : all;
    },
    ingress: (resource: { id?: string }, instance: Record<string, unknown>) => {
      const id = resource.id ?? randomUUID();
      const before = resource.id === undefined ? undefined : store.get(resource.id);
      if (resource.id !== undefined && !before)
        throw new SCIMMY.Types.Error(404, null as never, `Resource ${id} not found`);
      if (conflict(instance, before?.id)) throw new SCIMMY.Types.Error(409, 'uniqueness', 'userName is taken');
      const now = new Date();
      const { password: _password, ...rest } = JSON.parse(JSON.stringify(instance)) as Record<string, unknown>;
      const stored: Stored = { ...rest, id, meta: { created: before?.meta.created ?? now, lastModified: now } };
      store.set(id, stored);
      return stored;
    },
    degress: (resource: { id?: string }) => {
      if (!store.delete(String(resource.id)))
        throw new SCIMMY.Types.Error(404, null as never, `Resource ${resource.id} not found`);
    },
  };
}

/** Starts the product; resolves to its base URL. */
export async function startScimmy(token: string): Promise<{ url: string; close: () => Promise<void> }> {
  SCIMMY.Resources.declare(SCIMMY.Resources.User as never, handlers('userName') as never);
  SCIMMY.Resources.declare(SCIMMY.Resources.Group as never, handlers() as never);
  const app = express();
  app.use(
    '/scim',
    new SCIMMYRouters({
      type: 'bearer',
      handler: (request: { header: (name: string) => string | undefined }) => {
        if (request.header('Authorization') !== `Bearer ${token}`) throw new Error('Authorization not detected!');
        return 'admin';
      },
    } as never) as never,
  );
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
