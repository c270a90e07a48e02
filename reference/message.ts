/** HTTP messages as values: what comes in, what the service works with, what goes out. */
import type { Json } from '../scim/types.js';
import type { Store } from './store.js';

/** A request as it reaches the in-process entry. `path` holds the query; header names are in lower case. */
export interface Req {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A response as it leaves. Header names are in the case in which they are sent. */
export interface Res {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** How the body is turned into bytes; UTF-8 unless given. */
  encoding?: 'latin1' | 'utf16le';
}

/** A request taken apart: path below the base URL, parsed query and body, and the store of its tenant. */
export interface Request {
  method: string;
  /** Decoded path segments below the base URL: `['Users', '2819c223']`. */
  segments: string[];
  query: Map<string, string>;
  /** Names in lower case. */
  headers: Record<string, string>;
  text: string;
  /** The parsed body; undefined where there is none or the method takes none. */
  body: Json | undefined;
  /** Absolute URL of the service root, without a slash at the end. */
  base: string;
  store: Store;
  /** True for an operation of a bulk job. */
  inBulk: boolean;
}

/** An answer before it is written out: `text` wins over `body`; with neither the body is empty. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body?: Json;
  text?: string;
  encoding?: 'latin1' | 'utf16le';
}

export function answer(status: number, body?: Json, headers: Record<string, string> = {}): Answer {
  return body === undefined ? { status, headers } : { status, headers, body };
}

/** A header by name, letter case aside. */
export function header(headers: Record<string, string>, name: string): string | undefined {
  const lower = name.toLowerCase();
  const key = Object.keys(headers).find((candidate) => candidate.toLowerCase() === lower);
  return key === undefined ? undefined : headers[key];
}

/** The same headers with one left out, letter case aside. */
export function withoutHeader(headers: Record<string, string>, name: string): Record<string, string> {
  const lower = name.toLowerCase();
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key.toLowerCase() !== lower));
}
