/** PATCH paths: text to parts and back (RFC 7644 section 3.5.2, figure 7). */
import { ScimError } from './errors.js';
import { formatFilter, readBrackets } from './filter.js';
import type { Filter } from './filter.js';
import { formatAttributePath, isAttributeName, readAttributePath } from './notation.js';
import { Scanner } from './scanner.js';

/** `attribute` is empty where the path is the URN of a schema and nothing more. */
export interface Path {
  urn?: string;
  attribute: string;
  filter?: Filter;
  subAttribute?: string;
}

const MAX_LENGTH = 100_000;

/**
 * Reads a PATCH path. `urns` are the known schema URNs, by which a bare URN is recognized.
 * Throws ScimError 400: invalidPath, or invalidFilter where the fault is between the brackets.
 */
export function parsePath(text: string, urns: Iterable<string> = []): Path {
  if (text.length > MAX_LENGTH) throw invalidPath('The path is too long.');
  const trimmed = text.trim();
  const lower = trimmed.toLowerCase();
  for (const urn of urns) if (urn.toLowerCase() === lower) return { urn: trimmed, attribute: '' };
  const scanner = new Scanner(trimmed);
  const word = scanner.word();
  const path: Path | undefined = readAttributePath(word);
  if (!path) throw invalidPath(`"${clip(trimmed)}" is no attribute path.`);
  if (scanner.peek() === '[') {
    if (path.subAttribute !== undefined) throw invalidPath(`"${clip(word)}" is a sub-attribute and takes no filter.`);
    path.filter = readBrackets(scanner);
    if (scanner.take('.')) {
      const subAttribute = scanner.word();
      if (!isAttributeName(subAttribute))
        throw invalidPath(`A sub-attribute is missing at the end of "${clip(trimmed)}".`);
      path.subAttribute = subAttribute;
    }
  }
  if (!scanner.atEnd) throw invalidPath(`"${clip(trimmed)}" goes on after its end.`);
  return path;
}

/** Writes a path so that it reads back the same. */
export function formatPath(path: Path): string {
  if (path.attribute === '') return path.urn ?? '';
  if (!path.filter) return formatAttributePath(path);
  const base = formatAttributePath({ attribute: path.attribute, ...(path.urn === undefined ? {} : { urn: path.urn }) });
  return `${base}[${formatFilter(path.filter)}]${path.subAttribute === undefined ? '' : `.${path.subAttribute}`}`;
}

export function invalidPath(detail: string): ScimError {
  return new ScimError(400, 'invalidPath', detail);
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
