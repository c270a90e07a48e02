/** Version of this tool, from its package.json: next to the sources, and one level higher from `dist`. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

function readVersion(): string {
  const place = ['../package.json', '../../package.json']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  if (!place) return '0.0.0';
  const parsed = JSON.parse(readFileSync(place, 'utf8')) as { version?: string };
  return parsed.version ?? '0.0.0';
}

export const VERSION = readVersion();
export { VERSION as version };
export const USER_AGENT = `scimspec/${VERSION}`;
