/** Writes to the target for one user, each with the record that lets an interrupted cycle go on. */
import type { Resource } from '../scim/types.js';
import { destructive, finish, record, referencesOpen, skipStep, type Case } from './case.js';
import { differing, holdsIn, holdsValues, managerIn } from './compare.js';
import type { Person } from './directory/model.js';
import { assembled, modifiedBy, remembered, updateRequests, valuesBy } from './export.js';
import { step } from './log.js';
import { flowsOf, type Flow } from './mapping/attribute-mapping.js';
import { idOf, resourceOf, type MatchValue } from './matching.js';
import { Failed } from './outcome.js';
import { logged, rolesOf, settingsOf, type Run } from './run.js';
import { isUnclear } from './sender.js';
import { contextOf } from './source.js';
import { writes, type Link } from './state.js';

/** The attributes that flow for a person; expressions without a value become warnings in the log. */
export function evaluateUser(one: Case, person: Person, softDeleted: boolean, creating: boolean): Flow[] {
  const { run } = one;
  const roles = rolesOf(run.directory, person.id);
  const context = contextOf(person, { softDeleted, roles, now: run.now(), random: run.random });
  const { flows, problems } = flowsOf(run.mappings.user, context, creating);
  for (const { target, reason } of problems) {
    one.steps.push(step('EntrySynchronizationEvaluate', 'processing', 'warning', `${target} does not flow: ${reason}`));
  }
  return flows;
}

/** POSTs a new user. Before the request an intent is kept: should the answer be lost, the next attempt looks first. */
export async function createUser(one: Case, flows: Flow[], matches: MatchValue[]): Promise<void> {
  const { run, id } = one;
  run.touched.user.add(id);
  await run.store.write(writes.intent('user', id, { matches }));
  let resource: Resource;
  try {
    resource = resourceOf(await run.sender.send(run.dialect.createUser(valuesBy(flows))));
  } catch (error) {
    // A clear refusal made nothing; anything else may have.
    if (error instanceof Failed && !isUnclear(error)) await run.store.write(writes.noIntent('user', id));
    throw error;
  }
  const link: Link = {
    target: idOf(resource),
    state: 'active',
    values: remembered(flows),
    created: true,
    cycle: run.number,
  };
  const modified = modifiedBy(flows.map((flow) => ({ flow, old: undefined })));
  const done = step('EntryExportAdd', 'export', 'success', 'Created the user at the target');
  await finish(one, 'create', { step: done, target: link.target, modified }, [
    ...writes.link('user', id, link),
    ...referencesOpen(one),
  ]);
  run.counts.created += 1;
  run.references.users.add(id);
}

/**
 * Brings an existing target user in line, and writes nothing where it is. `current` is the target's latest answer, null
 * where the values last written are trusted. A released user gets only what says that it left scope.
 */
export async function updateUser(
  one: Case,
  person: Person,
  link: Link,
  current: Resource | null,
  state: Link['state'],
): Promise<void> {
  const { run, id } = one;
  const all = evaluateUser(one, person, state !== 'active', false);
  const leaving = state === 'released' || person.deletedAt !== null;
  const flows = leaving ? all.filter(({ mapping }) => mapping.readsSoftDeleted) : all;
  const differences = differing(flows, current ? holdsIn(current) : holdsValues(link.values));
  const next: Link = { ...link, state, cycle: run.number, values: { ...link.values, ...remembered(flows) } };
  if (current) next.manager = managerIn(current);
  delete next.dirty;
  if (state === 'active') run.references.users.add(id);
  if (link.state !== state) run.touched.user.add(id);
  if (differences.length === 0) return unchanged(one, link, next, 'nothing differs');
  if (!settingsOf(run.application, 'user').actions.update) {
    return unchanged(one, link, next, 'the action Update is switched off');
  }
  const disables = state !== 'active' && differences.some(({ flow }) => flow.mapping.readsSoftDeleted);
  const act = async (): Promise<void> => {
    run.touched.user.add(id);
    // Should the end of an enabling not be seen, the account counts as one that may be enabled.
    const begun: Link = { ...link, dirty: true, state: state === 'active' ? 'active' : link.state };
    await run.store.write(writes.relink('user', id, begun));
    const requests = updateRequests(run, link.target, differences, current ?? assembled(link.values));
    for (const request of requests) await run.sender.send(request);
    const words = disables ? 'Disabled the user at the target' : 'Updated the user at the target';
    const done = step('EntryExportUpdate', 'export', 'success', words);
    const modified = modifiedBy(differences);
    const action = disables ? 'disable' : 'update';
    await finish(one, action, { step: done, target: link.target, modified }, [
      ...writes.relink('user', id, next),
      ...referencesOpen(one),
    ]);
    run.counts[disables ? 'disabled' : 'updated'] += 1;
  };
  if (disables && link.state === 'active') await destructive(one, 'disable', act);
  else await act();
}

async function unchanged(one: Case, before: Link, next: Link, reason: string): Promise<void> {
  const { run, id } = one;
  run.counts.skipped += 1;
  // An object without news needs no line in the log of an incremental cycle.
  const silent = run.kind === 'incremental' && before.state === next.state;
  const entry = silent ? [] : logged(run, record(one, 'other', 'skipped', [skipStep(reason)]));
  await run.store.write([
    ...entry,
    ...writes.relink('user', id, next),
    ...writes.noEscrow('user', id),
    ...referencesOpen(one),
  ]);
}

/** Deletes a user at the target, or disables it where the provider never deletes; a user that is gone already is fine. */
export async function eraseUser(one: Case, link: Link): Promise<void> {
  const { run, id } = one;
  const request = run.dialect.deleteUser(link.target);
  run.touched.user.add(id);
  try {
    for (const each of request ? [request] : await disabling(run, link)) await run.sender.send(each);
  } catch (error) {
    if (!(error instanceof Failed) || error.more.status !== 404) throw error;
  }
  const words = request ? 'Deleted the user at the target' : 'Disabled the user at the target';
  const done = step('EntryExportDelete', 'export', 'success', words);
  await finish(one, request ? 'delete' : 'disable', { step: done, target: link.target, modified: [] }, [
    ...writes.unlink('user', id, link),
    ...writes.noIntent('user', id),
    ...(request ? writes.tombstone('user', id, link.target) : []),
  ]);
  if (request) run.removed.push({ kind: 'user', id, target: link.target });
  run.counts[request ? 'deleted' : 'disabled'] += 1;
}

async function disabling(run: Run, link: Link): Promise<NonNullable<ReturnType<Run['dialect']['disableUser']>>> {
  if (link.state !== 'active' && !link.dirty) return [];
  const current = resourceOf(await run.sender.send(run.dialect.readUser(link.target)));
  return run.dialect.disableUser(link.target, current) ?? [];
}
