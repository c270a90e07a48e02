/** An imported suite as a scenario of the harness: each assertion of the file is a check, each request is sent once. */
import type { Context } from '../harness/context.js';
import { attach } from '../harness/lane.js';
import { Blocked, Finding, NotApplicable } from '../harness/outcomes.js';
import type { CheckDefinition, ScenarioDefinition } from '../harness/registry.js';
import { describe, type ScimResponse } from '../harness/response.js';
import { addressOf, basesOf, belowBase } from './place.js';
import { evaluate } from './script/evaluate.js';
import type { Condition, ImportedSuite, Judgment, Look, Step } from './suite.js';
import { placeholdersIn, Variables } from './variables.js';

/** What one run of the suite keeps between its steps. */
interface Sitting {
  variables: Variables;
  bases: string[];
  endpoints: string[];
  /** Credentials of the file with which it expects to be let in. */
  accepted: Set<string | undefined>;
  /** Conditions of the file, as they were when the first step behind them was reached. */
  met: Map<Condition, boolean>;
}

/** Makes the scenario. `given` are values of the user, which go before those of the file. */
export function scenarioOf(suite: ImportedSuite, given: ReadonlyMap<string, string>): ScenarioDefinition {
  let sitting: Sitting | undefined;
  const open = (context: Context): Sitting => (sitting ??= sit(suite, given, context));
  const width = String(suite.steps.length).length;
  return {
    title: suite.name,
    needs: [],
    slow: false,
    early: false,
    last: false,
    steps: suite.steps.flatMap((step, index) => {
      let sent: Promise<Look> | undefined;
      const look = (context: Context): Promise<Look> => (sent ??= perform(step, open(context), context));
      const number = String(index + 1).padStart(width, '0');
      return checksOf(step, `import.${slug(suite.name)}.${number}-${slug(step.title)}`, look);
    }),
  };
}

function checksOf(step: Step, id: string, look: (context: Context) => Promise<Look>): CheckDefinition[] {
  const judgments: Judgment[] =
    step.judgments.length > 0
      ? step.judgments
      : [{ title: 'is answered', judge: ({ response }) => void (response.status < 500 || failed(response)) }];
  return judgments.map((judgment, index) => ({
    kind: 'check',
    id: `${id}.${index + 1}`,
    level: 'interop',
    class: 'degrades',
    title: judgment.title.slice(0, 160),
    spec: [],
    needs: [],
    fix: 'The imported file asks for this; read what it sends and what it expects beside what was answered.',
    scenario: step.title.slice(0, 160),
    feature: id.replace(/\./g, '/'),
    body: async (context) => {
      const seen = await look(context);
      attach(seen.response.n);
      judgment.judge(seen);
      return step.judgments.length === 0 ? describe(seen.response) : undefined;
    },
  }));
}

function failed(response: ScimResponse): never {
  throw new Finding('an answer that is no error of the server', describe(response));
}

function sit(suite: ImportedSuite, given: ReadonlyMap<string, string>, { a, target }: Context): Sitting {
  const endpoints = target.summary().resourceTypes.map(({ endpoint }) => endpoint);
  return {
    variables: new Variables(given, suite.variables, a),
    bases: basesOf(
      suite.steps.map(({ url }) => url),
      endpoints,
    ),
    endpoints,
    accepted: new Set(suite.steps.filter((step) => !step.expectsRefusal).map(({ authorization }) => authorization)),
    met: new Map(),
  };
}

/** Sends the request of a step; a read that follows a pause is repeated until it holds or the pause is over. */
async function perform(step: Step, sitting: Sitting, context: Context): Promise<Look> {
  const { variables } = sitting;
  const unmet = step.when?.find((condition) => !isMet(condition, sitting));
  if (unmet) {
    withhold(step, variables);
    throw new NotApplicable(`not sent: the file sends it where ${unmet.words}`);
  }
  if (step.notRun !== undefined) return stop(step, variables, step.notRun);
  for (const program of step.before) evaluate(program, undefined, variables);
  const rest = belowBase(step.url, sitting.bases, sitting.endpoints);
  if (rest === undefined)
    return stop(step, variables, `not run: ${step.url} is not below the SCIM base URL of the file`);
  const { path, query } = addressOf(variables.fill(rest));
  const { headers, auth } = dress(step, sitting);
  const send = async (): Promise<Look> => {
    const response = await context.scim.request(
      step.method,
      path,
      step.body === undefined ? undefined : variables.fill(step.body),
      { headers, auth, ...(query === '' ? {} : { rawQuery: query }) },
    );
    return heard(step, response, variables);
  };
  let look = await send();
  const again = step.method === 'GET' ? step.patienceMs : 0;
  for (let waited = 0, wait = 250; waited < again && fails(step, look); waited += wait, wait *= 2) {
    await context.pause(wait);
    look = await send();
  }
  return look;
}

/** Takes variables from an answer and judges it by the scripts. */
function heard(step: Step, response: ScimResponse, variables: Variables): Look {
  for (const { name, from, take } of step.extractions) {
    const value = take(response);
    if (value === undefined || value === null) {
      const status = `was answered ${response.status}`;
      variables.lacks(name, `it is ${from} of the answer to "${step.title}", which ${status} without it`);
    } else variables.put(name, value);
  }
  return { response, variables, results: step.scripts.map((program) => evaluate(program, response, variables)) };
}

function fails(step: Step, look: Look): boolean {
  return step.judgments.some(({ judge }) => {
    try {
      judge(look);
      return false;
    } catch (problem) {
      return problem instanceof Finding;
    }
  });
}

function isMet(condition: Condition, { met, variables }: Sitting): boolean {
  const known = met.get(condition) ?? condition.holds(variables);
  met.set(condition, known);
  return known;
}

function withhold(step: Step, variables: Variables): void {
  for (const { name } of step.extractions)
    variables.lacks(name, `it comes from the answer to "${step.title}", which was not sent`);
}

function stop(step: Step, variables: Variables, reason: string): never {
  withhold(step, variables);
  throw new Blocked('the imported file', reason);
}

/** Belongs to the connection, which is ours. */
const OURS = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'cookie', 'accept-encoding']);

interface Dress {
  headers: Record<string, string>;
  auth: 'own' | 'none';
}

/**
 * Headers of a step. The target's credentials stand in for those of the file, except where the user gave the value
 * himself and where the file wants its credentials refused.
 */
function dress(step: Step, { variables, accepted }: Sitting): Dress {
  const headers: Record<string, string> = {};
  for (const [name, value] of step.headers) {
    if (OURS.has(name.toLowerCase()) || (/auth|key|token/i.test(name) && !variables.givenFor(value))) continue;
    headers[name.toLowerCase()] = clean(variables.fill(value), name);
  }
  const { authorization: written, expectsRefusal } = step;
  if (written === undefined || written === 'none') return { headers, auth: expectsRefusal ? 'none' : 'own' };
  const literal = placeholdersIn(written).length === 0;
  if (variables.givenFor(written) || (literal && expectsRefusal && !accepted.has(written)))
    return { headers: { ...headers, authorization: clean(variables.fill(written), 'Authorization') }, auth: 'none' };
  return { headers, auth: 'own' };
}

function clean(value: string, name: string): string {
  if (!/[^\t\x20-\x7e\x80-\xff]/.test(value)) return value;
  throw new Blocked('the imported file', `not run: the header ${name} holds what no header may hold`);
}

function slug(text: string): string {
  const words = text.toLowerCase().replace(/\{\{|\}\}/g, '');
  return (
    words
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 48) || 'request'
  );
}
