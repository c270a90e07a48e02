import {
  describeAnswer,
  expect,
  fail,
  given,
  isErrorMessage,
  judgeEach,
  may,
  must,
  notApplicable,
  inconclusive,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  succeeded,
  urns,
  type Context,
  type Given,
  type JsonObject,
} from '../../harness/language.js';
import {
  assignedPlain,
  emailOf,
  expectUnchanged,
  needsStored,
  plainAttributes,
  steps,
  unassignedPlain,
  type Operation,
  type Patched,
} from './_patch.js';

scenario('A PATCH that fails half-way', { needs: 'patch' }, () => {
  const user = given('a user is posted', ({ scim, a, target }) =>
    scim.post('/Users', target.enterprise ? a.enterpriseUser({ with: ['title'] }) : a.user({ with: ['title'] })),
  );
  const step = steps(user);
  const failed = step('a good operation is followed by one without target', (before, { a, target }) => {
    needsStored(before, 'emails');
    return [
      { op: 'replace', path: assignedPlain(before, target), value: `Half ${a.marker()}` },
      { op: 'replace', path: 'emails[value eq "nobody-has-this@example.com"].value', value: a.email() },
    ];
  });
  const refused = (): void => {
    if (succeeded(failed.value.response))
      inconclusive(
        `the target accepts a replace whose filter selects nothing: ${describeAnswer(failed.value.response)}`,
      );
  };

  const other = given('another user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const title = (before: JsonObject, { a, target }: Context): Operation => ({
    op: 'replace',
    path: assignedPlain(before, target),
    value: `Half ${a.marker()}`,
  });
  const email = ({ a }: Context): Operation => ({
    op: 'add',
    path: 'emails',
    value: [{ value: a.email(), type: 'home' }],
  });
  const taken = (): string => {
    const name = read(other.resource, 'userName');
    return typeof name === 'string' ? name : notApplicable('the target shows no userName');
  };
  const renamed = (): Operation => ({ op: 'replace', path: 'userName', value: taken() });
  const foreignId = ({ a }: Context): Operation => ({ op: 'replace', path: 'id', value: a.unknownId(user.id) });
  const failing: [string, Given<Patched>][] = [
    ['a value path without match', failed],
    [
      'a taken userName',
      step('it is followed by a taken userName', (was, context) => [title(was, context), renamed()]),
    ],
    [
      'a taken userName before',
      step('a taken userName is followed by it', (was, context) => [renamed(), title(was, context)]),
    ],
    [
      'a taken userName in the same value',
      step('a taken userName stands beside it', (was, context) => {
        const { path = '', value } = title(was, context);
        return [{ op: 'replace', value: { [path]: value, userName: taken() } }];
      }),
    ],
    ['another id', step('an e-mail and another id', (_was, context) => [email(context), foreignId(context)])],
    [
      'another id after an attribute of the extension',
      step('a department and another id', (was, context) => {
        if (!context.target.enterprise) notApplicable('the target publishes no enterprise extension');
        const path = `${urns.ENTERPRISE_USER_SCHEMA}:department`;
        needsStored(was, path);
        return [{ op: 'replace', path, value: `Half ${context.a.marker()}` }, foreignId(context)];
      }),
    ],
    [
      'another id after a first value',
      step('a first value and another id', (was, context) => [
        { op: 'add', path: unassignedPlain(was, context.target), value: `Half ${context.a.marker()}` },
        foreignId(context),
      ]),
    ],
    [
      'the removal of userName',
      step('a removal and that of userName', (was, { target }) => [
        { op: 'remove', path: assignedPlain(was, target) },
        { op: 'remove', path: 'userName' },
      ]),
    ],
    [
      'an object for a boolean',
      step('a family name and an object for a boolean', (was, { a }) => {
        needsStored(was, 'name.familyName');
        return [
          { op: 'replace', path: 'name.familyName', value: `Half ${a.marker()}` },
          { op: 'replace', path: 'active', value: { nested: 'x' } },
        ];
      }),
    ],
  ];

  must(
    'protocol.patch-rules.atomic',
    {
      title: 'a PATCH that fails changes nothing, its good operations included',
      spec: ['RFC7644-3.5.2-31', 'RFC7644-3.5.2-32', 'RFC7644-3.5.2-29'],
      fix: 'Apply all operations to a copy and store it only when every one succeeded, its unique values checked.',
      why: 'Half a change leaves an account that neither side expects.',
    },
    ({ target }) =>
      judgeEach(
        failing,
        ([what]) => what,
        ([, { value }]) => {
          if (succeeded(value.response)) notApplicable(`the target accepts it: ${describeAnswer(value.response)}`);
          expectUnchanged(value, target);
        },
      ),
  );

  must(
    'protocol.patch-rules.failure-reported',
    {
      title: 'a failing operation makes the whole request fail',
      spec: 'RFC7644-3.5.2-33',
      fix: 'Answer with an error when any operation fails, whatever the others did.',
    },
    () => {
      resourceOf(failed.value.read);
      const { status } = failed.value.response;
      if (status < 400)
        fail('an error for the whole request', describeAnswer(failed.value.response), {
          exchange: failed.value.response.n,
        });
    },
  );

  must(
    'protocol.patch-rules.error-body',
    {
      title: 'a failed PATCH has a JSON error body',
      spec: 'RFC7644-3.5.2-34',
      fix: 'Send a SCIM Error message with the status.',
    },
    () => {
      resourceOf(failed.value.read);
      refused();
      if (!isErrorMessage(failed.value.response))
        fail('a SCIM Error body', describeAnswer(failed.value.response), { exchange: failed.value.response.n });
    },
  );
});

scenario('Several operations in one PATCH', { needs: 'patch' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const bystander = given('another user, of the same name where that may be, is posted', ({ scim, a, target }) => {
    const isShared = (target.attribute('/Users', 'displayName')?.uniqueness ?? 'none') === 'none';
    return scim.post(
      '/Users',
      a.user({ with: ['title'], ...(isShared ? { displayName: user.sent['displayName'] } : {}) }),
    );
  });
  const aside = given('the other user is read', ({ scim }) => scim.get(bystander.path));
  const step = steps(user);
  const order = step('one attribute is replaced twice', (before, { a, target }) => {
    const path = assignedPlain(before, target);
    return [
      { op: 'replace', path, value: `One ${a.marker()}` },
      { op: 'replace', path, value: `Two ${a.marker()}` },
    ];
  });

  must(
    'protocol.patch-rules.order',
    {
      title: 'operations are applied in the order of the array',
      spec: 'RFC7644-3.5.2-27',
      fix: 'Apply the operations one after the other, first to last.',
    },
    () => {
      const { response, operations, after } = order.value;
      expect(response).to.succeeded();
      expect(after).to.hold(operations[1]?.path ?? '', operations[1]?.value);
    },
  );

  const reset = step('one attribute is removed, then added', (before, { a, target }) => {
    const path = assignedPlain(before, target);
    if (target.attribute('/Users', path)?.required) notApplicable(`${path} is published as required`);
    return [
      { op: 'remove', path },
      { op: 'add', path, value: `Reset ${a.marker()}` },
    ];
  });

  const undone = step('one attribute is set, then removed', (before, { a, target }) => {
    const path = assignedPlain(before, target);
    if (target.attribute('/Users', path)?.required) notApplicable(`${path} is published as required`);
    return [
      { op: 'add', path, value: `Undone ${a.marker()}` },
      { op: 'remove', path },
    ];
  });

  must(
    'protocol.patch-rules.remove-then-add',
    {
      title: 'of removing and adding a value in one request the last is what holds',
      spec: ['RFC7644-3.5.2-27', 'RFC7644-3.5.2-28'],
      fix: 'Apply the operations one after the other; do not group them by kind.',
    },
    () => {
      const { response, operations, after } = reset.value;
      expect(response).to.succeeded();
      expect(after).to.hold(operations[1]?.path ?? '', operations[1]?.value);
      const [added] = undone.value.operations;
      expect(undone.value.response).to.succeeded();
      expect(undone.value.after).to.not.hold(added?.path ?? '', added?.value);
    },
  );

  const built = step('an e-mail is added, then changed by its type', (before, { a }) => {
    emailOf(before, 'work');
    return [
      { op: 'add', path: 'emails', value: [{ value: a.email(), type: 'home' }] },
      { op: 'replace', path: 'emails[type eq "home"].value', value: a.email() },
    ];
  });

  must(
    'protocol.patch-rules.sequence',
    {
      title: 'each operation works on the result of the one before',
      spec: 'RFC7644-3.5.2-28',
      fix: 'Evaluate paths and filters against the state after the previous operation.',
    },
    async ({ scim, a }) => {
      const { response, operations, after } = built.value;
      if (response.status === 400) {
        const control = await scim.post(
          '/Users',
          a.user({
            emails: [
              { value: a.email(), type: 'work' },
              { value: a.email(), type: 'home' },
            ],
          }),
        );
        if (!succeeded(control) || readAll(control.json, 'emails').length < 2)
          notApplicable('the target limits the values of emails');
      }
      expect(response).to.succeeded();
      const now = readAll(after, 'emails.value').map((value) => String(value).toLowerCase());
      const [first, second] = [String(readAll(operations[0]?.value, 'value')[0]), String(operations[1]?.value)].map(
        (text) => text.toLowerCase(),
      );
      if (!now.includes(String(second))) fail(`emails with ${second}`, `emails ${now.join(', ')}`);
      if (now.includes(String(first))) fail(`emails without ${first}`, `emails ${now.join(', ')}`);
    },
  );

  must(
    'protocol.patch-rules.one-resource',
    {
      title: 'a PATCH changes the resource of its URL and no other',
      spec: 'RFC7644-3.5.2-26',
      fix: 'Apply the operations to the one resource that the URL names.',
    },
    async ({ scim }) => {
      expect(order.value.response).to.succeeded();
      const now = resourceOf(await scim.get(bystander.path));
      for (const path of ['userName', 'title', 'displayName', 'active', 'name.familyName', 'emails.value'])
        if (read(aside.resource, path) !== undefined) expect(now).to.hold(path, read(aside.resource, path));
    },
  );
});

scenario('Operations that are refused', { needs: 'patch' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const step = steps(user);
  const unknownOp = step('an operation that does not exist', (before, { a, target }) => [
    { op: 'hxop', path: assignedPlain(before, target), value: `Hx ${a.marker()}` },
  ]);

  must(
    'protocol.patch-rules.unknown-op',
    {
      title: 'an op other than add, remove and replace is refused',
      spec: 'RFC7644-3.5.2-07',
      fix: 'Answer 400 invalidSyntax for an unknown op.',
    },
    ({ target }) => {
      expect(unknownOp.value.response).to.be.refused();
      expectUnchanged(unknownOp.value, target);
    },
  );

  must(
    'protocol.patch-rules.broken-path',
    {
      title: 'a path outside the grammar is refused',
      spec: 'RFC7644-3.5.2-15',
      fix: 'Parse paths strictly and answer 400 invalidPath.',
    },
    async ({ scim, a }) => {
      const before = resourceOf(await scim.get(user.path));
      await judgeEach(
        [
          ['replace', 'emails[type eq'],
          ['replace', 'name..givenName'],
          ['replace', 'emails[type eq "work"]value'],
          ['replace', 'emails[type eq "work"'],
          ['replace', 'emails[type hxq "work"].value'],
          ['remove', '[type eq "work"]'],
          ['remove', 'name.'],
        ] as const,
        ([op, path]) => `${op} ${path}`,
        async ([op, path]) => {
          const value = op === 'remove' ? {} : { value: `x-${a.word()}` };
          expect(await scim.patch(user.path, [{ op, path, ...value }])).to.be.refused();
        },
      );
      expect(resourceOf(await scim.get(user.path))).to.hold('userName', read(before, 'userName'));
    },
  );

  const unknown = step('an attribute that no schema defines', (_before, { a }) => [
    { op: 'replace', path: 'noSuchAttribute', value: a.word() },
  ]);

  should(
    'protocol.patch-rules.unknown-attribute',
    {
      title: 'a path that names an unknown attribute is refused',
      spec: 'RFC7644-3.5.2-16',
      fix: 'Answer 400 (invalidPath or noTarget) for an attribute that the schema does not have.',
      why: 'A silent success makes the provider send the change again in every cycle.',
    },
    () => {
      resourceOf(unknown.value.read);
      expect(unknown.value.response).to.have.status(400);
    },
  );

  const otherId = step('id is replaced', (_before, { a }) => [
    { op: 'replace', path: 'id', value: a.unknownId(user.id) },
  ]);

  must(
    'protocol.patch-rules.read-only',
    {
      title: 'replace of id by another value is refused',
      spec: 'RFC7644-3.5.2-20',
      fix: 'Answer 400 mutability when an operation changes a readOnly attribute.',
    },
    () => {
      expect(otherId.value.after).to.hold('id', user.id);
      expect(otherId.value.response).to.be.refused();
    },
  );

  const wrongType = step('a boolean is replaced by an object', (before, { target }) => {
    needsStored(before, 'active');
    if (target.attribute('/Users', 'active')?.mutability !== 'readWrite')
      notApplicable('active is not published as readWrite');
    return [{ op: 'replace', path: 'active', value: { nested: 'x' } }];
  });

  must(
    'protocol.patch-rules.wrong-type',
    {
      title: 'replace of a boolean by an object is refused',
      spec: 'RFC7644-3.5.2-20',
      fix: 'Answer 400 invalidValue when the value does not fit the type.',
    },
    () => {
      const { response, before, after } = wrongType.value;
      expect(after).to.hold('active', read(before, 'active'));
      expect(response).to.be.refused();
    },
  );

  const objectForString = step('a string is replaced by an object', (before, { target }) => [
    { op: 'replace', path: assignedPlain(before, target), value: { nested: 'x' } },
  ]);

  must(
    'protocol.patch-rules.wrong-type-string',
    {
      title: 'replace of a string by an object is refused',
      spec: 'RFC7644-3.5.2-20',
      fix: 'Answer 400 invalidValue when the value does not fit the type; do not turn it into text.',
    },
    () => {
      const { response, before, after, operations } = objectForString.value;
      const path = operations[0]?.path ?? '';
      expect(after).to.hold(path, read(before, path));
      expect(response).to.be.refused();
    },
  );

  const move = step('a JSON Patch move', (before, { target }) => [
    { op: 'move', path: assignedPlain(before, target), from: 'userName' } as { op: string; path: string },
  ]);
  const index = step('an array index in a path', (before, { a }) => {
    needsStored(before, 'emails');
    return [{ op: 'replace', path: 'emails/0/value', value: a.email() }];
  });
  const bracket = step('an array index in brackets', (before, { a }) => {
    needsStored(before, 'emails');
    return [{ op: 'replace', path: 'emails[0].value', value: a.email() }];
  });

  should(
    'protocol.patch-rules.json-patch',
    {
      title: 'what only JSON Patch knows (move, array indexes) is refused',
      spec: 'RFC7644-3.5.2-03',
      fix: 'Accept the three operations and the paths of RFC 7644 alone.',
    },
    () => {
      resourceOf(move.value.read);
      expect(move.value.response).to.not.succeeded();
      expect(index.value.response).to.not.succeeded();
      expect(bracket.value.response).to.not.succeeded();
    },
  );

  must(
    'protocol.patch-rules.unknown-id',
    {
      title: 'PATCH of an id that names nothing is refused',
      spec: 'RFC7644-3.5.2-38',
      fix: 'Answer 404.',
    },
    async ({ scim, a, target }) => {
      expect(await scim.get(user.path)).to.be.scimResource('User');
      const path = plainAttributes(target)[0] ?? 'displayName';
      expect(
        await scim.patch(`/Users/${encodeURIComponent(a.unknownId(user.id))}`, [
          { op: 'replace', path, value: a.word() },
        ]),
      ).to.be.refused();
    },
  );
});

scenario('PATCH without a path, of what the server assigns', { needs: 'patch' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const got = given('the user is read', ({ scim }) => scim.get(user.path));

  must(
    'protocol.patch-rules.read-only-within',
    {
      title: 'id and meta within a value without path are not taken over',
      spec: ['RFC7643-3.1-25', 'RFC7643-3.1-14', 'RFC7643-7-28'],
      fix: 'Pass over readOnly attributes in the value, or answer 400 mutability; never assign the value as it is.',
      why: 'A user under another id is lost to everybody who knows it.',
    },
    ({ scim, a }) =>
      judgeEach(
        [
          ['meta', { resourceType: 'Scimspec', created: '2001-01-01T00:00:00Z' }, ['resourceType', 'created']],
          ['id', a.unknownId(user.id), []],
        ] as const,
        ([name]) => name,
        async ([name, value, parts]) => {
          await scim.patch(user.path, [{ op: 'replace', value: { [name]: value } }]);
          const now = await scim.get(user.path);
          expect(now).to.hold('id', user.id);
          for (const path of parts.map((part) => `${name}.${part}`))
            if (read(got.resource, path) !== undefined) expect(now).to.hold(path, read(got.resource, path));
        },
      ),
  );
});

scenario('What a PATCH does to meta and the answer', { needs: 'patch', early: true }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const rest = given('more than a second passes', ({ pause }) => pause(1100));
  const step = steps(user);
  const same = step('an attribute is added with the value that it has', (before, { target }) => {
    void rest.value;
    const path = assignedPlain(before, target);
    return [{ op: 'add', path, value: read(before, path) }];
  });

  must(
    'protocol.patch-rules.no-op-time',
    {
      title: 'an add that changes nothing leaves meta.lastModified alone',
      spec: 'RFC7644-3.5.2.1-16',
      fix: 'Do not touch lastModified when the stored value is the given one.',
      why: 'Delta readers fetch every user again after each no-op.',
    },
    async ({ scim, pause }) => {
      const { response, before, after, operations } = same.value;
      const [old, now] = [read(before, 'meta.lastModified'), read(after, 'meta.lastModified')];
      if (typeof old !== 'string') notApplicable('the target gives no meta.lastModified');
      expect(response).to.succeeded();
      expect(now, 'meta.lastModified to be there, the server answered without it').to.be.a('string');
      if (Date.parse(String(now)) === Date.parse(old)) return;
      await pause(1100);
      const between = read(resourceOf(await scim.get(user.path)), 'meta.lastModified');
      await scim.patch(user.path, operations);
      const later = read(resourceOf(await scim.get(user.path)), 'meta.lastModified');
      if (Date.parse(String(later)) !== Date.parse(String(between)))
        fail(`meta.lastModified to stay ${String(between)}`, `meta.lastModified ${String(later)}`);
    },
  );

  const change = step('a value is changed', (before, { a, target }) => [
    { op: 'replace', path: assignedPlain(before, target), value: `Later ${a.marker()}` },
  ]);

  must(
    'protocol.patch-rules.change-time',
    {
      title: 'a change moves meta.lastModified forward',
      spec: 'RFC7644-3.5.2-39',
      fix: 'Set meta.lastModified on every effective change.',
    },
    ({ target }) => {
      const { response, before, after, operations } = change.value;
      const [old, now] = [read(before, 'meta.lastModified'), read(after, 'meta.lastModified')];
      if (typeof old !== 'string') notApplicable('the target gives no meta.lastModified');
      expect(response).to.succeeded();
      expect(after).to.hold(operations[0]?.path ?? assignedPlain(before, target), operations[0]?.value);
      if (!(Date.parse(String(now)) > Date.parse(old)))
        fail(`meta.lastModified later than ${old}`, `meta.lastModified ${String(now)}`);
    },
  );

  must(
    'protocol.patch-rules.created-kept',
    {
      title: 'a change leaves meta.created and id alone',
      spec: ['RFC7643-3.1-29', 'RFC7643-3.1-08'],
      fix: 'Set meta.created once, when the resource comes into being.',
    },
    () => {
      const { response, before, after } = change.value;
      const [old, now] = [read(before, 'meta.created'), read(after, 'meta.created')];
      expect(response).to.succeeded();
      expect(after).to.hold('id', user.id);
      if (typeof old !== 'string') notApplicable('the target gives no meta.created');
      if (Date.parse(String(now)) !== Date.parse(old))
        fail(`meta.created to stay ${old}`, `meta.created ${String(now)}`, { exchange: change.value.read.n });
    },
  );

  must(
    'protocol.patch-rules.attributes',
    {
      title: 'PATCH with attributes= answers 200 with these attributes',
      spec: 'RFC7644-3.5.2-37',
      fix: 'Answer 200 with the asked attributes when the request has an attributes parameter.',
    },
    async ({ scim, a, target }) => {
      const before = resourceOf(await scim.get(user.path));
      const path = assignedPlain(before, target);
      const response = await scim.patch(user.path, [{ op: 'replace', path, value: `Asked ${a.marker()}` }], {
        query: { attributes: path },
      });
      expect(response).to.succeeded();
      expect(response).to.have.status(200);
      expect(response).to.hold('id', user.id);
      expect(response).to.hold(path, read(resourceOf(await scim.get(user.path)), path));
    },
  );

  must(
    'protocol.patch-rules.attributes-only',
    {
      title: 'PATCH with attributes= hides what is not named',
      spec: ['RFC7644-3.9-04', 'RFC7644-3.4.2.5-03'],
      fix: 'Apply attributes= to the answer of a PATCH as to that of a GET.',
    },
    async ({ scim, a, target }) => {
      const before = resourceOf(await scim.get(user.path));
      const path = assignedPlain(before, target);
      const response = await scim.patch(user.path, [{ op: 'replace', path, value: `Only ${a.marker()}` }], {
        query: { attributes: path },
      });
      if (response.status !== 200) notApplicable(`the answer is ${response.status}`);
      expect(resourceOf(response)).to.assign(path);
      for (const name of ['name', 'emails', 'displayName']) {
        const always = target.attribute('/Users', name)?.returned === 'always';
        if (name !== path && !always && readAll(before, name).length > 0) expect(response).to.not.assign(name);
      }
    },
  );

  may(
    'protocol.patch-rules.no-content',
    {
      title: 'the answer to a PATCH and its headers',
      spec: 'RFC7644-3.5.2-36',
      fix: 'Nothing: 200 with a body and 204 without are both legal.',
    },
    () => {
      const { response } = change.value;
      return `${response.status}${response.headers['etag'] ? ' with ETag' : ''}`;
    },
  );
});

scenario('What the target says about PATCH', () => {
  must(
    'protocol.patch-rules.announced',
    {
      title: 'ServiceProviderConfig says whether PATCH is supported',
      spec: 'RFC7644-3.5.2-02',
      fix: 'Put patch: {"supported": true or false} into the ServiceProviderConfig.',
    },
    ({ target }) => {
      if (!target.declared.config)
        resourceOf(target.discovery.config ?? notApplicable('the target has no ServiceProviderConfig'));
      expect(read(target.config, 'patch.supported')).to.be.a(
        'boolean',
        'patch.supported as a boolean, the server answered otherwise',
      );
    },
  );

  may(
    'protocol.patch-rules.optional',
    {
      title: 'support for PATCH',
      spec: 'RFC7644-3.5.2-01',
      fix: 'Nothing: PATCH is optional by the letter, and indispensable for Entra.',
    },
    ({ target }) => (target.claim('patch') === false ? 'not offered' : 'offered'),
  );
});
