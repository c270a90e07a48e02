/** PATCH of one attribute of an extension, and what stands beside it. */
import {
  describeDifference,
  expect,
  expectTaken,
  fail,
  given,
  judgeEach,
  managerOf,
  member,
  must,
  notApplicable,
  oracle,
  read,
  readAll,
  resourceOf,
  scenario,
  succeeded,
  urns,
  type Given,
  type Json,
  type JsonObject,
} from '../../harness/language.js';
import { needsStored, plainAttributes, spell, steps, type Operation, type Patched } from './_patch.js';

const URN = urns.ENTERPRISE_USER_SCHEMA;
const MANAGER = `${URN}:manager`;
const STRINGS = ['employeeNumber', 'costCenter', 'organization', 'division', 'department'];

/** Names of the extension that an operation speaks of. */
const namedBy = ({ path, value }: Operation): string[] =>
  path === undefined
    ? Object.keys((member((value ?? {}) as JsonObject, URN) ?? {}) as JsonObject)
    : [path.slice(URN.length + 1)];

scenario('PATCH of an employee who has a manager', { needs: ['patch', 'enterprise'] }, () => {
  const boss = given('a manager is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const other = given('another manager is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const clerk = given('a user with that manager is posted', ({ scim, a, target }) => {
    for (const path of [MANAGER, `${MANAGER}.value`])
      if (!target.attribute('/Users', path) || !target.mayChange('/Users', path))
        notApplicable('the target does not publish manager as writable');
    const due = STRINGS.filter((name) => {
      const definition = target.attribute('/Users', `${URN}:${name}`);
      return definition?.mutability === 'readWrite' && !definition.canonicalValues;
    });
    const extension: [string, Json][] = due.map((name) => [name, `First ${a.marker()}`]);
    return scim.post(
      '/Users',
      a.user({
        with: ['title', 'phoneNumbers', 'addresses'],
        schemas: [urns.USER_SCHEMA, URN],
        [URN]: { ...Object.fromEntries(extension), manager: a.manager(boss.id) },
      }),
    );
  });
  const step = steps(clerk);

  /** Changes something beside the manager; each is sent alone. */
  const beside = (what: string, name: string, operation: (value: string) => Operation): [string, Given<Patched>] => [
    what,
    step(what, (before, { a, target }) => {
      if (managerOf(before, clerk.response.url) !== boss.id) notApplicable('the target does not show the manager');
      if (name.startsWith(URN)) needsStored(before, name);
      else if (!plainAttributes(target).includes(name)) notApplicable(`the target has no plain ${name}`);
      return [operation(`Next ${a.marker()}`)];
    }),
  ];
  const [department, costCenter, division] = ['department', 'costCenter', 'division'].map(
    (name) => `${URN}:${name}`,
  ) as [string, string, string];
  const changes = [
    beside('the department is replaced', department, (value) => ({ op: 'replace', path: department, value })),
    beside('the division is added', division, (value) => ({ op: 'add', path: division, value })),
    beside('the department is replaced without a path', department, (value) => ({
      op: 'replace',
      value: { [URN]: { department: value } },
    })),
    beside('the cost center is removed', costCenter, () => ({ op: 'remove', path: costCenter })),
    beside('the title is replaced', 'title', (value) => ({ op: 'replace', path: 'title', value })),
    beside('the title is replaced without a path', 'title', (title) => ({ op: 'replace', value: { title } })),
  ];

  must(
    'protocol.patch-extensions.rest-kept',
    {
      title: 'a PATCH of one attribute leaves manager and extension as they are',
      spec: 'RFC7644-3.2-08',
      fix: 'Change the attribute that the operation names within the extension that is there, manager included.',
      why: 'Who moves to another department would lose manager and cost center.',
    },
    () =>
      judgeEach(
        changes,
        ([what]) => what,
        ([, { value }]) => {
          const { before, after, operations, response, read: now } = value;
          expectTaken(response);
          const touched = operations.flatMap(namedBy);
          for (const name of STRINGS.filter((each) => !touched.includes(each))) {
            const path = `${URN}:${name}`;
            if (readAll(before, path).length > 0) expect(after).to.hold(path, read(before, path));
          }
          const manager = managerOf(after, clerk.response.url);
          if (manager !== boss.id)
            fail(`manager ${boss.id} after ${spell(operations)}`, manager === '' ? 'no manager' : manager, {
              exchange: now.n,
            });
        },
      ),
  );

  must(
    'protocol.patch-extensions.answer',
    {
      title: 'an answer 200 to a PATCH has all that a later GET shows',
      spec: 'RFC7644-3.5.2-35',
      fix: 'Answer with the whole resource, extensions included, or 204 without a body.',
      why: 'Clients that keep the answer would take department and manager for deleted.',
    },
    ({ target }) =>
      judgeEach(
        changes,
        ([what]) => what,
        ([, { value }]) => {
          const { after, response } = value;
          if (response.status !== 200) notApplicable(`the answer is ${response.status}`);
          const [missing] = oracle.differences(after, resourceOf(response), target.user ?? oracle.userModel);
          if (missing) fail(`${missing.path} as a GET shows it`, describeDifference(missing), { exchange: response.n });
        },
      ),
  );

  const bare = step('the manager is removed', (before) => {
    needsStored(before, `${MANAGER}.value`);
    return [{ op: 'remove', path: MANAGER }];
  });
  const added = step('manager.value is added where there is no manager', (before, { target }) => {
    void bare.value;
    if (readAll(before, `${MANAGER}.value`).length > 0) notApplicable('the manager is not removed');
    const parts = target.attribute('/Users', MANAGER)?.subAttributes ?? [];
    if (parts.some(({ name, required }) => required && name !== 'value'))
      notApplicable('manager is published as more than a value');
    return [{ op: 'add', path: `${MANAGER}.value`, value: boss.id }];
  });
  const again = step('manager.value is added where there is one', (before) => {
    needsStored(before, `${MANAGER}.value`);
    return [{ op: 'add', path: `${MANAGER}.value`, value: other.id }];
  });

  must(
    'protocol.patch-extensions.manager-value',
    {
      title: 'add of manager.value makes the manager, or changes it',
      spec: ['RFC7644-3.5.2.1-05', 'RFC7644-3.5.2.1-13', 'RFC7644-3.5.2-14'],
      fix: 'Make the complex attribute when an add names one of its sub-attributes, in extensions, too.',
    },
    () => {
      for (const each of [added, again]) {
        const { response, operations, after } = each.value;
        expect(response).to.succeeded();
        expect(after).to.hold(`${MANAGER}.value`, operations[0]?.value);
      }
    },
  );

  const emptied = step('manager.value is removed', (before) => {
    needsStored(before, `${MANAGER}.value`);
    return [{ op: 'remove', path: `${MANAGER}.value` }];
  });

  must(
    'protocol.patch-extensions.manager-value-removed',
    {
      title: 'a remove of manager.value that succeeds has taken it away',
      spec: 'RFC7644-3.5.2.2-02',
      fix: 'Delete the sub-attribute, or refuse to.',
    },
    () => {
      const { response, after } = emptied.value;
      if (!succeeded(response)) return `answered ${response.status}`;
      expect(after).to.not.assign(`${MANAGER}.value`);
      return 'removed';
    },
  );
});
