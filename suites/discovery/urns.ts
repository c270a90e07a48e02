import { judgeEach, fail, may, readAll, scenario, should, urns, type Capabilities } from '../../harness/language.js';
import { schemasOf, text, typesOf } from './_documents.js';

const NAMESPACE = 'urn:ietf:params:scim:';
/** The registered core schemas: RFC 7643 section 10.4, RFC 9944. */
const REGISTERED = [
  urns.USER_SCHEMA,
  urns.GROUP_SCHEMA,
  urns.SERVICE_PROVIDER_CONFIG_SCHEMA,
  urns.RESOURCE_TYPE_SCHEMA,
  urns.SCHEMA_SCHEMA,
  'urn:ietf:params:scim:schemas:core:2.0:Device',
  'urn:ietf:params:scim:schemas:core:2.0:EndpointApp',
].map((urn) => urn.toLowerCase());

/** The URNs of the SCIM namespace that the target publishes. */
function published(target: Capabilities): string[] {
  const all = [
    ...schemasOf(target).map((schema) => text(schema, 'id')),
    ...typesOf(target).flatMap((type) => [text(type, 'schema'), ...readAll(type, 'schemaExtensions.schema')]),
  ];
  const own = all.filter((urn): urn is string => typeof urn === 'string' && urn.toLowerCase().startsWith(NAMESPACE));
  return [...new Set(own)];
}

const NONE = 'the target publishes no URNs of the SCIM namespace';

scenario('The URNs of schemas', () => {
  should(
    'discovery.urns.form',
    {
      title: 'URNs of the SCIM namespace have a type and a name',
      spec: 'RFC7643-10.2.1-01',
      fix: 'Use urn:ietf:params:scim:schemas:{name}:{other}, or a namespace of your own.',
    },
    ({ target }) =>
      judgeEach(
        published(target),
        (urn) => urn,
        (urn) => {
          if (!/^[\w-]+(:[A-Za-z0-9()+,.=@;$_!*'%-]+)+$/.test(urn.slice(NAMESPACE.length)))
            fail('urn:ietf:params:scim:{type}:{name}', urn);
        },
        NONE,
      ),
  );

  should(
    'discovery.urns.type',
    {
      title: 'URNs of the SCIM namespace are of the type schemas or api',
      spec: 'RFC7643-10.2.1-02',
      fix: 'Use urn:ietf:params:scim:schemas:… for schemas, or a namespace of your own.',
    },
    ({ target }) =>
      judgeEach(
        published(target),
        (urn) => urn,
        (urn) => {
          const type = urn.slice(NAMESPACE.length).split(':')[0]?.toLowerCase() ?? '';
          // Section 10.2.1 itself also speaks of schema and param.
          if (!['schemas', 'api', 'schema', 'param'].includes(type)) fail('the type schemas or api', urn);
        },
        NONE,
      ),
  );

  may(
    'discovery.urns.unregistered',
    {
      title: 'shows core URNs that nobody registered',
      spec: ['RFC7643-10.2.1-03', 'RFC7643-10.3.1-01'],
      fix: 'Nothing: URNs of your own namespace are safer than core URNs that no RFC defines.',
    },
    ({ target }) => {
      const core = published(target).filter((urn) => urn.toLowerCase().startsWith(`${NAMESPACE}schemas:core:`));
      const odd = core.filter((urn) => !REGISTERED.includes(urn.toLowerCase()));
      return odd.length === 0 ? 'none' : odd.join(', ');
    },
  );
});
