/**
 * Runs scenarios: each is a serial lane, lanes run in parallel up to the concurrency, and one that waits for the clock
 * or for other lanes lends its place. Those that judge the whole run come last. What is thrown becomes a verdict here and
 * nowhere else.
 */
import { AssertionError } from 'chai';
import type { CheckResult, CheckVerdict } from '../reports/model.js';
import type { Capabilities } from './capabilities.js';
import { asFinding } from './collect.js';
import type { Context } from './context.js';
import { performGiven } from './given.js';
import { inScope, newEvidence, type GivenState, type Lane, type Slots } from './lane.js';
import { Blocked, Finding, Inconclusive, NotApplicable } from './outcomes.js';
import type { CheckDefinition, ScenarioDefinition } from './registry.js';
import { ScimError } from '../scim/errors.js';

export interface ScheduleOptions {
  concurrency: number;
  capabilities: Capabilities;
  /** Checks to run; the givens above them run too. */
  selected: (check: CheckDefinition) => boolean;
  /** A context whose data is seeded by the lane's name. */
  contextFor: (lane: string) => Context;
  signal?: AbortSignal;
  onResult: (result: CheckResult) => void;
}

/** Evidence of one check is at most this many exchanges, the latest. */
const EVIDENCE_LIMIT = 12;

/** Runs the scenarios. Resolves when all have run, or the signal has stopped them. Never throws for the target's sake. */
export async function schedule(scenarios: readonly ScenarioDefinition[], options: ScheduleOptions): Promise<void> {
  const shared = new Map<object, Promise<GivenState>>();
  const due = scenarios.filter((scenario) =>
    scenario.steps.some((step) => step.kind === 'check' && options.selected(step)),
  );
  const slots = createSlots(options.concurrency);
  const [walking, last] = [due.filter((each) => !each.last), due.filter((each) => each.last)];
  const stillness = createStillness(walking.length);
  const lanes: Promise<void>[] = [];
  for (const each of [...walking.filter(({ early }) => early), ...walking.filter(({ early }) => !early)]) {
    await slots.acquire();
    const lane = runLane(each, options, { shared, slots, still: stillness.reached }).finally(() => {
      slots.release();
      stillness.ended();
    });
    lane.catch(() => {}); // A fault of ours is thrown below, not while others are still under way.
    lanes.push(lane);
  }
  await Promise.all(lanes);
  for (const each of last) {
    await slots.acquire();
    await runLane(each, options, { shared, slots, still: async () => {} }).finally(() => slots.release());
  }
}

/** Lets the lanes that wait for stillness go on when all others have ended. */
function createStillness(lanes: number): { reached: () => Promise<void>; ended: () => void } {
  let moving = lanes;
  let letGo = (): void => {};
  const still = new Promise<void>((resolve) => (letGo = resolve));
  const ended = (): void => {
    moving -= 1;
    if (moving === 0) letGo();
  };
  return {
    reached: () => {
      ended();
      return still;
    },
    ended,
  };
}

function createSlots(width: number): Slots {
  let free = Math.max(1, width);
  const waiting: (() => void)[] = [];
  return {
    acquire: () => (free > 0 ? Promise.resolve(void (free -= 1)) : new Promise((resolve) => waiting.push(resolve))),
    release: () => {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
}

/** Works through items with at most `width` at a time. */
export async function pool<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const item = items[next++];
      if (item !== undefined) await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(width, items.length)) }, worker));
}

async function runLane(
  scenario: ScenarioDefinition,
  options: ScheduleOptions,
  { shared, slots, still }: Pick<Lane, 'shared' | 'slots' | 'still'>,
): Promise<void> {
  const lane: Lane = {
    title: scenario.title,
    slots,
    still,
    givens: new Map(),
    context: options.contextFor(scenario.title),
    shared,
    contextFor: options.contextFor,
  };
  let lastCheck = -1;
  scenario.steps.forEach((step, index) => {
    if (step.kind === 'check' && options.selected(step)) lastCheck = index;
  });
  for (const step of scenario.steps.slice(0, lastCheck + 1)) {
    if (options.signal?.aborted) return;
    const missing = [...scenario.needs, ...step.needs].map((need) => options.capabilities.lacks(need)).find(Boolean);
    if (step.kind === 'given') {
      if (missing === undefined) await inScope(lane, newEvidence(), () => performGiven(step, lane.context));
      else lane.givens.set(step, { title: step.title, failure: new NotApplicable(missing), evidence: newEvidence() });
    } else if (options.selected(step)) options.onResult(await runCheck(step, lane, missing, options.signal));
  }
}

async function runCheck(
  check: CheckDefinition,
  lane: Lane,
  missing: string | undefined,
  signal: AbortSignal | undefined,
): Promise<CheckResult> {
  const evidence = newEvidence();
  const began = performance.now();
  let outcome: Partial<CheckResult> & { verdict: CheckVerdict };
  if (missing !== undefined) outcome = { verdict: 'not-applicable', reason: missing };
  else {
    try {
      const observed = await inScope(lane, evidence, async () => check.body(lane.context));
      outcome = { verdict: 'pass', ...(typeof observed === 'string' ? { observed } : {}) };
    } catch (problem) {
      // The transport refuses what a stopped run still wants to send with the reason of the signal.
      outcome =
        signal?.aborted && problem === signal.reason
          ? { verdict: 'inconclusive', reason: 'the run was interrupted' }
          : verdictOf(problem, check);
    }
  }
  return {
    id: check.id,
    level: check.level,
    title: check.title,
    scenario: check.scenario,
    feature: check.feature,
    spec: check.spec,
    fix: check.fix,
    ...(check.why === undefined ? {} : { why: check.why }),
    ...(check.class === undefined ? {} : { class: check.class }),
    ...(check.source === undefined ? {} : { source: check.source }),
    ...outcome,
    exchanges: evidence.exchanges.slice(-EVIDENCE_LIMIT),
    durationMs: Math.round((performance.now() - began) * 10) / 10,
    ...(evidence.needsPatience ? { needsPatience: true } : {}),
  };
}

function verdictOf(problem: unknown, check: CheckDefinition): Partial<CheckResult> & { verdict: CheckVerdict } {
  if (problem instanceof Finding || problem instanceof AssertionError) {
    const { expected, actual, detail } = asFinding(problem);
    if (check.level === 'may') return { verdict: 'pass', observed: `the server answered ${actual}` };
    return {
      verdict: 'fail',
      expected,
      actual,
      ...(detail.offending === undefined ? {} : { offending: detail.offending }),
      ...(detail.findings === undefined ? {} : { findings: detail.findings }),
    };
  }
  if (problem instanceof Blocked) return { verdict: 'blocked', reason: problem.message, culprit: problem.culprit };
  if (problem instanceof NotApplicable) return { verdict: 'not-applicable', reason: problem.message };
  if (problem instanceof Inconclusive) return { verdict: 'inconclusive', reason: problem.message };
  // The oracle could not read what the suites sent by the published schemas: their fault has checks of its own.
  if (problem instanceof ScimError)
    return { verdict: 'blocked', reason: `by the published schemas, ${problem.message}`, culprit: 'GET /Schemas' };
  if (problem instanceof URIError)
    return {
      verdict: 'blocked',
      reason: 'the target gave an id that no URL can carry',
      culprit: 'the id of a resource',
    };
  const reason = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  return { verdict: 'error', reason };
}
