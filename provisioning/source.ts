/** What mapping expressions and scoping filters read of a person or a group. */
import type { Group, Person, SourceValue } from './directory/model.js';
import type { AppRole, Context, Value } from './mapping/values.js';

/** Guests' names carry their home address mangled; the provider strips it (Microsoft Learn, B2B users). */
function plainPrincipalName(value: SourceValue | undefined): Value {
  if (typeof value !== 'string') return value ?? null;
  const guest = /^(.+)_([^_]+)#EXT#@/.exec(value);
  return guest ? `${guest[1]}@${guest[2]}` : value;
}

/** A source attribute by name, null where the object has none. Computed attributes are not known here. */
export function sourceAttribute(object: Person | Group, name: string): Value {
  if (name === 'objectId') return object.id;
  if (name === 'accountEnabled') return object.kind === 'user' ? object.accountEnabled : null;
  if (name === 'manager') return object.kind === 'user' ? object.manager : null;
  if (name === 'originalUserPrincipalName') return own(object, 'userPrincipalName') ?? null;
  if (name === 'userPrincipalName') return plainPrincipalName(own(object, name));
  return own(object, name) ?? null;
}

const own = (object: Person | Group, name: string): SourceValue | undefined =>
  Object.hasOwn(object.attributes, name) ? object.attributes[name] : undefined;

/** Everything an expression may ask while one object is processed. */
export function contextOf(
  object: Person | Group,
  computed: { softDeleted: boolean; roles: AppRole[]; now: number; random: () => number },
): Context {
  return {
    attribute: (name) => {
      if (name === 'IsSoftDeleted') return computed.softDeleted;
      if (name === 'appRoleAssignments') return computed.roles;
      return sourceAttribute(object, name);
    },
    now: computed.now,
    random: computed.random,
  };
}
