/** Reads one user back: there, enabled or not, and with the values that were sent. */
import { isObject, member, valuesOf } from '../scim/json.js';
import type { Json, Resource } from '../scim/types.js';
import { differing, holdsIn, managerIn } from './compare.js';
import type { Person } from './directory/model.js';
import { flowsOf, matchingMappings } from './mapping/attribute-mapping.js';
import { readTarget } from './mapping/target-path.js';
import { shown } from './log.js';
import { matchValues } from './matching.js';
import { rolesOf, scopeSettings } from './run.js';
import { decideScope } from './scope.js';
import { SILENT, type Sitting } from './sitting.js';
import { contextOf } from './source.js';
import { known, type Link } from './state.js';
import type { Answer } from './wire.js';

export async function judgeUser(sitting: Sitting, id: string): Promise<void> {
  const { run } = sitting;
  const person = run.directory.person(id) ?? null;
  const { link, escrow } = await known(run.store, 'user', id);
  const subject = person ? String(person.attributes.userPrincipalName ?? id) : id;
  const inScope = person !== null && decideScope(run.directory, person, scopeSettings(run.application, 'user')).inScope;
  const wanted = inScope && person?.accountEnabled === true && run.application.users.actions.create;
  if (!link) {
    if (!wanted) return;
    sitting.look('missing');
    const why = escrow ? `${escrow.code}: ${escrow.reason}` : 'it was not created';
    if (escrow && SILENT.includes(escrow.code)) sitting.unsure('missing', subject, why);
    else sitting.find('missing', subject, 'to be at the target', why, null);
    return;
  }
  const back = await sitting.read(`/Users/${encodeURIComponent(link.target)}`);
  if (back === 'unreadable') return sitting.unsure('attributes', subject, 'it could not be read back');
  if (back === 'absent') {
    // A disabled account must stay readable; one that is no longer managed may go.
    if (link.state === 'released' || !person) return;
    sitting.look('missing');
    return sitting.find(
      'missing',
      subject,
      'to be at the target',
      `GET /Users/${link.target} answered 404`,
      null,
      link.target,
    );
  }
  sitting.look('missing');
  if (escrow && SILENT.includes(escrow.code))
    return sitting.unsure('attributes', subject, `${escrow.code}: ${escrow.reason}`);
  if (person) compareUser(sitting, person, link, subject, back);
  if (person && wanted) await judgeDuplicates(sitting, person, link, subject);
}

function compareUser(
  sitting: Sitting,
  person: Person,
  link: Link,
  subject: string,
  { answer, resource }: { answer: Answer; resource: Resource },
): void {
  const { run } = sitting;
  const off = link.state !== 'active';
  const context = contextOf(person, {
    softDeleted: off,
    roles: rolesOf(run.directory, person.id),
    now: run.now(),
    random: () => 0,
  });
  const leaving = link.state === 'released' || person.deletedAt !== null;
  const flows = flowsOf(run.mappings.user, context, false).flows.filter(
    ({ mapping, redacted }) =>
      !redacted &&
      !/password/i.test(mapping.target.attribute) &&
      (!leaving || mapping.readsSoftDeleted) &&
      stable(mapping.expression),
  );
  const wrong = differing(flows, holdsIn(resource)).filter(({ flow, old }) => !sameButForCase(flow.value, old));
  const touched = run.touched.user.has(person.id);
  for (const { flow, old } of wrong) {
    const isOff = off && flow.mapping.readsSoftDeleted;
    const check = isOff ? (touched ? 'disabled' : 'resurrected') : 'attributes';
    const expected = `${flow.mapping.target.text} to be ${shown(flow.value) ?? 'unassigned'}`;
    sitting.find(check, subject, expected, `it is ${shown(old) ?? 'absent'}`, answer, link.target);
  }
  sitting.look('attributes');
  if (off) sitting.look(touched ? 'disabled' : 'resurrected');
  if (link.state === 'active' && typeof link.manager === 'string' && !link.managerUnsure) {
    const actual = managerIn(resource);
    if (actual !== link.manager)
      sitting.find(
        'attributes',
        subject,
        `manager to be ${link.manager}`,
        `it is ${actual ?? 'absent'}`,
        answer,
        link.target,
      );
  }
}

/** Values made anew at every evaluation cannot be compared. */
function stable(expression: unknown): boolean {
  return !/"name":"(RandomString|Guid|Now)"/.test(
    JSON.stringify(expression, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  );
}

/** A target may fold the case of names and addresses (RFC 7643 caseExact false); a second pass shows whether it matters. */
function sameButForCase(wanted: Json, old: Json | undefined): boolean {
  return typeof wanted === 'string' && typeof old === 'string' && wanted.toLowerCase() === old.toLowerCase();
}

async function judgeDuplicates(sitting: Sitting, person: Person, link: Link, subject: string): Promise<void> {
  const { run } = sitting;
  const context = contextOf(person, { softDeleted: false, roles: [], now: run.now(), random: () => 0 });
  const flows = new Map(
    flowsOf(run.mappings.user, context, false).flows.map((flow) => [flow.mapping.target.text, flow.value]),
  );
  const [mapping] = matchingMappings(run.mappings.user);
  const [value] = matchValues(mapping ? [mapping] : [], flows);
  if (!value || !mapping) return;
  const filter = encodeURIComponent(`${value.target} eq ${JSON.stringify(value.value)}`);
  const back = await sitting.read(`/Users?filter=${filter}`);
  if (back === 'absent' || back === 'unreadable')
    return sitting.unsure('duplicated', subject, 'the look-up was not answered');
  const same = valuesOf(member(back.resource, 'Resources')).filter(
    (resource) => isObject(resource) && sameButForCase(value.value, readTarget(resource, mapping.target)),
  );
  sitting.look('duplicated');
  const others = same.filter((resource) => isObject(resource) && member(resource, 'id') !== link.target);
  if (others.length > 0)
    sitting.find(
      'duplicated',
      subject,
      'to exist once',
      `${same.length} users have this ${value.target}`,
      back.answer,
      link.target,
    );
  else if (same.length === 0)
    sitting.find(
      'missing',
      subject,
      `to be found by ${value.target}`,
      'the look-up finds nobody',
      back.answer,
      link.target,
    );
}
