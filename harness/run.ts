/**
 * One run: preflight answers become capabilities, scenarios are scheduled against the target, and what was made is
 * removed on every way out. Prints nothing and never ends the process.
 */
import { createFactory } from '../generators/factory.js';
import type { CapabilitiesSummary, CheckResult, Conduct, Exchange } from '../reports/model.js';
import { readCapabilities, type Discovery } from './capabilities.js';
import { cleanUp } from './clean-up.js';
import type { Clock } from './clock.js';
import type { Context } from './context.js';
import { foldAbsent, nameCulprits } from './culprits.js';
import { foldRepeated } from './foundations.js';
import { createGuard, type Guard } from './guard.js';
import { listedWords } from './listed-words.js';
import { currentScope, noteWaiting, whileIdle } from './lane.js';
import { openLedger, type Ledger } from './ledger.js';
import { Finding, NotApplicable } from './outcomes.js';
import type { CheckDefinition, ScenarioDefinition } from './registry.js';
import { createReceived } from './received.js';
import { schedule } from './scheduler.js';
import { createScim, scimResponse, type ClientOptions, type Health, type Scim } from './scim-client.js';
import type { Target } from './target.js';
import { denialOf, undeclaredIn } from './undeclared.js';
import type { Transport, WireResponse } from './transport.js';
import { AssertionError } from 'chai';

export interface RunSettings {
  target: Target;
  transport: Transport;
  clock: Clock;
  seed: number;
  /** Short, lower case, unique: part of every marker. */
  runId: string;
  concurrency: number;
  population: 'small' | 'full';
  selected: (check: CheckDefinition) => boolean;
  /** Leaves failures that repeat another as they are. */
  everyFailure?: boolean;
  /** Refuses every write; checks that need one are not applicable. */
  readOnly?: boolean;
  /** Stands in for the guard of the suites, for requests that are not the suites' own. */
  guard?: (ledger: Ledger, reader: Scim) => Guard;
  /** Where the ledger is kept; in memory when absent. */
  ledgerFile?: string;
  signal?: AbortSignal;
  onResult?: (result: CheckResult) => void;
  /** Answers of the preflight by path; what is not there is asked. */
  answers?: ReadonlyMap<string, WireResponse>;
  /** Milliseconds that `eventually` waits at most. */
  patienceMs?: number;
}

export interface RunOutcome {
  checks: CheckResult[];
  exchanges: Exchange[];
  capabilities: CapabilitiesSummary;
  conduct: Conduct;
  /** Milliseconds from the first to the last exchange of the suites. */
  suitesMs: number;
}

/** Runs the scenarios. Throws only for a fault of the harness; what the target does becomes verdicts. */
export async function runScenarios(
  scenarios: readonly ScenarioDefinition[],
  settings: RunSettings,
): Promise<RunOutcome> {
  const { target, transport } = settings;
  const ledger = openLedger(settings.ledgerFile, settings.runId, target.baseUrl, transport.redact);
  const client = (phase: Exchange['phase'], guard: Guard, endpoint: (path: string) => string): Scim =>
    createScim(clientOptions(target, transport, phase, guard, endpoint, health));
  const health: Health = { unanswered: 0 };
  const bare = client('preflight', unguarded, (path) => path);

  const warnings: string[] = [];
  const capabilities = readCapabilities(
    await discover(bare, settings.answers),
    target.rules.featuresOff ?? [],
    warnings,
  );
  const reader = client('suites', unguarded, capabilities.endpoint);
  const guard =
    settings.guard?.(ledger, reader) ??
    createGuard(
      ledger,
      (path) => reader.get(path),
      settings.readOnly
        ? () => {
            throw new NotApplicable('the run is read-only');
          }
        : undefined,
    );
  const received = createReceived(capabilities, ledger, settings.runId);
  const factoryFor = (lane: string) =>
    createFactory({
      seed: settings.seed,
      lane,
      runMarker: settings.runId,
      models: {
        ...(capabilities.user ? { user: capabilities.user } : {}),
        ...(capabilities.group ? { group: capabilities.group } : {}),
        ...(capabilities.enterprise ? { enterprise: capabilities.enterprise } : {}),
      },
      rules: target.rules,
    });
  const words = factoryFor('words');
  const listed = listedWords(
    (given, leftOut) => scim.post('/Users', words.user({ with: given, without: leftOut }), { once: true }),
    (name) => capabilities.attribute('/Users', name)?.canonicalValues !== undefined,
  );
  const scim = createScim({
    listed,
    ...clientOptions(target, transport, 'suites', guard, capabilities.endpoint, health),
    watch: received.watch,
    onRequest: capabilities.onRequest,
    denied: (response) => denialOf(capabilities, response),
    undeclared: (response) => undeclaredIn(capabilities, response),
  });

  const contextFor = (lane: string): Context => {
    const factory = factoryFor(lane);
    return {
      scim,
      a: {
        ...factory,
        unknownId: (like) => {
          const id = factory.unknownId(like);
          guard.allowUnknown(id);
          return id;
        },
      },
      target: capabilities,
      rules: target.rules,
      received,
      population: settings.population,
      pause: (ms) => whileIdle(() => settings.clock.sleep(ms)),
      still: () => whileIdle(currentScope().lane.still),
      eventually: (look) => patiently(look, settings),
      settle: async (look, done) => {
        let last: { seen: Awaited<ReturnType<typeof look>> } | undefined;
        const held = async () => {
          last = { seen: await look() };
          if (!done(last.seen)) throw new Finding('it to settle', 'otherwise');
          return last.seen;
        };
        return patiently(held, settings).catch((problem: unknown) => {
          if (last && problem instanceof Finding) return last.seen;
          throw problem;
        });
      },
    };
  };

  const checks: CheckResult[] = [];
  const began = performance.now();
  let suitesMs = 0;
  try {
    await schedule(scenarios, {
      concurrency: settings.concurrency,
      capabilities,
      selected: settings.selected,
      contextFor,
      ...(settings.signal ? { signal: settings.signal } : {}),
      onResult: (result) => {
        checks.push(result);
        settings.onResult?.(result);
      },
    });
  } finally {
    suitesMs = performance.now() - began;
  }
  const definitions = scenarios.flatMap(({ steps }) => steps.filter((step) => step.kind === 'check'));
  const order = new Map(definitions.map(({ id }, index) => [id, index]));
  const deciding = new Set(
    definitions.filter((each) => each.class === 'blocks' && each.workaround === undefined).map(({ id }) => id),
  );
  checks.sort((left, right) => (order.get(left.id) ?? 0) - (order.get(right.id) ?? 0));
  const conduct = await finish(ledger, settings, health);
  const exchanges = transport.exchanges();
  // One fault, one failure: what only repeats another is blocked by it.
  const folded = settings.everyFailure
    ? checks
    : foldRepeated(
        foldAbsent(checks, exchanges, ({ id }) => deciding.has(id)),
        exchanges,
      );
  return {
    checks: nameCulprits(folded, exchanges),
    exchanges,
    capabilities: capabilities.summary(),
    conduct,
    suitesMs,
  };
}

async function discover(scim: Scim, answers?: ReadonlyMap<string, WireResponse>): Promise<Discovery> {
  const ask = async (path: string) => {
    const known = answers?.get(path);
    if (known) return scimResponse(known, { method: 'GET', path, target: scim.url(path), sent: undefined });
    try {
      return await scim.get(path);
    } catch {
      return undefined;
    }
  };
  const [config, resourceTypes, schemas, users, groups] = await Promise.all([
    ask('/ServiceProviderConfig'),
    ask('/ResourceTypes'),
    ask('/Schemas'),
    ask('/Users?count=1'),
    ask('/Groups?count=1'),
  ]);
  return {
    ...(config ? { config } : {}),
    ...(resourceTypes ? { resourceTypes } : {}),
    ...(schemas ? { schemas } : {}),
    ...(users ? { users } : {}),
    ...(groups ? { groups } : {}),
  };
}

/** Lets everything through: for reads of the harness itself and for the clean-up, which has rules of its own. */
const unguarded: Guard = { before: async () => ({ after: async () => {}, lost: () => {} }), allowUnknown: () => {} };

/** A client without the target's endpoints, and without guard unless one is given: for preflight and clean-up. */
export function bareScim(
  target: Target,
  transport: Transport,
  phase: Exchange['phase'],
  baseUrl = target.baseUrl,
  guard = unguarded,
): Scim {
  return createScim({
    ...clientOptions(target, transport, phase, guard, (path) => path, { unanswered: 0 }),
    baseUrl,
  });
}

function clientOptions(
  target: Target,
  transport: Transport,
  phase: Exchange['phase'],
  guard: Guard,
  endpoint: (path: string) => string,
  health: Health,
): ClientOptions {
  return {
    baseUrl: target.baseUrl,
    transport,
    phase,
    authorize: target.authorize,
    endpoint,
    extraHeaders: target.extraHeaders,
    guard,
    health,
  };
}

/** Polls a reading look until it holds; waits grow from 100 ms. */
async function patiently<T>(look: () => Promise<T>, settings: RunSettings): Promise<T> {
  const budget = settings.patienceMs ?? 3000;
  let waited = 0;
  for (let wait = 100; ; wait *= 2) {
    try {
      const seen = await look();
      if (waited > 0) noteWaiting();
      return seen;
    } catch (problem) {
      const mayPass = problem instanceof Finding || problem instanceof AssertionError;
      if (!mayPass || waited + wait > budget) throw problem;
    }
    await whileIdle(() => settings.clock.sleep(wait));
    waited += wait;
  }
}

async function finish(ledger: Ledger, settings: RunSettings, health: Health): Promise<Conduct> {
  health.unanswered = 0;
  const { deleted, leftBehind } = await cleanUp(ledger, bareScim(settings.target, settings.transport, 'clean-up', ''));
  const stats = settings.transport.stats();
  return {
    requests: stats.requests,
    created: ledger.entries().filter((entry) => entry.id !== undefined).length,
    deleted,
    leftBehind,
    throttled: stats.throttled,
    slowestMs: stats.slowestMs,
    notes: [],
  };
}
