/** Writes one user to the target: create, update, disable, delete, as the dialect speaks them. */
import { withValue } from '../dialects/assemble.js';
import type { Change, DialectRequest } from '../dialects/dialect.js';
import { entraSpeaker } from '../dialects/entra.js';
import { addComplexRoles } from '../dialects/entra-roles.js';
import { valuesOf } from '../scim/json.js';
import type { Json, Resource } from '../scim/types.js';
import { roleName } from './compare.js';
import type { Flow } from './mapping/attribute-mapping.js';
import { shown, type ModifiedProperty } from './log.js';
import type { Run } from './run.js';

/** Providers that replace whole resources, or merge into what they read, need the target's latest answer first. */
export const readsFirst = (run: Run): boolean => run.dialect.provider !== 'entra';

/** A resource made of known values, for dialects that only look at what is present. */
export function assembled(values: Record<string, Json>): Resource {
  let resource: Resource = {};
  for (const [path, value] of Object.entries(values)) resource = withValue(resource, path, value);
  return resource;
}

/** The requests that bring these differences to the target, in order. */
export function updateRequests(
  run: Run,
  target: string,
  differences: { flow: Flow }[],
  current: Resource,
): DialectRequest[] {
  const { dialect } = run;
  const requests: DialectRequest[] = [];
  const roles = differences.filter(({ flow }) => flow.mapping.roles);
  const active = differences.find(({ flow }) => flow.mapping.target.text.toLowerCase() === 'active');
  const together = dialect.provider === 'entra';
  const rest = differences.filter(
    (one) => !roles.includes(one) && (one !== active || (together && differences.length > 1)),
  );
  const changes: Change[] = rest.map(({ flow }) => ({ path: flow.mapping.target.text, value: flow.value }));
  const activation = active && !rest.includes(active) ? activate(run, target, active.flow.value, current) : [];
  // A target may refuse to change a disabled user: enable before, disable after everything else.
  if (active?.flow.value === true) requests.push(...activation);
  // A request that replaces the whole user must not bring the old flag back.
  const enabled = activation.length > 0 && active?.flow.value === true ? withValue(current, 'active', true) : current;
  requests.push(...dialect.updateUser(target, changes, enabled));
  for (const { flow } of roles) requests.push(...roleRequests(run, target, flow, current));
  if (active?.flow.value !== true) requests.push(...activation);
  return requests;
}

function activate(run: Run, target: string, value: Json, current: Resource): DialectRequest[] {
  const requests = value === true ? run.dialect.enableUser(target, current) : run.dialect.disableUser(target, current);
  return requests ?? run.dialect.updateUser(target, [{ path: 'active', value }], current);
}

function roleRequests(run: Run, target: string, flow: Flow, current: Resource): DialectRequest[] {
  const roles = valuesOf(flow.value).map((role) => ({ id: roleName(role), value: roleName(role) }));
  if (flow.mapping.roles === 'add' && run.dialect.provider === 'entra') {
    return [addComplexRoles(entraSpeaker, target, roles)];
  }
  return run.dialect.setRoles(target, roles, current) ?? [];
}

/** What the log shows of changed attributes; values marked with Redact() are hidden. */
export function modifiedBy(differences: { flow: Flow; old: Json | undefined }[]): ModifiedProperty[] {
  return differences.map(({ flow, old }) => {
    const hidden = isSecret(flow);
    return {
      displayName: flow.mapping.target.text,
      oldValue: hidden && old !== undefined ? '[Redact]' : shown(old),
      newValue: hidden ? '[Redact]' : shown(flow.value),
    };
  });
}

/** The values of flows by target attribute, as a create body takes them. */
export function valuesBy(flows: Flow[]): Record<string, Json> {
  return Object.fromEntries(flows.map(({ mapping, value }) => [mapping.target.text, value]));
}

/** The values to be kept for later comparison: nothing secret, and nothing that flows only once. */
export function remembered(flows: Flow[]): Record<string, Json> {
  return valuesBy(flows.filter((flow) => !isSecret(flow) && !flow.mapping.onlyOnCreation));
}

/** A value that must be neither kept nor shown. */
export const isSecret = (flow: Flow): boolean => flow.redacted || /^password$/i.test(flow.mapping.target.attribute);
