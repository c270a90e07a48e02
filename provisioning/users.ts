/** One person in one cycle: import, scope, match, and the action that follows
 * (Microsoft Learn, "How application provisioning works"). */
import type { Resource } from '../scim/types.js';
import { attempt, destructive, scopeStep, skip, type Case } from './case.js';
import type { Person } from './directory/model.js';
import { readsFirst } from './export.js';
import { step } from './log.js';
import { matchingMappings } from './mapping/attribute-mapping.js';
import { findMatch, matchValues, resourceOf, type MatchValue } from './matching.js';
import { Failed } from './outcome.js';
import { exclusively, scopeSettings, settingsOf, type Run } from './run.js';
import { decideScope, type ScopeDecision } from './scope.js';
import { known, ownerOf, writes, type Link } from './state.js';
import { createUser, eraseUser, evaluateUser, updateUser } from './user-write.js';

/** Brings one person to the target. Failures are logged and kept for later; only CycleStopped is thrown. */
export async function provisionUser(run: Run, id: string): Promise<Case<Person>> {
  const state = await known(run.store, 'user', id);
  const source = run.directory.person(id) ?? null;
  const one: Case<Person> = { run, kind: 'user', id, source, known: state, steps: [], started: performance.now() };
  if (run.resumed && state.link?.cycle === run.number && !state.link.dirty) {
    // Done before the interruption; its references may not be.
    run.references.users.add(id);
    return one;
  }
  run.health.events += 1;
  await attempt(one, () => (source ? handle(one, source) : removeUser(one)));
  return one;
}

async function handle(one: Case, person: Person): Promise<void> {
  const { run, known: state } = one;
  const name = state.link ? 'EntryImportUpdate' : 'EntryImportAdd';
  const identifier = String(person.attributes.userPrincipalName ?? person.id);
  one.steps.push(
    step(name, 'import', 'success', 'Received the user from the source', { ReportableIdentifier: identifier }),
  );
  const decision = decideScope(run.directory, person, scopeSettings(run.application, 'user'));
  one.steps.push(scopeStep(decision));
  if (!decision.inScope || !person.accountEnabled) return withdraw(one, person, decision);
  if (state.link) {
    const current = await currentOf(one, state.link);
    if (current !== 'gone') return updateUser(one, person, state.link, current, 'active');
  }
  await matchAndProvision(one, person);
}

/** The target's latest answer where it is needed; null where what was written is trusted; gone where it is not there. */
async function currentOf(one: Case, link: Link): Promise<Resource | null | 'gone'> {
  const { run, id } = one;
  if (!link.dirty && run.kind === 'incremental' && !readsFirst(run)) return null;
  try {
    return resourceOf(await run.sender.send(run.dialect.readUser(link.target)));
  } catch (error) {
    if (!(error instanceof Failed) || error.more.status !== 404) throw error;
    // Only a new initial cycle matches again; otherwise the cached id is reported as useless.
    if (run.kind === 'incremental') {
      throw new Failed('InvalidAnchor', `the target has no user ${link.target} any more`, { status: 404 });
    }
    await run.store.write(writes.unlink('user', id, link));
    return 'gone';
  }
}

async function matchAndProvision(one: Case, person: Person): Promise<void> {
  const { run } = one;
  const flows = evaluateUser(one, person, false, true);
  const byTarget = new Map(flows.map((flow) => [flow.mapping.target.text, flow.value]));
  const values = matchValues(matchingMappings(run.mappings.user), byTarget);
  const [first] = values;
  if (!first) throw new Failed('MissingValues', 'the person has no value for any matching attribute', { status: 400 });
  await exclusively(run.claims, `user ${first.value.toLowerCase()}`, async () => {
    const match = await search(one, [...(one.known.intent?.matches ?? []), ...values]);
    if (match) return adopt(one, person, match);
    if (!settingsOf(run.application, 'user').actions.create) return skip(one, 'the action Create is switched off');
    await createUser(one, flows, values);
  });
}

async function search(one: Case, values: MatchValue[]): Promise<{ id: string; resource: Resource } | null> {
  const isFirst = (value: MatchValue, index: number): boolean =>
    values.findIndex((other) => other.target === value.target && other.value === value.value) === index;
  const { found, asked } = await findMatch(one.run, 'user', values.filter(isFirst));
  const details = Object.fromEntries(
    asked.map(({ target, value, found: count }) => [`${target} eq "${value}"`, String(count)]),
  );
  const words = found ? 'Found in the target' : 'Not found in the target';
  one.steps.push(step('EntryMatching', 'matching', 'success', words, details));
  return found;
}

/** Links a target object that was there already, unless it stands for another person. */
async function adopt(one: Case, person: Person, match: { id: string; resource: Resource }): Promise<void> {
  const { run, id } = one;
  const owner = await ownerOf(run.store, 'user', match.id);
  if (owner !== undefined && owner !== id) {
    const sentence = `the target user ${match.id} is linked to the source user ${owner}`;
    throw new Failed('DuplicateSourceEntries', sentence, { status: 409 });
  }
  const link: Link = { target: match.id, state: 'active', values: {}, dirty: true, cycle: run.number };
  if (one.known.intent) link.created = true;
  await run.store.write(writes.link('user', id, link));
  const current = readsFirst(run) ? resourceOf(await run.sender.send(run.dialect.readUser(match.id))) : match.resource;
  await updateUser(one, person, link, current, 'active');
}

/** The link of a person, or of the object that a create with a lost answer made. */
async function linkOrLost(one: Case): Promise<Link | null> {
  const { run, id, known: state } = one;
  if (state.link || !state.intent) return state.link;
  const found = await search(one, state.intent.matches);
  if (!found) return null;
  const link: Link = { target: found.id, state: 'active', values: {}, dirty: true, created: true, cycle: run.number };
  await run.store.write(writes.link('user', id, link));
  return link;
}

/** The person left scope or is disabled: what is at the target is disabled, what is not there stays away. */
async function withdraw(one: Case, person: Person, decision: ScopeDecision): Promise<void> {
  const { run, id } = one;
  const { settings } = run.application;
  const link = await linkOrLost(one);
  const settled = [...writes.noIntent('user', id), ...writes.noEscrow('user', id)];
  if (!link) return skip(one, decision.reason ?? 'disabled in the source', settled);
  if (link.state === 'released') return run.store.write(settled);
  if (!decision.inScope && person.deletedAt === null && settings.skipOutOfScopeDeletions) {
    return skip(one, 'out of scope, and SkipOutOfScopeDeletions is set', settled);
  }
  if (!settings.softDelete) return destructive(one, 'delete', () => eraseUser(one, link));
  const current = await currentOf(one, link);
  if (current === 'gone') return;
  const managed = decision.inScope || person.deletedAt !== null;
  await updateUser(one, person, link, current, managed ? 'disabled' : 'released');
}

/** The person is gone from the source for good. */
async function removeUser(one: Case): Promise<void> {
  const { run, id } = one;
  const link = await linkOrLost(one);
  // Once unassigned, a user is not managed: no DELETE follows (documented limitation).
  if (!link || link.state === 'released' || !settingsOf(run.application, 'user').actions.delete) {
    return run.store.write([
      ...writes.noIntent('user', id),
      ...writes.noEscrow('user', id),
      ...(link ? writes.unlink('user', id, link) : []),
    ]);
  }
  await destructive(one, 'delete', () => eraseUser(one, link));
}
