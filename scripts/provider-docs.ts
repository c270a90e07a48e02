/** Writes docs/providers/ from the dialects and the rules of the providers: `npx tsx scripts/provider-docs.ts`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { dialects, thinEvidence, type Citation, type Dialect, type DialectRequest } from '../dialects/index.js';
import { providers } from '../bin/profiles.js';
import { exclusion, type ProviderRule } from '../specs/index.js';
import { conversations } from './provider-examples.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const EVIDENCE = {
  DOC: "the provider's documentation or published tests",
  SRC: 'source or a workflow that the provider published',
  CAP: 'a wire capture or server log of somebody else',
  STAFF: 'an answer by an employee',
  '3P': 'documentation of another vendor',
  UNSOURCED: 'no public source: never more than advice',
} as const;
const TITLES = { blocks: 'Blocks', degrades: 'Degrades', advises: 'Advises' } as const;

const WEIGHTS =
  'A rule that *blocks* makes the target not ready when it is broken (ready with caveats where a workaround is named), one that *degrades* costs a feature, one that *advises* is told and no more. Each is asserted unless it says otherwise; the letters are the grade of the evidence.';

/** File name below docs/providers/ -> text, formatted. */
export async function renderProviderDocs(): Promise<Map<string, string>> {
  const config = await resolveConfig(`${root}package.json`);
  const pages = new Map([['README.md', overview()], ...Object.values(dialects).map(pageOf)]);
  const formatted = new Map<string, string>();
  for (const [name, text] of pages) formatted.set(name, await format(text, { ...config, parser: 'markdown' }));
  return formatted;
}

function overview(): string {
  const rows = Object.values(dialects).map((dialect) =>
    row([
      `[${dialect.name}](${dialect.id}.md)`,
      methods(dialect.updateUser('u1', [{ path: 'title', value: 'x' }], { id: 'u1' })),
      methods(dialect.disableUser('u1', { id: 'u1' })),
      deletes(dialect),
      methods(dialect.addMembers('g1', [{ id: 'u1' }], { id: 'g1' })),
      confidenceOf(dialect),
    ]),
  );
  return [
    '# Identity providers as clients',
    'What each provider sends, what it needs from a target, and how sure we are. These pages are generated from `dialects/` and `specs/providers/`.',
    'A guess is a request in the manner of RFC 7644 where no public page shows the one that the provider sends. What fails with a guess is advice and no more.',
    table(['Provider', 'Updates users by', 'Disables by', 'Deletes users', 'Changes groups by', 'Evidence'], rows),
    '## Evidence',
    table(
      ['Grade', 'Meaning'],
      Object.entries(EVIDENCE).map(([grade, meaning]) => row([grade, meaning])),
    ),
    '## What every provider needs',
    WEIGHTS,
    ...needs(rulesIn('common')),
  ].join('\n\n');
}

function pageOf(dialect: Dialect): [string, string] {
  const rules = rulesOf(dialect);
  const thin = thinEvidence(dialect);
  const parts = [
    `# ${dialect.name}`,
    `Client: ${dialect.version}. Profile \`${profileOf(dialect)}\`.`,
    thin.length > 0
      ? `**Thin evidence**: what it sends to ${listed(thin)} users is not public. A target is at most ready with caveats for it.`
      : '',
    '## On the wire',
    wireOf(dialect),
    '## What it sends',
    'Values are placeholders; credentials and framing headers are left out.',
    ...conversations(dialect).flatMap(({ title, requests }) => [
      `### ${title}`,
      ...(typeof requests === 'string' ? [requests] : requests.map(requestBlock)),
    ]),
    '## Which answers it takes',
    table(
      ['Operation', 'Status', 'Body', 'Evidence'],
      Object.entries(dialect.accepts).map(([operation, answer]) =>
        row([inWords(operation), answer.statuses.join(', '), answer.body, citedWithNote(answer)]),
      ),
    ),
    '## What it needs',
    `Besides [what every provider needs](README.md#what-every-provider-needs). ${WEIGHTS}`,
    ...needs(rules),
  ];
  return [`${dialect.id}.md`, parts.filter((part) => part !== '').join('\n\n')];
}

function rulesOf(dialect: Dialect): ProviderRule[] {
  return rulesIn(dialect.provider).filter((rule) => rule.dialects.includes(dialect.id));
}

function rulesIn(name: string): ProviderRule[] {
  return JSON.parse(readFileSync(`${root}specs/providers/${name}.json`, 'utf8')) as ProviderRule[];
}

function needs(rules: readonly ProviderRule[]): string[] {
  return (['blocks', 'degrades', 'advises'] as const).flatMap((weight) => rulesByWeight(rules, weight));
}

/** The profile that holds the checks: Entra's holds those with the flag, too. */
function profileOf(dialect: Dialect): string {
  return providers.some(({ name }) => name === dialect.id) ? dialect.id : dialect.provider;
}

function deletes(dialect: Dialect): string {
  const request = dialect.deleteUser('u1');
  return request ? `yes${guessed([request])}` : 'never';
}

/** One grade where all are alike. */
function confidenceOf({ confidence }: Dialect): string {
  const grades = Object.entries(confidence);
  const alike = grades.every(([, grade]) => grade === confidence.create);
  return alike ? confidence.create : grades.map(([what, grade]) => `${what} ${grade}`).join(', ');
}

function rulesByWeight(rules: readonly ProviderRule[], weight: ProviderRule['class']): string[] {
  const lines = rules
    .filter((rule) => rule.class === weight)
    .map((rule) => `- **${rule.id}** ${statementOf(rule)} (${cited(rule)}${assertedOf(rule)})`);
  return lines.length > 0 ? [`### ${TITLES[weight]}`, lines.join('\n')] : [];
}

function statementOf(rule: ProviderRule): string {
  return [
    rule.test === undefined ? '' : `_${rule.test}_: `,
    rule.statement,
    rule.workaround === undefined ? '' : ` Workaround: ${rule.workaround}`,
    rule.seenAt === undefined ? '' : ` Seen broken: ${rule.seenAt.map((url) => link(url)).join(', ')}.`,
  ].join('');
}

function assertedOf(rule: ProviderRule): string {
  const reason = exclusion(rule.id);
  if (reason !== undefined) return `; not tested: ${reason.replace(/\.$/, '')}`;
  return rule.testable === 'partly' ? '; asserted in part' : '';
}

function wireOf(dialect: Dialect): string {
  const agent = dialect.userAgent === null ? 'none is sent' : (dialect.userAgent ?? 'not known');
  const other = dialect.otherSpaceEncoding === undefined ? '' : `, also seen: \`${dialect.otherSpaceEncoding}\``;
  return [
    `- Content-Type: \`${dialect.mediaType}\``,
    `- User-Agent: ${agent}`,
    `- A space in a query: \`${dialect.spaceEncoding}\`${other}`,
    `- Users are matched by: \`${dialect.matchingAttribute}\` unless the mapping says otherwise`,
    `- Patience: ${dialect.timeoutMs === undefined ? 'not known' : `${dialect.timeoutMs / 1000} s`}`,
  ].join('\n');
}

function requestBlock(request: DialectRequest): string {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  const body = request.body === undefined ? [] : ['', JSON.stringify(request.body, null, 2)];
  const wire = ['```http', `${request.method} ${request.path}`, ...headers, ...body, '```'].join('\n');
  return `${wire}\n\n${citedWithNote(request)}`;
}

function cited({ source, evidence }: Citation): string {
  return source === '' ? evidence : `[${evidence}](${source})`;
}

function citedWithNote(citation: Citation): string {
  return `${cited(citation)}${citation.note === undefined ? '' : `. ${citation.note}`}`;
}

/** `matchUser` is `match user`. */
const inWords = (operation: string): string => operation.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const listed = (words: readonly string[]): string => words.join(', ').replace(/, ([^,]*)$/, ' and $1');

const guessed = (requests: readonly DialectRequest[]): string =>
  requests.some(({ evidence }) => evidence === 'UNSOURCED') ? ' (guess)' : '';

function link(url: string): string {
  const issue = /^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)$/.exec(url);
  return `[${issue ? `${issue[1]}#${issue[2]}` : new URL(url).hostname}](${url})`;
}

function methods(requests: DialectRequest[] | null): string {
  return requests === null ? '-' : `${requests.map((request) => request.method).join(', ')}${guessed(requests)}`;
}

function table(head: string[], rows: string[]): string {
  return [row(head), row(head.map(() => '---')), ...rows].join('\n');
}

function row(cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(`${root}docs/providers`, { recursive: true });
  for (const [name, text] of await renderProviderDocs()) writeFileSync(`${root}docs/providers/${name}`, text);
}
