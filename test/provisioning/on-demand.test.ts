import { expect } from 'chai';
import { generateDirectory } from '../../provisioning/directory/generate.js';
import { provisionOnDemand, NotOnDemand } from '../../provisioning/on-demand.js';
import { onDemandText } from '../../provisioning/details.js';
import { createReference } from '../../reference/server.js';
import { all, bench, template } from './support.js';

const input = () => generateDirectory({ seed: 6, people: 8, groups: 1, membersPerGroup: 8 });

describe('provisioning on demand', () => {
  it('shows the documented steps, the connection test only when it fails', async () => {
    const b = await bench({ input: input() });
    const [person] = b.directory.people.values();
    const result = await provisionOnDemand(b.job, String(person?.attributes.userPrincipalName));
    expect(result.steps.map(({ number, name }) => `${number} ${name}`)).to.deep.equal([
      '2 Import',
      '3 Determine scope',
      '4 Match',
      '5 Perform action',
    ]);
    expect(result).to.include({ action: 'create', status: 'success' });
    expect(result.steps[1]?.details).to.include({ 'Assigned to application': 'True (passed)' });
    expect(onDemandText(result)).to.match(/3\. Determine scope: success[\s\S]*userName: \(none\) -> /);
  });

  it('updates with old and new values the second time', async () => {
    const b = await bench({ input: input() });
    const [person] = b.directory.people.values();
    await provisionOnDemand(b.job, person?.id ?? '');
    b.directory.apply({ do: 'set', id: person?.id ?? '', attributes: { department: 'New' } }, b.clock.now);
    const result = await provisionOnDemand(b.job, person?.id ?? '');
    expect(result.action).to.equal('update');
    expect(result.modified).to.deep.equal([
      {
        displayName: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
        oldValue: generateDirectory({ seed: 6, people: 1 }).people[0]?.attributes.department,
        newValue: 'New',
      },
    ]);
  });

  it('stops at a failing connection test and shows it', async () => {
    const b = await bench({ input: input(), reference: createReference({ mutants: ['filter.nothing-404'] }) });
    const [person] = b.directory.people.values();
    const result = await provisionOnDemand(b.job, person?.id ?? '');
    expect(result.steps.map(({ name }) => name)).to.deep.equal(['Test connection']);
    expect(result.status).to.equal('failure');
  });

  it('provisions a group with up to five members', async () => {
    const b = await bench({ input: input() });
    const [group] = b.directory.groups.values();
    const members = [...(group?.members ?? [])].slice(0, 5);
    const result = await provisionOnDemand(b.job, String(group?.attributes.displayName), members);
    expect(result).to.include({ action: 'create', status: 'success' });
    const [made] = await all(b.reference, 'Groups');
    expect(made?.members).to.have.length(members.length);
    let refused: unknown;
    await provisionOnDemand(b.job, group?.id ?? '', ['1', '2', '3', '4', '5', '6']).catch(
      (error: unknown) => (refused = error),
    );
    expect(refused).to.be.instanceOf(NotOnDemand);
  });

  it('disables who was unassigned, and does not offer who is deleted', async () => {
    const b = await bench({ input: input() });
    const [person] = b.directory.people.values();
    const id = person?.id ?? '';
    await provisionOnDemand(b.job, id);
    for (const group of b.directory.groups.keys()) b.directory.apply({ do: 'unassign', id: group }, b.clock.now);
    b.directory.apply({ do: 'unassign', id }, b.clock.now);
    expect((await provisionOnDemand(b.job, id)).action).to.equal('disable');
    b.directory.apply({ do: 'delete', id }, b.clock.now);
    let refused: unknown;
    await provisionOnDemand(b.job, id).catch((error: unknown) => (refused = error));
    expect(refused).to.be.instanceOf(NotOnDemand);
  });

  it('does not honor the flag, as documented', async () => {
    const application = template('zscaler-beta');
    application.dialect = 'entra-flag';
    const b = await bench({ input: input(), application });
    const [person] = b.directory.people.values();
    await provisionOnDemand(b.job, person?.id ?? '');
    b.directory.apply({ do: 'set', id: person?.id ?? '', attributes: { department: 'New' } }, b.clock.now);
    await provisionOnDemand(b.job, person?.id ?? '');
    expect(b.sent.find(({ method }) => method === 'PATCH')?.body).to.include('"op":"Replace"');
  });
});
