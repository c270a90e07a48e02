/** A check's story as a page of docs/checks/ and as text for the terminal. */
import type { CheckStory, Shown } from './check-story.js';

export const MEANING = {
  must: 'MUST: a failure is a violation',
  should: 'SHOULD: a failure earns advice',
  may: 'MAY: an observation, never a failure',
  interop: 'interop: what an identity provider needs beyond the RFCs',
} as const;

const meaningOf = ({ check }: CheckStory): string => `${MEANING[check.level]}${check.class ? ` (${check.class})` : ''}`;

/** The page docs/checks/<id>.md. */
export function checkMarkdown(story: CheckStory): string {
  const { check, rules, profiles, good, bad } = story;
  const parts = [
    `# ${check.id}`,
    `**${check.scenario}: ${check.title}.**`,
    meaningOf(story),
    '## The rule',
    rules.map((rule) => `- ${prose(rule.statement)} ([${rule.id}](${rule.url}), ${rule.section})`).join('\n'),
  ];
  if (check.why) parts.push('## Why it matters', prose(check.why));
  if (good) parts.push('## A server that passes', block(exchange(good)));
  if (bad) {
    parts.push('## A server that fails', `Planted: ${prose(bad.mistake)}`);
    if (bad.shown) parts.push(block(exchange(bad.shown, good)));
    parts.push(`Expected ${prose(bad.expected)}; the server answered ${prose(bad.actual)}.`);
  }
  parts.push('## Fix', prose(check.fix));
  if (check.workaround) parts.push(`Workaround: ${prose(check.workaround)}`);
  if (check.source) parts.push(`Source: <${check.source}>`);
  parts.push(`Profiles: ${profiles.join(', ')}.`, block(`scimspec run <url> --only ${check.id}`, 'sh'));
  return `${parts.join('\n\n')}\n`;
}

/** What `scimspec explain` prints. */
export function checkText(story: CheckStory): string {
  const { check, rules, profiles, good, bad } = story;
  const lines = [check.id, `  ${check.scenario}: ${check.title}`, `  ${meaningOf(story)}`, ''];
  for (const rule of rules) lines.push(`  ${rule.id}: ${rule.statement}`, `    ${rule.url}`);
  if (check.why) lines.push('', `  Why it matters: ${check.why}`);
  if (good) lines.push('', '  A server that passes:', '', indent(exchange(good)));
  if (bad) {
    lines.push('', `  A server that fails. Planted: ${bad.mistake}`, '');
    if (bad.shown) lines.push(indent(exchange(bad.shown, good)), '');
    lines.push(`  Expected ${bad.expected}; the server answered ${bad.actual}.`);
  }
  lines.push('', `  Fix: ${check.fix}`);
  if (check.workaround) lines.push(`  Workaround: ${check.workaround}`);
  if (check.source) lines.push(`  Source: ${check.source}`);
  lines.push(`  Profiles: ${profiles.join(', ')}`, '', `  Run it alone: scimspec run <url> --only ${check.id}`);
  return lines.join('\n');
}

/** An exchange; without the request where it is the one shown before. */
function exchange({ asked, answered }: Shown, before?: Shown): string {
  const first = asked === before?.asked ? `${asked.split('\n')[0] ?? ''}   (the same request)` : asked;
  return `${first}\n\n${answered}`;
}

/** Text that Markdown is not to read as markup. */
const prose = (text: string): string => text.replace(/[<>*_`[\]\\]/g, '\\$&');

/** A code block whose fence is longer than any in the text. */
function block(text: string, language = 'http'): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
