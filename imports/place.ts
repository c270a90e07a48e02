/** Where an imported request goes: its URL as a path below the target's base URL, whatever host the file was made for. */
import { Blocked } from '../harness/outcomes.js';

const ENDPOINTS = new Set([
  'Users',
  'Groups',
  'Me',
  'Schemas',
  'ResourceTypes',
  'ServiceProviderConfig',
  'Bulk',
  '.search',
]);
const HOST = /^(?:\{\{[^{}]*\}\}|https?:\/\/[^/?#]*)/i;
const BASE_NAME = /^\{\{\s*[^{}]*(?:base|scim)[^{}]*\}\}/i;

/** Finds the SCIM base URLs, as written, that the URLs of a file begin with. */
export function basesOf(urls: readonly string[], endpoints: readonly string[]): string[] {
  const bases = urls.map((url) => split(url, endpoints)?.base).filter((base) => base !== undefined);
  return [...new Set(bases)].sort((a, b) => b.length - a.length);
}

function split(url: string, endpoints: readonly string[]): { base: string; rest: string } | undefined {
  const host = HOST.exec(url)?.[0] ?? '';
  const path = url.slice(host.length).split(/[?#]/)[0] ?? '';
  let at = host.length;
  for (const segment of path.split('/')) {
    if (ENDPOINTS.has(segment) || endpoints.includes(`/${segment}`))
      return { base: url.slice(0, at).replace(/\/+$/, ''), rest: `/${url.slice(at)}` };
    at += segment.length + 1;
  }
  return undefined;
}

/**
 * The part of a URL, placeholders and all, that comes after the SCIM base URL: it begins with a slash. Undefined where
 * the request is for another server, such as the identity provider's own API.
 */
export function belowBase(url: string, bases: readonly string[], endpoints: readonly string[]): string | undefined {
  const found = split(url, endpoints);
  if (found) return found.rest;
  const base = bases.find((each) => each !== '' && url.startsWith(each)) ?? BASE_NAME.exec(url)?.[0];
  return base === undefined ? undefined : url.slice(base.length);
}

export interface Address {
  path: string;
  query: string;
}

/** A filled path as it is sent: percent-encoded as browsers do, never leaving the base URL. */
export function addressOf(rest: string): Address {
  const [bare = ''] = rest.split('#');
  const at = bare.indexOf('?');
  const path = at < 0 ? bare : bare.slice(0, at);
  const rooted = path === '' || path.startsWith('/') ? path : `/${path}`;
  const leaves = rooted.split('/').some((segment) => /^(?:\.|%2e){2}$/i.test(segment));
  if (leaves) throw new Blocked('the imported file', 'not run: its URL leads out of the SCIM base URL');
  const url = new URL(`http://host.invalid${rooted}?${at < 0 ? '' : bare.slice(at + 1)}`);
  return { path: rooted === '' ? '' : url.pathname, query: url.search.slice(1) };
}
