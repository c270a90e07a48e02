/** Attributes that few ask for, left out of projections and orders. */
import { findAttribute } from '../../scim/model.js';
import type { Projection } from '../../scim/projection.js';
import type { ResourceModel } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';

/** Changes the names of a projection. */
function naming(
  parameter: 'attributes' | 'excludedAttributes',
  change: (names: readonly string[], model: ResourceModel) => string[],
): Change {
  return (b) => ({
    project: (resource, projection, model) => {
      const names = projection[parameter];
      if (names === undefined || names.length === 0) return b.project(resource, projection, model);
      const changed = change(names, model);
      // An empty list would mean that nothing was asked for.
      const next: Projection = { ...projection, [parameter]: changed.length > 0 ? changed : ['unknownAttribute'] };
      return b.project(resource, next, model);
    },
  });
}

const unknown = (pattern: RegExp): Change =>
  naming('attributes', (names) => names.filter((name) => !pattern.test(name)));

/** The order stays as it is for some attributes. */
const unordered =
  (pattern: RegExp): Change =>
  (b) => ({
    sort: (resources, sorting, model) =>
      pattern.test(sorting.sortBy) ? [...resources] : b.sort(resources, sorting, model),
  });

export const rareAttributeMutants: Mutant[] = [
  mutant(
    'projection.nick-name-unknown',
    'attributes does not know nickName',
    ['RFC7644-3.9-05'],
    unknown(/^nickName$/i),
  ),
  mutant('projection.locale-unknown', 'attributes does not know locale', ['RFC7644-3.9-05'], unknown(/^locale$/i)),
  mutant(
    'projection.external-id-unknown',
    'attributes does not know externalId, which no schema lists',
    ['RFC7644-3.9-05'],
    unknown(/^externalId$/i),
  ),
  mutant('projection.roles-unknown', 'attributes does not know roles', ['RFC7644-3.9-05'], unknown(/^roles(\.|$)/i)),
  mutant(
    'projection.prefix-unknown',
    'attributes does not know name.honorificPrefix',
    ['RFC7644-3.9-06'],
    unknown(/^name\.honorificPrefix$/i),
  ),
  mutant(
    'projection.phone-type-unknown',
    'attributes does not know phoneNumbers.type',
    ['RFC7644-3.9-06'],
    unknown(/^phoneNumbers\.type$/i),
  ),
  mutant(
    'projection.country-unknown',
    'attributes does not know addresses.country',
    ['RFC7644-3.9-06'],
    unknown(/^addresses\.country$/i),
  ),
  mutant(
    'projection.cost-center-unknown',
    'attributes does not know costCenter of the enterprise extension',
    ['RFC7644-3.9-14'],
    unknown(/:costCenter$/i),
  ),
  mutant(
    'projection.manager-part-unknown',
    'attributes does not know parts of the manager',
    ['RFC7644-3.9-14'],
    unknown(/:manager\./i),
  ),
  mutant(
    'projection.parts-exact',
    'attributes knows sub-attributes in one spelling only',
    ['RFC7644-3.9-13'],
    naming('attributes', (names, model) =>
      names.filter((name) => {
        const part = findAttribute(model, name)?.subAttribute;
        return !part || name.endsWith(`.${part.name}`);
      }),
    ),
  ),
  mutant(
    'projection.extensions-exact',
    'attributes knows attributes of extensions in one spelling only',
    ['RFC7644-3.9-13'],
    naming('attributes', (names, model) =>
      names.filter((name) => {
        const found = findAttribute(model, name);
        return found?.extension === undefined || !found.attribute || name.includes(`:${found.attribute.name}`);
      }),
    ),
  ),
  mutant(
    'projection.photos-always',
    'photos come with every projection, and are published as default',
    ['RFC7644-3.4.2.5-03', 'RFC7644-3.9-04'],
    naming('attributes', (names) => [...names, 'photos']),
  ),
  mutant(
    'projection.lists-not-excluded',
    'Multi-valued attributes other than emails and members cannot be left out',
    ['RFC7644-3.4.2.5-05', 'RFC7644-3.9-09'],
    naming('excludedAttributes', (names, model) =>
      names.filter(
        (name) => /^(emails|members|groups)/i.test(name) || !findAttribute(model, name)?.attribute?.multiValued,
      ),
    ),
  ),
  mutant(
    'sort.last-modified-ignored',
    'Sorting by meta.lastModified leaves the order as it is',
    ['RFC7644-3.4.2.3-03'],
    unordered(/^meta\.lastModified$/i),
  ),
  mutant(
    'sort.addresses-ignored',
    'Sorting by a part of addresses leaves the order as it is',
    ['RFC7644-3.4.2.3-03'],
    unordered(/^addresses\./i),
  ),
  mutant(
    'sort.department-ignored',
    'Sorting by department leaves the order as it is',
    ['RFC7644-3.4.2.3-03'],
    unordered(/:department$/i),
  ),
  mutant('sort.id-ignored', 'Sorting by id leaves the order as it is', ['RFC7644-3.4.2.3-03'], unordered(/^id$/i)),
  mutant(
    'sort.phone-numbers-ignored',
    'Sorting by a part of phoneNumbers leaves the order as it is',
    ['RFC7644-3.4.2.3-03'],
    unordered(/^phoneNumbers\./i),
  ),
  mutant(
    'sort.addresses-joined',
    'Sorting by a part of addresses leaves out users without addresses',
    ['RFC7644-3.4.2.3-07', 'RFC7644-3.4.2.3-08'],
    (b) => ({
      sort: (resources, sorting, model) =>
        b.sort(
          /^addresses\./i.test(sorting.sortBy)
            ? resources.filter((resource) => resource['addresses'] !== undefined)
            : resources,
          sorting,
          model,
        ),
    }),
  ),
];
