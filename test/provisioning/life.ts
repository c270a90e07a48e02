/** A short working life that touches everything a cycle does, judged step by step. */
import { testConnection } from '../../provisioning/connection.js';
import { generateDirectory, generatePerson } from '../../provisioning/directory/generate.js';
import type { DirectoryChange } from '../../provisioning/directory/model.js';
import { judge } from '../../provisioning/judge.js';
import { merge, noJudgment, type Judged } from '../../provisioning/lifecycle-checks.js';
import { Recorder } from '../../provisioning/recorder.js';
import { secondPass } from '../../provisioning/second-pass.js';
import type { Wire } from '../../provisioning/wire.js';
import { createReference, type ReferenceOptions } from '../../reference/server.js';
import { bench, template } from './support.js';

/** A short working life: create, update, rename, manager, members in and out, disable, enable, release, delete. */
export async function life(options: ReferenceOptions, dialectId: string, product?: Wire): Promise<Judged> {
  const application = template('custom-scim');
  application.dialect = dialectId;
  const input = generateDirectory({ seed: 21, people: 8, groups: 2, membersPerGroup: 4 });
  const recorder = new Recorder('http://127.0.0.1/scim/v2', []);
  const b = await bench({
    input,
    application,
    wrap: (wire) => recorder.around(product ?? wire),
    reference: createReference(options),
    concurrency: 1,
  });
  const judged = noJudgment();
  const connection = await testConnection(
    recorder.around({ send: b.job.options.wire.send, close: () => Promise.resolve() }),
    b.job.options.dialect,
    application,
    'b7c1b1fe-0000-4000-8000-000000000000',
  );
  judged.looked.connection = 1;
  if (connection.verdict === 'failure') {
    judged.findings.push({
      check: 'connection',
      subject: 'test',
      expected: '',
      actual: connection.sentence,
      exchanges: [],
    });
    return judged;
  }
  const cycle = async (changes: DirectoryChange[], extent: 'touched' | 'full' = 'touched'): Promise<boolean> => {
    for (const change of changes) b.directory.apply(change, b.clock.now);
    b.wait();
    const done = await b.job.runCycle();
    if (done.state === 'Failed') {
      judged.findings.push({
        check: 'quarantine',
        subject: 'job',
        expected: '',
        actual: done.error?.message ?? '',
        exchanges: [],
      });
      return false;
    }
    merge(judged, await judge({ run: done.run, recorder, extent }));
    return true;
  };
  const [p0, p1, p2, p3, p4] = input.people.map(({ id }) => id) as [string, string, string, string, string];
  const group = input.groups[0];
  if (!group) throw new Error('no group');
  const [member] = group.members;
  const outside = input.people.find(({ id }) => !group.members.has(id))?.id ?? '';
  if (!(await cycle([], 'full'))) return judged;
  merge(judged, await secondPass(b.job, recorder));
  const surname = { surname: 'Ångström', displayName: 'A. Ångström' };
  const steps: DirectoryChange[][] = [
    [
      { do: 'set', id: p0, attributes: surname },
      { do: 'set', id: p1, attributes: { mail: 'other@example.com', mobile: '+1 555 0199' } },
      { do: 'add-member', id: group.id, member: outside },
    ],
    [
      { do: 'set', id: p2, attributes: { userPrincipalName: 'renamed@example.com' } },
      { do: 'remove-member', id: group.id, member: member ?? '' },
      { do: 'disable', id: p3 },
      { do: 'set', id: group.id, attributes: { displayName: 'Renamed group' } },
    ],
    [
      { do: 'enable', id: p3 },
      { do: 'unassign', id: p4 },
      { do: 'manager', id: p1, manager: p2 },
      { do: 'manager', id: p2, manager: null },
    ],
    [
      { do: 'purge', id: p0 },
      { do: 'join', person: { ...generatePerson(21, 90), manager: p1 } },
      { do: 'assign', id: generatePerson(21, 90).id, role: 'User' },
    ],
  ];
  steps.push([{ do: 'unassign', id: input.groups[1]?.id ?? '' }]);
  for (const [index, step] of steps.entries())
    if (!(await cycle(step, index === steps.length - 1 ? 'full' : 'touched'))) return judged;
  return judged;
}

/** Names of the checks that found something. */
export const found = (judged: Judged): string[] => [...new Set(judged.findings.map(({ check }) => check))].sort();
