/**
 * `SCIMSPEC_URL=… npx mocha`: the checks as mocha tests, with any reporter, --grep and an IDE's plugin. Lanes run in
 * parallel; each `it` awaits its check. Exit codes and verdicts are those of `scimspec run`, not of mocha.
 */
import { loadConfig } from '../harness/target.js';
import { registeredScenarios, type CheckDefinition } from '../harness/registry.js';
import { createReference } from '../reference/server.js';
import type { CheckResult, Report } from '../reports/model.js';
import { execute } from './engine.js';
import { loadSuites } from './suites.js';

await loadSuites();

const results = new Map<string, PromiseWithResolvers<CheckResult>>();
const definitions = registeredScenarios().flatMap((each) => each.steps.filter((step) => step.kind === 'check'));

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (problem: unknown) => void;
}

function pending<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (problem: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/** mocha's own --grep and --fgrep, so that only what it will show is sent to the target. */
function wanted(): (check: CheckDefinition) => boolean {
  const argv = process.argv;
  const value = (names: string[]): string | undefined => {
    const at = argv.findIndex((word) => names.includes(word));
    const joined = argv.find((word) => names.some((name) => word.startsWith(`${name}=`)));
    return at >= 0 ? argv[at + 1] : joined?.slice(joined.indexOf('=') + 1);
  };
  const grep = value(['--grep', '-g']);
  const fgrep = value(['--fgrep', '-f']);
  const pattern = grep === undefined ? undefined : new RegExp(grep);
  return (check) => {
    const title = `${check.feature} ${check.scenario} ${titleOf(check)}`;
    return (pattern?.test(title) ?? true) && (fgrep === undefined || title.includes(fgrep));
  };
}

const titleOf = (check: CheckDefinition): string => `${check.id}: ${check.title} [${check.level}]`;

let running: Promise<Report> | undefined;
let close: (() => Promise<void>) | undefined;

/** Starts the run when mocha reaches the first test. */
async function start(): Promise<void> {
  if (running) return;
  const settings = await loadConfig({ flags: {}, env: process.env, cwd: process.cwd() });
  const reference = settings.target ? undefined : await createReference({}).listen();
  close = reference?.close;
  const target = settings.target ?? settings.referenceTarget(String(reference?.url));
  running = execute({
    target,
    choose: () => ({ selected: wanted() }),
    onResult: (result) => results.get(result.id)?.resolve(result),
  });
  running.then(
    () => results.forEach(({ reject }, id) => reject(new Error(`${id} did not run`))),
    (problem: unknown) => results.forEach(({ reject }) => reject(problem)),
  );
}

function tell(context: Mocha.Context, result: CheckResult): void {
  if (result.verdict === 'pass') return;
  if (result.verdict === 'fail' && result.level === 'must')
    throw new Error(`expected ${result.expected}, the server answered ${result.actual}. Fix: ${result.fix}`);
  if (result.verdict === 'error') throw new Error(result.reason);
  context.skip();
}

const isCheck = (step: { kind: string }): step is CheckDefinition => step.kind === 'check';

for (const scenario of registeredScenarios()) {
  const checks = scenario.steps.filter(isCheck);
  describe(checks[0]?.feature ?? '', () => {
    describe(scenario.title, () => {
      for (const check of checks) {
        const result = pending<CheckResult>();
        results.set(check.id, result);
        it(titleOf(check), async function () {
          await start();
          tell(this, await result.promise);
        });
      }
    });
  });
}

after(async () => {
  await running;
  await close?.();
});

if (definitions.length === 0) throw new Error('No suite was found.');
