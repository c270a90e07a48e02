/** How a Postman item says who sends it. */
import { pairSecrets } from '../harness/secrets.js';
import { plain } from './source.js';
import type { ImportedSuite } from './suite.js';

/** Without `none` and `header` the target's own credentials stand in (OAuth 2.0 and the like). */
export interface Authorization {
  none?: true;
  header?: { name: string; value: string };
}

/** Undefined where the item inherits. Literal tokens and passwords are noted as secrets. */
export function authorizationOf(auth: unknown, suite: Pick<ImportedSuite, 'secrets'>): Authorization | undefined {
  if (typeof auth !== 'object' || auth === null) return undefined;
  const fields = auth as Record<string, unknown>;
  const type = plain(fields['type']);
  const of = (name: string): string => member(fields[type], name);
  const secret = (value: string): string => {
    if (value !== '' && !value.includes('{{')) suite.secrets.push(value);
    return value;
  };
  switch (type) {
    case 'noauth':
      return { none: true };
    case 'bearer':
      return { header: { name: 'authorization', value: `Bearer ${secret(of('token'))}` } };
    case 'basic': {
      const pair = `${of('username')}:${of('password')}`;
      // With placeholders inside there is nothing to encode yet; the target's credentials stand in.
      if (pair.includes('{{')) return {};
      suite.secrets.push(...pairSecrets(of('username'), of('password')));
      return { header: { name: 'authorization', value: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` } };
    }
    case 'apikey':
      if (of('in') === 'query' || of('key') === '') return {};
      return { header: { name: of('key').toLowerCase(), value: secret(of('value')) } };
    default:
      return {};
  }
}

/** A member of the parameters, which format 2.1 keeps as a list of pairs and 2.0 as an object. */
function member(parameters: unknown, name: string): string {
  if (!Array.isArray(parameters)) return plain((parameters as Record<string, unknown> | undefined)?.[name]);
  const pair = (parameters as { key?: unknown; value?: unknown }[]).find((each) => each?.key === name);
  return plain(pair?.value);
}
