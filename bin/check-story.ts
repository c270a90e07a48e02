/** A check with an exchange that passes it and one that fails, recorded from the embedded server. */
import type { CheckDefinition } from '../harness/registry.js';
import { redactBody } from '../harness/redact.js';
import type { CheckResult, Exchange } from '../reports/model.js';
import { mutants, type Mutant } from '../reference/mutants/index.js';
import { providerRules, requirements, requirementUrl } from '../specs/index.js';
import { profilesOf } from './profiles.js';
import { rehearse } from './rehearsal.js';

export interface Rule {
  id: string;
  statement: string;
  /** Where it is read. */
  url: string;
  section: string;
}

export interface CheckStory {
  check: CheckDefinition;
  rules: Rule[];
  profiles: string[];
  /** The exchange on which the plain server passes. */
  good?: Shown;
  /** What a server with a planted mistake answers, and what the check says to it. */
  bad?: { mistake: string; expected: string; actual: string; shown?: Shown };
}

/** An exchange as HTTP in plain text. */
export interface Shown {
  asked: string;
  answered: string;
}

/** Lines of a body that are shown. */
const BODY_LINES = 30;

/** Planted bugs that are tried before a page goes without one. */
const TRIES = 3;

/** Tells a check's story by runs of it in this process; always the same. */
export async function tellCheck(check: CheckDefinition): Promise<CheckStory> {
  const story: CheckStory = { check, rules: check.spec.flatMap(ruleOf), profiles: profilesOf(check.id) };
  for (const mutant of mutantsFor(check).slice(0, TRIES)) {
    const { result, shown } = await record(check, mutant.on ?? [], [mutant.id]);
    if (result?.verdict !== 'fail') continue;
    const { expected = '', actual = '' } = result;
    story.bad = { mistake: mutant.title, expected, actual, ...(shown ? { shown } : {}) };
    await passing(story, mutant.on ?? []);
    return story;
  }
  await passing(story, []);
  return story;
}

/** Adds the exchange on which the check passes, under the variations on which the bug was planted. */
async function passing(story: CheckStory, variations: readonly string[]): Promise<void> {
  const { result, shown } = await record(story.check, variations, []);
  if (result?.verdict === 'pass' && shown) story.good = shown;
}

/** Planted bugs that the check finds, the most specific first: those that the fewest other checks find. */
function mutantsFor({ id }: CheckDefinition): Mutant[] {
  const finds = ({ kills, collateral = [] }: Mutant): number => kills.length + collateral.length;
  const rank = (mutant: Mutant): number => (mutant.kills.includes(id) ? 0 : 1000) + finds(mutant);
  return mutants
    .filter(({ kills, collateral }) => kills.includes(id) || collateral?.includes(id))
    .sort((a, b) => rank(a) - rank(b));
}

async function record(
  check: CheckDefinition,
  variations: readonly string[],
  planted: readonly string[],
): Promise<{ result?: CheckResult; shown?: Shown }> {
  let n = 0;
  const newId = (): string => `00000000-0000-4000-8000-${(n += 1).toString(16).padStart(12, '0')}`;
  const { checks, exchanges } = await rehearse({
    variations,
    mutants: planted,
    selected: (each) => each === check,
    concurrency: 1,
    newId,
  });
  const [result] = checks;
  const exchange = exchanges.find((each) => each.n === result?.exchanges.at(-1));
  return {
    ...(result ? { result } : {}),
    ...(exchange ? { shown: show(exchange, result?.offending) } : {}),
  };
}

function ruleOf(id: string): Rule[] {
  const requirement = requirements().get(id);
  if (requirement) {
    const { statement, rfc, section } = requirement;
    return [{ id, statement, url: requirementUrl(requirement), section: `RFC ${rfc}, section ${section}` }];
  }
  const rule = providerRules().get(id);
  return rule ? [{ id, statement: rule.statement, url: rule.source, section: rule.section }] : [];
}

const SHOWN = ['content-type', 'location', 'etag', 'if-match', 'if-none-match', 'www-authenticate', 'retry-after'];

/** An exchange without what does not matter to the reader. */
function show({ request, response }: Exchange, offending: string | undefined): Shown {
  const head = (headers: Record<string, string>): string[] =>
    SHOWN.flatMap((name) => (headers[name] ? [`${name}: ${headers[name]}`] : []));
  const { pathname, search } = new URL(request.url);
  const asked = [`${request.method} ${pathname}${search}`, ...head(request.headers), ...bodyLines(request.body)];
  const answered = response
    ? [`HTTP ${response.status}`, ...head(response.headers), ...bodyLines(response.body, offending)]
    : ['(no answer)'];
  return { asked: asked.join('\n'), answered: answered.join('\n') };
}

/** A body in readable lines, cut around the offending part. */
function bodyLines(body: string | undefined, offending?: string): string[] {
  if (!body) return [];
  const lines = pretty(redactBody(body, (text) => text))
    .split('\n')
    .map((line) => (line.length > 160 ? `${line.slice(0, 159)}…` : line));
  if (lines.length <= BODY_LINES) return ['', ...lines];
  const at = offending ? lines.findIndex((line) => line.includes(offending)) : -1;
  const from = Math.max(0, Math.min(at - BODY_LINES / 2, lines.length - BODY_LINES));
  const rest = lines.length - from - BODY_LINES;
  return [
    '',
    ...(from > 0 ? [`… ${from} lines`] : []),
    ...lines.slice(from, from + BODY_LINES),
    ...(rest > 0 ? [`… ${rest} more lines`] : []),
  ];
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
