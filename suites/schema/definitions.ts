import {
  describeAnswer,
  discoveredItems,
  entries,
  fail,
  given,
  isObject,
  isServerFault,
  judgeEach,
  must,
  read,
  resourceOf,
  scenario,
  should,
  succeeded,
  type Capabilities,
  type JsonObject,
} from '../../harness/language.js';
import { rawDefinitions, valueAt } from './_published.js';
import { minimalOf, nameOf, subjects } from './_samples.js';

const TYPES = ['string', 'boolean', 'decimal', 'integer', 'datetime', 'binary', 'reference', 'complex'];
/** The schema of schemas, BLE pairing (RFC 9944) and the roles draft hold complex values in complex values. */
const NESTING = /(^|:)Schema$|^(undefined)?$|:ble:2\.0:|RolesAndEntitlements|:pairing/i;
const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:(User|Group|Schema|ResourceType|ServiceProviderConfig)$/i;

interface Definition {
  /** `urn:…:User:emails.type`. */
  key: string;
  urn: string;
  definition: JsonObject;
}

/** All published definitions with the schema that they stand in. */
function definitionsOf(target: Capabilities): Definition[] {
  const urns = discoveredItems(target.discovery.schemas).map((schema) => String(read(schema, 'id')));
  return [...rawDefinitions(target)].map(([key, definition]) => ({
    key,
    definition,
    urn: urns.find((urn) => key.startsWith(`${urn.toLowerCase()}:`)) ?? '',
  }));
}

const typeOf = ({ definition }: Definition): string => String(read(definition, 'type') ?? 'string').toLowerCase();

/** Fails where a type without letter case or uniqueness claims one of them. */
function expectNoMeaning({ definition }: Definition): void {
  const uniqueness = read(definition, 'uniqueness');
  if (read(definition, 'caseExact') === true) fail('caseExact left out or false', 'caseExact true');
  if (typeof uniqueness === 'string' && /^(server|global)$/i.test(uniqueness))
    fail('uniqueness left out or "none"', `uniqueness "${uniqueness}"`);
}

scenario('Types in published definitions', () => {
  const none = 'the target publishes no such definition';

  should(
    'schema.definitions.known-types',
    {
      title: 'extensions keep to the types of the core specification',
      spec: 'RFC7643-2.3-01',
      fix: `Use one of string, boolean, decimal, integer, dateTime, binary, reference and complex.`,
    },
    ({ target }) =>
      judgeEach(
        definitionsOf(target).filter(
          ({ urn }) => !CORE.test(urn) && !/:schemas:(core|extension):2\.0:Device/i.test(urn),
        ),
        ({ key }) => key,
        (each) => {
          // RFC 9944 itself has a "bool".
          if (!TYPES.includes(typeOf(each)) && typeOf(each) !== 'bool')
            fail(`a type of RFC 7643`, `type ${JSON.stringify(read(each.definition, 'type'))}`);
        },
        none,
      ),
  );

  should(
    'schema.definitions.boolean',
    {
      title: 'booleans claim neither letter case nor uniqueness',
      spec: 'RFC7643-2.3.2-02',
      fix: 'Leave caseExact and uniqueness of booleans out, or write false and "none".',
    },
    ({ target }) =>
      judgeEach(
        definitionsOf(target).filter((each) => typeOf(each) === 'boolean'),
        ({ key }) => key,
        expectNoMeaning,
        none,
      ),
  );

  should(
    'schema.definitions.date-time',
    {
      title: 'dateTime attributes claim neither letter case nor uniqueness',
      spec: 'RFC7643-2.3.5-04',
      fix: 'Leave caseExact and uniqueness of dateTime attributes out, or write false and "none".',
    },
    ({ target }) =>
      judgeEach(
        definitionsOf(target).filter((each) => typeOf(each) === 'datetime'),
        ({ key }) => key,
        expectNoMeaning,
        none,
      ),
  );

  should(
    'schema.definitions.complex',
    {
      title: 'complex attributes claim neither letter case nor uniqueness',
      spec: 'RFC7643-2.3.8-02',
      fix: 'Give caseExact and uniqueness to the sub-attributes.',
    },
    ({ target }) =>
      judgeEach(
        definitionsOf(target).filter((each) => typeOf(each) === 'complex'),
        ({ key }) => key,
        expectNoMeaning,
        none,
      ),
  );

  must(
    'schema.definitions.nesting',
    {
      title: 'a complex attribute holds no complex one',
      spec: 'RFC7643-2.3.8-03',
      fix: 'Make it an attribute of its own, or of an extension.',
      why: 'Paths and filters reach one level down.',
    },
    ({ target }) =>
      judgeEach(
        definitionsOf(target).filter(
          (each) =>
            typeOf(each) === 'complex' &&
            !NESTING.test(each.urn) &&
            !/:ble:2\.0:|:pairing|rolesandentitlements/i.test(each.key),
        ),
        ({ key }) => key,
        ({ definition }) => {
          for (const sub of entries(definition, 'subAttributes'))
            if (/^complex$/i.test(String(read(sub, 'type'))) || isObject(read(sub, 'subAttributes')))
              fail('simple sub-attributes', `${String(read(sub, 'name'))} with parts of its own`);
        },
        none,
      ),
  );
});

scenario('Numbers in a body', () => {
  const all = given('every type has a full resource', ({ target }) => subjects(target));

  should(
    'schema.definitions.fraction',
    {
      title: 'a fraction is not stored in an integer',
      spec: 'RFC7643-2.3.4-02',
      fix: 'Answer 400 with scimType invalidValue to 1.5 for an integer.',
    },
    async ({ scim, a }) =>
      judgeEach(
        all.value.filter(
          ({ attribute }) =>
            attribute.type === 'integer' &&
            !attribute.multiValued &&
            attribute.mutability !== 'readOnly' &&
            attribute.returned !== 'never',
        ),
        nameOf,
        async (subject) => {
          const { sample, attribute, extension } = subject;
          const minimal = minimalOf(a, sample.model);
          const body =
            extension === undefined
              ? { ...minimal, [attribute.name]: 1.5 }
              : {
                  ...minimal,
                  schemas: [sample.model.core.id, extension],
                  [extension]: { ...containerIn(minimal, extension), [attribute.name]: 1.5 },
                };
          const response = await scim.post(sample.collection, body);
          if (isServerFault(response)) fail('a refusal with a 4xx', describeAnswer(response), { exchange: response.n });
          if (!succeeded(response)) return;
          const id = String(read(resourceOf(response), 'id'));
          const got = await scim.get(`${sample.collection}/${encodeURIComponent(id)}`);
          const value = valueAt(resourceOf(got), subject);
          if (typeof value === 'number' && !Number.isInteger(value))
            fail('1.5 refused or made an integer', String(value), { exchange: got.n });
        },
        'no integer that clients write is published',
      ),
  );
});

function containerIn(resource: JsonObject, extension: string): JsonObject {
  const container = resource[extension];
  return isObject(container) ? container : {};
}
