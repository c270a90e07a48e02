/** What one answer of the preflight looks like: enough to tell a SCIM server from what stands in its place. */
import { parseJson } from './json.js';
import { NoAnswer, Throttled, type WireResponse } from './transport.js';

/** One GET of the preflight and what came of it. */
export interface Look {
  path: string;
  /** Present when an HTTP answer came. */
  answer?: WireResponse;
  failure?: NoAnswer | Throttled;
  kind: LookKind;
}

export type LookKind =
  | 'scim'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'redirect'
  | 'proxy'
  | 'login-page'
  | 'html'
  | 'empty'
  | 'not-json'
  | 'error'
  | 'throttled'
  | 'no-answer';

/** Classifies an answer. `scim` means: success with a JSON object; `error` means: another status, with a JSON object. */
export function lookAt(path: string, answer: WireResponse): Look {
  return { path, answer, kind: kindOf(answer) };
}

export function lookFailed(path: string, failure: NoAnswer | Throttled): Look {
  return { path, failure, kind: failure instanceof Throttled ? 'throttled' : 'no-answer' };
}

function kindOf(answer: WireResponse): LookKind {
  const { status } = answer;
  if (fromProxy(answer)) return 'proxy';
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'not-found';
  if (status >= 300 && status < 400) return 'redirect';
  if (isHtml(answer)) return isLogin(answer.text) ? 'login-page' : 'html';
  if (answer.text.trim() === '') return 'empty';
  const { value } = parseJson(answer.text);
  if (typeof value !== 'object' || value === null) return 'not-json';
  return status >= 200 && status < 300 ? 'scim' : 'error';
}

/** Answered by something on the way: a proxy that wants credentials, a gateway without its server. */
function fromProxy({ status, headers, text }: WireResponse): boolean {
  if (status === 407 || headers['x-squid-error'] !== undefined) return true;
  return [502, 503, 504].includes(status) && !/json/i.test(headers['content-type'] ?? '') && !/^\s*[{[]/.test(text);
}

export function isHtml({ headers, text }: WireResponse): boolean {
  return (
    /^\s*(text\/html|application\/xhtml)/i.test(headers['content-type'] ?? '') ||
    /^\s*<(!doctype html|html)\b/i.test(text)
  );
}

function isLogin(text: string): boolean {
  return /type\s*=\s*["']?password/i.test(text) || /<title>[^<]*(log ?in|sign ?in|anmeld|single sign)/i.test(text);
}

/** True when the answer is a document that only a SCIM service provider has. */
export function isScimDocument(answer: WireResponse): boolean {
  return answer.status === 200 && /urn:ietf:params:scim:schemas:core:2\.0:ServiceProviderConfig/i.test(answer.text);
}
