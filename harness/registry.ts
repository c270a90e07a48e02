/**
 * What suites register: scenarios with their steps, as data. A scenario reads from top to bottom: its givens and
 * checks run in the order in which they are written. Nothing here belongs to a run; run state is in lane.ts.
 */
import type { InteropClass, Level } from '../reports/model.js';
import type { Context } from './context.js';
import type { Feature } from './capabilities.js';

export interface CheckMeta {
  /** Says what is, in at most 72 characters and without modal verbs: the verb of the check says what must be. */
  title: string;
  /** Requirement id or ids; all of one grade. */
  spec: string | string[];
  /** What the vendor should do. */
  fix: string;
  /** Why a failure hurts, in the vendor's terms. */
  why?: string;
  /** Features without which the check does not apply. */
  needs?: Feature | Feature[];
  /** interop only: what a failure does to the provider. */
  class?: InteropClass;
  /** interop only: public page on which the rule rests. */
  source?: string;
  /** interop only: named workaround with which the provider still works. */
  workaround?: string;
}

export interface CheckDefinition extends Omit<CheckMeta, 'spec' | 'needs'> {
  kind: 'check';
  id: string;
  level: Level;
  spec: string[];
  needs: Feature[];
  scenario: string;
  feature: string;
  body: CheckBody;
}

/** A check may answer with a sentence of what it observed. */
export type CheckBody = (context: Context) => unknown;

export interface GivenDefinition {
  kind: 'given';
  title: string;
  needs: Feature[];
  body: (context: Context) => unknown;
}

export interface ScenarioOptions {
  needs?: Feature | Feature[];
  /** Waits long (cursor expiry and the like): runs with --slow only. */
  slow?: boolean;
  /** Pauses on its way: starts among the first, so that others have work to do meanwhile. */
  early?: boolean;
  /** Runs when all others have: it judges what the run received. */
  last?: boolean;
}

export interface ScenarioDefinition {
  title: string;
  needs: Feature[];
  slow: boolean;
  early: boolean;
  last: boolean;
  steps: (CheckDefinition | GivenDefinition)[];
}

const scenarios: ScenarioDefinition[] = [];
let open: ScenarioDefinition | undefined;

const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** All scenarios registered so far, in the order in which the suites were loaded. */
export function registeredScenarios(): readonly ScenarioDefinition[] {
  return scenarios;
}

/** All checks registered so far. */
export function registeredChecks(): CheckDefinition[] {
  return scenarios.flatMap((scenario) => scenario.steps.filter((step) => step.kind === 'check'));
}

/** Registers checks that look at the same exchanges; runs as one serial lane. */
export function scenario(title: string, options: ScenarioOptions | (() => void), body?: () => void): void {
  if (open) throw new Error(`scenario "${title}" stands inside scenario "${open.title}"; scenarios do not nest`);
  const settings = typeof options === 'function' ? {} : options;
  const define = typeof options === 'function' ? options : body;
  open = {
    title,
    needs: list(settings.needs),
    slow: settings.slow ?? false,
    early: settings.early ?? false,
    last: settings.last ?? false,
    steps: [],
  };
  try {
    define?.();
    scenarios.push(open);
  } finally {
    open = undefined;
  }
}

/** Adds a given to the open scenario. */
export function addGiven(definition: GivenDefinition): void {
  if (!open) throw new Error(`given "${definition.title}" stands outside a scenario; use shared() for populations`);
  open.steps.push(definition);
}

function check(level: Level): (id: string, meta: CheckMeta, body: CheckBody) => void {
  return (id, meta, body) => {
    if (!open) throw new Error(`check ${id} stands outside a scenario`);
    open.steps.push({
      ...meta,
      kind: 'check',
      id,
      level,
      spec: list(meta.spec),
      needs: list(meta.needs),
      scenario: open.title,
      feature: id.split('.').slice(0, -1).join('/'),
      body,
    });
  };
}

/** A rule whose breach is a violation. */
export const must = check('must');
/** A rule whose breach earns advice. */
export const should = check('should');
/** An observation: passes with what it observed, never fails. */
export const may = check('may');
/** What a named identity provider needs beyond the RFCs. */
export const interop = check('interop');
