/** The source side of provisioning: people, groups, assignments, and the events that change them. */

export type SourceValue = string | number | boolean | string[] | null;
export type Attributes = { [name: string]: SourceValue };

export interface Person {
  kind: 'user';
  id: string;
  /** Source attributes by the names the provider's mapping tables use: `userPrincipalName`, `surname`, `mail` … */
  attributes: Attributes;
  accountEnabled: boolean;
  manager: string | null;
  /** When the person went to the recycle bin, in milliseconds; null while not deleted. */
  deletedAt: number | null;
}

export interface Group {
  kind: 'group';
  id: string;
  attributes: Attributes;
  securityEnabled: boolean;
  /** People and nested groups. */
  members: Set<string>;
  deletedAt: number | null;
}

export interface Assignment {
  /** A person's or a group's id. */
  principal: string;
  /** Name of the application role: `User`, or `Default Access`. */
  role: string;
}

/** What files and generators hand over. */
export interface DirectoryInput {
  people: Person[];
  groups: Group[];
  assignments: Assignment[];
}

/** One change of the directory. Ids may also be a person's userPrincipalName or a group's displayName. */
export type DirectoryChange =
  | { do: 'join'; person: Person }
  | { do: 'set'; id: string; attributes: Attributes }
  | { do: 'manager'; id: string; manager: string | null }
  | { do: 'disable' | 'enable' | 'delete' | 'restore' | 'purge'; id: string }
  | { do: 'assign'; id: string; role: string }
  | { do: 'unassign'; id: string }
  | { do: 'group'; group: Group }
  | { do: 'add-member' | 'remove-member'; id: string; member: string };

/** A change with its moment on the virtual clock, in milliseconds since 1970. */
export type TimelineEvent = DirectoryChange & { at: number };

/** Soft-deleted objects are purged after 30 days (Microsoft Learn, how application provisioning works). */
export const PURGE_AFTER_MS = 30 * 86_400_000;

/** The role whose holders were once excluded as not effectively entitled. */
export const DEFAULT_ACCESS = 'Default Access';

export class DirectoryError extends Error {}
