/** Messages, media types, errors. */
import { isObject } from '../../scim/json.js';
import { failing, withMember, without } from '../mutants/tools.js';
import { SCIM_JSON, acceptsRequestType } from '../http.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';
import { gateway } from './query-tools.js';

export const messageVariations: Variation[] = [
  variation('answers-with-charset', 'The media type of answers has a charset', ['RFC7644-3.8'], (b) => ({
    responseType: (accept) => {
      const type = b.responseType(accept);
      return type === SCIM_JSON ? `${SCIM_JSON};charset=utf-8` : type;
    },
  })),
  variation('plain-json-refused', 'Bodies of application/json are answered 415', ['RFC7644-3.8'], {
    acceptsRequestType: (type) => acceptsRequestType(type) && !/^application\/json/i.test(type ?? ''),
  }),
  variation('any-type-taken', 'Bodies of any type are taken', ['RFC7644-3.8'], { acceptsRequestType: () => true }),
  variation('accept-ignored', 'Answers are SCIM JSON whatever is accepted', ['RFC9110-12.5.1'], {
    responseType: () => SCIM_JSON,
  }),
  variation('type-needed', 'Bodies without a type are answered 415', ['RFC7231-3.1.1.5'], {
    acceptsRequestType: (type) => type !== undefined && type !== '' && acceptsRequestType(type),
  }),
  variation(
    'errors-brief',
    'Errors have neither detail nor the keywords that no section demands',
    ['RFC7644-3.12'],
    failing((answer, body) => ({
      ...answer,
      body: without(
        body,
        'detail',
        ...(['invalidSyntax', 'invalidValue', 'invalidPath'].includes(String(body['scimType'])) ? ['scimType'] : []),
      ),
    })),
  ),
  variation(
    'errors-other-language',
    'Errors are in another language',
    ['RFC7644-3.12'],
    failing((answer, body) => ({ ...answer, body: withMember(body, 'detail', () => 'Das geht nicht: „nein“.') })),
  ),
  variation(
    'errors-more-members',
    'Errors have members of the vendor',
    ['RFC7644-3.12'],
    failing((answer, body) => ({ ...answer, body: { ...body, traceId: 'abc', timestamp: 0 } })),
  ),
  variation(
    'errors-vendor-keyword',
    'Errors that need no keyword have one of the vendor',
    ['RFC7644-3.12'],
    failing((answer, body) => ({ ...answer, body: 'scimType' in body ? body : { ...body, scimType: 'vendorReason' } })),
  ),
  variation('gateway-errors', '401, 405, 406 and 415 come from a gateway, as HTML', ['RFC7644-3.12'], (b) => ({
    errorAnswer: (error) => gateway(b.errorAnswer(error)),
    methodNotAllowed: (allowed) => gateway(b.methodNotAllowed(allowed)),
  })),
  variation('unauthorized-403', 'A wrong token is answered 403', ['RFC7644-2'], (b) => ({
    afterResponse: (request, answer) => {
      const result = b.afterResponse(request, answer);
      return result.status === 401 && request.headers['authorization'] !== undefined && isObject(result.body)
        ? { status: 403, headers: {}, body: { ...result.body, status: '403' } }
        : result;
    },
  })),
  variation('more-headers', 'Answers have headers of the vendor', ['RFC7231'], (b) => ({
    afterResponse: (request, answer) => {
      const result = b.afterResponse(request, answer);
      return {
        ...result,
        headers: {
          ...result.headers,
          'X-Request-Id': 'r-1',
          'Cache-Control': 'no-store',
          'Strict-Transport-Security': 'max-age=1',
          Vary: 'Accept',
        },
      };
    },
  })),
];
