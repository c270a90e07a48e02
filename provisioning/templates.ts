/** Gallery templates with their documented default mappings. */
import type { Application, ObjectMapping } from './application.js';
import type { AttributeMapping } from './mapping/attribute-mapping.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const IS_SOFT_DELETED = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")';

const direct = (source: string, target: string, more: Partial<AttributeMapping> = {}): AttributeMapping => ({
  target,
  source,
  ...more,
});

const ACTIVE: AttributeMapping = { target: 'active', expression: IS_SOFT_DELETED };

const GROUP_ATTRIBUTES: AttributeMapping[] = [
  direct('displayName', 'displayName', { matching: 1 }),
  direct('objectId', 'externalId'),
  direct('members', 'members'),
];

/** Microsoft Learn, Zscaler provisioning tutorials: the attributes of ZIA applications. */
const ZSCALER_USERS: AttributeMapping[] = [
  direct('userPrincipalName', 'userName', { matching: 1 }),
  direct('objectId', 'externalId'),
  ACTIVE,
  direct('givenName', 'name.givenName'),
  direct('surname', 'name.familyName'),
  direct('displayName', 'displayName'),
  direct('department', `${ENTERPRISE}:department`),
];

/** The Private Access application maps the work e-mail too. */
const ZPA_USERS: AttributeMapping[] = [...ZSCALER_USERS, direct('mail', 'emails[type eq "work"].value')];

/** Microsoft Learn, "Use SCIM to provision users and groups": the custom (non-gallery) application. */
const CUSTOM_USERS: AttributeMapping[] = [
  direct('userPrincipalName', 'userName', { matching: 1 }),
  ACTIVE,
  direct('displayName', 'displayName'),
  direct('jobTitle', 'title'),
  direct('mail', 'emails[type eq "work"].value'),
  direct('proxyAddresses', 'emails[type eq "other"].value'),
  direct('givenName', 'name.givenName'),
  direct('surname', 'name.familyName'),
  { target: 'name.formatted', expression: 'Join(" ", [givenName], [surname])' },
  direct('mailNickname', 'externalId'),
  direct('physicalDeliveryOfficeName', 'addresses[type eq "other"].formatted'),
  direct('streetAddress', 'addresses[type eq "work"].streetAddress'),
  direct('postalCode', 'addresses[type eq "work"].postalCode'),
  direct('telephoneNumber', 'phoneNumbers[type eq "work"].value'),
  direct('mobile', 'phoneNumbers[type eq "mobile"].value'),
  direct('facsimileTelephoneNumber', 'phoneNumbers[type eq "fax"].value'),
  direct('employeeId', `${ENTERPRISE}:employeeNumber`),
  direct('department', `${ENTERPRISE}:department`),
  direct('manager', `${ENTERPRISE}:manager`),
];

/** Okta's mandatory attributes and what its create body shows (Okta developer documentation, SCIM 2.0). */
const OKTA_USERS: AttributeMapping[] = [
  direct('userPrincipalName', 'userName', { matching: 1 }),
  ACTIVE,
  direct('givenName', 'name.givenName'),
  direct('surname', 'name.familyName'),
  direct('mail', 'emails[type eq "work"].value'),
  direct('displayName', 'displayName'),
  direct('preferredLanguage', 'locale', { default: 'en-US' }),
  direct('objectId', 'externalId'),
];

const OKTA_GROUPS: AttributeMapping[] = [
  direct('displayName', 'displayName', { matching: 1 }),
  direct('members', 'members'),
];

export interface Template {
  id: string;
  name: string;
  dialect: string;
  users: AttributeMapping[];
  groups: AttributeMapping[];
  /** Set up as the 2019 tutorial says: holders of Default Access alone are excluded. */
  excludeDefaultAccess: boolean;
  source: string;
}

const TUTORIALS = 'https://learn.microsoft.com/en-us/entra/identity/saas-apps';

function zscaler(id: string, name: string, users = ZSCALER_USERS): Template {
  return {
    id,
    name,
    dialect: 'entra',
    users,
    groups: GROUP_ATTRIBUTES,
    excludeDefaultAccess: id === 'zscaler-beta',
    source: `${TUTORIALS}/${id}-provisioning-tutorial`,
  };
}

/** Every template by its id. One, Two, Three and ZSCloud share the Zscaler tutorial's text; their tables were not read. */
export const TEMPLATES: readonly Template[] = [
  zscaler('zscaler-beta', 'Zscaler Beta'),
  zscaler('zscaler', 'Zscaler'),
  zscaler('zscaler-one', 'Zscaler One'),
  zscaler('zscaler-two', 'Zscaler Two'),
  zscaler('zscaler-three', 'Zscaler Three'),
  zscaler('zscaler-zscloud', 'Zscaler ZSCloud'),
  zscaler('zscaler-private-access', 'Zscaler Private Access (ZPA)', ZPA_USERS),
  {
    id: 'custom-scim',
    name: 'Custom SCIM application',
    dialect: 'entra',
    users: CUSTOM_USERS,
    groups: GROUP_ATTRIBUTES,
    excludeDefaultAccess: false,
    source: 'https://learn.microsoft.com/en-us/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups',
  },
  {
    id: 'okta',
    name: 'Okta SCIM application',
    dialect: 'okta-oin',
    users: OKTA_USERS,
    groups: OKTA_GROUPS,
    excludeDefaultAccess: false,
    source: 'https://developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20',
  },
];

const objectMapping = (attributes: AttributeMapping[]): ObjectMapping => ({
  enabled: true,
  actions: { create: true, update: true, delete: true },
  scopingFilters: [],
  attributes: structuredClone(attributes),
});

/** A new application from a template, switched off; undefined where there is no such template. */
export function fromTemplate(id: string): Application | undefined {
  const template = TEMPLATES.find((candidate) => candidate.id === id);
  if (!template) return undefined;
  return {
    name: template.name,
    dialect: template.dialect,
    adminCredentials: { tenantUrl: 'env:SCIMSPEC_URL', secretToken: 'env:SCIMSPEC_TOKEN' },
    notification: { email: null, sendOnFailure: false, smtp: null, from: 'provisioning@example.com' },
    provisioningMode: 'Automatic',
    provisioningStatus: 'Off',
    scope: 'assigned',
    settings: {
      skipOutOfScopeDeletions: false,
      preventAccidentalDeletions: { enabled: false, threshold: 500 },
      excludeDefaultAccess: template.excludeDefaultAccess,
      softDelete: true,
    },
    users: objectMapping(template.users),
    groups: objectMapping(template.groups),
  };
}
