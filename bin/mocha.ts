/**
 * `SCIMSPEC_URL=… npx mocha`: the checks as mocha tests, with any reporter, --grep and an IDE's plugin. Lanes run in
 * parallel; each `it` awaits its check. The verdict and the exit code that gate a pipeline are those of `scimspec run`.
 */
import { loadConfig, UsageError } from '../harness/target.js';
import { registeredScenarios, type CheckDefinition } from '../harness/registry.js';
import { createReference } from '../reference/server.js';
import { detailLines } from '../reports/details.js';
import type { CheckResult, Exchange, Report } from '../reports/model.js';
import { execute, Stopped } from './engine.js';
import { warn } from './print.js';
import { loadSuites } from './suites.js';

interface Outcome {
  result: CheckResult;
  /** The exchange on which the verdict rests. */
  exchange: Exchange | undefined;
}

interface Pending<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (problem: unknown) => void;
}

function pending<T>(): Pending<T> {
  let resolve!: (value: T) => void;
  let reject!: (problem: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/** mocha's own --grep, --fgrep and --invert, so that only what it will show is sent to the target. */
function wanted(): (check: CheckDefinition) => boolean {
  const argv = process.argv;
  const value = (names: string[]): string | undefined => {
    const at = argv.findIndex((word) => names.includes(word));
    const joined = argv.find((word) => names.some((name) => word.startsWith(`${name}=`)));
    return at >= 0 ? argv[at + 1] : joined?.slice(joined.indexOf('=') + 1);
  };
  const grep = value(['--grep', '-g']);
  const fgrep = value(['--fgrep', '-f']);
  const invert = argv.includes('--invert') || argv.includes('-i');
  const pattern = grep === undefined ? undefined : new RegExp(grep);
  return (check) => {
    const title = `${check.feature} ${check.scenario} ${titleOf(check)}`;
    const fits = (pattern?.test(title) ?? true) && (fgrep === undefined || title.includes(fgrep));
    return fits !== invert;
  };
}

const titleOf = (check: CheckDefinition): string => `${check.id}: ${check.title} [${check.level}]`;

const results = new Map<string, Pending<Outcome>>();
let running: Promise<Report> | undefined;
let close: (() => Promise<void>) | undefined;

/** Starts the run; resolves when the target is found fit to be judged. */
async function start(): Promise<void> {
  const settings = await loadConfig({ flags: {}, env: process.env, cwd: process.cwd() });
  const reference = settings.target ? undefined : await createReference({}).listen();
  close = reference?.close;
  if (reference)
    warn(
      `No target is named: these are checks of the embedded reference server at ${reference.url}. Set SCIMSPEC_URL and SCIMSPEC_TOKEN to judge yours.`,
    );
  const target = settings.target ?? settings.referenceTarget(String(reference?.url));
  const started = pending<void>();
  running = execute({
    target,
    choose: () => ({ selected: wanted() }),
    onStart: () => started.resolve(),
    onResult: (result, evidence) =>
      results.get(result.id)?.resolve({ result, exchange: evidence.find(({ n }) => n === result.exchanges.at(-1)) }),
  });
  running.then(
    () => results.forEach(({ reject }, id) => reject(new Error(`${id} did not run`))),
    (problem: unknown) => {
      started.reject(problem);
      results.forEach(({ reject }) => reject(problem));
    },
  );
  await started.promise;
}

/** A failure as mocha shows it: its sentences, and no stack of ours. */
function failure(sentences: string): Error {
  const problem = new Error(sentences);
  problem.stack = sentences;
  return problem;
}

function tell(context: Mocha.Context, { result, exchange }: Outcome): void {
  if (result.verdict === 'pass') return;
  if (result.verdict === 'fail') throw failure(detailLines(result, exchange).join('\n'));
  if (result.verdict === 'error') throw failure(`Fault of the harness: ${result.reason}`);
  context.skip();
}

const isCheck = (step: { kind: string }): step is CheckDefinition => step.kind === 'check';

before(async () => {
  try {
    await start();
  } catch (problem) {
    if (problem instanceof Stopped) throw failure(`Nothing could be judged. ${problem.message}`);
    throw problem instanceof UsageError ? failure(problem.message) : problem;
  }
});

for (const scenario of await loadSuites()) {
  // Probes that wait long are asked for by `scimspec run --slow` alone.
  if (scenario.slow) continue;
  const checks = scenario.steps.filter(isCheck);
  describe(checks[0]?.feature ?? '', () => {
    describe(scenario.title, () => {
      for (const check of checks) {
        const result = pending<Outcome>();
        results.set(check.id, result);
        it(titleOf(check), async function () {
          tell(this, await result.promise);
        });
      }
    });
  });
}

after(async () => {
  await running?.catch(() => {});
  await close?.();
});

if (registeredScenarios().length === 0) throw new Error('No suite was found.');
