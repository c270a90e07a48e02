/** Paths of Runscope into a JSON answer: `Resources[0].name.givenName`, with URNs as names where the answer has them. */

/** The value at a path; undefined where there is none. '' is the whole answer. */
export function valueAt(value: unknown, path: string): unknown {
  if (path === '') return value;
  const index = /^\[(\d{1,6})\]\.?|^(\d{1,6})(?:\.|(?=\[)|$)/.exec(path);
  if (Array.isArray(value)) {
    const n = index?.[1] ?? index?.[2];
    return n === undefined ? undefined : valueAt(value[Number(n)], path.slice(index?.[0].length));
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const quoted = /^\[(["'])(.*?)\1\]\.?/.exec(path);
  if (quoted) return valueAt(own(value, quoted[2] ?? ''), path.slice(quoted[0].length));
  // A name may hold dots (an extension's URN): the longest that fits is taken.
  const names = Object.keys(value)
    .filter((name) => name !== '' && path.startsWith(name) && /^(?:$|\.|\[)/.test(path.slice(name.length)))
    .sort((a, b) => b.length - a.length);
  const name = names[0];
  return name === undefined ? undefined : valueAt(own(value, name), path.slice(name.length).replace(/^\./, ''));
}

function own(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}
