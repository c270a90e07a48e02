/** The words of a script. */

export interface Token {
  kind: 'name' | 'number' | 'string' | 'mark' | 'pattern' | 'end';
  text: string;
  /** For strings: what they say. */
  value?: string;
  /** Stands first on its line. */
  first: boolean;
  at: number;
}

/** What comes of no kind, white space and comments, is passed over. */
const RULES: [Token['kind'] | undefined, RegExp][] = [
  [undefined, /\s+|\/\/[^\n]*|\/\*[^]*?\*\//y],
  ['name', /[A-Za-z_$][\w$]*/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['string', /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|`(?:[^`\\]|\\[^])*`/y],
  ['mark', /===|!==|=>|==|!=|<=|>=|&&|\|\||\+\+|--|[-+*/%]=|\?\.|\.\.\.|[-+*/%<>=!?:;,.(){}[\]&|^~@#]/y],
];
const PATTERN = /\/(?![/*])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

/** Splits a script; undefined where it holds what no script may hold. The last token is `end`. */
export function tokensOf(script: string): Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  let first = true;
  while (at < script.length) {
    const before = tokens.at(-1);
    const mayBePattern = !before || (before.kind === 'mark' && !/^[)\]}]$/.test(before.text));
    const found = (mayBePattern ? match('pattern', PATTERN, script, at) : undefined) ?? matchAny(script, at);
    if (!found) return undefined;
    const { kind, text } = found;
    if (kind === undefined) first ||= text.includes('\n');
    else {
      const value = kind === 'string' ? said(text) : undefined;
      tokens.push({ kind, text, first, at, ...(value === undefined ? {} : { value }) });
      first = false;
    }
    at += text.length;
  }
  tokens.push({ kind: 'end', text: '', first: true, at });
  return tokens;
}

type Found<K> = { kind: K; text: string } | undefined;

function match<K extends Token['kind'] | undefined>(kind: K, rule: RegExp, script: string, at: number): Found<K> {
  rule.lastIndex = at;
  const text = rule.exec(script)?.[0];
  return text === undefined ? undefined : { kind, text };
}

function matchAny(script: string, at: number): Found<Token['kind'] | undefined> {
  for (const [kind, rule] of RULES) {
    const found = match(kind, rule, script, at);
    if (found) return found;
  }
  return undefined;
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' };

/** What a string says; undefined for a template with something to fill in, and for escapes by number. */
function said(text: string): string | undefined {
  if (text.startsWith('`') && text.includes('${')) return undefined;
  if (/\\[ux]/.test(text)) return undefined;
  return text.slice(1, -1).replace(/\\([^])/g, (_, mark: string) => ESCAPES[mark] ?? mark);
}
