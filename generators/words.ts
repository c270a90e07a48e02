/** Everyday values of the attributes of a user (RFC 7643 section 4.1), for `with` of the factory. */
import type { Faker } from '@faker-js/faker';
import type { Json } from '../scim/types.js';

/** Makers by attribute; `enterprise` makes the extension. `mark` keeps values unique. */
export function userWords(faker: Faker, mark: string, domain: string): Readonly<Record<string, () => Json>> {
  return {
    password: () => strongPassword(faker),
    title: () => faker.person.jobTitle(),
    nickName: () => faker.person.firstName(),
    profileUrl: () => `https://www.${domain}/people/${mark}`,
    userType: () => 'Employee',
    preferredLanguage: () => 'en-US',
    locale: () => 'en-US',
    timezone: () => 'America/Los_Angeles',
    phoneNumbers: () => [{ value: phoneNumber(faker), type: 'work' }],
    ims: () => [{ value: `im-${mark}`, type: 'skype' }],
    photos: () => [{ value: `https://photos.${domain}/${mark}/f`, type: 'photo' }],
    addresses: () => [
      {
        type: 'work',
        streetAddress: faker.location.streetAddress(),
        locality: faker.location.city(),
        region: 'CA',
        postalCode: faker.location.zipCode('9####'),
        country: 'US',
      },
    ],
    enterprise: () => ({
      employeeNumber: faker.string.numeric(6),
      department: 'Tour Operations',
      costCenter: '4130',
    }),
  };
}

/** A telephone number set aside for fiction: NANP, 555-0100 to 555-0199 of any area. */
export function phoneNumber(faker: Faker): string {
  const area = faker.helpers.arrayElement(['201', '212', '303', '415', '617', '702', '808', '919']);
  return `+1-${area}-555-01${faker.string.numeric(2)}`;
}

/** A password that meets usual policies: 24 characters of four kinds, nothing of the user's name. */
export function strongPassword(faker: Faker): string {
  return `Aa1!${faker.string.alphanumeric(20)}`;
}
