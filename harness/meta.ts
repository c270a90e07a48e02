/** What `meta` says, against its own types and the answer around it (RFC 7643 sections 2.3.5 and 3.1). */
import { isDateTime } from '../scim/datetime.js';
import { fail } from './outcomes.js';
import { read, resolveUri, show, type ScimResponse } from './response.js';

/** Fails unless the times that `meta` of a resource shows are xsd:dateTimes. Gives how many there are. */
export function expectTimes(resource: unknown, from: ScimResponse): number {
  const times = ['meta.created', 'meta.lastModified']
    .map((path) => ({ path, value: read(resource, path) }))
    .filter(({ value }) => value !== undefined);
  for (const { path, value } of times)
    if (typeof value !== 'string' || !isDateTime(value))
      fail(`${path} as an xsd:dateTime in the answer to ${from.method} ${from.path}`, show(value), {
        exchange: from.n,
      });
  return times.length;
}

/** Fails where Content-Location leads elsewhere than meta.location. False where one of the two is missing. */
export function expectContentLocation(response: ScimResponse): boolean {
  const [header, location] = [response.headers['content-location'], read(response.json, 'meta.location')];
  if (header === undefined || location === undefined) return false;
  const path = (uri: unknown): string | undefined => resolveUri(uri, response.url)?.pathname;
  if (path(header) !== path(location)) fail(`Content-Location ${String(location)}`, header, { exchange: response.n });
  return true;
}
