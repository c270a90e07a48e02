/** One group in one cycle: the object itself; its members follow as references. */
import { isObject, member } from '../scim/json.js';
import type { Resource } from '../scim/types.js';
import { attempt, destructive, finish, record, referencesOpen, scopeStep, skip, skipStep, type Case } from './case.js';
import { sameValue } from './compare.js';
import type { Group } from './directory/model.js';
import { modifiedBy, readsFirst, remembered } from './export.js';
import { flowsOf, matchingMappings, type Flow } from './mapping/attribute-mapping.js';
import { step } from './log.js';
import { findMatch, idOf, incompatible, matchValues, resourceOf, type MatchValue } from './matching.js';
import { Failed } from './outcome.js';
import { exclusively, logged, scopeSettings, settingsOf, type Run } from './run.js';
import { decideScope } from './scope.js';
import { isUnclear } from './sender.js';
import { contextOf } from './source.js';
import { clear, known, ownerOf, writes, type Link } from './state.js';

/** Brings one group to the target, without its members. Failures are logged and kept; only CycleStopped is thrown. */
export async function provisionGroup(run: Run, id: string, members: Set<string> | null): Promise<Case<Group>> {
  const state = await known(run.store, 'group', id);
  const source = run.directory.group(id) ?? null;
  const one: Case<Group> = { run, kind: 'group', id, source, known: state, steps: [], started: performance.now() };
  if (run.resumed && state.link?.cycle === run.number && !state.link.dirty) {
    run.references.groups.set(id, members);
    return one;
  }
  run.health.events += 1;
  await attempt(one, () => handle(one, source, members));
  return one;
}

async function handle(one: Case, group: Group | null, members: Set<string> | null): Promise<void> {
  const { run, known: state } = one;
  if (!group) return withdraw(one, 'gone from the source');
  const name = state.link ? 'EntryImportUpdate' : 'EntryImportAdd';
  one.steps.push(step(name, 'import', 'success', 'Received the group from the source'));
  const decision = decideScope(run.directory, group, scopeSettings(run.application, 'group'));
  one.steps.push(scopeStep(decision));
  if (!decision.inScope) return withdraw(one, decision.reason ?? 'out of scope');
  if (state.link) {
    if (await updateGroup(one, group, state.link)) run.references.groups.set(one.id, members);
    return;
  }
  await matchAndProvision(one, group);
}

function evaluate(one: Case, group: Group, creating: boolean): Flow[] {
  const { run } = one;
  const context = contextOf(group, { softDeleted: false, roles: [], now: run.now(), random: run.random });
  const { flows, problems } = flowsOf(run.mappings.group, context, creating);
  for (const { target, reason } of problems) {
    one.steps.push(step('EntrySynchronizationEvaluate', 'processing', 'warning', `${target} does not flow: ${reason}`));
  }
  return flows;
}

const valueFor = (flows: Flow[], target: string): string | undefined => {
  const value = flows.find(({ mapping }) => mapping.target.text === target)?.value;
  return typeof value === 'string' ? value : undefined;
};

async function matchAndProvision(one: Case, group: Group): Promise<void> {
  const { run } = one;
  const flows = evaluate(one, group, true);
  const byTarget = new Map(flows.map((flow) => [flow.mapping.target.text, flow.value]));
  const values = matchValues(matchingMappings(run.mappings.group), byTarget);
  const [first] = values;
  if (!first) throw new Failed('MissingValues', 'the group has no value for any matching attribute', { status: 400 });
  await exclusively(run.claims, `group ${first.value.toLowerCase()}`, async () => {
    const found = await search(one, [...(one.known.intent?.matches ?? []), ...values]);
    if (found) return adopt(one, group, found);
    if (!settingsOf(run.application, 'group').actions.create) return skip(one, 'the action Create is switched off');
    await create(one, flows, values);
  });
}

async function search(one: Case, values: MatchValue[]): Promise<{ id: string; resource: Resource } | null> {
  const isFirst = (value: MatchValue, index: number): boolean =>
    values.findIndex((other) => other.target === value.target && other.value === value.value) === index;
  const { found } = await findMatch(one.run, 'group', values.filter(isFirst));
  one.steps.push(
    step('EntryMatching', 'matching', 'success', found ? 'Found in the target' : 'Not found in the target'),
  );
  return found;
}

async function adopt(one: Case, group: Group, found: { id: string; resource: Resource }): Promise<void> {
  const { run, id } = one;
  const owner = await ownerOf(run.store, 'group', found.id);
  if (owner !== undefined && owner !== id) {
    const sentence = `the target group ${found.id} is linked to the source group ${owner}`;
    throw new Failed('DuplicateSourceEntries', sentence, { status: 409 });
  }
  const displayName = member(found.resource, 'displayName');
  const link: Link = {
    target: found.id,
    state: 'active',
    values: { displayName: displayName ?? null },
    cycle: run.number,
  };
  if (one.known.intent) link.created = true;
  await run.store.write(writes.link('group', id, link));
  await updateGroup(one, group, link);
  run.references.groups.set(id, null);
}

async function create(one: Case, flows: Flow[], matches: MatchValue[]): Promise<void> {
  const { run, id } = one;
  const displayName = valueFor(flows, 'displayName');
  if (displayName === undefined) throw new Failed('MissingValues', 'the group has no displayName', { status: 400 });
  const externalId = valueFor(flows, 'externalId');
  const request = run.dialect.createGroup(externalId === undefined ? { displayName } : { displayName, externalId });
  if (!request) return skip(one, `${run.dialect.name} does not create groups`);
  run.touched.group.add(id);
  await run.store.write(writes.intent('group', id, { matches }));
  let target: string;
  try {
    target = idOf(resourceOf(await run.sender.send(request)));
  } catch (error) {
    if (error instanceof Failed && !isUnclear(error)) await run.store.write(writes.noIntent('group', id));
    throw error;
  }
  const link: Link = { target, state: 'active', values: remembered(flows), created: true, cycle: run.number };
  const modified = modifiedBy(flows.map((flow) => ({ flow, old: undefined })));
  const done = step('EntryExportAdd', 'export', 'success', 'Created the group at the target');
  await finish(one, 'create', { step: done, target, modified }, [
    ...writes.link('group', id, link),
    ...referencesOpen(one),
  ]);
  run.counts.created += 1;
  run.references.groups.set(id, null);
}

/** Renames where the name differs; true when the group is at the target. Providers change nothing else of a group. */
async function updateGroup(one: Case, group: Group, link: Link): Promise<boolean> {
  const { run, id } = one;
  const before = await nameAt(one, link);
  if (before === 'gone') {
    await matchAndProvision({ ...one, known: { ...one.known, link: null } }, group);
    return false;
  }
  const flows = evaluate(one, group, false);
  const name = flows.find(({ mapping }) => mapping.target.text === 'displayName');
  const next: Link = { ...link, cycle: run.number, values: { ...link.values, ...remembered(flows) } };
  delete next.dirty;
  const update = settingsOf(run.application, 'group').actions.update;
  const wanted = typeof name?.value === 'string' ? name.value : null;
  if (!name || wanted === null || sameValue(wanted, before, name.mapping.caseExact) || !update) {
    run.counts.skipped += 1;
    const entry =
      run.kind === 'incremental' ? [] : logged(run, record(one, 'other', 'skipped', [skipStep('nothing differs')]));
    await run.store.write([
      ...entry,
      ...writes.relink('group', id, next),
      ...writes.noEscrow('group', id),
      ...referencesOpen(one),
    ]);
    return true;
  }
  run.touched.group.add(id);
  await run.store.write(writes.relink('group', id, { ...link, dirty: true }));
  const current: Resource = readsFirst(run) ? await readGroup(run, link.target) : { displayName: before };
  for (const request of run.dialect.renameGroup(link.target, wanted, current) ?? []) await run.sender.send(request);
  const done = step('EntryExportUpdate', 'export', 'success', 'Updated the group at the target');
  const modified = modifiedBy([{ flow: name, old: before }]);
  await finish(one, 'update', { step: done, target: link.target, modified }, [
    ...writes.relink('group', id, next),
    ...referencesOpen(one),
  ]);
  run.counts.updated += 1;
  return true;
}

/** The group's name at the target, as far as it is known without doubt. */
async function nameAt(one: Case, link: Link): Promise<string | null | 'gone'> {
  const { run, id } = one;
  const trusted = link.values.displayName;
  // A link made in this cycle has just been read or written.
  if (!link.dirty && (run.kind === 'incremental' || link.cycle === run.number))
    return typeof trusted === 'string' ? trusted : null;
  try {
    const name = member(await readGroup(run, link.target), 'displayName');
    return typeof name === 'string' ? name : null;
  } catch (error) {
    if (!(error instanceof Failed) || error.more.status !== 404) throw error;
    if (run.kind === 'incremental') {
      throw new Failed('InvalidAnchor', `the target has no group ${link.target} any more`, { status: 404 });
    }
    await clear(run.store, [`member/${id}/`]);
    await run.store.write(writes.unlink('group', id, link));
    return 'gone';
  }
}

/** The group as the target shows it, by the request this provider reads groups with. */
export async function readGroup(run: Run, target: string): Promise<Resource> {
  const request = run.dialect.readGroup(target);
  if (!request) return {};
  const resource = resourceOf(await run.sender.send(request));
  if (!isObject(resource)) throw incompatible('the answer is no group');
  return resource;
}

/** A group that left scope is deleted: groups cannot be disabled. */
async function withdraw(one: Case, reason: string): Promise<void> {
  const { run, id, known: state } = one;
  let { link } = state;
  if (!link && state.intent) {
    const found = await search(one, state.intent.matches);
    if (found) link = { target: found.id, state: 'active', values: {}, created: true, cycle: run.number };
  }
  const { settings } = run.application;
  const settled = [...writes.noIntent('group', id), ...writes.noEscrow('group', id)];
  if (!link) return one.source ? skip(one, reason, settled) : run.store.write(settled);
  if (one.source && one.source.deletedAt === null && settings.skipOutOfScopeDeletions)
    return skip(one, reason, settled);
  const request = run.dialect.deleteGroup(link.target);
  if (!request || !settingsOf(run.application, 'group').actions.delete) {
    return run.store.write([...settled, ...writes.unlink('group', id, link)]);
  }
  const leaving = link;
  await destructive(one, 'delete', async () => {
    run.touched.group.add(id);
    try {
      await run.sender.send(request);
    } catch (error) {
      if (!(error instanceof Failed) || error.more.status !== 404) throw error;
    }
    const done = step('EntryExportDelete', 'export', 'success', 'Deleted the group at the target');
    await clear(run.store, [`member/${id}/`, `waiting/group/${id}/`]);
    await finish(one, 'delete', { step: done, target: leaving.target, modified: [] }, [
      ...writes.unlink('group', id, leaving),
      ...writes.noIntent('group', id),
      ...writes.tombstone('group', id, leaving.target),
    ]);
    run.removed.push({ kind: 'group', id, target: leaving.target });
    run.counts.deleted += 1;
  });
}
