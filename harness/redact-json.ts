/**
 * Finds secret members in JSON text, well-formed or not, by one pass over its tokens; what is around them stays as it
 * was, byte for byte. A PATCH operation whose path is `password` has its secret in `value`.
 */

const SECRET_NAMES = new Set([
  'password',
  'client_secret',
  'clientsecret',
  'access_token',
  'accesstoken',
  'refresh_token',
  'id_token',
  'client_assertion',
]);

interface Token {
  kind: 'string' | 'number' | 'open' | 'close' | 'colon' | 'comma' | 'word';
  start: number;
  end: number;
}

const TOKEN = /"(?:[^"\\]|\\[^])*(?:"|$)|-?\d[\d.eE+-]*|[{[]|[}\]]|:|,|[A-Za-z]+/g;
const MENTIONS = /pass|secret|token|assertion|\\u/i;

function tokens(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map((match) => {
    const word = match[0];
    const start = match.index;
    return { kind: kindOf(word), start, end: start + word.length };
  });
}

function kindOf(word: string): Token['kind'] {
  const first = word[0] ?? '';
  if (first === '"') return 'string';
  if (first === '{' || first === '[') return 'open';
  if (first === '}' || first === ']') return 'close';
  if (first === ':') return 'colon';
  if (first === ',') return 'comma';
  return /[\d-]/.test(first) ? 'number' : 'word';
}

function textOf(text: string, token: Token): string {
  const raw = text.slice(token.start, token.end);
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value === 'string') return value;
  } catch {
    // An unfinished or badly escaped string is taken as it stands.
  }
  return raw.replace(/^"|"$/g, '');
}

/** `password`, `urn:…:User:password`, `Password` … */
function isSecretName(name: string): boolean {
  const last = name.toLowerCase().split(/[:.]/).at(-1) ?? '';
  return SECRET_NAMES.has(last);
}

/** The string and number tokens that are secret. Two passes, each linear: the text is hostile. */
function secretTokens(text: string): Token[] {
  if (!MENTIONS.test(text)) return [];
  const all = tokens(text);
  const starts = secretValues(text, all);
  const secret: Token[] = [];
  let depth = 0;
  // The depth at which the secret value that we are in began.
  let since: number | undefined;
  all.forEach((token, index) => {
    if (since === undefined && starts.has(index)) since = depth;
    if (token.kind === 'open') depth += 1;
    else if (token.kind === 'close') depth -= 1;
    else if (since !== undefined && isValue(token, all[index + 1])) secret.push(token);
    if (since !== undefined && depth <= since) since = undefined;
  });
  return secret;
}

function isValue(token: Token, next: Token | undefined): boolean {
  return token.kind === 'number' || (token.kind === 'string' && next?.kind !== 'colon');
}

/** Indexes of the tokens with which secret values begin. */
function secretValues(text: string, all: readonly Token[]): Set<number> {
  const starts = new Set<number>();
  // Of each open object: where its `value` members start, and whether its `path` names a secret.
  const objects: { values: number[]; secretPath: boolean }[] = [];
  const settle = (object: { values: number[]; secretPath: boolean } | undefined): void => {
    if (object?.secretPath) for (const at of object.values) starts.add(at);
  };
  all.forEach((token, index) => {
    if (token.kind === 'open') objects.push({ values: [], secretPath: false });
    else if (token.kind === 'close') settle(objects.pop());
    if (token.kind !== 'string' || all[index + 1]?.kind !== 'colon') return;
    const name = textOf(text, token);
    const value = all[index + 2];
    if (isSecretName(name)) starts.add(index + 2);
    const object = objects.at(-1);
    if (!object || !value) return;
    if (name.toLowerCase() === 'value') object.values.push(index + 2);
    if (name.toLowerCase() === 'path' && value.kind === 'string' && isSecretName(textOf(text, value)))
      object.secretPath = true;
  });
  for (const object of objects) settle(object);
  return starts;
}

/** Puts `"${mark}"` in place of every secret value; null, true and false stay. */
export function hideMembers(text: string, mark: string): string {
  const found = secretTokens(text);
  if (found.length === 0) return text;
  let clean = '';
  let from = 0;
  for (const token of found) {
    clean += `${text.slice(from, token.start)}"${mark}"`;
    from = token.end;
  }
  return clean + text.slice(from);
}

/** The secret values themselves, unescaped. */
export function secretMemberValues(text: string): string[] {
  return secretTokens(text)
    .filter((token) => token.kind === 'string')
    .map((token) => textOf(text, token));
}
