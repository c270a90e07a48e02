/** The embedded SCIM server: in memory, complete, and able to be wrong on purpose. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { ResourceModel } from '../scim/types.js';
import type { Behavior, Change } from './behavior.js';
import { compose } from './behavior.js';
import { handle } from './front.js';
import type { Listening } from './listen.js';
import { listen } from './listen.js';
import type { Req, Res } from './message.js';
import { coreModels, directoryModels } from './models.js';
import { mutantsNamed } from './mutants/index.js';
import { plainBehavior } from './plain.js';
import { dispatch } from './router.js';
import { add, seed } from './seed.js';
import type { Service } from './service.js';
import { Store } from './store.js';
import { uniqueValues } from './unique.js';
import { variationsNamed } from './variations/index.js';

export interface ReferenceOptions {
  /** Bearer token; `reference` unless given. */
  token?: string;
  /** Refuse what identity providers send beyond the letter of the RFCs. */
  strict?: boolean;
  /** Ids of mistakes to make. */
  mutants?: readonly string[];
  /** Ids of unusual but legal behaviors. */
  variations?: readonly string[];
  /** Further changes, laid over the named ones. */
  changes?: readonly Change[];
  /** `/scim/v2` unless given. */
  basePath?: string;
  /** Resource types; users and groups unless given. */
  models?: readonly ResourceModel[];
  /** Tenants with stores of their own, reached under `/{tenant}` before the base path. */
  tenants?: readonly string[];
  /** Waits before each answer. */
  latencyMs?: number;
  /** How many made-up users to begin with, besides the one that `/Me` stands for; 0 unless given. */
  users?: number;
  /** Milliseconds since 1970; the system clock unless given. */
  now?: () => number;
  /** Ids of new resources; random UUIDs unless given. */
  newId?: () => string;
  /** Signs cursors; random unless given. */
  secret?: string;
}

export interface Reference {
  /** Answers a request in this process; never throws. */
  handle(req: Req): Promise<Res>;
  /** Opens a socket; port 0 takes any free one. */
  listen(port?: number, host?: string): Promise<Listening>;
  /** The store of the service root, or of a tenant. */
  store(tenant?: string): Store;
  readonly behavior: Behavior;
  readonly token: string;
}

/** A server with a store of its own. Throws RangeError for a mutant or variation that does not exist. */
export function createReference(options: ReferenceOptions = {}): Reference {
  const lenient = options.strict !== true;
  const now = options.now ?? Date.now;
  const mutants = mutantsNamed(options.mutants ?? []);
  const variations = variationsNamed([...(options.variations ?? []), ...mutants.flatMap(({ on }) => on ?? [])]);
  const changes = [...[...variations, ...mutants].map(({ change }) => change), ...(options.changes ?? [])];
  const models = variations.reduce<readonly ResourceModel[]>(
    (published, variation) => variation.models?.(published) ?? published,
    options.models ?? (lenient ? directoryModels : coreModels),
  );
  const behavior = compose(plainBehavior({ lenient, models, now }), changes);
  const token = options.token ?? 'reference';
  const service: Service = {
    behavior,
    models,
    lenient,
    token,
    now,
    newId: options.newId ?? randomUUID,
    secret: options.secret ?? randomBytes(16).toString('hex'),
    dispatch: (request) => dispatch(service, request),
  };
  const stores = new Map<string, Store>();
  for (const tenant of ['', ...(options.tenants ?? [])]) {
    const store = new Store((resource, type) => {
      const model = models.find((candidate) => candidate.type.name === type);
      return model ? uniqueValues(resource, model, behavior.uniqueForm).map(({ key }) => key) : [];
    });
    seed(service, store, options.users ?? 0);
    for (const { type, resource } of variations.flatMap(({ holds = [] }) => holds)) add(service, store, type, resource);
    stores.set(tenant, store);
  }
  const basePath = `/${(options.basePath ?? '/scim/v2').replace(/^\/+|\/+$/g, '')}`;
  const place = { basePath, stores };
  const answer = async (req: Req): Promise<Res> => {
    if (options.latencyMs) await new Promise((resolve) => setTimeout(resolve, options.latencyMs));
    return handle(service, place, req);
  };
  return {
    handle: answer,
    listen: (port = 0, host = '127.0.0.1') =>
      listen(answer, { port, host, basePath, maxBodyBytes: behavior.maxBodyBytes }),
    store: (tenant = '') => {
      const store = stores.get(tenant);
      if (!store) throw new RangeError(`There is no tenant "${tenant}".`);
      return store;
    },
    behavior,
    token,
  };
}
