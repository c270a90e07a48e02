/**
 * A strict JSON reader (RFC 8259) for hostile text: no recursion, bounded depth, member names kept as own properties
 * whatever they are, and what JSON.parse hides made visible: repeated names and how numbers were spelled.
 */

export interface ParsedJson {
  /** Absent when `problem` is set. */
  value?: unknown;
  /** Why the text is not good JSON, with line and column. */
  problem?: string;
  /** What JSON.parse hides, looked for when it is asked for: few do. */
  closely: () => JsonNotes;
}

export interface JsonNotes {
  /** Paths of member names that an object holds twice, for example `name.givenName`; the last one counts. */
  duplicateKeys: string[];
  /**
   * Numbers that are not spelled as a plain integer, or too large to be held exactly, as written:
   * `meta.size` -> `1.0E7`. Paths as in duplicateKeys, array elements as `emails[0].value`; names that are not plain
   * words are quoted: `["urn:…:User"].manager`.
   */
  rawNumbers: Map<string, string>;
}

/** Deeper nesting is refused: no SCIM message needs it, and code that walks values may recurse. */
const DEEPEST = 256;
const MOST_NOTES = 100;
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];

class Unreadable extends Error {}

type Container = { kind: 'object'; value: Record<string, unknown>; key: string } | { kind: 'array'; value: unknown[] };

/** Reads JSON text. Never throws. A byte order mark at the start is skipped (RFC 8259 section 8.1 allows it). */
export function parseJson(text: string): ParsedJson {
  const value = readPlain(text);
  if (value === undefined) return readClosely(text);
  if (/toString|\\u/.test(text)) makePrintable(value);
  let notes: JsonNotes | undefined;
  return { value, closely: () => (notes ??= readClosely(text).closely()) };
}

/** Good JSON that is not nested too deeply, by the engine; undefined for every other text. */
function readPlain(text: string): unknown {
  const mayBeDeep = opens(text, '[') + opens(text, '{') > DEEPEST;
  if (mayBeDeep && deepest(text) > DEEPEST) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return mayBeDeep && isDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** How many brackets of a kind open, counted until there are too many. The engine finds them faster than we do. */
function opens(text: string, bracket: string): number {
  let count = 0;
  for (let at = text.indexOf(bracket); at !== -1 && count <= DEEPEST; at = text.indexOf(bracket, at + 1)) count += 1;
  return count;
}

/** How many brackets stand open at most. Those inside strings count too: only a first look. */
function deepest(text: string): number {
  let most = 0;
  let open = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      open += 1;
      if (open > most) most = open;
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) open -= 1;
  }
  return most;
}

function isDeep(value: unknown): boolean {
  let level = [value].filter(isContainer);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === DEEPEST) return true;
    const below: object[] = [];
    for (const container of level) for (const each of Object.values(container)) if (isContainer(each)) below.push(each);
    level = below;
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A member named `toString` would make String() and template texts throw for the object that holds it. */
function makePrintable(value: unknown): void {
  const open = [value];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (!isContainer(each)) continue;
    for (const below of Object.values(each)) if (isContainer(below)) open.push(below);
    if (Object.hasOwn(each, 'toString'))
      Object.defineProperty(each, Symbol.toPrimitive, { value: () => '[object Object]' });
  }
}

function readClosely(text: string): ParsedJson {
  const notes: JsonNotes = { duplicateKeys: [], rawNumbers: new Map() };
  const closely = (): JsonNotes => notes;
  try {
    const value = new Reader(text, notes).read();
    makePrintable(value);
    return { value, closely };
  } catch (problem) {
    if (!(problem instanceof Unreadable)) throw problem;
    return { problem: problem.message, closely };
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PLAIN_INTEGER = /^-?(?:0|[1-9]\d*)$/;
const STRING_RUN = /[^"\\\u0000-\u001f]*/y;
const WHITE = /[ \t\n\r]*/y;
const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** One pass over one text. */
class Reader {
  private at: number;
  private readonly stack: Container[] = [];

  constructor(
    private readonly text: string,
    private readonly notes: JsonNotes,
  ) {
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  read(): unknown {
    for (;;) {
      this.skipWhite();
      const opened = this.open();
      let value: unknown;
      if (opened === undefined) value = this.scalar();
      else if (this.stack.push(opened) && !this.closeEmpty(opened)) {
        if (opened.kind === 'object') this.memberName(opened);
        continue;
      } else value = this.stack.pop()?.value;
      // The value is complete: put it where it belongs, and close all that ends with it.
      for (;;) {
        const parent = this.stack.at(-1);
        if (!parent) return this.finish(value);
        store(parent, value);
        this.skipWhite();
        const next = this.text[this.at];
        if (next === ',') {
          this.at += 1;
          if (parent.kind === 'object') this.memberName(parent);
          break;
        }
        if (next !== (parent.kind === 'object' ? '}' : ']'))
          throw this.unexpected(parent.kind === 'object' ? '"," or "}"' : '"," or "]"');
        this.at += 1;
        value = this.stack.pop()?.value;
      }
    }
  }

  private finish(value: unknown): unknown {
    this.skipWhite();
    if (this.at < this.text.length) throw this.unexpected('the end of the text');
    return value;
  }

  private open(): Container | undefined {
    const first = this.text[this.at];
    if (first !== '{' && first !== '[') return undefined;
    if (this.stack.length >= DEEPEST) throw this.fault(`nested deeper than ${DEEPEST} levels`);
    this.at += 1;
    return first === '{' ? { kind: 'object', value: {}, key: '' } : { kind: 'array', value: [] };
  }

  private closeEmpty(opened: Container): boolean {
    this.skipWhite();
    if (this.text[this.at] !== (opened.kind === 'object' ? '}' : ']')) return false;
    this.at += 1;
    return true;
  }

  private memberName(object: Extract<Container, { kind: 'object' }>): void {
    this.skipWhite();
    if (this.text[this.at] !== '"') throw this.unexpected('a member name in double quotes');
    object.key = this.string();
    if (Object.hasOwn(object.value, object.key) && this.notes.duplicateKeys.length < MOST_NOTES)
      this.notes.duplicateKeys.push(this.path());
    this.skipWhite();
    if (this.text[this.at] !== ':') throw this.unexpected('":"');
    this.at += 1;
  }

  private scalar(): unknown {
    const first = this.text[this.at];
    if (first === '"') return this.string();
    if (first === 't') return this.word('true', true);
    if (first === 'f') return this.word('false', false);
    if (first === 'n') return this.word('null', null);
    return this.number();
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw this.unexpected('a value');
    this.at += word.length;
    return value;
  }

  private number(): number {
    NUMBER.lastIndex = this.at;
    const spelled = NUMBER.exec(this.text)?.[0];
    if (spelled === undefined) throw this.unexpected('a value');
    if (/[\d.eE]/.test(this.text[this.at + spelled.length] ?? '')) throw this.fault('a number with a wrong spelling');
    const value = Number(spelled);
    if ((!PLAIN_INTEGER.test(spelled) || !Number.isSafeInteger(value)) && this.notes.rawNumbers.size < MOST_NOTES)
      this.notes.rawNumbers.set(this.path(), spelled);
    this.at += spelled.length;
    return value;
  }

  private string(): string {
    let value = '';
    this.at += 1;
    for (;;) {
      STRING_RUN.lastIndex = this.at;
      const run = STRING_RUN.exec(this.text)?.[0] ?? '';
      value += run;
      this.at += run.length;
      const stop = this.text[this.at];
      if (stop === '"') {
        this.at += 1;
        return value;
      }
      if (stop === undefined) throw this.fault('the text ends inside a string');
      if (stop !== '\\') throw this.fault('a control character inside a string');
      value += this.escape();
    }
  }

  private escape(): string {
    const mark = this.text[this.at + 1] ?? '';
    if (mark === 'u') {
      const digits = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[\da-fA-F]{4}$/.test(digits)) throw this.fault('a wrong \\u escape');
      this.at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const meant = Object.hasOwn(ESCAPES, mark) ? ESCAPES[mark] : undefined;
    if (meant === undefined) throw this.fault('a wrong escape');
    this.at += 2;
    return meant;
  }

  private skipWhite(): void {
    WHITE.lastIndex = this.at;
    this.at += WHITE.exec(this.text)?.[0].length ?? 0;
  }

  /** Where the value that is being read will be stored. */
  private path(): string {
    let path = '';
    for (const container of this.stack) {
      if (container.kind === 'array') path += `[${container.value.length}]`;
      else if (/^[\w$-]+$/.test(container.key)) path += `${path === '' ? '' : '.'}${container.key}`;
      else path += `[${JSON.stringify(container.key)}]`;
    }
    return path;
  }

  private unexpected(expected: string): Unreadable {
    const found = this.text[this.at];
    const words = found === undefined ? 'the text ends' : `found ${JSON.stringify(found)}`;
    return this.fault(`${words} where ${expected} should be`);
  }

  private fault(what: string): Unreadable {
    const before = this.text.slice(0, this.at);
    const line = before.split('\n').length;
    const column = this.at - before.lastIndexOf('\n');
    return new Unreadable(`${what} (line ${line}, column ${column})`);
  }
}

function store(parent: Container, value: unknown): void {
  if (parent.kind === 'array') parent.value.push(value);
  else if (parent.key === '__proto__')
    Object.defineProperty(parent.value, '__proto__', { value, enumerable: true, writable: true, configurable: true });
  else parent.value[parent.key] = value;
}
