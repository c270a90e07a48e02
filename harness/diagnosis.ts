/** Turns what the preflight saw into steps: a verdict and one sentence that says what to do. */
import tls from 'node:tls';
import type { Look, LookKind } from './looks.js';
import type { PreflightStep } from './preflight.js';
import type { Target } from './target-model.js';
import { NoAnswer } from './transport.js';

type Verdict = PreflightStep['verdict'];

const step = (name: string, verdict: Verdict, sentence: string): PreflightStep => ({ step: name, verdict, sentence });

/** DNS, TCP and TLS, as the first connection shows them. The last step is `stop` when no connection came about. */
export async function connectionSteps(
  target: Target,
  looks: readonly Look[],
  proxy: string | undefined,
): Promise<PreflightStep[]> {
  const url = new URL(target.baseUrl);
  const place = `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
  const failure = looks.map((look) => look.failure).find((each) => each instanceof NoAnswer);
  const dead = looks.every(({ kind }) => kind === 'no-answer') ? failure : undefined;
  const dns = proxy
    ? step('DNS', 'ok', `The proxy ${new URL(proxy).host} resolves ${url.hostname}.`)
    : step('DNS', 'ok', `${url.hostname} has an address.`);
  if (dead?.kind === 'dns') return [step('DNS', 'stop', unresolved(url.hostname, proxy))];
  const connected = dead === undefined || dead.exchange.timing.connectMs !== undefined || dead.kind === 'tls';
  if (dead && !connected) return [dns, step('TCP', 'stop', noConnection(place, dead, target.timeoutMs, proxy))];
  const tcp = step('TCP', 'ok', `${place} accepts connections.`);
  if (dead?.kind === 'tls') return [dns, tcp, step('TLS', 'stop', tlsTrouble(dead, url))];
  if (dead)
    return [dns, tcp, step(url.protocol === 'https:' ? 'TLS' : 'HTTP', 'stop', await silence(dead, url, place, proxy))];
  return [dns, tcp, tlsStep(target, url)];
}

function tlsStep(target: Target, url: URL): PreflightStep {
  if (url.protocol === 'http:') {
    if (isLoopback(url.hostname)) return step('TLS', 'ok', 'Plain http on loopback.');
    return step(
      'TLS',
      'warn',
      'Plain http: credentials and people travel unprotected, and RFC 7644 section 7 asks for TLS. Use https.',
    );
  }
  if (target.insecure)
    return step('TLS', 'warn', 'Certificate checks are off (insecure): name the authority by --ca instead.');
  return step('TLS', 'ok', 'The certificate is trusted and fits the host name.');
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host);
}

function unresolved(host: string, proxy: string | undefined): string {
  if (proxy) return `The proxy ${new URL(proxy).host} has no address: check HTTPS_PROXY and HTTP_PROXY.`;
  return `The host name "${host}" cannot be resolved: check the spelling of the URL, and whether a VPN or a proxy (HTTPS_PROXY) is needed here.`;
}

function noConnection(place: string, failure: NoAnswer, timeoutMs: number, proxy: string | undefined): string {
  const at = proxy ? `The proxy ${new URL(proxy).host}` : place;
  if (failure.kind === 'timeout')
    return `${at} accepts no connection within ${timeoutMs / 1000} s: check host and port, and that a firewall lets this machine in.`;
  return `${at} refuses connections (${failure.code}): check the port, and that the server runs and can be reached from here.`;
}

function tlsTrouble(failure: NoAnswer, url: URL): string {
  const { code } = failure;
  if (/wrong version number|packet length too long|record layer|EPROTO/i.test(`${failure.exchange.problem} ${code}`))
    return `${url.host} does not speak TLS at this port: if it is a plain http server, write http:// instead of https://.`;
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return `The certificate of ${url.host} is self-signed (${code}): trust it by --ca <file>, or for a test system accept any by --insecure.`;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return `The certificate of ${url.host} comes from a self-signed authority that is not trusted here (${code}): name that authority by --ca <file>.`;
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `The issuer of the certificate of ${url.host} is unknown (${code}): name the authority by --ca <file>, or let the server send its intermediate certificates.`;
    case 'CERT_HAS_EXPIRED':
      return `The certificate of ${url.host} has expired (${code}): renew it; identity providers refuse it, too.`;
    case 'CERT_NOT_YET_VALID':
      return `The certificate of ${url.host} is not valid yet (${code}): check the clocks of this machine and of the server.`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `The certificate is not for ${url.hostname} (${code}): use the host name that it names, or have that name added.`;
    default:
      return `No TLS connection to ${url.host}: ${failure.exchange.problem ?? code}.`;
  }
}

async function silence(failure: NoAnswer, url: URL, place: string, proxy: string | undefined): Promise<string> {
  if (failure.kind === 'timeout')
    return `${place} accepts the connection but gives no complete answer in time: is it the SCIM port, and is the server healthy? A longer --timeout helps a slow one.`;
  if (failure.kind === 'too-large') return `${place} sends an answer without end: this is no SCIM server.`;
  if (url.protocol === 'http:' && !proxy && (await speaksTls(url)))
    return `${place} speaks TLS: write https:// instead of http://.`;
  if (failure.kind === 'reset')
    return `${place} accepts the connection and closes it without an answer: check port and scheme of the URL.`;
  return `${place} does not answer in HTTP (${failure.exchange.problem ?? failure.code}): check port and scheme of the URL.`;
}

/** Shakes hands, sends nothing. */
function speaksTls(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = tls.connect({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || 80),
      rejectUnauthorized: false,
    });
    const done = (speaks: boolean) => (): void => {
      socket.destroy();
      resolve(speaks);
    };
    socket.setTimeout(3000, done(false));
    socket.once('secureConnect', done(true));
    socket.once('error', done(false));
    socket.once('close', done(false));
  });
}

/** Base path and what stands there. `better` is a base URL that does answer as SCIM. */
export function pathStep(target: Target, looks: readonly Look[], better: string | undefined): PreflightStep {
  const kinds = looks.map(({ kind }) => kind);
  const all = (...wanted: LookKind[]): boolean => kinds.every((kind) => wanted.includes(kind));
  const where = target.baseUrl;
  const missing = looks.filter(({ kind }) => kind === 'not-found').map(({ path }) => path);
  if (kinds.includes('scim'))
    return missing.length === 0
      ? step('base path', 'ok', `${where} answers as a SCIM endpoint.`)
      : step('base path', 'warn', `${missing.join(', ')} answered 404; the other endpoints are there.`);
  if (all('unauthorized', 'forbidden')) return step('base path', 'ok', `${where} is there and asks for credentials.`);
  if (all('throttled'))
    return step(
      'base path',
      'stop',
      `${where} is too busy to be judged: it kept answering 429 or 503 with Retry-After. Try later, or slow down by --rate.`,
    );
  if (all('not-found', 'unauthorized', 'forbidden', 'no-answer', 'throttled') && kinds.includes('not-found')) {
    const hint =
      better === undefined
        ? 'Is the path complete, for example …/scim/v2, and without /Users at the end?'
        : `${better} answers as SCIM: use that.`;
    const verdict = all('not-found', 'no-answer', 'throttled') ? 'stop' : 'warn';
    return step(
      'base path',
      verdict,
      `${missing.length === looks.length ? 'Everything' : missing.join(', ')} under ${where} answers 404: the path is wrong or mistyped. ${hint}`,
    );
  }
  return strangerStep(looks, kinds, where);
}

/** Something answers, but not with SCIM. */
function strangerStep(looks: readonly Look[], kinds: LookKind[], where: string): PreflightStep {
  const json = kinds.includes('error');
  const verdict: Verdict = json || kinds.includes('unauthorized') || kinds.includes('forbidden') ? 'warn' : 'stop';
  const of = (kind: LookKind): Look | undefined => looks.find((look) => look.kind === kind);
  const status = (look: Look | undefined): string => String(look?.answer?.status ?? '');
  const redirect = of('redirect');
  const moved = redirect?.answer?.headers['location'];
  if (of('proxy')) {
    if (status(of('proxy')) === '407')
      return step(
        'base path',
        verdict,
        'The proxy wants credentials (407): put user and password into HTTPS_PROXY, or name the host in NO_PROXY.',
      );
    return step(
      'base path',
      verdict,
      `A proxy or gateway answered ${status(of('proxy'))} in place of ${where}: check that the server behind it runs, or HTTPS_PROXY and NO_PROXY here.`,
    );
  }
  if (of('login-page') || (redirect && /log-?in|sign-?in|sso|saml|oauth|authorize/i.test(moved ?? '')))
    return step(
      'base path',
      verdict,
      `${where} leads to an HTML login page: this is the address for people, not the SCIM endpoint, or the path needs no single sign-on.`,
    );
  if (redirect)
    return step(
      'base path',
      verdict,
      `${where} redirects (${status(redirect)}) to ${moved ? shown(moved) : 'nowhere'}: give the address it leads to; redirects are not followed, credentials must not travel along.`,
    );
  if (of('html'))
    return step(
      'base path',
      verdict,
      `${where} answers with an HTML page (${status(of('html'))}): this is a web site, not the SCIM endpoint. Check the path.`,
    );
  if (json)
    return step(
      'base path',
      'warn',
      `No endpoint under ${where} answers with success (${statuses(looks)}); the checks show what is wrong.`,
    );
  if (of('empty'))
    return step(
      'base path',
      verdict,
      `${where} answers with empty bodies (${statuses(looks)}): this is no SCIM endpoint, or it is broken.`,
    );
  return step(
    'base path',
    verdict,
    `${where} answers with something that is no JSON (${statuses(looks)}): this is no SCIM endpoint, or it is broken.`,
  );
}

/** A URL of the server's making, without its query (it may carry state or tokens). */
function shown(location: string): string {
  return location.replace(/[?#][^]*$/, '').slice(0, 200);
}

export function statuses(looks: readonly Look[]): string {
  return [...new Set(looks.map(({ answer, kind }) => (answer ? String(answer.status) : kind)))].join(', ');
}

/** Whether the credentials are taken. Stops when everything that needs them refuses them. */
export function authStep(target: Target, looks: readonly Look[]): PreflightStep {
  const data = looks.filter(({ path }) => /^\/(Users|Groups)\b/.test(path));
  const refused = (list: readonly Look[], kind: LookKind): Look | undefined => list.find((look) => look.kind === kind);
  const unauthorized = refused(looks, 'unauthorized');
  const forbidden = refused(looks, 'forbidden');
  if (!unauthorized && !forbidden)
    return target.auth.kind === 'none'
      ? step(
          'auth',
          'warn',
          'No credentials were given and none were asked for: is the endpoint meant to be open to everybody?',
        )
      : step('auth', 'ok', 'The credentials are accepted.');
  const all = (list: readonly Look[], ...kinds: Look['kind'][]): boolean =>
    list.every(({ kind }) => kinds.includes(kind));
  // Discovery may be public, so a 401 from all people and groups is enough; a 403 there can be a rule about lists.
  const closed =
    all(looks, 'unauthorized', 'forbidden', 'not-found') ||
    (unauthorized !== undefined && all(data, 'unauthorized', 'not-found'));
  const worst = closed ? 'stop' : 'warn';
  const places = looks.filter(({ kind }) => kind === 'unauthorized' || kind === 'forbidden').map(({ path }) => path);
  const where = places.length === looks.length ? 'Every endpoint' : places.join(', ');
  if (unauthorized) return step('auth', worst, `${where} answered 401: ${unauthorizedHint(target, unauthorized)}`);
  return step(
    'auth',
    worst,
    `${where} answered 403: the credentials are known but may not do this. Give the account SCIM permissions (scope, role), or check an address filter.`,
  );
}

function unauthorizedHint(target: Target, look: Look): string {
  const asked = look.answer?.headers['www-authenticate'];
  const scheme = /^\s*([A-Za-z]+)/.exec(asked ?? '')?.[1]?.toLowerCase();
  const kind = target.auth.kind;
  if (kind === 'none')
    return `no credentials were given. Set SCIMSPEC_TOKEN, or SCIMSPEC_USER and SCIMSPEC_PASSWORD${scheme ? ` (the server asks for ${scheme})` : ''}.`;
  if (scheme && ((kind === 'bearer' && !/bearer|dpop|oauth/.test(scheme)) || (kind === 'basic' && scheme !== 'basic')))
    return `the server asks for ${scheme} credentials and was given ${kind} ones. Change auth.kind.`;
  return 'the credentials are not accepted. Is the token complete, not expired, and for this tenant?';
}
