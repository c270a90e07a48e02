/** An application: everything an administrator sets up for automatic provisioning, held in one YAML file. */
import type { AttributeMapping } from './mapping/attribute-mapping.js';
import type { ScopingFilter } from './scope.js';

export interface ObjectMapping {
  /** Users cannot be switched off, groups can. */
  enabled: boolean;
  /** Target object actions. */
  actions: { create: boolean; update: boolean; delete: boolean };
  scopingFilters: ScopingFilter[];
  attributes: AttributeMapping[];
}

export interface Application {
  name: string;
  /** How the requests are spoken: a dialect id. */
  dialect: string;
  adminCredentials: {
    /** The target's SCIM base URL, or `env:NAME`. */
    tenantUrl: string;
    /** Where the secret token is: `env:NAME` or `file:PATH`. Never the token. */
    secretToken: string;
  };
  notification: {
    email: string | null;
    /** "Send an email notification when a failure occurs". */
    sendOnFailure: boolean;
    /** `smtp://host:port`, or `env:NAME` where the address holds a password. */
    smtp: string | null;
    from: string;
  };
  provisioningMode: 'Automatic' | 'Manual';
  provisioningStatus: 'On' | 'Off';
  scope: 'assigned' | 'all';
  settings: {
    skipOutOfScopeDeletions: boolean;
    preventAccidentalDeletions: { enabled: boolean; threshold: number };
    excludeDefaultAccess: boolean;
    /** False: the application cannot disable, so DELETE is sent instead. */
    softDelete: boolean;
  };
  users: ObjectMapping;
  groups: ObjectMapping;
}

/** The name under which the provider shows a mapping. */
export function mappingName(application: Application, kind: 'user' | 'group'): string {
  return `Synchronize Azure Active Directory ${kind === 'user' ? 'Users' : 'Groups'} to ${application.name}`;
}

/** Minutes between the starts of two cycles: fixed, not configurable. */
export const CYCLE_INTERVAL_MS = 40 * 60_000;
