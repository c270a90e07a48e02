/**
 * Finds texts in other texts, however they are spelled there: any letter case; JSON, percent and HTML escapes, of
 * some characters or of all, in layers; base64 and hex. The beginning of a long text is found, too: what quotes it may
 * have cut it short.
 */

/** From this length on a text is also looked for inside base64 and hex, and a beginning that is longer is a find. */
export const LONG = 8;
/** Layers of escapes that are taken off: JSON in a JSON string in a URL has three. */
const LAYERS = 5;

export interface Search {
  /** Looks for `text` as well; `whole` where its beginning alone says nothing. */
  add(text: string, whole?: boolean): void;
  /** Puts `mark` in place of everything that is found. */
  replace(text: string, mark: string): string;
}

/** A search for nothing yet. */
export function createSearch(): Search {
  /** What is looked for, each with the beginning that suffices. */
  const forms = new Map<string, string>();
  const byHead = new Map<string, string[]>();
  let heads: RegExp | undefined;

  const prepare = (): RegExp => {
    byHead.clear();
    for (const [text, head] of forms) byHead.set(head, [...(byHead.get(head) ?? []), text]);
    // Heads that begin alike stand together, which lets the engine look for many at once; the longer come first.
    const sorted = [...byHead.keys()].sort().reverse();
    return new RegExp(sorted.map((head) => head.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'gi');
  };

  /** What is found in one layer, as [from, to) of its text. */
  const find = (layer: string): [number, number][] => {
    heads ??= prepare();
    const found: [number, number][] = [];
    heads.lastIndex = 0;
    for (let match = heads.exec(layer); match; match = heads.exec(layer)) {
      const from = match.index;
      const longest = Math.max(...(byHead.get(fold(match[0])) ?? []).map((text) => alike(layer, from, text)));
      heads.lastIndex = from + Math.max(longest, match[0].length);
      found.push([from, heads.lastIndex]);
    }
    return found;
  };

  return {
    add(text, whole = text.length <= LONG) {
      for (const { text: layer } of layersOf(text)) {
        const begun = whole ? undefined : formsOf(layer.slice(0, LONG + 1));
        formsOf(layer).forEach((form, index) => {
          const folded = fold(form);
          const head = folded.slice(0, alike(folded, 0, fold(begun?.[index] ?? form)));
          // What is found by its beginning needs no more to be found as a whole.
          if (head.length < (forms.get(folded) ?? folded).length || !forms.has(folded)) forms.set(folded, head);
        });
      }
      heads = undefined;
    },
    replace(text, mark) {
      if (forms.size === 0) return text;
      const found = layersOf(text).flatMap(({ text: layer, source }) =>
        find(layer).map(([from, to]): [number, number] => [source(from), source(to)]),
      );
      let clean = '';
      let at = 0;
      for (const [from, to] of found.sort(([left], [right]) => left - right)) {
        if (from >= at) clean += text.slice(at, from) + mark;
        at = Math.max(at, to);
      }
      return clean + text.slice(at);
    },
  };
}

/** How many characters of `form`, a folded text, stand in `text` from `from` on. */
function alike(text: string, from: number, form: string): number {
  let length = 0;
  while (length < form.length && fold(text[from + length] ?? '') === form[length]) length += 1;
  return length;
}

/** One spelling for all letter cases. */
const fold = (text: string): string => text.toLowerCase();

/** What is looked for where `text` is meant: as many forms, in the same order, for its first LONG + 1 characters. */
function formsOf(text: string): string[] {
  const utf8 = Buffer.from(text, 'utf8');
  const read = [text, utf8.toString('latin1'), text.replace(/ /g, '+')];
  if (utf8.length < LONG) return [...read, utf8.toString('base64').replace(/=+$/, '')];
  const json = JSON.stringify(text).slice(1, -1);
  // Lone surrogates cannot be percent-encoded; the detour through bytes replaces them.
  const percent = encodeURIComponent(utf8.toString('utf8'));
  // Escaped before it was encoded: in a JSON body, or as client credentials are (RFC 6749 section 2.3.1).
  const escaped = [json, json.replace(/\//g, '\\/'), percent].map((each) => Buffer.from(each));
  const encoded = [utf8, Buffer.from(text, 'latin1'), ...escaped];
  const base64 = encoded.flatMap(base64Forms);
  const base64url = base64.map((form) => form.replace(/\+/g, '-').replace(/\//g, '_'));
  return [...read, ...base64, ...base64url, ...encoded.map((bytes) => bytes.toString('hex'))];
}

/** Base64 at the three places that a text can have inside a longer one, such as `user:secret`. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and last characters also carry bits of the neighbors.
    const start = shift === 0 ? 0 : shift + 1;
    const end = (shift + bytes.length) % 3 === 0 ? shifted.length : shifted.length - 1;
    return shifted.slice(start, end);
  });
}

interface Layer {
  text: string;
  /** Where in the outermost text a place of this one is. */
  source(at: number): number;
}

/** The text, and what it is with one layer of escapes taken off after the other. */
function layersOf(text: string): Layer[] {
  const layers: Layer[] = [{ text, source: (at) => at }];
  for (let depth = 0; depth < LAYERS; depth += 1) {
    const outer = layers[depth] as Layer;
    const inner = unescaped(outer.text);
    if (!inner) break;
    layers.push({ text: inner.text, source: (at) => outer.source(inner.source(at)) });
  }
  return layers;
}

const ESCAPE =
  /\\(?:u[\da-f]{4}|[^])|%(?:[cd][\da-f]%[89ab][\da-f]|e[\da-f](?:%[89ab][\da-f]){2}|f[0-7](?:%[89ab][\da-f]){3}|[\da-f]{2})|&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});/gi;

/** One layer of escapes taken off; undefined where there is none. */
function unescaped(text: string): Layer | undefined {
  let inner = '';
  let at = 0;
  // Each pair: from this place of `inner` on, that place of `text`.
  const places: [number, number][] = [[0, 0]];
  for (const { 0: escape, index } of text.matchAll(ESCAPE)) {
    inner += text.slice(at, index);
    places.push([inner.length, index]);
    inner += meaningOf(escape);
    at = index + escape.length;
    places.push([inner.length, at]);
  }
  if (at === 0) return undefined;
  inner += text.slice(at);
  return { text: inner, source: (place) => sourceOf(places, place) };
}

function sourceOf(places: readonly [number, number][], place: number): number {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((places[middle]?.[0] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  const [inner, outer] = places[low] ?? [0, 0];
  return outer + place - inner;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function meaningOf(escape: string): string {
  if (escape.startsWith('%')) return percentDecoded(escape);
  const inside = escape.slice(1).replace(/;$/, '').toLowerCase();
  if (escape.startsWith('\\'))
    return escape.length > 2
      ? String.fromCharCode(parseInt(inside.slice(1), 16))
      : (CONTROL[inside] ?? escape.slice(1));
  if (!inside.startsWith('#')) return NAMED[inside] ?? '';
  const code = inside.startsWith('#x') ? parseInt(inside.slice(2), 16) : Number(inside.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

function percentDecoded(escape: string): string {
  try {
    return decodeURIComponent(escape);
  } catch {
    // Bytes that are no UTF-8 are read as Latin-1.
    return Buffer.from(escape.replace(/%/g, ''), 'hex').toString('latin1');
  }
}
