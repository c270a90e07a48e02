/** Columns that are too short, too narrow, of the wrong type, or one where there are several values. */
import type { Json } from '../../scim/types.js';
import { enterprise, keeping } from './attribute-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';

const TEXT = ['RFC7643-2.3.1-01'];

const textual =
  (change: (text: string) => string) =>
  (value: Json): Json =>
    typeof value === 'string' ? change(value) : value;

const cut = (most: number): ((value: Json) => Json) => textual((text) => text.slice(0, most));

/** What lies above a code point becomes a question mark. */
const upTo = (last: number): ((value: Json) => Json) =>
  textual((text) => [...text].map((each) => ((each.codePointAt(0) ?? 0) > last ? '?' : each)).join(''));
const latin = upTo(0xff);
const basicPlane = upTo(0xffff);

export const columnMutants: Mutant[] = [
  mutant('columns.external-id-short', 'externalId is cut to 64 characters', TEXT, keeping('externalId', cut(64))),
  mutant('columns.user-name-short', 'userName is cut to 64 characters', TEXT, keeping('userName', cut(64))),
  mutant('columns.mail-short', 'E-mail addresses are cut to 100 characters', TEXT, keeping('emails.value', cut(100))),
  mutant(
    'columns.family-name-short',
    'A family name is cut to 50 characters',
    TEXT,
    keeping('name.familyName', cut(50)),
  ),
  mutant(
    'columns.department-short',
    'A department is cut to 64 characters',
    TEXT,
    keeping(enterprise('department'), cut(64)),
  ),
  mutant('columns.photo-short', 'The URL of a photo is cut to 128 characters', TEXT, keeping('photos.value', cut(128))),
  mutant('columns.title-latin', 'Titles are stored in Latin-1', TEXT, keeping('title', latin)),
  mutant('columns.external-id-latin', 'externalId is stored in Latin-1', TEXT, keeping('externalId', latin)),
  mutant('columns.user-name-latin', 'userName is stored in Latin-1', TEXT, keeping('userName', latin)),
  mutant('columns.city-latin', 'Cities are stored in Latin-1', TEXT, keeping('addresses.locality', latin)),
  mutant(
    'columns.department-latin',
    'Departments are stored in Latin-1',
    TEXT,
    keeping(enterprise('department'), latin),
  ),
  mutant(
    'columns.given-name-plane',
    'A given name loses what lies beyond the basic plane',
    TEXT,
    keeping('name.givenName', basicPlane),
  ),
];
