/** Okta's entitlement management reads roles and entitlements as resources of their own. */
import {
  fail,
  given,
  interop,
  isObject,
  notApplicable,
  read,
  readAll,
  resourcesOf,
  scenario,
  totalOf,
  type Json,
  type ScimResponse,
} from '../../../harness/language.js';
import { entitlementDiscovery, rule } from '../../../harness/interop.js';
import { idsIn, speaking, type Talk } from '../_conversation.js';
import { expectList } from '../_judge.js';

/** Types of Okta's own schemas: roles, entitlements and what else a vendor grants. */
const OKTA_TYPE = /^urn:okta:scim:schemas:core:1\.0:/i;

const endpointOf = (type: Json): string => `/${String(read(type, 'endpoint')).replace(/^\//, '')}`;

/** A page of one, by the endpoint's own paging. */
function page({ say }: Talk, endpoint: string, startIndex: number): Promise<ScimResponse> {
  const [, , listed = null] = entitlementDiscovery([endpoint]);
  const path = `${endpoint}?startIndex=${startIndex}&count=1`;
  return say(listed && { ...listed, path });
}

scenario('Okta reads roles and entitlements', () => {
  const types = given(
    'the types of roles and entitlements',
    speaking('okta-oin', async ({ say }) => {
      const response = await say(entitlementDiscovery([])[0] ?? null);
      const own = resourcesOf(response).filter((type) => OKTA_TYPE.test(String(read(type, 'schema'))));
      if (own.length === 0) notApplicable('no resource type has a schema of roles or entitlements as Okta names them');
      return own;
    }),
  );

  interop(
    'interop.okta-oin.entitlements.schemas',
    {
      ...rule('OKTA-ENTITLEMENT-01'),
      title: 'the extensions of roles and entitlements are in /Schemas',
      fix: 'List in /Schemas every schema that a resource type names as an extension.',
    },
    speaking('okta-oin', async ({ say }) => {
      const extensions = types.value.flatMap((type) => readAll(type, 'schemaExtensions.schema').map(String));
      const response = await say(entitlementDiscovery([])[1] ?? null);
      expectList(response);
      const listed = new Set(idsIn(response).map((id) => String(id).toLowerCase()));
      const missing = extensions.find((schema) => !listed.has(schema.toLowerCase()));
      if (missing !== undefined)
        fail(`the schema ${missing}`, `${listed.size} schemas without it`, { exchange: response.n });
      return `${types.value.length} types with ${extensions.length} extensions`;
    }),
  );

  interop(
    'interop.okta-oin.entitlements.listed',
    {
      ...rule('OKTA-ENTITLEMENT-02'),
      title: 'roles and entitlements are listed with id, displayName and type',
      fix: 'Answer GET of the endpoint with a ListResponse of resources that have id, displayName and type.',
    },
    speaking('okta-oin', async ({ say }) => {
      for (const endpoint of types.value.map(endpointOf)) {
        const response = await say(entitlementDiscovery([endpoint])[2] ?? null);
        expectList(response);
        for (const resource of resourcesOf(response).filter(isObject))
          for (const name of ['displayName', 'type'])
            if (typeof read(resource, name) !== 'string')
              fail(`${name} in every resource of ${endpoint}`, `one without it`, { exchange: response.n });
      }
    }),
  );

  interop(
    'interop.okta-oin.entitlements.pages',
    {
      ...rule('OKTA-ENTITLEMENT-02'),
      title: 'roles and entitlements are listed in pages',
      fix: 'Support startIndex and count at the endpoints of roles and entitlements.',
    },
    speaking('okta-oin', async (talk) => {
      for (const endpoint of types.value.map(endpointOf)) {
        const [first, second] = [await page(talk, endpoint, 1), await page(talk, endpoint, 2)];
        expectList(first);
        if (idsIn(first).length > 1)
          fail('one resource at most', `${idsIn(first).length} resources`, { exchange: first.n });
        if (Number(totalOf(first)) < 2) continue;
        expectList(second);
        if (idsIn(first)[0] === idsIn(second)[0])
          fail('another resource on the next page', 'the same, or none', { exchange: second.n });
      }
    }),
  );
});
