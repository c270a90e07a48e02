/** Schemas that say what is not so. */
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { named, characteristic } from './schema-tools.js';

export const schemaClaimMutants: Mutant[] = [
  mutant(
    'schema.type-wrong',
    'The flag active is said to be a string',
    ['RFC7643-2.3-02'],
    named('active', (definition) => ({ ...definition, type: 'string' })),
  ),
  mutant(
    'schema.emails-singular',
    'The schema says that emails has one value',
    ['RFC7643-1.2-02'],
    named('emails', (definition) => ({ ...definition, multiValued: false })),
  ),
  mutant(
    'schema.title-multi-valued',
    'The schema says that title has several values',
    ['RFC7643-2.4-01'],
    named('title', (definition) => ({ ...definition, multiValued: true })),
    { kills: ['schema.types.multi-valued'] },
  ),
  mutant(
    'schema.name-multi-valued',
    'The schema says that name has several values',
    ['RFC7643-2.4-01'],
    named('name', (definition) => ({ ...definition, multiValued: true })),
    { kills: ['schema.types.multi-valued'] },
  ),
  mutant(
    'schema.password-returned',
    'The schema says that the password is returned',
    ['RFC7643-4.1.1-37', 'RFC7643-7-34'],
    named('password', (definition) => ({ ...definition, returned: 'default' })),
  ),
  mutant(
    'schema.password-readable',
    'The schema says that the password can be read and written',
    ['RFC7643-4.1.1-37'],
    named('password', (definition) => ({ ...definition, mutability: 'readWrite' })),
  ),
  mutant(
    'schema.user-name-exact',
    'The schema says that letter case counts in userName, and it does not',
    ['RFC7643-7-23'],
    named('userName', (definition) => ({ ...definition, caseExact: true })),
  ),
  mutant(
    'schema.name-required',
    'The schema says that an attribute is required which is not',
    ['RFC7643-7-19', 'RFC7643-2-01'],
    named('nickName', (definition) => ({ ...definition, required: true })),
  ),
  mutant(
    'schema.title-read-only',
    'The schema says that title is read-only, and it can be written',
    ['RFC7643-7-28'],
    named('title', (definition) => ({ ...definition, mutability: 'readOnly' })),
  ),
  mutant(
    'schema.given-name-read-only',
    'The schema says that name.givenName is read-only, and it can be written',
    ['RFC7643-7-28'],
    named('givenName', (definition) => ({ ...definition, mutability: 'readOnly' })),
    { kills: ['schema.characteristics.read-only'] },
  ),
  mutant(
    'schema.title-immutable',
    'The schema says that title is immutable, and it can be changed',
    ['RFC7643-7-31'],
    named('title', (definition) => ({ ...definition, mutability: 'immutable' })),
  ),
  mutant(
    'schema.title-on-request',
    'The schema says that title is returned on request, and it always is',
    ['RFC7644-3.4-04', 'RFC7643-7-40'],
    named('title', (definition) => ({ ...definition, returned: 'request' })),
  ),
  mutant(
    'schema.title-always',
    'The schema says that userType is always returned, and it is not',
    ['RFC7643-7-36'],
    named('userType', (definition) => ({ ...definition, returned: 'always' })),
  ),
  mutant(
    'schema.reference-type-unknown',
    'A reference names a resource type that does not exist',
    ['RFC7643-7-49'],
    named('$ref', (definition) => ({ ...definition, referenceTypes: ['Person'] })),
  ),
  mutant(
    'schema.reference-types-string',
    'referenceTypes is a string',
    ['RFC7643-7-49'],
    characteristic('referenceTypes', (value) => (Array.isArray(value) ? (value[0] ?? '') : value)),
  ),
  mutant(
    'schema.reference-types-stray',
    'A string has referenceTypes',
    ['RFC7643-7-50'],
    named('title', (definition) => ({ ...definition, referenceTypes: ['User'] })),
  ),
  mutant(
    'schema.number-required',
    'The schema says that employeeNumber is required, and it may be missing',
    ['RFC7643-2-01'],
    named('employeeNumber', (definition) => ({ ...definition, required: true })),
    { kills: ['schema.required.extension'] },
  ),
  mutant(
    'schema.value-required',
    'The schema says that every value has a value, and it may be missing',
    ['RFC7643-2-01'],
    named('value', (definition) => ({ ...definition, required: true })),
    { kills: ['schema.required.sub-attribute'] },
  ),
  mutant(
    'schema.family-name-required',
    'The schema says that a name has a family name, and it may be missing',
    ['RFC7643-2-01'],
    named('familyName', (definition) => ({ ...definition, required: true })),
    { kills: ['schema.required.sub-attribute'] },
  ),
  mutant(
    'schema.active-read-only',
    'The schema says that active is read-only, and it can be written',
    ['RFC7643-7-28'],
    named('active', (definition) => ({ ...definition, mutability: 'readOnly' })),
    { kills: ['schema.characteristics.read-only', 'schema.characteristics.read-only-create'] },
  ),
  mutant(
    'schema.issued-read-only',
    'The schema says that an instant is read-only, and it can be written',
    ['RFC7643-7-28'],
    named('issued', (definition) => ({ ...definition, mutability: 'readOnly' })),
    {
      on: ['vendor-extension-rich'],
      kills: ['schema.characteristics.read-only', 'schema.characteristics.read-only-create'],
    },
  ),
];
