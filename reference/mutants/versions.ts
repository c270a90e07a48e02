import { isObject } from '../../scim/json.js';
import { opaque } from '../versions.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, asError, hearing, isOne, without } from './tools.js';
import type { Request } from '../message.js';
import { withoutHeader } from '../message.js';

function dropRequestHeader(name: string, methods?: readonly string[]): (request: Request) => Request {
  return (request) =>
    methods === undefined || methods.includes(request.method)
      ? { ...request, headers: withoutHeader(request.headers, name) }
      : request;
}

export const versionMutants: Mutant[] = [
  mutant('etag.no-header', 'Answers have no ETag although etag is announced', ['RFC7644-3.14-02'], {
    etagHeader: () => undefined,
  }),
  mutant('etag.no-version', 'meta has no version although etag is announced', ['RFC7644-3.14-03'], (b) => ({
    meta: (stored, view) => without(b.meta(stored, view), 'version'),
  })),
  mutant(
    'etag.header-of-body',
    'The ETag is a hash of the body, not meta.version',
    ['RFC7644-3.14-04', 'RFC7643-3.1-34', 'RFC7644-3.14-14'],
    answering((answer) => {
      if (!('ETag' in answer.headers) || !isObject(answer.body)) return answer;
      const text = JSON.stringify(answer.body);
      let hash = 7;
      for (let index = 0; index < text.length; index += 1) hash = (hash * 31 + text.charCodeAt(index)) >>> 0;
      return {
        ...answer,
        headers: { ...answer.headers, ETag: `W/"${text.length.toString(16)}-${hash.toString(36)}"` },
      };
    }),
  ),
  mutant(
    'etag.none-of-projection',
    'The ETag of an answer with attributes= is the same for every resource',
    ['RFC7644-3.14-14'],
    (b) => ({
      etagHeader: (version, request) =>
        request.query.has('attributes') ? 'W/"projection"' : b.etagHeader(version, request),
    }),
    { kills: ['protocol.versions.projection'] },
  ),
  mutant('etag.constant', 'The ETag never changes', ['RFC7644-3.14-11', 'RFC7644-3.14-10'], {
    version: (stored) => `W/"${stored.id}"`,
  }),
  mutant('etag.same-for-all', 'Every version is 1', ['RFC7644-3.14-11', 'RFC7644-3.14-10'], { version: () => 'W/"1"' }),
  mutant(
    'etag.by-put-only',
    'PATCH does not change the ETag',
    ['RFC7644-3.14-11', 'RFC7644-3.5.2-39', 'RFC7644-3.14-09'],
    (b) => {
      const patches = new Map<string, number>();
      return {
        onStore: (resource, op, model, previous) => {
          const id = String(resource['id']);
          if (op === 'patch') patches.set(id, (patches.get(id) ?? 0) + 1);
          return b.onStore(resource, op, model, previous);
        },
        version: (stored, groups) =>
          b.version({ ...stored, revision: stored.revision - (patches.get(stored.id) ?? 0) }, groups),
      };
    },
  ),
  mutant('etag.random', 'The ETag is another one with every reading', ['RFC7644-3.14-12', 'RFC7644-3.14-06'], () => {
    let turn = 0;
    return { version: (stored) => `W/"${stored.revision}-${(turn += 1)}"` };
  }),
  mutant('etag.weak-lower-case', 'Weak tags begin with w/', ['RFC7643-3.1-37'], (b) => ({
    version: (stored, groups) => b.version(stored, groups).replace('W/', 'w/'),
  })),
  mutant('etag.unquoted', 'The ETag has no quotation marks', ['RFC7643-3.1-37'], (b) => ({
    version: (stored, groups) => `weak:${opaque(b.version(stored, groups))}`,
  })),
  mutant('etag.other-version', 'meta.version is a number of its own', ['RFC7644-3.14-04', 'RFC7643-3.1-34'], (b) => ({
    meta: (stored, view) => ({ ...b.meta(stored, view), version: String(stored.revision) }),
  })),
  mutant('etag.none-match-ignored', 'If-None-Match is ignored', ['RFC7644-3.14-06'], { ifNoneMatch: () => false }),
  mutant('etag.none-match-always', 'Any If-None-Match is answered 304', ['RFC7644-3.14-07'], {
    ifNoneMatch: () => true,
  }),
  mutant('etag.none-match-strong', 'Weak tags never match If-None-Match', ['RFC7644-3.14-06'], (b) => ({
    ifNoneMatch: (header, version) => !header.startsWith('W/') && b.ifNoneMatch(header, version),
  })),
  mutant('etag.none-match-case', 'Letter case does not count in If-None-Match', ['RFC7643-3.1-35'], (b) => ({
    ifNoneMatch: (header, version) => b.ifNoneMatch(header.toLowerCase(), version.toLowerCase()),
  })),
  mutant('etag.304-with-body', 'The 304 becomes a 200 with an empty object', ['RFC7644-3.14-06'], (b) => ({
    notModified: (version, unchanged) => ({ ...b.notModified(version, unchanged), status: 200, body: {} }),
  })),
  mutant('etag.304-is-412', 'An unchanged resource is answered 412', ['RFC7644-3.14-06'], (b) => ({
    notModified: (version, unchanged) => asError(b.notModified(version, unchanged), 412),
  })),
  mutant('etag.match-ignored', 'If-Match is ignored', ['RFC7644-3.14-10', 'RFC7644-3.6-13'], { ifMatch: () => true }),
  mutant(
    'etag.match-ignored-by-patch',
    'PATCH ignores If-Match',
    ['RFC7644-3.14-10'],
    hearing(dropRequestHeader('if-match', ['PATCH'])),
  ),
  mutant(
    'etag.match-ignored-by-put',
    'PUT ignores If-Match',
    ['RFC7644-3.14-10'],
    hearing(dropRequestHeader('if-match', ['PUT'])),
  ),
  mutant(
    'etag.match-ignored-by-delete',
    'DELETE ignores If-Match',
    ['RFC7644-3.6-13'],
    hearing(dropRequestHeader('if-match', ['DELETE'])),
  ),
  mutant(
    'etag.match-never-but-delete',
    'If-Match never matches, and DELETE ignores it',
    ['RFC7644-3.14-09', 'RFC7644-3.6-13'],
    (b) => ({ ...hearing(dropRequestHeader('if-match', ['DELETE']))(b), ifMatch: () => false }),
    { kills: ['protocol.versions.if-match', 'protocol.versions.delete'] },
  ),
  mutant('etag.match-never', 'If-Match never matches', ['RFC7644-3.14-09'], {
    ifMatch: (header) => header.trim() === '*',
  }),
  mutant('etag.match-strong', 'Weak tags never match If-Match', ['RFC7644-3.14-09'], (b) => ({
    ifMatch: (header, version) => !header.startsWith('W/') && b.ifMatch(header, version),
  })),
  mutant('etag.match-star', 'If-Match: * never matches', ['RFC7644-3.14-13'], (b) => ({
    ifMatch: (header, version) => header.trim() !== '*' && b.ifMatch(header, version),
  })),
  mutant(
    'etag.match-first',
    'Of a list in If-Match only the first tag counts',
    ['RFC7644-3.14-13'],
    (b) => ({
      ifMatch: (header, version) => b.ifMatch(header.split(',')[0] ?? '', version),
    }),
    { kills: ['protocol.versions.any'] },
  ),
  mutant(
    'etag.match-any-list',
    'Any list in If-Match is let through',
    ['RFC7644-3.14-10'],
    (b) => ({
      ifMatch: (header, version) => header.includes(',') || b.ifMatch(header, version),
    }),
    { kills: ['protocol.versions.stale-put'] },
  ),
  mutant(
    'etag.match-beginning',
    'The beginning of a tag in If-Match is taken for the tag',
    ['RFC7644-3.14-10'],
    (b) => ({ ifMatch: (header, version) => b.ifMatch(header, version) || opaque(version).startsWith(opaque(header)) }),
    { kills: ['protocol.versions.stale-put'] },
  ),
  mutant(
    'etag.strong-by-minute',
    'A strong tag is the minute of the last change',
    ['RFC7644-3.14-11', 'RFC7644-3.14-10'],
    { version: (stored) => `"${stored.id}-${Math.floor(stored.modified / 60_000)}"` },
    { kills: ['protocol.versions.changes'] },
  ),
  mutant(
    'etag.none-match-whole',
    'A list in If-None-Match is taken for one tag',
    ['RFC7644-3.14-13'],
    (b) => ({
      ifNoneMatch: (header, version) => !header.includes(',') && b.ifNoneMatch(header, version),
    }),
    { kills: ['protocol.versions.listed-tag'] },
  ),
  mutant('etag.stale-400', 'A stale version is answered 400', ['RFC7644-3.12-16'], { preconditionStatus: 400 }),
  mutant('etag.stale-500', 'A stale version crashes the server', ['RFC7644-3.12-16', 'RFC7644-3.14-10'], {
    preconditionStatus: 500,
  }),
  mutant('etag.stale-applied', 'A stale version is answered 412 and the change is made', ['RFC7644-3.14-10'], (b) => {
    let stale = false;
    return {
      beforeRequest: (request) => {
        stale = false;
        return b.beforeRequest(request);
      },
      ifMatch: (header, version) => {
        stale = !b.ifMatch(header, version);
        return true;
      },
      afterResponse: (request, answer) => {
        const result = b.afterResponse(request, answer);
        return stale && isOne(request) && result.status < 300 ? asError({ ...result, body: {} }, 412) : result;
      },
    };
  }),
];
