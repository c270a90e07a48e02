/** Directories from files: the format by the file's ending, mistakes with the line they are in. */
import { readCsv } from './read-csv.js';
import { readLdif } from './read-ldif.js';
import { readNdjson } from './read-ndjson.js';
import { DirectoryError, type DirectoryInput } from './model.js';

const READERS: Record<string, (text: string) => DirectoryInput> = {
  csv: readCsv,
  ndjson: readNdjson,
  jsonl: readNdjson,
  ldif: readLdif,
};

/** Reads a directory file's text; `name` only tells the format. Throws DirectoryError with line and reason. */
export function readDirectory(name: string, text: string): DirectoryInput {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const reader = Object.hasOwn(READERS, ending) ? READERS[ending] : undefined;
  if (!reader) throw new DirectoryError(`${name}: a directory is a file that ends in .csv, .ndjson or .ldif`);
  try {
    return checked(reader(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    throw error instanceof DirectoryError ? new DirectoryError(`${name}: ${error.message}`) : error;
  }
}

function checked(input: DirectoryInput): DirectoryInput {
  const seen = new Set<string>();
  for (const object of [...input.people, ...input.groups]) {
    if (seen.has(object.id)) throw new DirectoryError(`the id "${object.id}" is used twice`);
    seen.add(object.id);
  }
  return input;
}
