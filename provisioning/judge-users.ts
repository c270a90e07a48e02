/** Reads one user back: there, enabled or not, and with the values that were sent. */
import type { Resource } from '../scim/types.js';
import { differing, holdsIn, managerIn, type Holds } from './compare.js';
import type { Person } from './directory/model.js';
import { flowsOf, matchingMappings, type Flow } from './mapping/attribute-mapping.js';
import { isSecret } from './export.js';
import { shown } from './log.js';
import { matchValues } from './matching.js';
import { rolesOf, scopeSettings } from './run.js';
import { decideScope } from './scope.js';
import { failedReference, OF_THE_SOURCE, sameButForCase, SILENT, type Sitting } from './sitting.js';
import { contextOf } from './source.js';
import { known, type Link } from './state.js';
import type { Answer } from './wire.js';

export async function judgeUser(sitting: Sitting, id: string): Promise<void> {
  const { run } = sitting;
  const { application } = run;
  const person = run.directory.person(id) ?? null;
  const { link, ...open } = await known(run.store, 'user', id);
  const escrow = open.escrow ?? failedReference(open.retry);
  const subject = person ? String(person.attributes.userPrincipalName ?? id) : id;
  const inScope = person !== null && decideScope(run.directory, person, scopeSettings(application, 'user')).inScope;
  const wanted = inScope && person?.accountEnabled === true;
  if (escrow && OF_THE_SOURCE.includes(escrow.code)) return;
  const failed = escrow ? `${escrow.code}: ${escrow.reason}` : null;
  if (!link) {
    if (!wanted || !application.users.actions.create) return;
    sitting.look('missing');
    if (escrow && SILENT.includes(escrow.code)) sitting.unsure('missing', subject, failed ?? '');
    else sitting.find('missing', subject, 'to be at the target', failed ?? 'it was not created', null);
    return;
  }
  const path = `/Users/${encodeURIComponent(link.target)}`;
  const back = await sitting.read(path);
  if (back === 'unreadable') return sitting.unsure('attributes', subject, 'it could not be read back');
  if (escrow && SILENT.includes(escrow.code)) return sitting.unsure('attributes', subject, failed ?? '');
  if (!person) {
    if (link.state === 'released' || back === 'absent' || run.dialect.deleteUser(link.target) === null) return;
    sitting.look('surplus');
    return sitting.find('surplus', subject, 'to be deleted', failed ?? 'it is still there', back.answer, link.target);
  }
  if (back === 'absent') {
    // A disabled account must stay readable; one that is no longer managed may go.
    if (link.state === 'released') return;
    sitting.look('missing');
    return sitting.find('missing', subject, 'to be at the target', `GET ${path} finds nothing`, null, link.target);
  }
  sitting.look('missing');
  // Who left scope while such deletions are skipped is left as it is.
  if (!inScope && person.deletedAt === null && application.settings.skipOutOfScopeDeletions) return;
  await compareUser(sitting, person, link, { subject, off: !wanted, failed }, back);
  if (wanted) await judgeDuplicates(sitting, person, link, subject);
}

async function compareUser(
  sitting: Sitting,
  person: Person,
  link: Link,
  { subject, off, failed }: { subject: string; off: boolean; failed: string | null },
  { answer, resource }: { answer: Answer; resource: Resource },
): Promise<void> {
  const { run } = sitting;
  const roles = rolesOf(run.directory, person.id);
  const context = contextOf(person, { softDeleted: off, roles, now: run.now(), random: () => 0 });
  const leaving = link.state === 'released' || (off && link.state === 'active') || person.deletedAt !== null;
  const flows = flowsOf(run.mappings.user, context, false).flows.filter(
    (flow) => !isSecret(flow) && (!leaving || flow.mapping.readsSoftDeleted) && stable(flow.mapping.expression),
  );
  const wrong = await wrongIn(sitting, link, flows, resource);
  const seenOff = `seen-off/${person.id}`;
  const wasOff = (await run.store.get(seenOff)) !== undefined;
  const offCheck = wasOff ? 'resurrected' : 'disabled';
  for (const { flow, old } of wrong) {
    const check = off && flow.mapping.readsSoftDeleted ? offCheck : 'attributes';
    const expected = `${flow.mapping.target.text} to be ${shown(flow.value) ?? 'unassigned'}`;
    const actual = `it is ${shown(old) ?? 'absent'}${failed === null ? '' : ` (${failed})`}`;
    sitting.find(check, subject, expected, actual, answer, link.target);
  }
  sitting.look('attributes');
  if (off) sitting.look(offCheck);
  if (off && !wasOff && flows.length > 0 && wrong.length === 0) await run.store.write([{ put: seenOff, value: '1' }]);
  if (!off && wasOff) await run.store.write([{ remove: seenOff }]);
  const hasManager = typeof link.manager === 'string' || link.managerUnsure === true;
  if (!off && hasManager) judgeManager(sitting, link, { subject, failed }, { answer, resource });
}

/** Flows the target does not hold. What it only shows when asked for by name is asked for once more. */
async function wrongIn(
  sitting: Sitting,
  link: Link,
  flows: Flow[],
  resource: Resource,
): Promise<ReturnType<typeof differing>> {
  const check = (holds: Holds): ReturnType<typeof differing> =>
    differing(flows, holds).filter(({ flow, old }) => !sameButForCase(flow.value, old));
  const shownAtOnce = holdsIn(resource);
  const wrong = check(shownAtOnce);
  const absent = wrong.filter(({ old }) => old === undefined).map(({ flow }) => flow.mapping.target);
  if (absent.length === 0) return wrong;
  const names = absent.map(({ urn, attribute }) => (urn === null ? attribute : `${urn}:${attribute}`));
  const asked = await sitting.read(`/Users/${encodeURIComponent(link.target)}?attributes=${names.join(',')}`);
  if (typeof asked === 'string') return wrong;
  const shownWhenAsked = holdsIn(asked.resource);
  return check((mapping) => shownAtOnce(mapping) ?? shownWhenAsked(mapping));
}

function judgeManager(
  sitting: Sitting,
  link: Link,
  { subject, failed }: { subject: string; failed: string | null },
  { answer, resource }: { answer: Answer; resource: Resource },
): void {
  const actual = managerIn(resource);
  if (link.managerUnsure ? failed === null : actual === link.manager) return;
  const words = `it is ${actual ?? 'absent'}${failed === null ? '' : ` (${failed})`}`;
  sitting.find(
    'attributes',
    subject,
    link.managerUnsure ? 'the manager to be written' : `manager to be ${link.manager ?? 'absent'}`,
    words,
    answer,
    link.target,
  );
}

/** Values made anew at every evaluation cannot be compared. */
function stable(expression: unknown): boolean {
  return !/"name":"(RandomString|Guid|Now)"/.test(
    JSON.stringify(expression, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  );
}

async function judgeDuplicates(sitting: Sitting, person: Person, link: Link, subject: string): Promise<void> {
  const { run } = sitting;
  const context = contextOf(person, { softDeleted: false, roles: [], now: run.now(), random: () => 0 });
  const flows = new Map(
    flowsOf(run.mappings.user, context, false).flows.map((flow) => [flow.mapping.target.text, flow.value]),
  );
  const [mapping] = matchingMappings(run.mappings.user);
  const [value] = matchValues(mapping ? [mapping] : [], flows);
  if (value && mapping) await sitting.lookUp('/Users', mapping.target, value.value, { subject, target: link.target });
}
