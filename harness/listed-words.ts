/**
 * Words of which a target has a list that it does not publish: job titles, kinds of employees. Which those are is looked
 * up once, when a request with such a word is refused; a client of such a target leaves them out.
 */
import { isObject, keyOf, member } from '../scim/json.js';
import type { JsonObject } from '../scim/types.js';
import { entries, read, succeeded, type ScimResponse } from './response.js';

/** Attributes of one word or two that no client needs to give. */
const WORDS = ['title', 'userType'];

/** Makes a user with some of the words and without the others, and gives the answer. */
type Try = (given: string[], leftOut: string[]) => Promise<ScimResponse>;

/** Names of the attributes of which the target takes no word of ours. */
export type ListedWords = () => Promise<readonly string[]>;

/** Looks once, with up to five users; `lists` says of which attributes the target publishes the words. */
export function listedWords(tryUser: Try, lists: (name: string) => boolean): ListedWords {
  let known: Promise<readonly string[]> | undefined;
  const look = async (): Promise<string[]> => {
    const open = WORDS.filter((name) => !lists(name));
    if ((await tryUser(open, [])).status !== 400) return [];
    if (!succeeded(await tryUser([], open))) return [];
    const listed: string[] = [];
    for (const name of open) {
      const others = open.filter((each) => each !== name);
      if ((await tryUser([name], others)).status === 400) listed.push(name);
    }
    return listed;
  };
  // Who cannot be asked has no list that is known.
  return () => (known ??= look().catch(() => []));
}

/** Names of the words that a request gives. */
export function wordsIn({ method, path, sent }: Pick<ScimResponse, 'method' | 'path' | 'sent'>): string[] {
  if (!isObject(sent) || !path.startsWith('/Users')) return [];
  if (method !== 'PATCH') return given(sent);
  return entries(sent, 'Operations').flatMap((operation) => {
    const [at, value] = [read(operation, 'path'), member(operation, 'value')];
    if (typeof at === 'string') return value === undefined ? [] : given({ [at]: value });
    return isObject(value) ? given(value) : [];
  });
}

function given(holder: JsonObject): string[] {
  return WORDS.filter((name) => typeof member(holder, name) === 'string');
}

/** A user without the words of these attributes. */
export function withoutWords(user: JsonObject, names: readonly string[]): JsonObject {
  const keys = names.map((name) => keyOf(user, name));
  return Object.fromEntries(Object.entries(user).filter(([key]) => !keys.includes(key)));
}
