/** SailPoint's SCIM 2.0 connector: discovery and the aggregation of accounts. */
import {
  discoveredItems,
  expect,
  fail,
  given,
  interop,
  member,
  notApplicable,
  read,
  readAll,
  resourcesOf,
  scenario,
  totalOf,
  urns,
} from '../../harness/language.js';
import { dialects, guess, rule, speak } from '../../harness/interop.js';
import { existing, idsIn, leavingAndReturning, speaking } from './_conversation.js';
import { ownIdIgnored, refusedAgain } from './_duplicates.js';
import { expectActive, expectCreated, expectEffect, expectIdentified, expectList, expectShaped } from './_judge.js';
import { documentOf, expectDocument } from './_documents.js';
import { takenNameRefused } from './_renames.js';
import { says } from './_words.js';

const documentAt = documentOf('sailpoint');

scenario('SailPoint reads the discovery documents', () => {
  interop(
    'interop.sailpoint.config',
    {
      ...rule('SAILPOINT-DISCOVERY-01'),
      title: 'GET /ServiceProviderConfig answers 200',
      fix: 'Serve /ServiceProviderConfig to the connector: a 404 ends the account aggregation.',
    },
    async ({ scim }) => expectDocument(await speak(scim, 'sailpoint', documentAt('/ServiceProviderConfig'))),
  );

  interop(
    'interop.sailpoint.types',
    {
      ...rule('SAILPOINT-DISCOVERY-02'),
      title: 'GET /ResourceTypes answers 200 with the type of users',
      fix: 'Serve /ResourceTypes with an entry for User.',
    },
    async ({ scim }) => {
      const response = await speak(scim, 'sailpoint', documentAt('/ResourceTypes'));
      expect(response).to.have.status(200);
      const schemas = discoveredItems(response).map((type) => read(type, 'schema'));
      if (!schemas.includes(urns.USER_SCHEMA))
        fail('a resource type with the core User schema', `${schemas.length} types without it`, {
          exchange: response.n,
        });
    },
  );

  const schemas = given('/Schemas is read', ({ scim }) => speak(scim, 'sailpoint', documentAt('/Schemas')));

  interop(
    'interop.sailpoint.schemas',
    {
      ...rule('SAILPOINT-DISCOVERY-03'),
      title: 'GET /Schemas answers 200 with the core User schema',
      fix: 'Serve /Schemas with every schema that resources use.',
    },
    () => {
      expect(schemas.response).to.have.status(200);
      const ids = discoveredItems(schemas.response).map((schema) => read(schema, 'id'));
      if (!ids.includes(urns.USER_SCHEMA))
        fail('the core User schema', `${ids.length} schemas without it`, { exchange: schemas.response.n });
    },
  );

  interop(
    'interop.sailpoint.user-type',
    {
      ...rule('SAILPOINT-DISCOVERY-04'),
      title: 'GET /ResourceTypes/User answers 200',
      fix: 'Serve each resource type at its own path too.',
    },
    async ({ scim }) => expectDocument(await speak(scim, 'sailpoint', documentAt('/ResourceTypes/User')), 'User'),
  );

  interop(
    'interop.sailpoint.user-schema',
    {
      ...rule('SAILPOINT-DISCOVERY-05'),
      title: 'GET /Schemas/{id of the core User schema} answers 200',
      fix: 'Serve each schema at its own path too.',
    },
    async ({ scim }) =>
      expectDocument(await speak(scim, 'sailpoint', documentAt(`/Schemas/${urns.USER_SCHEMA}`)), urns.USER_SCHEMA),
  );

  const { created } = existing('sailpoint');

  interop(
    'interop.sailpoint.described',
    {
      ...rule('SAILPOINT-DISCOVERY-06'),
      title: 'what users have is described in /Schemas',
      fix: 'Publish every attribute that your users show: the account schema is built from /Schemas.',
    },
    () => {
      expect(schemas.response).to.have.status(200);
      const core = discoveredItems(schemas.response).find((schema) => read(schema, 'id') === urns.USER_SCHEMA);
      if (!core) fail('the core User schema', 'schemas without it', { exchange: schemas.response.n });
      const names = readAll(core, 'attributes.name').map((name) => String(name).toLowerCase());
      const common = ['schemas', 'id', 'externalid', 'meta'];
      const undescribed = Object.keys(created.resource).filter(
        (name) => !name.includes(':') && !common.includes(name.toLowerCase()) && !names.includes(name.toLowerCase()),
      );
      if (undescribed.length > 0)
        fail('a user of described attributes only', `a user with ${undescribed.join(', ')}`, {
          exchange: created.response.n,
        });
    },
  );
});

scenario('SailPoint aggregates accounts', () => {
  const { who, created } = existing('sailpoint');
  const first = given('the first page is read', async (context) => {
    void created.response;
    await context.still();
    return speak(context.scim, 'sailpoint', { ...dialects.sailpoint.readUser('x'), path: '/Users' });
  });

  interop(
    'interop.sailpoint.list',
    {
      ...rule('SAILPOINT-LIST-01', 'CLIENT-ANY-03'),
      title: 'GET /Users lists accounts',
      fix: 'Answer GET /Users without a filter with a ListResponse of accounts.',
    },
    () => {
      expectList(first.response);
      if (resourcesOf(first.response).length === 0)
        fail('accounts: one was just created', 'a list without any', { exchange: first.response.n });
    },
  );

  interop(
    'interop.sailpoint.pages',
    {
      ...rule('SAILPOINT-LIST-02'),
      title: 'pages by startIndex and count follow each other',
      fix: 'Support startIndex (from 1) and count on /Users.',
    },
    speaking('sailpoint', async ({ say, dialect }) => {
      const one = await say(dialect.listUsers({ startIndex: 1, count: 1 }));
      expectList(one);
      if (Number(totalOf(one)) < 2) notApplicable('there is one account alone');
      const two = await say(dialect.listUsers({ startIndex: 2, count: 1 }));
      expectList(two);
      for (const page of [one, two])
        if (resourcesOf(page).length !== 1)
          fail('a page of one account', `${resourcesOf(page).length} accounts`, { exchange: page.n });
      if (idsIn(one)[0] === idsIn(two)[0]) fail('another account on the next page', 'the same', { exchange: two.n });
    }),
  );

  interop('interop.sailpoint.ids', { ...rule('CLIENT-ANY-04'), ...says.ids }, () => {
    expectIdentified(created.response);
    expectList(first.response);
  });

  interop('interop.sailpoint.shape', { ...rule('CLIENT-ANY-01', 'CLIENT-ANY-13'), ...says.shape }, () => {
    expect(member(created.resource, 'id')).to.equal(created.id);
    expectShaped(created.response);
  });

  interop('interop.sailpoint.create', { ...rule('SAILPOINT-USER-01', 'CLIENT-ANY-02'), ...says.created }, () =>
    expectCreated(created.response, 'sailpoint', who.value),
  );
});

scenario('SailPoint creates accounts that are there', () => {
  const { who, created } = existing('sailpoint');

  interop(
    'interop.sailpoint.duplicate',
    { ...rule('CLIENT-ANY-05'), ...says.duplicate },
    refusedAgain('sailpoint', who, created),
  );

  interop(
    'interop.sailpoint.own-id',
    { ...rule('CLIENT-ANY-09'), ...says.ownId },
    ownIdIgnored('sailpoint', who, created),
  );

  interop(
    'interop.sailpoint.taken-name',
    { ...rule('CLIENT-ANY-08'), ...says.takenName },
    takenNameRefused('sailpoint'),
  );
});

scenario('SailPoint disables an account', () => {
  const { disabled, whileDisabled, enabled, afterwards } = leavingAndReturning('sailpoint');

  interop('interop.sailpoint.disable', { ...guess('SAILPOINT-USER-01', 'CLIENT-ANY-06'), ...says.disabled }, () => {
    expect(disabled.response).to.succeeded();
    expectActive(whileDisabled.response, false);
  });

  interop('interop.sailpoint.disable-effect', { ...rule('CLIENT-ANY-06'), ...says.stays }, () =>
    expectEffect(disabled.response, whileDisabled.response),
  );

  interop('interop.sailpoint.enable', { ...guess('SAILPOINT-USER-01'), ...says.enabled }, () => {
    expect(enabled.response).to.succeeded();
    expectActive(afterwards.response, true);
  });
});
