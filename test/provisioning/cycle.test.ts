import { expect } from 'chai';
import { generateDirectory } from '../../provisioning/directory/generate.js';
import { all, bench } from './support.js';

describe('provisioning cycles', () => {
  it('brings users, groups and members to the target, and writes nothing the second time', async () => {
    const input = generateDirectory({ seed: 3, people: 30, groups: 3, membersPerGroup: 5 });
    const b = await bench({ input });
    const first = await b.job.runCycle();
    expect(first.counts).to.include({ created: 33, failed: 0 });
    const users = await all(b.reference, 'Users');
    const names = users.map((user) => user.userName);
    for (const person of input.people) expect(names).to.include(person.attributes.userPrincipalName ?? '');
    const groups = await all(b.reference, 'Groups');
    expect(groups).to.have.length(3);
    await b.job.restart();
    b.wait();
    const second = await b.job.runCycle();
    expect(second.kind).to.equal('initial');
    expect(second.writes).to.equal(0);
  });
});
