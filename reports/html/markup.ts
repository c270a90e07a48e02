/** The `html` tag: markup is what stands in the source, everything put into it is text and is escaped. */
import { cut, oneLine, visible } from '../text.js';

/** A piece of finished markup. Only this module makes one, from a template, so text can never become markup. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

type Part = Markup | string | number | undefined | false | readonly Part[];

const newline = /\s*\n\s*/g;
const blocks =
  'article|caption|d[dlt]|details|div|figure|figcaption|footer|h[1-4]|header|li|main|nav|p|pre|section|summary|t[dhr]|table|tbody|thead|ul';
const beforeBlock = new RegExp(`\\n(?=</?(?:${blocks})[\\s>])`, 'g');
const afterBlock = new RegExp(`(</(?:${blocks})>|<(?:${blocks})(?:\\s[^<>]*)?>)\\s+`, 'g');

interface Template {
  texts: readonly string[];
  /** For each value: whether it stands inside a tag, where quotes would end an attribute. */
  inTag: readonly boolean[];
}

const known = new WeakMap<TemplateStringsArray, Template>();

/**
 * The literal parts without the indentation of the source: a line break there is one on the page, and none beside
 * block elements, where white space would only be more nodes.
 */
function templateOf(strings: TemplateStringsArray): Template {
  const before = known.get(strings);
  if (before) return before;
  const texts = strings.map((text) =>
    text.replaceAll(newline, '\n').replaceAll(beforeBlock, '').replaceAll(afterBlock, '$1'),
  );
  let inside = false;
  const inTag = texts.map((text) => {
    const [open, close] = [text.lastIndexOf('<'), text.lastIndexOf('>')];
    if (open !== close) inside = open > close;
    return inside;
  });
  const template = { texts, inTag };
  known.set(strings, template);
  return template;
}

/**
 * Builds markup. Strings and numbers are escaped, arrays joined, `undefined` and `false` leave nothing. Line breaks
 * that matter (in `pre`) are put in as values: those of the literal are white space between elements. Values inside
 * tags stand in quoted attributes.
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  const { texts, inTag } = templateOf(strings);
  let text = texts[0] ?? '';
  parts.forEach((part, index) => {
    text += render(part, inTag[index] ?? true) + (texts[index + 1] ?? '');
  });
  return new Markup(text);
}

function render(part: Part, inTag: boolean): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.toString();
  if (Array.isArray(part)) return part.map((each: Part) => render(each, inTag)).join('');
  const text = visible(String(part)).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return inTag ? text.replaceAll('"', '&quot;').replaceAll("'", '&#39;') : text;
}

/** Text of the target on one line, isolated so that its writing direction cannot move what stands around it. */
export function foreign(text: string, limit = 400): Markup {
  return html`<bdi>${oneLine(text, limit)}</bdi>`;
}

/** Text of the target as a code span. */
export function foreignCode(text: string, limit = 400): Markup {
  return html`<code><bdi>${oneLine(text, limit)}</bdi></code>`;
}

/** A link where the address is plain https, else the content alone. The page's policy sends no referrer along. */
export function link(address: string | undefined, content: Markup | string): Markup {
  if (address === undefined || !isPlainHttps(address)) return html`${content}`;
  return html`<a href="${address}">${content}</a>`;
}

function isPlainHttps(address: string): boolean {
  if (address.length > 2000 || visible(address) !== address) return false;
  try {
    const { protocol, username, password } = new URL(address);
    return protocol === 'https:' && username === '' && password === '';
  } catch {
    return false;
  }
}

/** The fragment under which a check stands: letters, digits, dots and hyphens of its id. */
export function anchorOf(id: string): string {
  return `c-${cut(id, 200).replaceAll(/[^A-Za-z0-9.-]/g, '_')}`;
}
