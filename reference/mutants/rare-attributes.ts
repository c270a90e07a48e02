/** Attributes that few ask for in projections. */
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
];
