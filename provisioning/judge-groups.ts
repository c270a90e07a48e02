/** Reads one group back: there, with its name and its members. */
import { isObject, member, valuesOf } from '../scim/json.js';
import type { Resource } from '../scim/types.js';
import type { Group } from './directory/model.js';
import { shown } from './log.js';
import { flowsOf } from './mapping/attribute-mapping.js';
import { scopeSettings, type Run } from './run.js';
import { decideScope } from './scope.js';
import { failedReference, OF_THE_SOURCE, sameButForCase, SILENT, type Sitting } from './sitting.js';
import { contextOf } from './source.js';
import { known, linkOf, membershipsOf, type Link } from './state.js';
import type { Answer } from './wire.js';

export async function judgeGroup(sitting: Sitting, id: string): Promise<void> {
  const { run } = sitting;
  const group = run.directory.group(id);
  const { link, ...open } = await known(run.store, 'group', id);
  const escrow = open.escrow ?? failedReference(open.retry);
  if (!run.application.groups.enabled || (escrow && OF_THE_SOURCE.includes(escrow.code))) return;
  const failed = escrow ? `${escrow.code}: ${escrow.reason}` : null;
  const inScope = group && decideScope(run.directory, group, scopeSettings(run.application, 'group')).inScope;
  if (!group || inScope !== true) {
    // Its deletion was refused; while it is only out of reach nothing is known.
    if (!link || failed === null || SILENT.includes(escrow?.code ?? '')) return;
    sitting.look('surplus');
    return sitting.find('surplus', id, 'to be deleted', failed, null, link.target);
  }
  const subject = String(group.attributes.displayName ?? id);
  sitting.look('missing');
  if (!link) {
    const why = failed ?? 'it was not created';
    if (escrow && SILENT.includes(escrow.code)) return sitting.unsure('missing', subject, why);
    if (!run.application.groups.actions.create) return;
    return sitting.find('missing', subject, 'to be at the target', why, null);
  }
  const path = `/Groups/${encodeURIComponent(link.target)}`;
  const back = await sitting.read(path);
  if (back === 'unreadable') return sitting.unsure('attributes', subject, 'it could not be read back');
  if (back === 'absent') {
    return sitting.find('missing', subject, 'to be at the target', `GET ${path} finds nothing`, null, link.target);
  }
  if (escrow && SILENT.includes(escrow.code)) return sitting.unsure('membership', subject, failed ?? '');
  await judgeName(sitting, group, link, { subject, failed }, back);
  if (failed !== null) {
    sitting.look('membership');
    sitting.find('membership', subject, 'to take its name and its members', failed, back.answer, link.target);
  }
  await judgeMembers(sitting, id, link, subject, back);
}

async function judgeName(
  sitting: Sitting,
  group: Group,
  link: Link,
  { subject, failed }: { subject: string; failed: string | null },
  { answer, resource }: { answer: Answer; resource: Resource },
): Promise<void> {
  const { run } = sitting;
  const context = contextOf(group, { softDeleted: false, roles: [], now: run.now(), random: () => 0 });
  const flow = flowsOf(run.mappings.group, context, false).flows.find(
    ({ mapping }) => mapping.target.text === 'displayName',
  );
  const wanted = flow?.value;
  if (flow === undefined || typeof wanted !== 'string' || !run.application.groups.actions.update) return;
  const name = member(resource, 'displayName');
  sitting.look('attributes');
  if (!sameButForCase(wanted, name)) {
    const actual = `it is ${shown(name) ?? 'absent'}`;
    sitting.find('attributes', subject, `displayName to be ${wanted}`, actual, answer, link.target);
  } else if (failed === null && run.dialect.matchGroup(wanted)?.path.includes('filter=') === true) {
    await sitting.lookUp('/Groups', flow.mapping.target, wanted, { subject, target: link.target });
  }
}

async function judgeMembers(
  sitting: Sitting,
  id: string,
  link: Link,
  subject: string,
  back: { answer: Answer; resource: Resource },
): Promise<void> {
  const { run } = sitting;
  const sent = await membershipsOf(run.store, id);
  const wanted = new Map(
    [...sent].filter(([, one]) => one.unsure !== true).map(([person, one]) => [one.target, person]),
  );
  const uncertain = new Set([...sent.values()].filter(({ unsure }) => unsure === true).map(({ target }) => target));
  let { answer, resource } = back;
  // Members need not be returned unless they are asked for.
  if (member(resource, 'members') === undefined && wanted.size > 0) {
    const again = await sitting.read(`/Groups/${encodeURIComponent(link.target)}?attributes=members`);
    if (again === 'absent' || again === 'unreadable') return;
    ({ answer, resource } = again);
  }
  const actual = valuesOf(member(resource, 'members')).map((one) => String(isObject(one) ? member(one, 'value') : one));
  sitting.look('membership');
  const names = (targets: string[]): string =>
    targets
      .slice(0, 5)
      .map((target) => nameOf(run, wanted.get(target)) ?? target)
      .join(', ') + (targets.length > 5 ? ` and ${targets.length - 5} more` : '');
  const missing: string[] = [];
  for (const [target, person] of wanted) {
    // Whether a disabled user keeps memberships is the target's choice.
    if (!actual.includes(target) && (await linkOf(run.store, 'user', person))?.state === 'active') missing.push(target);
  }
  if (missing.length > 0) {
    sitting.find(
      'membership',
      subject,
      `to have ${wanted.size} members`,
      `${missing.length} are missing: ${names(missing)}`,
      answer,
      link.target,
    );
  }
  // Members that somebody else put into the group are none of our business; people we manage are.
  const surplus: string[] = [];
  for (const target of actual) {
    if (!wanted.has(target) && !uncertain.has(target) && (await run.store.get(`owner/user/${target}`)) !== undefined)
      surplus.push(target);
  }
  if (surplus.length > 0)
    sitting.find(
      'membership',
      subject,
      'to have no other members',
      `${surplus.length} too many: ${names(surplus)}`,
      answer,
      link.target,
    );
  const twice = actual.length - new Set(actual).size;
  if (twice > 0)
    sitting.find('membership', subject, 'to have each member once', `${twice} are listed twice`, answer, link.target);
}

function nameOf(run: Run, id: string | undefined): string | undefined {
  const person = id === undefined ? undefined : run.directory.person(id);
  return person ? String(person.attributes.userPrincipalName ?? person.id) : undefined;
}
