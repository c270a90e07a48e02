import { expect } from 'chai';
import { generateDirectory, generatePerson } from '../../provisioning/directory/generate.js';
import type { DirectoryInput, Person } from '../../provisioning/directory/model.js';
import { logEntries } from '../../provisioning/job-record.js';
import type { Job } from '../../provisioning/job.js';
import type { LogEntry } from '../../provisioning/log.js';
import { DISABLED_AFTER_MS } from '../../provisioning/quarantine.js';
import { NoAnswer, type Answer, type Wire } from '../../provisioning/wire.js';
import { all, bench, START, template, type Bench } from './support.js';

const HOUR = 3_600_000;

/** People with fixed ids p0, p1 …, all assigned. */
function people(count: number): DirectoryInput {
  const made = Array.from({ length: count }, (_, index): Person => ({ ...generatePerson(8, index), id: `p${index}` }));
  return { people: made, groups: [], assignments: made.map(({ id }) => ({ principal: id, role: 'User' })) };
}

async function log(job: Job): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const entry of logEntries(job.options.store)) entries.push(entry);
  return entries;
}

const codes = async (job: Job): Promise<(string | undefined)[]> =>
  (await log(job)).map((entry) => entry.provisioningStatusInfo.errorInformation?.errorCode).filter(Boolean);

async function next(b: Bench): ReturnType<Job['runCycle']> {
  b.wait();
  b.directory.advance(b.clock.now);
  return b.job.runCycle();
}

const userOf = async (b: Bench, id: string) => (await all(b.reference, 'Users')).find((user) => user.externalId === id);

/** Answers instead of the target while `when` says so. */
const instead =
  (when: (path: string, method: string) => Answer | NoAnswer | null) =>
  (wire: Wire): Wire => ({
    close: () => wire.close(),
    send: (request) => {
      const answer = when(request.path, request.method);
      if (answer instanceof NoAnswer) return Promise.reject(answer);
      return answer ? Promise.resolve(answer) : wire.send(request);
    },
  });

describe('provisioning cycles', () => {
  it('brings users, groups and members to the target in order, and writes nothing the second time', async () => {
    const input = generateDirectory({ seed: 3, people: 30, groups: 3, membersPerGroup: 5 });
    const b = await bench({ input });
    const first = await b.job.runCycle();
    expect(first.counts).to.include({ created: 33, failed: 0 });
    const kinds = b.sent.map(({ method, path }) => `${method} ${path.split(/[/?]/)[1]}`);
    expect(kinds.lastIndexOf('POST Users')).to.be.below(kinds.indexOf('POST Groups'));
    expect(kinds.lastIndexOf('POST Groups')).to.be.below(kinds.indexOf('PATCH Groups'));
    const groups = await all(b.reference, 'Groups');
    expect(groups.map((group) => (Array.isArray(group.members) ? group.members.length : 0)).sort()).to.deep.equal(
      input.groups.map((group) => group.members.size).sort(),
    );
    await b.job.restart();
    const second = await next(b);
    expect(second.kind).to.equal('initial');
    expect(second.writes).to.equal(0);
  });

  it('asks nothing and writes nothing in an incremental cycle without changes', async () => {
    const b = await bench({ input: people(3) });
    await b.job.runCycle();
    expect((await next(b)).requests).to.equal(0);
  });

  it('adopts a user who is there already and updates only what differs', async () => {
    const b = await bench({ input: people(1) });
    const [person] = b.directory.people.values();
    const body = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: String(person?.attributes.userPrincipalName).toUpperCase(),
      displayName: person?.attributes.displayName,
      active: true,
    };
    await b.reference.handle({
      method: 'POST',
      path: '/scim/v2/Users',
      headers: { authorization: 'Bearer reference', 'content-type': 'application/scim+json' },
      body: JSON.stringify(body),
    });
    const cycle = await b.job.runCycle();
    expect(cycle.counts).to.include({ created: 0, updated: 1 });
    const patch = b.sent.find(({ method }) => method === 'PATCH');
    expect(patch?.body)
      .to.include('"path":"externalId"')
      .and.not.include('"path":"displayName"')
      .and.not.include('"path":"active"');
  });

  it('disables who is unassigned, never deletes them later, and enables them again when they come back', async () => {
    const b = await bench({ input: people(1) });
    await b.job.runCycle();
    b.directory.apply({ do: 'unassign', id: 'p0' }, b.clock.now);
    expect((await next(b)).counts.disabled).to.equal(1);
    b.directory.apply({ do: 'assign', id: 'p0', role: 'User' }, b.clock.now);
    expect((await next(b)).counts.updated).to.equal(1);
    expect(await userOf(b, 'p0')).to.include({ active: true });
    b.directory.apply({ do: 'unassign', id: 'p0' }, b.clock.now);
    await next(b);
    b.directory.apply({ do: 'purge', id: 'p0' }, b.clock.now);
    expect((await next(b)).counts).to.include({ deleted: 0, failed: 0 });
    expect(await userOf(b, 'p0')).to.include({ active: false });
  });

  it('leaves who falls out of scope alone when SkipOutOfScopeDeletions is set', async () => {
    const application = template('zscaler-beta');
    application.settings.skipOutOfScopeDeletions = true;
    const b = await bench({ input: people(1), application });
    await b.job.runCycle();
    b.directory.apply({ do: 'unassign', id: 'p0' }, b.clock.now);
    expect((await next(b)).counts).to.include({ disabled: 0, skipped: 1 });
    expect(await userOf(b, 'p0')).to.include({ active: true });
  });

  it('deletes instead of disabling where the application has no soft delete', async () => {
    const application = template('zscaler-beta');
    application.settings.softDelete = false;
    const b = await bench({ input: people(1), application });
    await b.job.runCycle();
    b.directory.apply({ do: 'disable', id: 'p0' }, b.clock.now);
    expect((await next(b)).counts.deleted).to.equal(1);
  });

  it('honors the target object actions', async () => {
    const application = template('zscaler-beta');
    application.users.actions = { create: false, update: false, delete: false };
    const b = await bench({ input: people(2), application });
    expect((await b.job.runCycle()).writes).to.equal(0);
    application.users.actions.create = true;
    await b.job.restart();
    await next(b);
    b.directory.apply({ do: 'set', id: 'p0', attributes: { surname: 'New' } }, b.clock.now);
    b.directory.apply({ do: 'purge', id: 'p1' }, b.clock.now);
    expect((await next(b)).writes).to.equal(0);
  });

  it('does not create who is disabled, and never says so twice in one cycle', async () => {
    const input = people(1);
    if (input.people[0]) input.people[0].accountEnabled = false;
    const b = await bench({ input });
    expect((await b.job.runCycle()).counts).to.deep.equal({
      created: 0,
      updated: 0,
      disabled: 0,
      deleted: 0,
      skipped: 1,
      failed: 0,
    });
  });

  it('strips what makes a guest name mangled', async () => {
    const b = await bench({ input: people(1) });
    b.directory.apply(
      { do: 'set', id: 'p0', attributes: { userPrincipalName: 'ada_home.example#EXT#@tenant.example' } },
      START,
    );
    await b.job.runCycle();
    expect(await userOf(b, 'p0')).to.include({ userName: 'ada@home.example' });
  });
});

describe('accidental deletions', () => {
  const many = async (): Promise<Bench> => {
    const application = template('zscaler-beta');
    application.settings.preventAccidentalDeletions = { enabled: true, threshold: 2 };
    const b = await bench({ input: people(5), application });
    await b.job.runCycle();
    for (const id of ['p0', 'p1', 'p2']) b.directory.apply({ do: 'unassign', id }, b.clock.now);
    return b;
  };

  it('stages what exceeds the threshold and quarantines the job', async () => {
    const b = await many();
    const cycle = await next(b);
    expect(cycle.counts.disabled).to.equal(0);
    expect((await b.job.status()).quarantine?.reason).to.equal('TooManyDeletes');
    expect(
      (await log(b.job)).filter(({ provisioningSteps }) =>
        provisioningSteps.some(({ name }) => name === 'StagedAction'),
      ),
    ).to.have.length(3);
    expect(await userOf(b, 'p0')).to.include({ active: true });
  });

  it('carries them out when they are allowed', async () => {
    const b = await many();
    await next(b);
    await b.job.restart(['ForceDeletes']);
    expect((await next(b)).counts.disabled).to.equal(3);
    expect((await b.job.status()).code).to.equal('Active');
  });

  it('forgets them when the source is corrected', async () => {
    const b = await many();
    await next(b);
    for (const id of ['p0', 'p1', 'p2']) b.directory.apply({ do: 'assign', id, role: 'User' }, b.clock.now);
    expect((await next(b)).counts).to.include({ disabled: 0, failed: 0 });
    expect((await b.job.status()).code).to.equal('Active');
  });

  it('lets a number up to the threshold pass', async () => {
    const b = await many();
    b.directory.apply({ do: 'assign', id: 'p2', role: 'User' }, b.clock.now);
    expect((await next(b)).counts.disabled).to.equal(2);
  });
});

describe('bad input', () => {
  it('two source users with one matching value: the second is DuplicateSourceEntries, everyone else goes on', async () => {
    const b = await bench({ input: people(3), concurrency: 3 });
    const [first] = b.directory.people.values();
    b.directory.apply(
      { do: 'set', id: 'p1', attributes: { userPrincipalName: first?.attributes.userPrincipalName ?? '' } },
      START,
    );
    const cycle = await b.job.runCycle();
    expect(cycle.counts).to.include({ created: 2, failed: 1 });
    expect(await codes(b.job)).to.deep.equal(['DuplicateSourceEntries']);
  });

  it('two target users with one matching value: DuplicateTargetEntries, and nobody is overwritten', async () => {
    const twice = (path: string, method: string): Answer | null =>
      method === 'GET' && path.startsWith('/Users?')
        ? {
            status: 200,
            headers: {},
            text: JSON.stringify({
              schemas: [],
              totalResults: 2,
              Resources: ['a', 'b'].map((id) => ({ id, userName: /%22(.*)%22/.exec(path)?.[1]?.replace('%40', '@') })),
            }),
          }
        : null;
    const b = await bench({ input: people(1), wrap: instead(twice) });
    await b.job.runCycle();
    expect(await codes(b.job)).to.deep.equal(['DuplicateTargetEntries']);
    expect(b.sent).to.deep.equal([]);
  });

  it('a person without a value for any matching attribute: MissingValues', async () => {
    const b = await bench({ input: people(2) });
    b.directory.apply({ do: 'set', id: 'p0', attributes: { userPrincipalName: null } }, START);
    expect((await b.job.runCycle()).counts).to.include({ created: 1, failed: 1 });
    expect(await codes(b.job)).to.deep.equal(['MissingValues']);
  });

  it('an attribute the target does not know: SchemaAttributeNotFound for the object, again and again less often', async () => {
    const application = template('zscaler-beta');
    const b = await bench({ input: people(1), application });
    await b.job.runCycle();
    application.users.attributes.push({ target: 'noSuchAttribute', source: 'department' });
    await b.reopen();
    const failing = await next(b);
    expect(failing.kind, 'a changed mapping makes an initial cycle').to.equal('initial');
    expect(await codes(b.job)).to.deep.equal(['SchemaAttributeNotFound']);
    const before = b.sent.length;
    for (let n = 0; n < 36; n += 1) await next(b);
    const attempts = b.sent.slice(before).filter(({ method }) => method === 'PATCH').length;
    expect(attempts).to.be.within(4, 6);
  });

  it('an expression that fails for a person leaves its attribute out and says why', async () => {
    const application = template('zscaler-beta');
    application.users.attributes.push({ target: 'title', expression: 'IIF([country] = "DE", "Frau", "Ms")' });
    const b = await bench({ input: people(1), application });
    expect((await b.job.runCycle()).counts).to.include({ created: 1, failed: 0 });
    const steps = (await log(b.job))[0]?.provisioningSteps ?? [];
    expect(steps.find(({ status }) => status === 'warning')?.description).to.match(
      /title does not flow: .*without a value/,
    );
  });

  it('managers in a circle', async () => {
    const application = template('custom-scim');
    const input = people(2);
    const [a, b] = input.people;
    if (a && b) [a.manager, b.manager] = [b.id, a.id];
    const made = await bench({ input, application });
    expect((await made.job.runCycle()).counts).to.include({ created: 2, updated: 2, failed: 0 });
  });

  it('a manager who fails to be created is linked when the creation succeeds', async () => {
    const input = people(2);
    const [a, boss] = input.people;
    if (a && boss) a.manager = boss.id;
    let refuse = true;
    const nick = encodeURIComponent(String(boss?.attributes.userPrincipalName));
    const b = await bench({
      input,
      application: template('custom-scim'),
      wrap: instead((path) => (refuse && path.includes(nick) ? { status: 503, headers: {}, text: '' } : null)),
    });
    await b.job.runCycle();
    refuse = false;
    await next(b);
    const users = await all(b.reference, 'Users');
    const of = (id: string) =>
      users.find((user) => user.userName === input.people.find((one) => one.id === id)?.attributes.userPrincipalName);
    expect(of('p0')?.['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User']).to.deep.include({
      manager: {
        value: of('p1')?.id,
        $ref: `http://localhost/scim/v2/Users/${String(of('p1')?.id)}`,
        displayName: of('p1')?.displayName,
      },
    });
  });

  it('a target that vanishes in mid-cycle: the cycle stops, and goes on where it was', async () => {
    let left = 40;
    const b = await bench({
      input: people(100),
      wrap: instead(() => ((left -= 1) < 0 ? new NoAnswer('refused', 'ECONNREFUSED') : null)),
    });
    const broken = await b.job.runCycle();
    expect(broken).to.include({ state: 'Failed' });
    expect((await b.job.status()).code).to.equal('Active');
    left = Infinity;
    const whole = await next(b);
    expect(whole.cycleId).to.equal(broken.cycleId);
    expect(whole.counts.created).to.equal(100);
    expect((await all(b.reference, 'Users')).filter((user) => user.externalId !== undefined)).to.have.length(100);
  });

  it('a filter that is ignored: nothing foreign is touched', async () => {
    const b = await bench({
      input: people(1),
      reference: (await import('../../reference/server.js')).createReference({ mutants: ['filter.ignored'], users: 5 }),
    });
    const cycle = await b.job.runCycle();
    expect(cycle.writes).to.equal(0);
    expect(await codes(b.job)).to.deep.equal(['SystemForCrossDomainIdentityManagementMultipleEntriesInResponse']);
  });
});

describe('throttling and quarantine', () => {
  it('waits as Retry-After says and repeats only what was refused', async () => {
    let refuse = 2;
    const b = await bench({
      input: people(1),
      wrap: instead(() => ((refuse -= 1) >= 0 ? { status: 429, headers: { 'retry-after': '30' }, text: '' } : null)),
    });
    const cycle = await b.job.runCycle();
    expect(cycle.counts).to.include({ created: 1, failed: 0 });
    expect(b.clock.now - START).to.equal(60_000);
  });

  it('leaves a 429 without Retry-After for the next cycle', async () => {
    let refuse = 1;
    const b = await bench({
      input: people(1),
      wrap: instead(() => ((refuse -= 1) >= 0 ? { status: 429, headers: {}, text: '' } : null)),
    });
    expect((await b.job.runCycle()).counts).to.include({ created: 0, failed: 1 });
    expect(await codes(b.job)).to.deep.equal(['TooManyRequests']);
    expect((await next(b)).counts).to.include({ created: 1 });
  });

  it('quarantines at once for a 404 in place of an empty list, and disables the job after 28 days', async () => {
    const b = await bench({ input: people(1), wrap: instead(() => ({ status: 404, headers: {}, text: '' })) });
    await b.job.runCycle();
    const { quarantine } = await b.job.status();
    expect(quarantine).to.include({ reason: 'EncounteredQuarantineException' });
    expect(quarantine?.error?.code).to.equal('SystemForCrossDomainIdentityManagementServiceIncompatible');
    for (let n = 0; n < 40 && b.job.nextRunAt() !== null; n += 1) await next(b);
    expect(b.job.nextRunAt()).to.equal(null);
    expect(b.clock.now - START).to.be.within(DISABLED_AFTER_MS, DISABLED_AFTER_MS + 24 * HOUR);
    await b.job.restart();
    expect(b.job.nextRunAt()).not.to.equal(null);
  });
});

describe('roles', () => {
  it('are set and replaced by AssertiveAppRoleAssignmentsComplex', async () => {
    const application = template('custom-scim');
    application.users.attributes.push({
      target: 'roles',
      expression: 'AssertiveAppRoleAssignmentsComplex([appRoleAssignments])',
    });
    const b = await bench({ input: people(1), application });
    b.directory.apply({ do: 'assign', id: 'p0', role: 'Admin' }, START);
    await b.job.runCycle();
    const roles = async (): Promise<unknown> =>
      (await all(b.reference, 'Users'))
        .map((user) => (Array.isArray(user.roles) ? user.roles.map((role) => (role as { value?: string }).value) : []))
        .find((list) => list.length > 0);
    expect(await roles()).to.have.members(['User', 'Admin']);
    b.directory.apply({ do: 'unassign', id: 'p0' }, b.clock.now);
    b.directory.apply({ do: 'assign', id: 'p0', role: 'Auditor' }, b.clock.now);
    await next(b);
    expect(await roles()).to.deep.equal(['Auditor']);
    await b.job.restart();
    expect((await next(b)).writes).to.equal(0);
  });
});
