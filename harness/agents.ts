/** Connections: one keep-alive agent per run and scheme, through the proxy of the environment where one is named. */
import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { UsageError } from './usage-error.js';

/** An idle connection is given up after this time, before servers with short keep-alive times close it on us. */
const IDLE_MS = 1500;

export interface AgentOptions {
  /** Further certificate authorities, PEM; those of Node stay trusted. */
  ca?: string;
  /** True switches certificate checks off. */
  insecure?: boolean;
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read. */
  env: Record<string, string | undefined>;
}

export interface Agents {
  /** The agent for a URL. `fresh` asks for a connection that nothing used before and nothing will use after. */
  for(url: string, fresh: boolean): http.Agent;
  close(): void;
}

/** Keep-alive agents for http and https targets. Throws when the CA or a proxy URL is unreadable. */
export function createAgents(options: AgentOptions): Agents {
  const security = {
    rejectUnauthorized: !options.insecure,
    ...(options.ca === undefined ? {} : { secureContext: tls.createSecureContext({ ca: trusting(options.ca) }) }),
  };
  const made = new Map<string, http.Agent>();
  const make = (url: URL, fresh: boolean): http.Agent => {
    const keep = fresh ? { keepAlive: false } : { keepAlive: true, timeout: IDLE_MS };
    const proxy = proxyFor(url, options.env);
    const secure = url.protocol === 'https:';
    if (!proxy) return secure ? new https.Agent({ ...keep, ...security }) : new http.Agent(keep);
    const agent = secure ? new HttpsProxyAgent(proxy, keep) : new HttpProxyAgent(proxy, keep);
    // These agents hand their constructor's options to the connection with the proxy alone; the one with the target
    // is made from `options`, and kept alive only where these say that it is secure.
    const tunnel = { ...security, secureEndpoint: true, checkServerIdentity: identityOf(url) };
    Object.assign(agent.options, keep, secure ? tunnel : {});
    return agent;
  };
  return {
    for(url, fresh) {
      const key = `${/^[^:]*:\/\/[^/?#]*/.exec(url)?.[0]} ${fresh}`;
      const known = made.get(key);
      if (known) return known;
      const agent = make(new URL(url), fresh);
      made.set(key, agent);
      return agent;
    },
    close() {
      for (const agent of made.values()) agent.destroy();
      made.clear();
    },
  };
}

/** A further certificate authority, PEM, beside those that Node trusts: `ca` alone would take their place. */
export function trusting(ca: string): string[] {
  return [...tls.rootCertificates, ca];
}

/** Inside a tunnel Node would check the certificate of an IP address against `localhost`. */
function identityOf(url: URL): typeof tls.checkServerIdentity {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return (_, certificate) => tls.checkServerIdentity(host, certificate);
}

/**
 * The proxy for a URL by the usual environment variables, lower case before upper case. NO_PROXY holds host names
 * (`example.com` covers its subdomains, as `.example.com` and `*.example.com` do), addresses, `host:port` or `*`.
 * Throws UsageError where the variable holds no URL.
 */
export function proxyFor(url: URL, env: Record<string, string | undefined>): string | undefined {
  const scheme = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const variable = [scheme, scheme.toUpperCase(), 'all_proxy', 'ALL_PROXY'].find((name) => env[name]);
  if (variable === undefined) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const exempt = (env['no_proxy'] || env['NO_PROXY'] || '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const spared = exempt.some((entry) => {
    if (entry === '*') return true;
    const [, name = entry, onlyPort] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
    if (onlyPort && onlyPort !== port) return false;
    const suffix = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
    return host === suffix || host.endsWith(`.${suffix}`);
  });
  if (spared) return undefined;
  const named = env[variable] ?? '';
  const proxy = /^[a-z]+:\/\//i.test(named) ? named : `http://${named}`;
  // Its value may hold a password, so the variable is named and not shown.
  if (!URL.canParse(proxy))
    throw new UsageError(`The variable ${variable} holds no URL of a proxy (http://host:port): correct or unset it.`);
  return proxy;
}
