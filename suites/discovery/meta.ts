import {
  entries,
  fail,
  given,
  isObject,
  judgeEach,
  member,
  must,
  notApplicable,
  pathOf,
  read,
  readAll,
  resourcesOf,
  scenario,
  show,
  succeeded,
  urns,
  type Capabilities,
  type Context,
  type JsonObject,
} from '../../harness/language.js';
import { configOf, nameOf, schemasOf, text, typesOf } from './_documents.js';

interface Document {
  kind: 'ServiceProviderConfig' | 'ResourceType' | 'Schema';
  item: JsonObject;
  /** Where it stands by the rules of RFC 7644 section 4. */
  places: string[];
}

/** Schemas of documents, which no user carries. */
const DOCUMENTS = [
  urns.SERVICE_PROVIDER_CONFIG_SCHEMA,
  urns.RESOURCE_TYPE_SCHEMA,
  urns.SCHEMA_SCHEMA,
  urns.ENTERPRISE_USER_SCHEMA,
];

const attempt = <T>(get: () => T[]): T[] => {
  try {
    return get();
  } catch {
    // Another check fails or tells why this document cannot be read.
    return [];
  }
};

function documents(target: Capabilities): Document[] {
  const under = (list: string, ...ids: string[]): string[] =>
    ids.filter(Boolean).map((id) => `${list}/${encodeURIComponent(id)}`);
  return [
    ...attempt(() => [configOf(target)]).map((item): Document => ({
      kind: 'ServiceProviderConfig',
      item,
      places: ['/ServiceProviderConfig'],
    })),
    ...attempt(() => typesOf(target)).map((item): Document => ({
      kind: 'ResourceType',
      item,
      places: under('/ResourceTypes', text(item, 'id'), text(item, 'name')),
    })),
    ...attempt(() => schemasOf(target))
      .slice(0, 8)
      .map((item): Document => ({ kind: 'Schema', item, places: under('/Schemas', text(item, 'id')) })),
  ];
}

const called = ({ kind, item }: Document): string => (kind === 'ServiceProviderConfig' ? kind : nameOf(item));

/** Whether the body is the document itself, as far as its name or URI tells. */
function isDocument({ kind, item }: Document, json: unknown): boolean {
  if (!isObject(json)) return false;
  if (kind === 'ServiceProviderConfig')
    return member(json, 'patch') !== undefined || member(item, 'patch') === undefined;
  const key = kind === 'Schema' ? 'id' : 'name';
  return text(json, key).toLowerCase() === text(item, key).toLowerCase();
}

scenario('meta of the discovery documents', () => {
  must(
    'discovery.meta.location',
    {
      title: 'meta.location of a discovery document leads to it',
      spec: ['RFC7643-3.1-32', 'RFC7644-4-09'],
      fix: 'Put the URI at which the document is served into its meta.location.',
    },
    ({ target, scim }) =>
      judgeEach(
        documents(target).filter(({ item }) => typeof read(item, 'meta.location') === 'string'),
        called,
        async (document) => {
          const location = String(read(document.item, 'meta.location'));
          const base = scim.url('');
          // Behind a gateway the URI may be one that only others reach.
          if (!location.startsWith(`${base}/`)) notApplicable('the location is not below the base URL');
          const there = await scim.get(location.slice(base.length));
          if (succeeded(there)) {
            if (!isDocument(document, there.json))
              fail(`${called(document)} at ${location}`, 'another document', { exchange: there.n });
            return;
          }
          if (there.status !== 404) notApplicable(`the location answers ${there.status}`);
          for (const place of document.places) {
            const known = await scim.get(place);
            // The same place in other percent-encoding: a router that splits at the slashes of a URI is no wrong location.
            const same = location.toLowerCase().endsWith(decodeURIComponent(place).toLowerCase());
            if (!same && succeeded(known) && isDocument(document, known.json))
              fail(`${called(document)} at ${location}`, `404, and it is served at ${place}`, { exchange: there.n });
          }
          notApplicable('the document is not served by itself');
        },
        'no discovery document has a meta.location',
      ),
  );

  must(
    'discovery.meta.resource-type',
    {
      title: 'meta.resourceType of a discovery document is its kind',
      spec: 'RFC7643-3.1-28',
      fix: 'Write ServiceProviderConfig, ResourceType or Schema into meta.resourceType of the discovery documents.',
    },
    ({ target }) =>
      judgeEach(
        documents(target).filter(({ item }) => (read(item, 'meta.resourceType') ?? null) !== null),
        called,
        ({ kind, item }) => {
          const got = read(item, 'meta.resourceType');
          if (String(got).toLowerCase() !== kind.toLowerCase())
            fail(`meta.resourceType ${kind}`, `meta.resourceType ${show(got)}`);
        },
        'no discovery document has a meta.resourceType',
      ),
  );
});

/** Published schemas that no resource type names, each with values for its plain texts and numbers. */
function unattached(target: Capabilities, a: Context['a']): [string, JsonObject][] {
  const named = attempt(() => typesOf(target)).flatMap((type) => [
    text(type, 'schema'),
    ...readAll(type, 'schemaExtensions.schema').map(String),
  ]);
  const known = new Set([...named, ...DOCUMENTS].map((urn) => urn.toLowerCase()));
  return attempt(() => schemasOf(target))
    .filter((schema) => text(schema, 'id') !== '' && !known.has(text(schema, 'id').toLowerCase()))
    .slice(0, 4)
    .flatMap((schema): [string, JsonObject][] => {
      const values: JsonObject = {};
      for (const attribute of entries(schema, 'attributes')) {
        const [type, mutability] = [text(attribute, 'type'), text(attribute, 'mutability')];
        if (member(attribute, 'multiValued') === true || (mutability !== '' && mutability !== 'readWrite')) continue;
        if (type === 'string' && readAll(attribute, 'canonicalValues').length === 0)
          values[text(attribute, 'name')] = `Value ${a.marker()}`;
        if (type === 'integer') values[text(attribute, 'name')] = a.integer(1, 9999);
      }
      return Object.keys(values).length > 0 ? [[text(schema, 'id'), values]] : [];
    });
}

scenario('Extensions that are served', { needs: 'users' }, () => {
  const made = given('a user of the enterprise extension is posted', ({ scim, a }) =>
    scim.post('/Users', {
      ...a.user(),
      schemas: [...new Set([...readAll(a.user(), 'schemas').map(String), urns.ENTERPRISE_USER_SCHEMA])],
      [urns.ENTERPRISE_USER_SCHEMA]: { department: 'Tools' },
    }),
  );

  must(
    'discovery.meta.extensions-registered',
    {
      title: 'an extension that users show is one of their resource type',
      spec: ['RFC7643-6-13', 'RFC7644-4-08'],
      fix: 'Name each extension that resources carry in schemaExtensions of their resource type.',
      why: 'A client that maps by the resource types never offers the attributes of the extension.',
    },
    async ({ target, scim, a }) => {
      const declared = typesOf(target).flatMap((type) => readAll(type, 'schemaExtensions.schema').map(String));
      const known = new Set(declared.map((urn) => urn.toLowerCase()));
      const own = succeeded(made.response) ? await scim.get(made.path) : undefined;
      const list = await scim.get('/Users', { query: { count: 5 } });
      const filled: JsonObject[] = [];
      for (const [urn, values] of unattached(target, a)) {
        const posted = await scim.post('/Users', { ...a.user(), schemas: [urns.USER_SCHEMA, urn], [urn]: values });
        if (!succeeded(posted)) continue;
        const { json } = await scim.get(pathOf(posted));
        if (isObject(json)) filled.push(json);
      }
      const users = [...filled, ...(isObject(own?.json) ? [own.json] : []), ...resourcesOf(list)];
      const served = users.flatMap((user) =>
        Object.entries(user)
          .filter(([, value]) => isObject(value) && Object.keys(value).length > 0)
          .map(([name]) => name.toLowerCase()),
      );
      // Only schemas that the target publishes, and the one that every client knows: other containers are its own affair.
      const core = urns.USER_SCHEMA.toLowerCase();
      const published = attempt(() => schemasOf(target)).map((schema) => text(schema, 'id').toLowerCase());
      const extensions = [...published, urns.ENTERPRISE_USER_SCHEMA.toLowerCase()].filter(
        (urn) => urn !== core && served.includes(urn),
      );
      if (extensions.length === 0) notApplicable('no user shows an extension');
      const missing = extensions.filter((urn) => !known.has(urn));
      if (missing.length > 0)
        fail(`${missing[0]} in schemaExtensions of the resource type`, declared.join(', ') || 'no extensions');
    },
  );
});
