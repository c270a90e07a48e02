/** Readiness for identity providers: what the verdicts say about servers of which we know what they do. */
import { expect } from 'chai';
import { rejudgeReadiness } from '../bin/assemble.js';
import { providers } from '../bin/profiles.js';
import { loadSuites } from '../bin/suites.js';
import { createReference } from '../reference/server.js';
import { exitCode } from '../reports/gate.js';
import type { CheckResult, Readiness, Report } from '../reports/model.js';
import { judge, type JudgeOptions } from './support/judge.js';
import type { Job } from './support/accuracy-worker.js';
import { runJobs } from './support/pool.js';

// At the top: a module that awaits is imported, not required, and so shares the registry with the suites.
await loadSuites();

const FLAG = /aadOptscim062020/;

async function readiness(options: JudgeOptions, only = ['interop']): Promise<Record<string, Readiness>> {
  return rejudgeReadiness((await judge({ ...options, only })).checks);
}

const entra = async (options: JudgeOptions): Promise<Readiness> =>
  (await readiness(options, ['interop.entra']))['entra'] as Readiness;

/**
 * Bugs of real products that Entra meets, by their number in the catalogue, and one mutant that has each. Those about
 * PUT, imports and single sign-on meet others.
 */
const ENTRA_BITES: Readonly<Record<number, string>> = {
  1: 'filter.nothing-404',
  2: 'projection.members-not-excluded',
  3: 'filter.user-name-case-sensitive',
  4: 'interop.active-string-true',
  5: 'interop.op-exact-ignored',
  6: 'patch.add-single-refused',
  7: 'interop.remove-listed-all',
  8: 'interop.add-by-filter-refused',
  9: 'interop.dotted-keys-ignored',
  10: 'patch.no-path-ignored',
  11: 'interop.manager-string-refused',
  12: 'show.manager-string',
  13: 'show.emails-strings',
  14: 'media.refuses-charset',
  15: 'media.answers-json',
  16: 'create.conflict-no-keyword',
  17: 'create.no-uniqueness',
  20: 'paging.zero-based',
  22: 'filter.inactive-unseen',
  23: 'interop.reactivation-refused',
  25: 'config.patch-501',
  26: 'errors.html',
  27: 'patch.active-no-op',
  28: 'store.html-escaped',
  31: 'groups.add-needs-type',
  33: 'groups.race',
  35: 'groups.add-again-500',
  36: 'groups.unknown-member-500',
  37: 'groups.add-needs-display',
  38: 'groups.display-name-not-found',
  39: 'filter.ignored',
  42: 'schema.missing',
  43: 'list.no-schemas',
  44: 'interop.plus-kept',
  45: 'groups.modified-not-by-members',
  46: 'interop.group-names-shared',
  47: 'store.phone-digits',
  48: 'schema.nulls',
  49: 'show.id-number',
  50: 'create.no-body',
  52: 'create.client-id-overwrites',
  56: 'interop.ref-null-refused',
  59: 'create.uniqueness-not-by-patch',
  60: 'create.unique-mail-only',
  62: 'patch.filter-drops-others',
  64: 'auth.needs-user-agent',
  67: 'create.no-external-id',
};

describe('readiness', function () {
  this.timeout(5 * 60_000);

  it('of the reference server is ready for every provider, thin evidence aside', async () => {
    const all = await readiness({});
    expect(Object.keys(all)).to.deep.equal(providers.map(({ name }) => name));
    for (const { name, note } of providers)
      expect(all[name], name).to.deep.include({
        verdict: note === undefined ? 'ready' : 'ready-with-caveats',
        blockers: [],
      });
  });

  it('of the strict reference server is not ready for Entra without the flag, and says why', async () => {
    const { verdict, blockers } = await entra({ strict: true });
    expect(verdict).to.equal('not-ready');
    expect(blockers).to.include.members([
      'interop.entra.active.disable',
      'interop.entra.lookups.plus',
      'interop.entra.members.added',
      'interop.entra.updates.replace',
    ]);
  });

  it('names the flag as workaround where Entra works with it and not without', async () => {
    for (const options of [{ mutants: ['interop.op-exact'] }, { mutants: ['interop.remove-listed-all'] }]) {
      const { verdict, blockers, caveats } = await entra(options);
      expect({ verdict, blockers }, JSON.stringify(options)).to.deep.equal({
        verdict: 'ready-with-caveats',
        blockers: [],
      });
      expect(caveats.map(({ workaround }) => workaround).join('\n')).to.match(FLAG);
    }
  });

  it('is ready without the flag where only the flag would break it', async () => {
    expect((await entra({ mutants: ['interop.dotted-keys-refused'] })).verdict).to.equal('ready');
  });

  it('does not offer the flag where it helps nothing', async () => {
    const { verdict, blockers, caveats } = await entra({ mutants: ['patch.active-no-op'] });
    expect(verdict).to.equal('not-ready');
    expect(blockers).to.include('interop.entra.active.disable');
    expect(caveats.map(({ workaround }) => workaround).join('\n')).not.to.match(FLAG);
  });

  it('tells a target with look-ups and group PATCH alone what each provider lacks', async () => {
    const reference = createReference();
    const all = await readiness({
      server: {
        handle: async (req) => {
          const isOffered =
            (req.method === 'GET' && /\/(Users|Groups)(\?|\/|$)/.test(req.path)) ||
            (req.method === 'PATCH' && /\/Groups\//.test(req.path));
          return isOffered ? reference.handle(req) : { status: 404, headers: {}, body: '' };
        },
      },
    });
    for (const { name } of providers) {
      const { verdict, blockers } = all[name] as Readiness;
      expect(verdict, name).to.be.oneOf(name === 'google' ? ['not-ready', 'not-tested'] : ['not-ready']);
      if (verdict === 'not-ready') expect(blockers, name).to.satisfy((ids: string[]) => ids.length > 0);
    }
    expect(all['entra']?.blockers).to.include('interop.entra.users.create');
    expect(all['entra']?.blockers).not.to.include('interop.entra.connection.test');
  });

  it('gates the profile of a provider: 0, 1 and 3', () => {
    const run = (verdict: Readiness['verdict']): Report => {
      const check = { id: 'interop.entra.users.create', level: 'interop', verdict: 'pass' } as CheckResult;
      return {
        run: { profile: 'entra' },
        checks: [check],
        readiness: { entra: { verdict, blockers: [], caveats: [] } },
      } as unknown as Report;
    };
    const verdicts = ['ready', 'ready-with-caveats', 'not-ready', 'not-tested'] as const;
    expect(verdicts.map((verdict) => exitCode(run(verdict)).code)).to.deep.equal([0, 0, 1, 3]);
  });

  it('suffers from every bug that Entra meets', async () => {
    const jobs = Object.entries(ENTRA_BITES).map(([bug, id]): Job => ({
      key: `${bug} ${id}`,
      options: { mutants: [id], only: ['interop.entra'] },
    }));
    const outcomes = await runJobs(jobs);
    const unseen = outcomes.filter(
      ({ failed }) => !failed.some((id) => id.startsWith('interop.entra.') || id.startsWith('interop.entra-flag.')),
    );
    expect(unseen.map(({ key }) => key)).to.deep.equal([]);
  });
});
