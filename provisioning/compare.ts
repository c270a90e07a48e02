/** Whether the target holds what the mapping says, value by value. */
import type { Json, Resource } from '../scim/types.js';
import { isObject, member, valuesOf } from '../scim/json.js';
import type { Change } from '../dialects/dialect.js';
import type { CompiledMapping, Flow } from './mapping/attribute-mapping.js';
import { parseTargetPath, readTarget } from './mapping/target-path.js';

/** What the target is known to hold, by target attribute: from its last answer, or from what was written. */
export type Holds = (mapping: CompiledMapping) => Json | undefined;

export const holdsIn =
  (resource: Resource): Holds =>
  (mapping) =>
    readTarget(resource, mapping.target);

export const holdsValues =
  (values: Record<string, Json>): Holds =>
  (mapping) =>
    Object.hasOwn(values, mapping.target.text) ? values[mapping.target.text] : undefined;

/** Flows whose value differs from what the target holds, with the old value. */
export function differing(flows: Flow[], holds: Holds): { flow: Flow; old: Json | undefined }[] {
  return flows
    .map((flow) => ({ flow, old: holds(flow.mapping) }))
    .filter(({ flow, old }) => !holdsAlready(flow.mapping, flow.value, old));
}

export function changesOf(differences: { flow: Flow }[]): Change[] {
  return differences.map(({ flow }) => ({ path: flow.mapping.target.text, value: flow.value }));
}

function holdsAlready(mapping: CompiledMapping, wanted: Json, old: Json | undefined): boolean {
  if (mapping.roles) return sameRoles(wanted, old, mapping.roles);
  // Mapping type "none": the default is for empty targets only.
  if (mapping.type === 'none') return old !== undefined;
  return sameValue(wanted, old, mapping.caseExact);
}

/**
 * Equal as the provider compares: booleans also in their textual form, numbers also as text, lists in any order, and
 * letter case only where the attribute is marked as case-exact (Microsoft Learn, expression reference, ToLower).
 */
export function sameValue(wanted: Json, old: Json | undefined, caseExact: boolean): boolean {
  const plain = (value: Json): string => (caseExact ? textual(value) : textual(value).toLowerCase());
  if (old === undefined || old === null) return false;
  if (typeof wanted === 'boolean') return String(old).toLowerCase() === String(wanted);
  if (Array.isArray(wanted)) {
    const present = valuesOf(old).map(plain);
    return present.length === wanted.length && wanted.map(plain).every((value) => present.includes(value));
  }
  return plain(wanted) === plain(old);
}

const textual = (value: Json): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/** The name of a role, also where it was stored as the JSON text of one documented update. */
export function roleName(role: Json): string {
  const value = isObject(role) ? member(role, 'value') : role;
  if (typeof value === 'string' && value.startsWith('{')) {
    try {
      const inner = JSON.parse(value) as Json;
      const name = isObject(inner) ? member(inner, 'value') : undefined;
      if (typeof name === 'string') return name;
    } catch {
      // Text that only looks like JSON is a name.
    }
  }
  return String(value ?? '');
}

function sameRoles(wanted: Json, old: Json | undefined, mode: 'add' | 'replace'): boolean {
  const held = new Set(valuesOf(old).map(roleName));
  const names = valuesOf(wanted).map(roleName);
  return names.every((name) => held.has(name)) && (mode === 'add' || held.size === new Set(names).size);
}

const MANAGER = parseTargetPath('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value');

/** The id of the manager a user resource shows; null where there is none. */
export function managerIn(resource: Resource): string | null {
  const value = readTarget(resource, MANAGER);
  return typeof value === 'string' && value !== '' ? value : null;
}
