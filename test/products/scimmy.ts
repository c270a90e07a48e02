/** scimmy with scimmy-routers on Express 4, over a store in memory: a product of others, started on loopback. */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';

interface Stored {
  id: string;
  meta: { resourceType: string; created: Date; lastModified: Date };
  [attribute: string]: unknown;
}

/** Attributes that the store does not count as a change. */
const content = ({ meta: _meta, groups: _groups, ...rest }: Record<string, unknown>): string => JSON.stringify(rest);

/** A store per resource type, as an application would write it: unique userName, ids and times of its own. */
function handlers(
  resourceType: string,
  store: Map<string, Stored>,
  unique?: string,
  shown = (resource: Stored): Stored => resource,
) {
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
        return shown(found);
      }
      const all = [...store.values()].map(shown);
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
      const modified = before && content(before) === content({ ...rest, id }) ? before.meta.lastModified : now;
      const meta = { resourceType, created: before?.meta.created ?? now, lastModified: modified };
      const stored: Stored = { ...rest, id, meta };
      store.set(id, stored);
      return shown(stored);
    },
    degress: (resource: { id?: string }) => {
      if (!store.delete(String(resource.id)))
        throw new SCIMMY.Types.Error(404, null as never, `Resource ${resource.id} not found`);
    },
  };
}

/** A user as it is shown: its memberships are derived from the groups. */
function withGroups(user: Stored, all: ReadonlyMap<string, Stored>): Stored {
  const of = [...all.values()].filter(({ members }) =>
    (members as { value?: string }[] | undefined)?.some(({ value }) => value === user.id),
  );
  if (of.length === 0) return user;
  return { ...user, groups: of.map(({ id, displayName }) => ({ value: id, display: displayName, type: 'direct' })) };
}

/** Starts the product; resolves to its base URL. */
export async function startScimmy(token: string): Promise<{ url: string; close: () => Promise<void> }> {
  const groups = new Map<string, Stored>();
  const users = handlers('User', new Map(), 'userName', (user) => withGroups(user, groups));
  SCIMMY.Resources.declare(SCIMMY.Resources.User as never, users as never);
  SCIMMY.Resources.declare(SCIMMY.Resources.Group as never, handlers('Group', groups) as never);
  const app = express();
  // Express prints the stack of every error in any other environment.
  app.set('env', 'test');
  app.use(
    '/scim',
    new SCIMMYRouters({
      type: 'bearer',
      handler: (request: { header: (name: string) => string | undefined }) => {
        if (request.header('Authorization')?.replace(/^bearer /i, '') !== token)
          throw new Error('Authorization not detected!');
        // No user stands behind the token, so there is no /Me.
        return undefined;
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
