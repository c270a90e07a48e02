/** Values of attributes as they are shown. */
import { isObject } from '../../scim/json.js';
import { showing, withElements, withMember } from './tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { setMember } from './represent-tools.js';

export const valueMutants: Mutant[] = [
  mutant(
    'show.active-string',
    'active is a string',
    ['RFC7643-2.3.2-01', 'RFC7643-2.3-02'],
    showing((resource) => withMember(resource, 'active', String)),
  ),
  mutant(
    'show.active-number',
    'active is 0 or 1',
    ['RFC7643-2.3.2-01', 'RFC7643-2.3-02'],
    showing((resource) => withMember(resource, 'active', Number)),
  ),
  mutant(
    'show.active-true',
    'active is always shown as true',
    ['RFC7643-4.1.1-27', 'RFC7644-3.5.1-01'],
    showing(setMember('active', true)),
    { bug: 22 },
  ),
  mutant(
    'show.active-pending',
    'A user that never signed in is shown as inactive',
    ['RFC7643-4.1.1-27', 'RFC7644-3.1-10'],
    showing(setMember('active', false)),
    { bug: 24 },
  ),
  mutant(
    'show.primary-string',
    'primary is a string',
    ['RFC7643-2.3.2-01', 'RFC7643-2.3-02'],
    showing((resource) => withElements(resource, 'emails', (mail) => withMember(mail, 'primary', String))),
  ),
  mutant(
    'show.all-primary',
    'Every e-mail address is primary',
    ['RFC7643-2.4-05'],
    showing((resource) => withElements(resource, 'emails', (mail) => ({ ...mail, primary: true }))),
  ),
  mutant(
    'show.emails-strings',
    'emails is a list of strings',
    ['RFC7643-2.4-02', 'RFC7644-3.8-13', 'RFC7643-2.4-01'],
    showing((resource) => withElements(resource, 'emails', (mail) => mail['value'] ?? '')),
    { bug: 13 },
  ),
  mutant(
    'show.emails-object',
    'A single e-mail address comes without array',
    ['RFC7643-1.2-03', 'RFC7644-3.8-12', 'RFC7643-2.4-01'],
    showing((resource) =>
      withMember(resource, 'emails', (list) => (Array.isArray(list) && list.length === 1 ? (list[0] ?? null) : list)),
    ),
  ),
  mutant(
    'show.emails-by-type',
    'emails is an object by type',
    ['RFC7643-1.2-03', 'RFC7644-3.8-12'],
    showing((resource) =>
      withMember(resource, 'emails', (list) =>
        Array.isArray(list)
          ? Object.fromEntries(
              list.filter(isObject).map((mail) => [String(mail['type'] ?? 'other'), mail['value'] ?? null]),
            )
          : list,
      ),
    ),
  ),
  mutant(
    'show.first-email-only',
    'Only the first e-mail address is shown',
    ['RFC7643-1.2-03', 'RFC7644-3.4-02', 'RFC7643-2.2-05'],
    showing((resource) => withMember(resource, 'emails', (list) => (Array.isArray(list) ? list.slice(0, 1) : list))),
  ),
  mutant(
    'show.certificate-url-safe',
    'Certificates are in the URL-safe alphabet',
    ['RFC7643-2.3.6-01', 'RFC7643-4.1.2-31'],
    showing((resource) =>
      withElements(resource, 'x509Certificates', (entry) =>
        withMember(entry, 'value', (value) =>
          String(value).replaceAll('+', '-').replaceAll('/', '_').replaceAll('A', '-'),
        ),
      ),
    ),
  ),
  mutant(
    'show.certificate-pem',
    'Certificates are PEM',
    ['RFC7643-4.1.2-31', 'RFC7643-2.3.6-01'],
    showing((resource) =>
      withElements(resource, 'x509Certificates', (entry) =>
        withMember(
          entry,
          'value',
          (value) => `-----BEGIN CERTIFICATE-----\n${String(value)}\n-----END CERTIFICATE-----`,
        ),
      ),
    ),
  ),
  mutant(
    'show.certificate-doubled',
    'A certificate value holds the certificate twice',
    ['RFC7643-4.1.2-32'],
    showing((resource) =>
      withElements(resource, 'x509Certificates', (entry) =>
        withMember(entry, 'value', (value) => {
          const bytes = Buffer.from(String(value), 'base64');
          return Buffer.concat([bytes, bytes]).toString('base64');
        }),
      ),
    ),
  ),
  mutant(
    'show.country-name',
    'Countries are spelled out',
    ['RFC7643-4.1.2-21'],
    showing((resource) =>
      withElements(resource, 'addresses', (address) =>
        withMember(
          address,
          'country',
          (country) => ({ US: 'United States', DE: 'Germany', FR: 'France' })[String(country)] ?? `${String(country)}A`,
        ),
      ),
    ),
  ),
  mutant(
    'show.duplicate-values',
    'Every e-mail address is shown twice',
    ['RFC7643-2.4-13'],
    showing((resource) => withMember(resource, 'emails', (list) => (Array.isArray(list) ? [...list, ...list] : list))),
  ),
];
