/** The founding document, from its first step to its last: automatic provisioning to Zscaler Beta, offline. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { SMTPServer } from 'smtp-server';
import { readApplication, writeApplication } from '../../provisioning/application-file.js';
import { testConnection, unlistedAttributes } from '../../provisioning/connection.js';
import { Directory } from '../../provisioning/directory/directory.js';
import { generatePerson } from '../../provisioning/directory/generate.js';
import { auditEntries, logEntries } from '../../provisioning/job-record.js';
import { Job } from '../../provisioning/job.js';
import { judge } from '../../provisioning/judge.js';
import type { LogEntry } from '../../provisioning/log.js';
import { smtpMailer } from '../../provisioning/notify.js';
import { Recorder } from '../../provisioning/recorder.js';
import { openStore, type Store } from '../../provisioning/store.js';
import { fromTemplate } from '../../provisioning/templates.js';
import { createWire, type Wire } from '../../provisioning/wire.js';
import { createReference, type Reference } from '../../reference/server.js';
import { all, dialect, START } from './support.js';

interface Mail {
  to: string[];
  text: string;
}

/** A real SMTP server on loopback that keeps what it gets. */
async function mailServer(): Promise<{ url: string; mails: Mail[]; close(): Promise<void> }> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe('the tutorial: Zscaler Beta for automatic user provisioning', () => {
  let reference: Reference;
  let listening: Awaited<ReturnType<Reference['listen']>>;
  let mail: Awaited<ReturnType<typeof mailServer>>;
  let folder: string;
  let store: Store;
  let wire: Wire;
  let job: Job;
  let recorder: Recorder;
  let token = '';
  const clock = { now: START };
  const directory = new Directory();
  const ada = { ...generatePerson(1, 1), accountEnabled: true };
  const bob = generatePerson(1, 2);
  const name = String(ada.attributes.userPrincipalName);
  let application = fromTemplate('zscaler-beta');

  const open = async (): Promise<Job> => {
    if (!application) throw new Error('no application');
    job = await Job.open({
      application,
      dialect: dialect('entra'),
      directory,
      store,
      wire,
      targetUrl: listening.url,
      now: () => clock.now,
      clock: { now: Date.now, sleep: () => Promise.reject(new Error('nothing waits here')) },
      mailer: smtpMailer(mail.url),
    });
    return job;
  };
  const userAtTarget = async () => (await all(reference, 'Users')).find((user) => user.externalId === ada.id);
  const log = async (): Promise<LogEntry[]> => {
    const entries: LogEntry[] = [];
    for await (const entry of logEntries(store)) entries.push(entry);
    return entries;
  };

  before(async () => {
    reference = createReference({ token: 'zscaler-bearer-token' });
    token = reference.token;
    listening = await reference.listen();
    mail = await mailServer();
    folder = await mkdtemp(join(tmpdir(), 'scimspec-walk-'));
    store = await openStore(join(folder, 'state'));
    recorder = new Recorder(listening.url, ['zscaler-bearer-token']);
    wire = recorder.around(createWire({ baseUrl: `${listening.url}/`, authorization: () => `Bearer ${token}` }));
  });
  after(async () => {
    await wire.close();
    await store.close();
    await listening.close();
    await mail.close();
    await rm(folder, { recursive: true });
  });

  it('adds Zscaler Beta from the gallery', () => {
    expect(application?.name).to.equal('Zscaler Beta');
    expect(application?.users.attributes.map(({ target }) => target)).to.deep.equal([
      'userName',
      'externalId',
      'active',
      'name.givenName',
      'name.familyName',
      'displayName',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
    ]);
  });

  it('assigns one user to test with, and another one by Default Access alone', () => {
    for (const person of [ada, bob]) directory.apply({ do: 'join', person: structuredClone(person) }, clock.now);
    directory.apply({ do: 'assign', id: ada.id, role: 'User' }, clock.now);
    directory.apply({ do: 'assign', id: bob.id, role: 'Default Access' }, clock.now);
    expect(directory.rolesOf(ada.id)).to.deep.equal(['User']);
  });

  it('sets the mode to Automatic, credentials by reference, the notification address, and saves', () => {
    if (!application) throw new Error('no application');
    application.notification = {
      email: 'it@example.com',
      sendOnFailure: true,
      smtp: mail.url,
      from: 'azure-noreply@example.com',
    };
    const saved = writeApplication(application);
    expect(saved).not.to.include('zscaler-bearer-token');
    application = readApplication('provisioning.yaml', saved);
    expect(application.provisioningMode).to.equal('Automatic');
    expect(application.notification).to.include({ email: 'it@example.com', sendOnFailure: true });
  });

  it('tests the connection: wrong token, then the right one', async () => {
    if (!application) throw new Error('no application');
    token = 'wrong';
    const refused = await testConnection(wire, dialect('entra'), application, '5b3f0f0e-6a1c-4f0e-9b0f-2d1c8b1a7e55');
    expect(refused.verdict).to.equal('failure');
    token = reference.token;
    const accepted = await testConnection(wire, dialect('entra'), application, '5b3f0f0e-6a1c-4f0e-9b0f-2d1c8b1a7e55');
    expect(accepted).to.include({ verdict: 'success' });
    expect(accepted.requests[0]?.request.path).to.match(/^\/Users\?filter=userName\+eq\+%225b3f0f0e/);
  });

  it('reviews the mappings against the target: every target attribute is known there', async () => {
    if (!application) throw new Error('no application');
    expect(await unlistedAttributes(wire, dialect('entra'), application)).to.deep.equal({ listed: true, missing: [] });
  });

  it('adds a scoping filter', () => {
    application?.users.scopingFilters.push({
      title: 'staff',
      clauses: [{ attribute: 'userPrincipalName', operator: 'ENDS_WITH', value: '@example.com' }],
    });
    expect(application?.users.scopingFilters).to.have.length(1);
  });

  it('turns provisioning on with the scope of assigned users, which starts the initial cycle', async () => {
    if (!application) throw new Error('no application');
    application.provisioningStatus = 'On';
    application.scope = 'assigned';
    await open();
    const cycle = await job.runCycle();
    expect(cycle.kind).to.equal('initial');
    expect(cycle.counts).to.deep.equal({ created: 1, updated: 0, disabled: 0, deleted: 0, skipped: 1, failed: 0 });
    expect(await userAtTarget()).to.deep.include({
      userName: name,
      active: true,
      displayName: ada.attributes.displayName,
      name: { givenName: ada.attributes.givenName, familyName: ada.attributes.surname },
    });
    const judged = await judge({ run: cycle.run, recorder, extent: 'full' });
    expect(judged.findings).to.deep.equal([]);
  });

  it('excluded the holder of Default Access as not effectively entitled', async () => {
    const entry = (await log()).find(({ sourceIdentity }) => sourceIdentity.id === bob.id);
    expect(entry?.provisioningStatusInfo.status).to.equal('skipped');
    expect(entry?.provisioningStatusInfo.errorInformation?.reason).to.match(/not effectively entitled/);
  });

  it('carries a change over in the next cycle, 40 minutes later', async () => {
    directory.apply({ do: 'set', id: ada.id, attributes: { department: 'Research', surname: 'Byron' } }, clock.now);
    expect(job.nextRunAt()).to.equal(START + 40 * 60_000);
    clock.now = START + 40 * 60_000;
    const cycle = await job.runCycle();
    expect(cycle.kind).to.equal('incremental');
    expect(cycle.counts).to.include({ updated: 1, failed: 0 });
    expect(cycle.requests).to.equal(1);
    expect(await userAtTarget()).to.deep.include({
      name: { givenName: ada.attributes.givenName, familyName: 'Byron' },
    });
  });

  it('disables the user when the account is disabled, and deletes it 30 days after the deletion', async () => {
    directory.apply({ do: 'disable', id: ada.id }, clock.now);
    clock.now += 40 * 60_000;
    expect((await job.runCycle()).counts).to.include({ disabled: 1 });
    expect(await userAtTarget()).to.include({ active: false });
    directory.apply({ do: 'enable', id: ada.id }, clock.now);
    directory.apply({ do: 'delete', id: ada.id }, clock.now);
    clock.now += 40 * 60_000;
    await job.runCycle();
    expect(await userAtTarget()).to.include({ active: false });
    clock.now += 30 * 86_400_000;
    directory.advance(clock.now);
    expect((await job.runCycle()).counts).to.include({ deleted: 1 });
    expect(await userAtTarget()).to.equal(undefined);
  });

  it('finds every action in the provisioning log', async () => {
    const entries = (await log()).filter(({ sourceIdentity }) => sourceIdentity.id === ada.id);
    expect(entries.map(({ provisioningAction }) => provisioningAction)).to.deep.equal([
      'create',
      'update',
      'disable',
      'delete',
    ]);
    const update = entries[1];
    expect(update?.modifiedProperties).to.deep.equal([
      { displayName: 'name.familyName', oldValue: ada.attributes.surname, newValue: 'Byron' },
      {
        displayName: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
        oldValue: ada.attributes.department,
        newValue: 'Research',
      },
    ]);
    const steps = update?.provisioningSteps.map(({ provisioningStepType }) => provisioningStepType);
    expect(steps).to.deep.equal(['import', 'scoping', 'export']);
  });

  it('is quarantined at once when the token no longer works, and says so in one mail', async () => {
    token = 'revoked';
    directory.apply({ do: 'assign', id: bob.id, role: 'User' }, clock.now);
    clock.now += 40 * 60_000;
    const cycle = await job.runCycle();
    expect(cycle.state).to.equal('Failed');
    expect((await job.status()).code).to.equal('Quarantine');
    expect(mail.mails).to.have.length(1);
    expect(mail.mails[0]?.to).to.deep.equal(['it@example.com']);
    expect(mail.mails[0]?.text).to.match(/Subject: Provisioning for Zscaler Beta has been quarantined/);
    expect(mail.mails[0]?.text).to.include('EncounteredQuarantineException');
    expect(job.nextRunAt()).to.equal(clock.now + 6 * 3_600_000);
    clock.now = job.nextRunAt() ?? 0;
    await job.runCycle();
    expect(mail.mails, 'no second mail for the same reason').to.have.length(1);
    expect(job.nextRunAt()).to.equal(clock.now + 12 * 3_600_000);
  });

  it('leaves quarantine when the next cycle is healthy, and has lost nothing', async () => {
    token = reference.token;
    clock.now = job.nextRunAt() ?? 0;
    const cycle = await job.runCycle();
    expect(cycle.counts).to.include({ created: 1 });
    expect((await job.status()).code).to.equal('Active');
    const names = (await all(reference, 'Users')).map((user) => user.userName);
    expect(names).to.include(bob.attributes.userPrincipalName ?? '');
  });

  it('kept an audit trail, and no file holds the token', async () => {
    const activities: string[] = [];
    for await (const entry of auditEntries(store)) activities.push(entry.activityDisplayName);
    expect(activities).to.deep.equal(['Update provisioning setting or credentials', 'Quarantine']);
    for await (const [key, value] of store.entries('')) expect(key + value).not.to.include('zscaler-bearer-token');
    expect(JSON.stringify(recorder.evidence())).not.to.include('zscaler-bearer-token');
  });
});
