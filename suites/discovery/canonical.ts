import {
  fail,
  judgeEach,
  may,
  notApplicable,
  oracle,
  scenario,
  should,
  type Capabilities,
  type Schema,
} from '../../harness/language.js';
import { deviations, type Deviation } from './_canonical.js';
import { schemasOf, text } from './_documents.js';

/** The published schema; not applicable where it is not listed. */
function deviationsFrom(target: Capabilities, canonical: Schema): Deviation[] {
  const published = schemasOf(target).find((schema) => text(schema, 'id').toLowerCase() === canonical.id.toLowerCase());
  if (!published) notApplicable(`the target does not list ${canonical.id}`);
  return deviations(published, canonical);
}

/** Fails for each difference that no other reading of RFC 7643 allows. */
function expectCanonical(
  target: Capabilities,
  canonical: Schema,
  allowed: (deviation: Deviation) => boolean,
): Promise<void> {
  const found = deviationsFrom(target, canonical).filter((deviation) => !allowed(deviation));
  return judgeEach(
    found.length === 0 ? [undefined] : found,
    (deviation) => deviation?.path ?? canonical.id,
    (deviation) => {
      if (deviation) fail(deviation.canonical, deviation.published);
    },
  );
}

function observed(target: Capabilities, canonical: Schema): string {
  const found = deviationsFrom(target, canonical);
  if (found.length === 0) return 'as in section 8.7.1';
  return found.map(({ path, canonical: wanted, published }) => `${path}: ${published} instead of ${wanted}`).join('; ');
}

scenario('The schemas of the discovery documents', () => {
  should(
    'discovery.canonical.config',
    {
      title: 'the schema of the configuration is that of the RFC',
      spec: [
        'RFC7643-8.7.2-01',
        'RFC7643-8.7.2-02',
        'RFC7643-8.7.2-03',
        'RFC7643-8.7.2-04',
        'RFC7643-8.7.2-05',
        'RFC7643-8.7.2-06',
        'RFC7643-8.7.2-07',
        'RFC7643-8.7.2-08',
        'RFC7643-8.7.2-09',
        'RFC7643-8.7.2-10',
        'RFC7643-8.7.2-11',
        'RFC7643-8.7.2-14',
        'RFC7643-8.7.2-15',
      ],
      fix: 'Publish the ServiceProviderConfig schema of RFC 7643 section 8.7.2, or do not list it.',
    },
    ({ target }) =>
      // The printed schema lacks etag, and type and primary of a scheme: the prose alone has them.
      expectCanonical(target, oracle.serviceProviderConfigSchema, ({ path }) =>
        /^etag|^authenticationSchemes\.(type|primary)$/.test(path),
      ),
  );

  should(
    'discovery.canonical.resource-type',
    {
      title: 'the schema of resource types is that of the RFC',
      spec: [
        'RFC7643-8.7.2-16',
        'RFC7643-8.7.2-17',
        'RFC7643-8.7.2-18',
        'RFC7643-8.7.2-19',
        'RFC7643-8.7.2-20',
        'RFC7643-8.7.2-22',
      ],
      fix: 'Publish the ResourceType schema of RFC 7643 section 8.7.2, or do not list it.',
    },
    ({ target }) =>
      // Errata 8475 and 7522: the printed text has other letter case, uniqueness and plurality here.
      expectCanonical(
        target,
        oracle.resourceTypeSchema,
        ({ path, canonical }) =>
          path === 'schemaExtensions' ||
          (['name', 'endpoint'].includes(path) && /^(caseExact|uniqueness)/.test(canonical)),
      ),
  );

  should(
    'discovery.canonical.schema',
    {
      title: 'the schema of schemas is that of the RFC',
      spec: [
        'RFC7643-8.7.2-23',
        'RFC7643-8.7.2-25',
        'RFC7643-8.7.2-26',
        'RFC7643-8.7.2-27',
        'RFC7643-8.7.2-28',
        'RFC7643-8.7.2-29',
        'RFC7643-8.7.2-30',
        'RFC7643-8.7.2-32',
        'RFC7643-8.7.2-37',
        'RFC7643-8.7.2-38',
      ],
      fix: 'Publish the Schema schema of RFC 7643 section 8.7.2, or do not list it.',
    },
    ({ target }) =>
      // Prose and printed text disagree about these; errata 5607 about the plurality of referenceTypes.
      expectCanonical(
        target,
        oracle.schemaSchema,
        ({ path, canonical }) =>
          path === 'name' ||
          (path === 'id' && canonical.startsWith('returned')) ||
          /^attributes\.(required|caseExact|mutability|returned|uniqueness)$/.test(path) ||
          path.startsWith('attributes.subAttributes.'),
      ),
  );

  may(
    'discovery.canonical.discovery-differences',
    {
      title: 'shows where the schemas of discovery differ from the printed ones',
      spec: [
        'RFC7643-8.7.2-12',
        'RFC7643-8.7.2-13',
        'RFC7643-8.7.2-21',
        'RFC7643-8.7.2-24',
        'RFC7643-8.7.2-31',
        'RFC7643-8.7.2-33',
        'RFC7643-8.7.2-34',
        'RFC7643-8.7.2-35',
        'RFC7643-8.7.2-36',
      ],
      fix: 'Nothing: prose and printed schema disagree here.',
    },
    async ({ target }) => {
      const said: string[] = [];
      await judgeEach(
        [oracle.serviceProviderConfigSchema, oracle.resourceTypeSchema, oracle.schemaSchema],
        ({ name }) => name,
        (schema) => {
          for (const { path, published } of deviationsFrom(target, schema)) said.push(`${path}: ${published}`);
        },
        'the target lists no discovery schema',
      );
      return said.length === 0 ? 'none' : said.join('; ');
    },
  );
});

const rows = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `RFC7643-8.7.1-${String(from + at).padStart(2, '0')}`);

scenario('The schemas of users and groups', () => {
  may(
    'discovery.canonical.user',
    {
      title: 'shows where the User schema differs from the printed one',
      spec: rows(1, 32),
      fix: 'Nothing: the printed schema is an example; publish what you do.',
    },
    ({ target }) => observed(target, oracle.userSchema),
  );

  may(
    'discovery.canonical.group',
    {
      title: 'shows where the Group schema differs from the printed one',
      spec: rows(33, 35),
      fix: 'Nothing: the printed schema is an example; publish what you do.',
    },
    ({ target }) => observed(target, oracle.groupSchema),
  );

  may(
    'discovery.canonical.enterprise',
    {
      title: 'shows where the enterprise schema differs from the printed one',
      spec: rows(36, 42),
      fix: 'Nothing: the printed schema is an example; publish what you do.',
    },
    ({ target }) => observed(target, oracle.enterpriseUserSchema),
  );
});
