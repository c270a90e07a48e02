/** How a stored resource looks to a client: meta, membership and references, which are made when it is shown. */
import { isObject } from '../scim/json.js';
import { attributeNamed } from '../scim/model.js';
import type { JsonObject, Resource, ResourceModel } from '../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../scim/urns.js';
import type { View } from './behavior.js';
import { modelNamed } from './service.js';
import type { Stored } from './store.js';

/** Groups within groups are followed no further than this. */
const MAX_GROUPS = 1000;

/** The full representation, every attribute included, `returned` rules not yet applied. */
export function fullView(stored: Stored, view: View): Resource {
  const { behavior } = view.service;
  const resource: Resource = { ...stored.resource };
  const members = resource['members'];
  if (Array.isArray(members) && hasMembers(view.model)) {
    resource['members'] = members.map((member) => (isObject(member) ? behavior.memberView(member, view) : member));
  }
  if (hasDerivedGroups(view.model)) {
    const groups = behavior.groupsOf(stored.id, view);
    if (groups.length > 0) resource['groups'] = groups;
  }
  const enterprise = resource[ENTERPRISE_USER_SCHEMA];
  if (isObject(enterprise) && isObject(enterprise['manager'])) {
    resource[ENTERPRISE_USER_SCHEMA] = { ...enterprise, manager: behavior.managerView(enterprise['manager'], view) };
  }
  resource['meta'] = behavior.meta(stored, view);
  return behavior.represent(resource, stored, view);
}

export function hasMembers(model: ResourceModel): boolean {
  return attributeNamed(model.core.attributes, 'members')?.multiValued === true;
}

/** Whether `groups` is the derived view of RFC 7643 section 4.1.2 in this model. */
export function hasDerivedGroups(model: ResourceModel): boolean {
  const groups = attributeNamed(model.core.attributes, 'groups');
  return groups?.multiValued === true && groups.type === 'complex' && groups.mutability === 'readOnly';
}

export function currentVersion(stored: Stored, view: View): string {
  const { behavior } = view.service;
  return behavior.version(stored, hasDerivedGroups(view.model) ? behavior.groupsOf(stored.id, view) : []);
}

export function meta(stored: Stored, view: View): JsonObject {
  const { behavior } = view.service;
  return {
    resourceType: stored.type,
    created: behavior.time(stored.created),
    lastModified: behavior.time(stored.modified),
    location: behavior.location(view.base, view.model.type.endpoint, stored.id),
    version: currentVersion(stored, view),
  };
}

export function location(base: string, endpoint: string, id: string): string {
  return `${base}/${endpoint.replace(/^\/+/, '')}/${encodeURIComponent(id)}`;
}

/** Formatting a time takes longer than anything else in a list, and the same few are shown again and again. */
const times = new Map<number, string>();
const MAX_TIMES = 10_000;

export function time(milliseconds: number): string {
  let text = times.get(milliseconds);
  if (text === undefined) {
    if (times.size >= MAX_TIMES) times.clear();
    text = new Date(milliseconds).toISOString();
    times.set(milliseconds, text);
  }
  return text;
}

/** The base schema, and each extension that holds a value. */
export function schemasOf(resource: Resource, model: ResourceModel): string[] {
  const extensions = model.extensions.filter(({ id }) => {
    const container = resource[id];
    return isObject(container) && Object.keys(container).length > 0;
  });
  return [model.core.id, ...extensions.map(({ id }) => id)];
}

/** A member as stored, with `$ref`, `type` and a name for people where the member exists. */
export function memberView(member: JsonObject, view: View): JsonObject {
  const value = member['value'];
  const target = typeof value === 'string' ? view.store.get(value) : undefined;
  if (!target) return member;
  const display = member['display'] ?? displayOf(target);
  return {
    value: target.id,
    $ref: locationOf(target, view),
    type: target.type,
    ...(display === undefined ? {} : { display }),
  };
}

function displayOf(stored: Stored): string | undefined {
  const name = stored.resource['displayName'] ?? stored.resource['userName'];
  return typeof name === 'string' ? name : undefined;
}

function locationOf(stored: Stored, view: View): string {
  const { behavior } = view.service;
  return behavior.location(view.base, modelNamed(view.service, stored.type).type.endpoint, stored.id);
}

/** All groups that hold a resource, the direct ones first (RFC 7643 section 4.1.2). */
export function groupsOf(id: string, view: View): JsonObject[] {
  const found = new Set<string>();
  const groups: JsonObject[] = [];
  let level: Iterable<string> = view.store.containersOf(id);
  for (let type = 'direct'; ; type = 'indirect') {
    const next: string[] = [];
    for (const groupId of level) {
      const group = view.store.get(groupId);
      if (!group || found.has(groupId) || groupId === id || found.size >= MAX_GROUPS) continue;
      found.add(groupId);
      const display = displayOf(group);
      groups.push({
        value: groupId,
        $ref: locationOf(group, view),
        ...(display === undefined ? {} : { display }),
        type,
      });
      next.push(...view.store.containersOf(groupId));
    }
    if (next.length === 0) return groups;
    level = next;
  }
}

/** The manager as stored, with reference and name where that user exists. */
export function managerView(manager: JsonObject, view: View): JsonObject {
  const value = manager['value'];
  const target = typeof value === 'string' ? view.store.get(value) : undefined;
  if (!target) return manager;
  const displayName = target.resource['displayName'];
  return {
    value: target.id,
    $ref: locationOf(target, view),
    ...(typeof displayName === 'string' ? { displayName } : {}),
  };
}

/** The full representation as it is: no last touch. */
export function asItIs(resource: Resource): Resource {
  return resource;
}
