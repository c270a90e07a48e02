/** Paths of Runscope into a JSON answer: `Resources[0].name.givenName`, with URNs as names where the answer has them. */
import { Blocked } from '../harness/outcomes.js';

/** Two dots, a star that stands alone, and brackets with anything but a place, a star or a quoted name. */
const STRANGE = /\.\.|(?:^|\.)\*|\[(?!\*\]|-?\d{1,6}\])/;

/** Whether a path takes values of every element. */
export const takesEvery = (path: string): boolean => path.includes('[*]');

/**
 * The value at a path; undefined where there is none. '' is the whole answer, `[-1]` the last element, and `[*]` every
 * element: then the value is the list of what is found. Throws Blocked for a path that is not understood, which would
 * look like one that leads nowhere.
 */
export function valueAt(value: unknown, path: string): unknown {
  const rooted = path.replace(/^\$(?:\.|(?=\[)|$)/, '');
  if (STRANGE.test(rooted.replace(/\[(["']).*?\1\]/g, '')))
    throw new Blocked('the imported file', `not run: the path "${path}" is not understood`);
  return walk(value, rooted);
}

function walk(value: unknown, path: string): unknown {
  if (path === '') return value;
  const every = /^\[\*\]\.?/.exec(path)?.[0];
  if (every !== undefined) {
    const rest = path.slice(every.length);
    const found = (Array.isArray(value) ? value : []).map((each) => walk(each, rest));
    return found.flatMap((each) => (takesEvery(rest) ? (each as unknown[]) : each === undefined ? [] : [each]));
  }
  if (Array.isArray(value)) {
    const index = /^\[(-?\d{1,6})\]\.?|^(\d{1,6})(?:\.|(?=\[)|$)/.exec(path);
    return index ? walk(value.at(Number(index[1] ?? index[2])), path.slice(index[0].length)) : nothing(path);
  }
  if (typeof value !== 'object' || value === null) return nothing(path);
  const quoted = /^\[(["'])(.*?)\1\]\.?/.exec(path);
  if (quoted) return walk(own(value, quoted[2] ?? ''), path.slice(quoted[0].length));
  // A name may hold dots (an extension's URN): the longest that fits is taken.
  const names = Object.keys(value)
    .filter((name) => name !== '' && path.startsWith(name) && /^(?:$|\.|\[)/.test(path.slice(name.length)))
    .sort((a, b) => b.length - a.length);
  const name = names[0];
  return name === undefined ? nothing(path) : walk(own(value, name), path.slice(name.length).replace(/^\./, ''));
}

const nothing = (path: string): [] | undefined => (takesEvery(path) ? [] : undefined);

function own(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}
