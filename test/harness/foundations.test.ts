/** One fault is one failure: what only repeats it is blocked by the check that says what is missing. */
import { expect } from 'chai';
import { loadSuites } from '../../bin/suites.js';
import { FOUNDATIONS, foldRepeated } from '../../harness/foundations.js';
import { registeredChecks } from '../../harness/registry.js';
import type { CheckResult, Exchange } from '../../reports/model.js';
import { judge } from '../support/judge.js';

// At the top: a module that awaits is imported, not required, and so shares the registry with the suites.
await loadSuites();

/** The ids of the failures that are left of a mutant among some checks, and those that they block. */
async function left(mutant: string, only: string[]): Promise<{ failed: string[]; blocked: (string | undefined)[] }> {
  const { checks } = await judge({ mutants: [mutant], only });
  const rules = checks.filter(({ level }) => level === 'must' || level === 'should');
  return {
    failed: rules.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id),
    blocked: [...new Set(rules.filter(({ verdict }) => verdict === 'blocked').map(({ culprit }) => culprit))],
  };
}

describe('foundations', function () {
  this.timeout(120_000);

  it('are checks that there are', () => {
    const ids = new Set(registeredChecks().map(({ id }) => id));
    const named = FOUNDATIONS.flatMap(({ check, with: others = [], covers = [] }) => [check, ...others, ...covers]);
    expect(named.filter((id) => !ids.has(id))).to.deep.equal([]);
  });

  for (const [mutant, only, root] of [
    [
      'projection.attributes-ignored',
      ['protocol.projection', 'protocol.search.attributes'],
      'protocol.projection.attributes',
    ],
    ['create.names-exact', ['schema.names', 'schema.received', 'users.create'], 'schema.names.any-case'],
    ['sort.ignored', ['protocol.sorting'], 'protocol.sorting.user-name'],
    [
      'filter.and-is-or',
      ['protocol.filter-logic', 'protocol.filter-order', 'users.match'],
      'protocol.filter-logic.and',
    ],
    ['filter.ignored', ['protocol.filter', 'users.match'], 'users.match.user-name'],
    ['patch.no-op', ['protocol.patch', 'users.disable', 'schema.honesty'], 'protocol.patch-replace.simple'],
    ['replace.no-op', ['users.replace', 'schema.honesty', 'schema.null'], 'users.replace.stored'],
    ['replace.needs-id', ['users.replace', 'groups.members', 'schema.common'], 'users.replace.rename'],
    ['projection.title-on-request', ['users.read', 'schema.', 'protocol.patch-add'], 'users.read.default-set'],
    ['show.no-schemas', ['users.', 'schema.schemas-attribute', 'groups.create'], 'schema.schemas-attribute.present'],
  ] as const)
    it(`${mutant} is one failure, ${root}`, async () => {
      expect(await left(mutant, [...only])).to.deep.equal({ failed: [root], blocked: [root] });
    });

  it('has nothing to explain where users are called by their e-mail address', async () => {
    const only = ['users.', 'protocol.errors', 'protocol.cursor', 'protocol.search', 'schema.strings'];
    const { failed } = await left('store.mail-as-user-name', only);
    expect(failed).to.deep.equal(['users.replace.rename']);
  });

  it('are not told by pages of a list that the filter leaves as it is, nor by names that are alike', async () => {
    const only = ['users.match', 'protocol.paging', 'protocol.filter-near.accents', 'protocol.filter-groups.equality'];
    const { checks } = await judge({ mutants: ['filter.two-names'], variations: ['crowded'], only });
    const failed = checks.filter(({ verdict, level }) => verdict === 'fail' && level === 'must').map(({ id }) => id);
    expect(failed.filter((id) => !id.startsWith('users.match.'))).to.deep.equal(['protocol.filter-groups.equality']);
  });

  it('explain nothing where what they say is not needed, or where a part of the ability is there', async () => {
    const { failed } = await left('sort.missing-first', ['protocol.sorting']);
    expect(failed).to.include('protocol.sorting-values.without-value-last');
    expect(failed).to.not.include('protocol.sorting.user-name');
  });

  it('of two that explain each other, the more basic one is left', () => {
    const exchange = {
      n: 1,
      request: { method: 'GET', url: 'https://scim.test/v2/Users?filter=userName%20eq%20%22a%22&count=1' },
      response: { status: 200 },
    } as Exchange;
    const check = (id: string) =>
      ({ id, level: 'must', verdict: 'fail', actual: 'nothing', exchanges: [1] }) as unknown as CheckResult;
    const folded = foldRepeated([check('protocol.paging.count'), check('users.match.user-name')], [exchange]);
    expect(folded.map(({ id, culprit }) => [id, culprit])).to.deep.equal([
      ['protocol.paging.count', 'users.match.user-name'],
      ['users.match.user-name', undefined],
    ]);
  });

  it('explain nothing by words that stand in a quoted operand', () => {
    const filter = encodeURIComponent('title eq "rock and roll, \\"or\\" not pr"');
    const exchange = {
      n: 1,
      request: { method: 'GET', url: `https://scim.test/v2/Users?filter=${filter}` },
      response: { status: 400 },
    } as Exchange;
    const ids = ['protocol.filter-presence.simple', 'protocol.filter-logic.and', 'protocol.filter-literals.keywords'];
    const checks = ids.map((id) => ({ id, level: 'must', verdict: 'fail', actual: 'nothing', exchanges: [1] }));
    const folded = foldRepeated(checks as unknown as CheckResult[], [exchange]);
    expect(folded.map(({ culprit }) => culprit)).to.deep.equal([undefined, undefined, undefined]);
  });
});
