/** URL, headers and body of a Postman request. */
import { formOf, multipartOf, type Form } from './form.js';
import { plain, type Path, type Source } from './source.js';

/** The URL as written, with its path variables (`:id`) put in. */
export function urlOf(source: Source, value: unknown, path: Path): string {
  if (typeof value === 'string') return value;
  const url = source.object(value, path, 'url');
  const raw = typeof url['raw'] === 'string' ? url['raw'] : assembled(source, url, path);
  return source.list(url['variable'], [...path, 'variable'], 'variable').reduce<string>(
    (text, each) => {
      const { key, id, value: filled } = each as Record<string, unknown>;
      const name = plain(key ?? id);
      const mark = `/:${name}`;
      const at = text.indexOf(mark);
      if (name === '' || at < 0 || /[\w-]/.test(text[at + mark.length] ?? '')) return text;
      return `${text.slice(0, at + 1)}${plain(filled)}${text.slice(at + mark.length)}`;
    },
    withoutDisabled(source, raw, url['query'], [...path, 'query']),
  );
}

function assembled(source: Source, url: Record<string, unknown>, path: Path): string {
  const host = Array.isArray(url['host']) ? url['host'].map(plain).join('.') : plain(url['host']);
  if (host === '') throw source.fault(path, 'a url has neither "raw" nor "host"');
  const protocol = plain(url['protocol']);
  const segments = Array.isArray(url['path']) ? url['path'].map(plain) : plain(url['path']).split('/').filter(Boolean);
  const query = source
    .list(url['query'], [...path, 'query'], 'query')
    .filter((each) => (each as { disabled?: unknown }).disabled !== true)
    .map((each) => `${plain((each as { key?: unknown }).key)}=${plain((each as { value?: unknown }).value)}`)
    .join('&');
  return `${protocol === '' ? '' : `${protocol}://`}${[host, ...segments].join('/')}${query === '' ? '' : `?${query}`}`;
}

/** `raw` may still show parameters that are switched off. */
function withoutDisabled(source: Source, raw: string, query: unknown, path: Path): string {
  const off = source
    .list(query, path, 'query')
    .map((each) => each as { key?: unknown; value?: unknown; disabled?: unknown })
    .filter(({ disabled }) => disabled === true)
    .map(({ key, value }) => `${plain(key)}=${plain(value)}`);
  const at = raw.indexOf('?');
  if (at < 0 || off.length === 0) return raw;
  const kept = raw
    .slice(at + 1)
    .split('&')
    .filter((pair) => !off.includes(pair));
  return kept.length === 0 ? raw.slice(0, at) : `${raw.slice(0, at)}?${kept.join('&')}`;
}

/** Headers that are switched on, in order. */
export function headersOf(source: Source, value: unknown, path: Path): [string, string][] {
  if (typeof value === 'string')
    return value
      .split(/\r?\n/)
      .map((line) => /^([^:]+):\s*(.*)$/.exec(line))
      .filter((found) => found !== null)
      .map(([, name = '', text = '']): [string, string] => [name.trim(), text]);
  return source
    .list(value, path, 'header')
    .map((each, index) => source.object(each, [...path, index], 'a header'))
    .filter(({ disabled }) => disabled !== true)
    .map(({ key, value: text }): [string, string] => [plain(key), plain(text)])
    .filter(([name]) => name !== '');
}

/** The body as text. Where the headers name no Content-Type, the one that Postman would send is added. */
export function bodyOf(
  source: Source,
  value: unknown,
  path: Path,
  headers: [string, string][],
): { text?: string; notRun?: string } {
  if (value === undefined || value === null) return {};
  const body = source.object(value, path, 'body');
  const mode = plain(body['mode']);
  if (body['disabled'] === true || mode === '') return {};
  const typed = (type: string): void => {
    if (!headers.some(([name]) => name.toLowerCase() === 'content-type')) headers.push(['Content-Type', type]);
  };
  if (mode === 'raw') {
    const text = plain(body['raw']);
    if (text === '') return {};
    const options = body['options'] as { raw?: { language?: unknown } } | undefined;
    if (options?.raw?.language === 'json') typed('application/json');
    return { text };
  }
  if (mode === 'urlencoded' || mode === 'formdata') {
    const fields = source
      .list(body[mode], [...path, mode], mode)
      .map((each, index) => source.object(each, [...path, mode, index], 'a field of a form'))
      .filter(({ disabled }) => disabled !== true);
    if (fields.some(({ type }) => type === 'file')) return { notRun: 'not run: files are not sent' };
    const pairs = fields.map(({ key, value: text }): [string, string] => [plain(key), plain(text)]);
    const form: Form | undefined = mode === 'formdata' ? multipartOf(pairs) : formOf(pairs);
    if (!form) return { notRun: 'not run: a field of its form cannot be sent' };
    typed(form.type);
    return { text: form.text };
  }
  return { notRun: `not run: bodies of the mode "${mode}" are not sent` };
}
