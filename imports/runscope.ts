/** Test exports of Runscope (BlazeMeter API Monitoring), the format of Okta's published SCIM test suites. */
import { plain, type Path, type Source } from './source.js';
import { compare, inWords } from './comparisons.js';
import { Finding } from '../harness/outcomes.js';
import { readRequest } from './runscope-request.js';
import type { Condition, ImportedSuite, Step } from './suite.js';

/** Longest that a pause of the file lets a read come to hold, milliseconds. */
const LONGEST_PATIENCE = 60_000;
/** Conditions and subtests stand in each other no deeper than this. */
const DEEPEST = 8;

export function isRunscope(root: unknown): boolean {
  const one = Array.isArray(root) ? (root[0] as unknown) : root;
  return typeof one === 'object' && one !== null && Array.isArray((one as { steps?: unknown }).steps);
}

/** Reads one exported test, or a bucket of them. Throws UsageError with the line of what is not as it should be. */
export function readRunscope(source: Source, name: string): ImportedSuite {
  const { root } = source;
  const tests = Array.isArray(root) ? root : [root];
  const suite: ImportedSuite = { name, format: 'Runscope', steps: [], variables: new Map(), secrets: [] };
  const bucket = new Map<string, Place>();
  tests.forEach((test: unknown, index) => {
    const path: Path = Array.isArray(root) ? [index] : [];
    const fields = source.object(test, path, 'a test');
    for (const id of [fields['id'], fields['uuid']].map(plain))
      if (id !== '') bucket.set(id, { value: fields['steps'], path: [...path, 'steps'] });
  });
  tests.forEach((test: unknown, index) => {
    const path: Path = Array.isArray(root) ? [index] : [];
    const fields = source.object(test, path, 'a test');
    if (typeof fields['name'] === 'string' && tests.length === 1) suite.name = fields['name'];
    source.list(fields['environments'], [...path, 'environments'], 'environments').forEach((environment, n) => {
      const at: Path = [...path, 'environments', n];
      const initial = source.object(environment, at, 'an environment')['initial_variables'] ?? {};
      for (const [key, value] of Object.entries(source.object(initial, [...at, 'initial_variables'], 'variables')))
        suite.variables.set(key, plain(value));
    });
    new Reader(source, suite, bucket).read({ value: fields['steps'], path: [...path, 'steps'] }, []);
  });
  return suite;
}

/** Steps of the file, and where they stand. */
interface Place {
  value: unknown;
  path: Path;
}

class Reader {
  private depth = 0;

  constructor(
    private readonly source: Source,
    private readonly suite: ImportedSuite,
    /** The tests of the file by id: what subtests call. */
    private readonly bucket: ReadonlyMap<string, Place>,
  ) {}

  /** `when`: what the steps depend on, the outermost first. */
  read({ value, path }: Place, when: Condition[]): void {
    let patienceMs = 0;
    this.source.list(value, path, 'steps').forEach((each, index) => {
      const at = [...path, index];
      const step = this.source.object(each, at, 'a step');
      const kind = plain(step['step_type'] ?? 'request');
      if (kind === 'pause') {
        patienceMs = Math.min(LONGEST_PATIENCE, Number(step['duration']) * 1000 || 0);
        return;
      }
      this.readOne(step, kind, at, patienceMs, step['skipped'] === true ? [...when, SKIPPED] : when);
      patienceMs = 0;
    });
  }

  private readOne(step: Record<string, unknown>, kind: string, at: Path, patienceMs: number, when: Condition[]): void {
    if (kind === 'request')
      this.suite.steps.push({ ...readRequest(this.source, step, at, patienceMs, this.suite), when });
    else if (kind === 'condition')
      this.inside({ value: step['steps'], path: [...at, 'steps'] }, [...when, this.condition(step, at)]);
    else if (kind === 'subtest') this.readSubtest(step, when);
    else this.suite.steps.push(unsent(step, kind, when, `steps of the kind "${kind}" are not understood`));
  }

  private inside(place: Place, when: Condition[]): void {
    if (this.depth >= DEEPEST)
      throw this.source.fault(place.path, 'steps stand in each other too deep, or call themselves');
    this.depth += 1;
    this.read(place, when);
    this.depth -= 1;
  }

  private condition(step: Record<string, unknown>, at: Path): Condition {
    const comparison = this.source.string(step['comparison'], [...at, 'comparison'], 'comparison');
    const [left, right] = [plain(step['left_value']), plain(step['right_value'])];
    return {
      words: inWords('', left, comparison, right),
      holds: (variables) => {
        try {
          compare(variables.fill(left), comparison, variables.fill(right), left);
          return true;
        } catch (problem) {
          if (problem instanceof Finding) return false;
          throw problem;
        }
      },
    };
  }

  /** The steps of the test that is called stand in its place; what the caller takes from its result is not known. */
  private readSubtest(step: Record<string, unknown>, when: Condition[]): void {
    const id = plain(step['test_uuid']);
    const called = this.bucket.get(id);
    if (!called) {
      this.suite.steps.push(unsent(step, 'subtest', when, `the test ${id} that it calls is not in this file`));
      return;
    }
    this.inside(called, when);
    const asked = [step['variables'], step['scripts'], step['params']].some(
      (each) => Array.isArray(each) && each.length > 0,
    );
    const judged = this.source.list(step['assertions'], [], 'assertions').filter((each) => !isPassed(each)).length > 0;
    if (asked || judged)
      this.suite.steps.push(
        unsent(
          step,
          'subtest',
          when,
          'what it hands to the test that it calls and takes from its result is not understood',
        ),
      );
  }
}

/** `result` of a subtest is `pass`: its own assertions stand for that. */
function isPassed(assertion: unknown): boolean {
  const { property, comparison, value } = assertion as Record<string, unknown>;
  return property === 'result' && comparison === 'equal' && value === 'pass';
}

const SKIPPED: Condition = { words: 'the step is not skipped', holds: () => false };

/** A step that has no request of its own. */
function unsent(step: Record<string, unknown>, kind: string, when: Condition[], why: string): Step {
  return {
    title: plain(step['note']) || `a step of the kind "${kind}"`,
    method: '',
    url: '',
    headers: [],
    expectsRefusal: false,
    patienceMs: 0,
    before: [],
    scripts: [],
    extractions: [],
    judgments: [],
    when,
    notRun: `not run: ${why}`,
  };
}
