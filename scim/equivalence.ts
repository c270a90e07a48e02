/** When a simple value that came back is the one that was sent, in a spelling the RFCs allow. */
import type { Attribute, Json } from './types.js';
import { comparable, foldCase } from './values.js';

const LANGUAGE_ATTRIBUTES = ['locale', 'preferredlanguage'];

/**
 * Whether `got` stands for the same value as `sent`. Strings are compared in Unicode normalization form C; letter case
 * counts where the attribute is caseExact. `path` tells phone numbers (RFC 3966) and language tags (RFC 5646) apart,
 * which providers may canonicalize (RFC 7643 sections 2.4 and 4.1).
 */
export function sameAsSent(sent: Json, got: Json | undefined, attribute: Attribute, path: string): boolean {
  if (typeof sent !== 'string' || typeof got !== 'string') {
    return got !== undefined && comparable(sent, attribute) === comparable(got, attribute);
  }
  const [one, other] = [composed(sent), composed(got)];
  if (comparable(one, attribute) === comparable(other, attribute)) return true;
  if (attribute.type === 'reference') return uri(one) === uri(other);
  const name = path.toLowerCase();
  if (name.startsWith('phonenumbers')) return phone(one) === phone(other);
  if (LANGUAGE_ATTRIBUTES.includes(name)) return language(one) === language(other);
  return false;
}

/** Unicode normalization form C. */
export function composed(text: string): string {
  // The engine takes its time even where there is nothing to do.
  return /^[\0-\x7f]*$/.test(text) ? text : text.normalize('NFC');
}

function uri(text: string): string {
  try {
    return new URL(text).href;
  } catch {
    return text;
  }
}

function phone(text: string): string {
  return foldCase(text)
    .replace(/^tel:/, '')
    .replace(/[\s().-]/g, '');
}

function language(text: string): string {
  return foldCase(text).replaceAll('_', '-').replace(/\s/g, '');
}
