/** Run state, carried through awaits by AsyncLocalStorage: which run, which lane, which check is asking. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from './context.js';
import type { GivenDefinition } from './registry.js';

/** What one piece of work looked at or sent, oldest first. */
export interface Evidence {
  exchanges: number[];
  needsPatience: boolean;
}

/** A given that has run: what came of it. */
export interface GivenState {
  title: string;
  value?: unknown;
  failure?: unknown;
  evidence: Evidence;
}

/** State of one lane (a scenario in one run). */
export interface Lane {
  /** The scenario's. */
  title: string;
  /** Its place among the lanes that may run at a time. */
  slots: Slots;
  /** Resolves when no other lane writes any more. */
  still: () => Promise<void>;
  givens: Map<GivenDefinition, GivenState>;
  context: Context;
  /** Work of shared populations, made once per run. */
  shared: Map<object, Promise<GivenState>>;
  /** Context for a shared population, seeded by its own title so that data does not depend on who asks first. */
  contextFor: (title: string) => Context;
}

/** Places for lanes that run at a time; who waits for one is served in order. */
export interface Slots {
  acquire(): Promise<void>;
  release(): void;
}

interface Scope {
  lane: Lane;
  evidence: Evidence;
}

const storage = new AsyncLocalStorage<Scope>();

export function newEvidence(): Evidence {
  return { exchanges: [], needsPatience: false };
}

/** Runs `work` so that what it sends and looks at is attached to `evidence`. */
export function inScope<T>(lane: Lane, evidence: Evidence, work: () => T): T {
  return storage.run({ lane, evidence }, work);
}

export function currentScope(): Scope {
  const scope = storage.getStore();
  if (!scope) throw new Error('this was used outside a running check: read a given inside the body of a check');
  return scope;
}

/** Attaches exchanges to whatever is running now; does nothing outside a run. A later look moves them to the end. */
export function attach(...numbers: number[]): void {
  const scope = storage.getStore();
  if (!scope) return;
  const { exchanges } = scope.evidence;
  for (const n of numbers) {
    const at = exchanges.indexOf(n);
    if (at >= 0) exchanges.splice(at, 1);
    exchanges.push(n);
  }
}

/** Waits for the clock or for another lane, and gives the place to a lane that has something to send meanwhile. */
export async function whileIdle<T>(wait: () => Promise<T>): Promise<T> {
  const slots = storage.getStore()?.lane.slots;
  if (!slots) return wait();
  slots.release();
  try {
    return await wait();
  } finally {
    await slots.acquire();
  }
}

/** Notes that the check passed only after waiting. */
export function noteWaiting(): void {
  const scope = storage.getStore();
  if (scope) scope.evidence.needsPatience = true;
}
