/** meta: type, times, location. */
import { isObject } from '../../scim/json.js';
import { showing, withMember, without } from './tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { meta, time } from './represent-tools.js';

export const metaMutants: Mutant[] = [
  mutant(
    'show.no-meta',
    'Resources have no meta',
    ['RFC7643-3.1-02', 'RFC7644-3.3-12', 'RFC7643-3-01'],
    showing((resource) => without(resource, 'meta')),
  ),
  mutant(
    'show.meta-string',
    'meta is a string',
    ['RFC7643-3.1-25', 'RFC7643-3.1-02', 'RFC7643-2.3-02'],
    showing((resource) => withMember(resource, 'meta', JSON.stringify)),
  ),
  mutant(
    'show.no-resource-type',
    'meta has no resourceType',
    ['RFC7643-3-01', 'RFC7643-3.1-28', 'RFC7644-3.3.1-01'],
    meta((m) => without(m, 'resourceType')),
  ),
  mutant(
    'show.resource-type-lower-case',
    'meta.resourceType is in lower case',
    ['RFC7644-3.3.1-02', 'RFC7643-3.1-28', 'RFC7644-3.3.1-01', 'RFC7643-6-06'],
    meta((m) => withMember(m, 'resourceType', (type) => String(type).toLowerCase())),
  ),
  mutant(
    'show.resource-type-plural',
    'meta.resourceType is the name of the endpoint',
    ['RFC7644-3.3.1-02', 'RFC7643-3.1-28', 'RFC7644-3.3.1-01', 'RFC7643-6-06'],
    meta((m) => withMember(m, 'resourceType', (type) => `${String(type)}s`)),
  ),
  mutant(
    'show.resource-type-user',
    'meta.resourceType of a group is User',
    ['RFC7643-3.1-28', 'RFC7644-3.3.1-01'],
    meta((m) => ({ ...m, resourceType: 'User' })),
  ),
  mutant(
    'show.no-created',
    'meta has no created',
    ['RFC7643-3.1-02', 'RFC7643-3.1-29'],
    meta((m) => without(m, 'created')),
  ),
  mutant(
    'show.no-last-modified',
    'meta has no lastModified',
    ['RFC7643-3.1-02', 'RFC7643-3.1-30'],
    meta((m) => without(m, 'lastModified')),
  ),
  mutant(
    'show.no-meta-location',
    'meta has no location',
    ['RFC7644-3.3-12', 'RFC7643-3.1-02', 'RFC7643-3.1-32'],
    meta((m) => without(m, 'location')),
  ),
  mutant(
    'show.meta-location-of-list',
    'meta.location is that of the list',
    ['RFC7643-3.1-32', 'RFC7644-3.3-13'],
    meta((m) => withMember(m, 'location', (url) => String(url).replace(/\/[^/]*$/, ''))),
  ),
  mutant(
    'show.meta-location-typo',
    'meta.location names an endpoint that does not exist',
    ['RFC7643-3.1-32', 'RFC7643-2.3.7-09'],
    meta((m) =>
      withMember(m, 'location', (url) => String(url).replace('/Users/', '/users/').replace('/Groups/', '/groups/')),
    ),
  ),
  mutant('show.meta-location-blank', 'URIs hold a blank', ['RFC7644-1.2-01', 'RFC7643-2.3.7-01'], (b) => ({
    location: (base, endpoint, id) => b.location(base, endpoint, id).replace(/\/([^/]*)$/, '/ $1'),
  })),
  mutant(
    'show.location-of-other-host',
    'URIs name a host that nobody can reach',
    ['RFC7643-2.3.7-08', 'RFC7643-3.1-32', 'RFC7643-2.3.7-09'],
    (b) => ({
      location: (base, endpoint, id) =>
        b.location(base.replace(/\/\/[^/]+\/[^/]+/, '//scim.invalid/internal'), endpoint, id),
    }),
  ),
  mutant(
    'show.time-number',
    'Times are numbers',
    ['RFC7643-2.3.5-03', 'RFC7643-3.1-29'],
    showing((resource) =>
      withMember(resource, 'meta', (m) =>
        isObject(m)
          ? withMember(
              withMember(m, 'created', (t) => Date.parse(String(t))),
              'lastModified',
              (t) => Date.parse(String(t)),
            )
          : m,
      ),
    ),
  ),
  mutant(
    'show.time-digits',
    'Times are milliseconds as text',
    ['RFC7643-2.3.5-01', 'RFC7643-3.1-29'],
    time((_text, milliseconds) => String(milliseconds)),
  ),
  mutant(
    'show.time-blank',
    'Times have a blank between date and time',
    ['RFC7643-2.3.5-01'],
    time((text) => text.replace('T', ' ')),
  ),
  mutant(
    'show.time-date-only',
    'Times are dates',
    ['RFC7643-2.3.5-02'],
    time((text) => text.slice(0, 10)),
  ),
  mutant(
    'show.time-rfc1123',
    'Times are written as in HTTP',
    ['RFC7643-2.3.5-01'],
    time((_text, milliseconds) => new Date(milliseconds).toUTCString()),
  ),
  mutant(
    'show.time-zone-name',
    'Times end in UTC',
    ['RFC7643-2.3.5-01'],
    time((text) => text.replace('Z', ' UTC')),
  ),
  mutant(
    'show.time-month',
    'Months count from 0',
    ['RFC7643-2.3.5-01', 'RFC7643-3.1-29'],
    time((text) =>
      text.replace(
        /^(\d{4})-(\d\d)/,
        (_all, year: string, month: string) => `${year}-${String(Number(month) - 1).padStart(2, '0')}`,
      ),
    ),
  ),
  mutant('show.local-time-as-utc', 'Local time is written as if it were UTC', ['RFC7643-3.1-29'], (b) => {
    let now = 0;
    return {
      time: (at) => {
        now = Math.max(now, at);
        return b.time(at + 2 * 3_600_000);
      },
      afterResponse: (request, answer) => {
        const sent = b.afterResponse(request, answer);
        return { ...sent, headers: { ...sent.headers, date: new Date(now).toUTCString() } };
      },
    };
  }),
  mutant(
    'show.created-now',
    'created is the time of reading',
    ['RFC7643-3.1-29', 'RFC7643-3.1-31', 'RFC7644-3.5.1-21'],
    (b) => ({
      meta: (stored, view) => ({ ...b.meta(stored, view), created: b.time(view.service.now()) }),
    }),
  ),
  mutant(
    'show.modified-now',
    'lastModified is the time of reading',
    ['RFC7643-3.1-30', 'RFC7644-3.5.2.1-16', 'RFC7644-3.5.2-39'],
    (b) => ({
      meta: (stored, view) => ({ ...b.meta(stored, view), lastModified: b.time(view.service.now()) }),
    }),
  ),
  mutant(
    'show.modified-by-reading',
    'GET of a resource is stored as a change of it',
    ['RFC7643-3.1-30', 'RFC7644-3.14-12'],
    (b) => ({
      represent: (resource, stored, view) => {
        const shown = b.represent(resource, stored, view);
        b.touch(stored, view.service.now());
        return shown;
      },
    }),
    { kills: ['protocol.list.modified-kept'] },
  ),
  mutant(
    'show.modified-never',
    'lastModified never changes',
    ['RFC7643-3.1-30', 'RFC7644-3.5.2-39'],
    {
      touch: (stored) => void (stored.revision += 1),
    },
    { kills: ['users.replace.modified'] },
  ),
  mutant(
    'show.modified-before-created',
    'lastModified of a new resource lies behind created',
    ['RFC7643-3.1-31'],
    (b) => ({
      meta: (stored, view) => ({
        ...b.meta(stored, view),
        lastModified: b.time(stored.modified + (stored.revision === 1 ? 5000 : 0)),
      }),
    }),
  ),
  mutant('show.modified-by-no-op', 'An add that changes nothing still sets lastModified', ['RFC7644-3.5.2.1-16'], {
    changed: () => true,
  }),
  mutant('show.version-other', 'meta.version is another than the ETag', ['RFC7643-3.1-34'], (b) => ({
    meta: (stored, view) => withMember(b.meta(stored, view), 'version', () => 'W/"0"'),
  })),
];
