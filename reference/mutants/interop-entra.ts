/** What Microsoft Entra ID needs and no other mutant takes away. */
import { isObject } from '../../scim/json.js';
import type { Change } from '../behavior.js';
import type { Answer } from '../message.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, asError, endpointOf, isOne, listing, without } from './tools.js';

/** Answers otherwise where more than twelve requests are under way at once. */
const crowded =
  (change: (answer: Answer) => Answer): Change =>
  (b) => {
    let open = 0;
    return {
      beforeRequest: (request) => {
        open += 1;
        return b.beforeRequest(request);
      },
      afterResponse: (request, answer) => {
        const result = b.afterResponse(request, answer);
        const isCrowd = open > 12;
        open = Math.max(0, open - 1);
        return isCrowd && endpointOf(request) === 'Users' && isObject(result.body) ? change(result) : result;
      },
    };
  };

export const interopEntraMutants: Mutant[] = [
  mutant(
    'interop.group-names-shared',
    'A second group of one name is stored, although names are published as unique',
    ['ENTRA-GROUP-14'],
    (b) => ({
      conflict: (resource, type, store, self, op) =>
        type === 'Group' ? undefined : b.conflict(resource, type, store, self, op),
    }),
    { bug: 46, kills: ['interop.entra.groups.same-name', 'interop.entra-gallery.groups.duplicate'] },
  ),
  mutant(
    'interop.no-single-read',
    'GET of one user is not implemented',
    ['ENTRA-USER-06', 'ENTRA-USER-07'],
    answering((answer, request) =>
      request.method === 'GET' && isOne(request, 'Users') ? asError(answer, 501) : answer,
    ),
    { kills: ['interop.entra.users.read', 'interop.entra.users.missing'] },
  ),
  mutant(
    'interop.delete-kept',
    'DELETE is answered 204 and everything is still there',
    ['ENTRA-USER-39', 'ENTRA-GROUP-15', 'RFC7644-3.6-01'],
    { remove: () => undefined },
    {
      kills: [
        'interop.entra.life.delete',
        'interop.entra.life.group-delete',
        'interop.entra-gallery.users.delete',
        'interop.entra-gallery.groups.delete',
        'interop.entra-gallery.onboarding-users.delete',
        'interop.entra-gallery.onboarding-groups.delete',
      ],
    },
  ),
  mutant(
    'interop.delete-always-204',
    'DELETE of what is not there is answered 204',
    ['ENTRA-PREVIEW-03', 'ENTRA-PREVIEW-04', 'ENTRA-PREVIEW-06', 'ENTRA-PREVIEW-07'],
    answering((answer, request) =>
      request.method === 'DELETE' && answer.status === 404 && isOne(request) ? { status: 204, headers: {} } : answer,
    ),
    {
      kills: [
        'interop.entra.life.delete-again',
        'interop.entra-gallery.preview.delete-nobody',
        'interop.entra-gallery.preview.delete-twice',
        'interop.entra-gallery.preview.group-delete-nobody',
        'interop.entra-gallery.preview.group-delete-twice',
      ],
    },
  ),
  mutant(
    'interop.no-way-out',
    'Users are neither disabled nor deleted, whatever the answer says',
    ['ENTRA-GALLERY-27'],
    (b) => ({
      remove: () => undefined,
      onStore: (resource, op, model, previous) =>
        b.onStore('active' in resource ? { ...resource, active: true } : resource, op, model, previous),
    }),
    { kills: ['interop.entra-gallery.onboarding-users.leave'] },
  ),
  mutant(
    'interop.empty-without-resources',
    'An empty list has no Resources',
    ['ENTRA-CONNECT-02'],
    listing((message, page) => (page.resources.length === 0 ? without(message, 'Resources') : message)),
    { kills: ['interop.entra.connection.empty-array'] },
  ),
  mutant(
    'interop.wrong-token-400',
    'A wrong token is answered 400',
    ['ENTRA-CONNECT-08'],
    { unauthorizedStatus: 400 },
    { kills: ['interop.entra.connection.wrong-token'] },
  ),
  mutant(
    'interop.crowd-500',
    'More than twelve requests at once are answered 500',
    ['ENTRA-LOAD-01'],
    crowded((answer) => asError(answer, 500)),
    { kills: ['interop.entra.schemas.load'] },
  ),
  mutant(
    'interop.crowd-429',
    'More than twelve requests at once are answered 429 without Retry-After',
    ['ENTRA-LOAD-02', 'OKTA-ERROR-02'],
    crowded((answer) => ({ ...asError(answer, 429), headers: {} })),
    { bug: 40, kills: ['interop.entra.schemas.retry-after', 'interop.okta.connection.retry-after'] },
  ),
];
