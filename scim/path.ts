import type { Filter } from './filter.js';

/** A PATCH path (RFC 7644 section 3.5.2, figure 7). `attribute` is empty where the path is a bare URN. */
export interface Path {
  urn?: string;
  attribute: string;
  filter?: Filter;
  subAttribute?: string;
}

/** Reads a PATCH path. `urns` are the known schema URNs, against which a bare URN is recognized. Throws ScimError 400 invalidPath. */
export function parsePath(_text: string, _urns?: Iterable<string>): Path {
  throw new Error('not written yet');
}

/** Writes a path so that it reads back the same. */
export function formatPath(_path: Path): string {
  throw new Error('not written yet');
}
