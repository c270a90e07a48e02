/**
 * Advice that a legal server earns because its requirement says so: a SHOULD that it leaves out. Reviewed when it
 * changes; nothing else may fail on a variation.
 */
export const ADVISED: Readonly<Record<string, readonly string[]>> = {
  'no-me-404': ['protocol.me.absent'],
  'no-me-405': ['protocol.me.absent'],
  'me-nobody': ['protocol.me.absent'],
  'no-search-501': ['protocol.search.offered'],
  'no-search-404': ['protocol.search.offered'],
  'no-search-405': ['protocol.search.offered'],
  'created-empty': ['users.create-input.body'],
  'created-brief': ['users.create-input.body', 'protocol.projection.writes'],
  'no-match-removal-refused': ['groups.members.remove-absent'],
  'errors-brief': [
    'protocol.bulk-jobs.detail',
    'protocol.bulk-jobs.limit-named',
    'protocol.errors.bad-json-400',
    'protocol.errors.invalid-value',
    'protocol.errors.invalid-path',
  ],
  'errors-other-language': ['protocol.bulk-jobs.limit-named'],
  'names-eq-only': ['schema.common.external-id-found'],
  'unauthorized-403': ['protocol.authentication.status-401'],
  'no-delete-501': ['users.delete.supported'],
  'extension-same-names': ['discovery.extensions.own-names'],
  'etag-alone': ['protocol.versions.meta'],
};

const ALL_PROVIDERS = [
  'cyberark',
  'entra',
  'entra-flag',
  'entra-gallery',
  'google',
  'jumpcloud',
  'okta',
  'okta-aiw',
  'okta-oin',
  'onelogin',
  'ping',
  'sailpoint',
].map((provider) => `interop.${provider}`);

const OTHER_CASE = {
  reason: 'Entra compares what comes back with what it wrote, letter case included: advice.',
  checks: [
    'interop.entra-flag.updates.as-sent',
    'interop.entra-gallery.onboarding-groups.create',
    'interop.entra-gallery.onboarding-groups.update',
    'interop.entra-gallery.onboarding-users.create',
    'interop.entra-gallery.onboarding-users.update',
    'interop.entra.changes.second-pass',
    'interop.entra.creates.letter-case',
    'interop.entra.roles',
    'interop.entra.updates.as-sent',
    'interop.entra.users.as-sent',
  ],
};

/** Where Entra compares what comes back with what it sent. */
const COMPARED = [
  'interop.entra-flag.updates.as-sent',
  'interop.entra.changes.second-pass',
  'interop.entra.updates.as-sent',
  'interop.entra.users.as-sent',
];

const NO_DELETE = {
  reason: 'Entra, Google, JumpCloud and OneLogin delete users.',
  checks: [
    'interop.entra-gallery.onboarding-users.delete',
    'interop.entra-gallery.preview.delete-nobody',
    'interop.entra-gallery.preview.delete-twice',
    'interop.entra-gallery.users.delete',
    'interop.entra.life',
    'interop.google.delete',
    'interop.jumpcloud.test-user-removed',
    'interop.onelogin.delete',
  ],
};

const NO_MEMBERS = {
  reason: 'Providers that push groups push their members.',
  checks: [
    'interop.cyberark.members',
    'interop.entra.members.concurrent',
    'interop.jumpcloud.members-added',
    'interop.okta-aiw.groups.pushed',
    'interop.okta-oin.groups',
    'interop.onelogin.members-added',
    'interop.ping.groups',
  ],
};

const NO_BARE_GROUPS = {
  reason: 'Providers create a group by its name alone, and fill it later.',
  checks: [
    'interop.cyberark.group-create',
    'interop.entra-gallery.groups.create',
    'interop.entra-gallery.onboarding-groups.create',
    'interop.entra.groups',
    'interop.jumpcloud.test-group',
    'interop.okta.groups.create',
  ],
};

const NO_PATCH = {
  reason: 'Entra, Okta, CyberArk, JumpCloud, OneLogin and Ping change users or memberships by PATCH.',
  checks: [
    'interop.cyberark.group-patch',
    'interop.cyberark.members',
    'interop.entra',
    'interop.entra-flag',
    'interop.entra-gallery',
    'interop.jumpcloud.members-added',
    'interop.okta-oin.users',
    'interop.onelogin.members-added',
    'interop.ping.groups',
  ],
};
const LOOK_UPS_BY_MAIL = [
  'interop.entra.lookups.by-mail',
  'interop.entra.lookups.by-primary-mail',
  'interop.entra.references.lookup',
];
const NO_FILTER = {
  reason: 'Nearly every provider matches by a filter before it creates.',
  checks: [
    'interop.okta.updates',
    'interop.okta-oin.spec',
    'interop.jumpcloud.rename',
    'interop.jumpcloud.disabled-found',
    'interop.google.suspended-found',
    'interop.cyberark.rename',
    'interop.cyberark.disabled-found',
    'interop.cyberark.found',
    'interop.cyberark.nobody',
    'interop.entra',
    'interop.entra-flag',
    'interop.entra-gallery',
    'interop.google.found',
    'interop.google.nobody',
    'interop.jumpcloud.found',
    'interop.jumpcloud.ids',
    'interop.okta-aiw.users',
    'interop.okta-oin.users',
    'interop.okta.groups',
    'interop.okta.users',
    'interop.onelogin',
    'interop.ping',
  ],
};

/**
 * Legal servers that an identity provider does not get on with all the same, and why: the checks of the suites that
 * fail there, or their beginnings. Reviewed when it changes; no other interop check may fail on a variation.
 */
export const BREAKS: Readonly<Record<string, { reason: string; checks: readonly string[] }>> = {
  'simple-eq-only': {
    reason: 'Entra looks users up by an address where that is mapped, and members by a filter with and.',
    checks: [...LOOK_UPS_BY_MAIL, 'interop.entra.members.lookup'],
  },
  'no-roles-strictly': {
    reason: 'Entra creates every user with an empty list of roles, whatever is mapped.',
    checks: ['interop.entra.users.create'],
  },
  'extra-attributes': {
    reason: 'SailPoint aggregates by the schemas and trips over attributes that they do not describe.',
    checks: ['interop.sailpoint.described'],
  },
  'titles-from-list': {
    reason: 'Entra sends the titles of its own directory.',
    checks: [
      'interop.entra-flag.updates',
      'interop.entra-gallery.onboarding-users.null-update',
      'interop.entra-gallery.onboarding-users.update',
      'interop.entra-gallery.preview.several',
      'interop.entra-gallery.users.replace',
      'interop.entra.changes.second-pass',
      'interop.entra.updates',
    ],
  },
  'filled-groups-stay': {
    reason: 'Entra and Okta delete groups without emptying them first.',
    checks: ['interop.entra.life.group-with-member', 'interop.okta.groups.delete-filled'],
  },
  'other-type-name': {
    reason: 'CyberArk and SailPoint read the resource type by the name User.',
    checks: ['interop.cyberark.user-type', 'interop.sailpoint.user-type'],
  },
  'display-name-computed': {
    reason: 'Providers compare displayName with what they sent, and send it again in every cycle.',
    checks: [
      'interop.cyberark.stored',
      'interop.cyberark.update',
      'interop.entra-flag',
      'interop.entra-gallery',
      'interop.entra.changes',
      'interop.entra.updates',
      'interop.entra.users.as-sent',
      'interop.jumpcloud.create',
      'interop.jumpcloud.update',
      'interop.okta.users.update',
      'interop.ping.stored',
      'interop.ping.update',
    ],
  },
  'formatted-from-display-name': {
    reason:
      'name.formatted is in the default mapping of Entra; what comes back otherwise is sent again in every cycle.',
    checks: COMPARED,
  },
  'inactive-until-confirmed': {
    reason: 'Providers create users enabled, and find them disabled.',
    checks: [
      'interop.cyberark.stored',
      'interop.entra.creates.active-text',
      'interop.entra.users.stored',
      'interop.jumpcloud.create',
      'interop.okta-oin.spec.create',
      'interop.okta-oin.spec.read',
      'interop.okta.users',
      'interop.onelogin.active',
      'interop.ping.stored',
    ],
  },
  'group-external-id-none': {
    reason: 'Entra gives groups an externalId and compares it.',
    checks: ['interop.entra.group-changes.external-id'],
  },
  'external-id-none': {
    reason: 'Providers give users an externalId, by which they know them again.',
    checks: [
      'interop.cyberark.stored',
      'interop.entra-flag',
      'interop.entra.changes',
      'interop.entra.group-changes.external-id',
      'interop.entra.lookups.by-external-id',
      'interop.entra.updates',
      'interop.entra.users',
      'interop.jumpcloud.create',
      'interop.okta.users',
      'interop.ping.stored',
    ],
  },
  'ref-required': {
    reason: 'Providers name members by their id alone.',
    checks: [
      'interop.cyberark.members',
      'interop.entra-flag.members.added',
      'interop.entra-gallery.groups',
      'interop.entra-gallery.onboarding-groups',
      'interop.entra-gallery.preview.group-several',
      'interop.entra.members',
      'interop.jumpcloud.members-added',
      'interop.okta-aiw.groups',
      'interop.okta-oin.groups',
      'interop.onelogin.members-added',
      'interop.ping.groups',
    ],
  },
  'password-refused': {
    reason: 'Okta sends a password with every new user.',
    checks: ['interop.okta-aiw.users.password', 'interop.okta-oin.users.password', 'interop.okta.users'],
  },
  'created-brief': {
    reason: 'Providers take what they compare later from the answer to a create.',
    checks: [
      'interop.cyberark.create',
      'interop.entra-gallery.onboarding-users.create',
      'interop.entra.groups.create',
      'interop.entra.users.create',
      'interop.google.body',
      'interop.google.create',
      'interop.jumpcloud.create',
      'interop.okta.connection.json',
      'interop.okta.users',
      'interop.onelogin.create',
      'interop.ping.create',
      'interop.sailpoint.create',
    ],
  },
  'password-in-every-put': {
    reason: 'Providers that update by PUT send a password with the create, if at all.',
    checks: ['cyberark', 'google', 'jumpcloud', 'okta', 'okta-aiw.users', 'onelogin', 'ping', 'sailpoint'].map(
      (provider) => `interop.${provider}`,
    ),
  },
  'team-name-immutable': {
    reason: 'Entra and Okta rename groups.',
    checks: [
      'interop.entra-flag.group-changes.rename',
      'interop.entra-gallery.groups.replace',
      'interop.entra-gallery.onboarding-groups.update',
      'interop.entra-gallery.preview.group-several',
      'interop.entra.group-changes',
      'interop.okta-aiw.groups.renamed',
      'interop.okta-oin.groups.renamed',
    ],
  },
  'manager-reference-only': {
    reason: 'Entra writes and compares manager.value.',
    checks: [
      'interop.entra-flag.references',
      'interop.entra-gallery.onboarding-users.manager',
      'interop.entra-gallery.users',
      'interop.entra.creates.manager-text',
      'interop.entra.references',
    ],
  },
  'mail-folded': {
    reason: 'Entra compares what comes back with what it sent, and sends a folded address again in every cycle.',
    checks: ['interop.entra.creates.letter-case'],
  },
  'phone-uri': {
    reason: 'Entra compares what comes back with what it sent, and sends the number again in every cycle.',
    checks: COMPARED,
  },
  'phone-compact': {
    reason: 'Entra compares what comes back with what it sent, and sends the number again in every cycle.',
    checks: COMPARED,
  },
  'name-without-formatted': {
    reason: 'name.formatted is in the default mapping of Entra; what does not come back is sent again in every cycle.',
    checks: COMPARED,
  },
  'active-false-by-default': {
    reason: "OneLogin's template has no active, so its users would all be disabled.",
    checks: ['interop.onelogin.active'],
  },
  'mail-unique': {
    reason: 'Entra and Okta may have two accounts of one address; the second cannot be created.',
    checks: ['interop.entra.users.shared-mail', 'interop.okta.users.shared-mail'],
  },
  'group-name-shared': {
    reason: 'Entra matches groups by displayName; its validator asks for 409.',
    checks: ['interop.entra-gallery.groups.duplicate', 'interop.entra.groups.same-name'],
  },
  'user-name-case-exact': {
    reason: 'Entra and Okta look users up in another letter case than they were created with.',
    checks: [
      'interop.entra-gallery.users.filter-case',
      'interop.entra.lookups.in-capitals',
      'interop.okta.users.found-in-capitals',
    ],
  },
  'cursors-only': {
    reason: 'Providers page by startIndex and count.',
    checks: [
      'interop.okta.import.total',
      'interop.okta-oin.spec.first-user',
      'interop.entra-gallery.onboarding-groups.pages',
      'interop.entra-gallery.onboarding-users.pages',
      'interop.entra.lookups.pages',
      'interop.okta.import.beyond-the-end',
      'interop.okta.import.disabled',
      'interop.okta.import.groups',
      'interop.okta.import.numbers',
      'interop.okta.import.pages',
      'interop.sailpoint.pages',
    ],
  },
  'short-names-only': {
    reason: 'Entra looks users up by a mail of one type.',
    checks: LOOK_UPS_BY_MAIL,
  },
  'rare-attributes-forbidden': {
    reason: 'Entra looks users up by a mail of one type.',
    checks: LOOK_UPS_BY_MAIL,
  },
  'names-eq-only': {
    reason: 'Entra and Ping can match by a mail or by externalId, and Entra asks who has a manager or a member.',
    checks: [
      ...LOOK_UPS_BY_MAIL,
      'interop.entra.lookups.by-external-id',
      'interop.entra.members.lookup',
      'interop.ping.found-by-mail',
    ],
  },
  'max-results-1': {
    reason: 'Okta goes on by the page that it asked for.',
    checks: ['interop.okta.import.pages'],
  },
  'listing-refused': {
    reason: 'Imports, connection tests and comparisons of groups list without a filter.',
    checks: [
      'interop.okta-oin.spec.groups',
      'interop.okta-oin.spec.first-user',
      'interop.cyberark.connection',
      'interop.cyberark.group-list',
      'interop.entra-gallery.onboarding-groups',
      'interop.entra-gallery.onboarding-users',
      'interop.entra.lookups',
      'interop.google.connection',
      'interop.okta.connection',
      'interop.okta.import',
      'interop.onelogin.connection',
      'interop.ping.groups',
      'interop.sailpoint.ids',
      'interop.sailpoint.list',
      'interop.sailpoint.pages',
    ],
  },
  'too-many': {
    reason: 'Connection tests and comparisons of groups list without a filter.',
    checks: [
      'interop.okta-oin.spec.groups',
      'interop.cyberark.group-list',
      'interop.onelogin.connection',
      'interop.ping.groups.listed',
      'interop.sailpoint.ids',
      'interop.sailpoint.list',
    ],
  },
  'filters-sensitive': { ...NO_FILTER, reason: 'Providers filter by GET and know no .search to fall back to.' },
  'patch-200': {
    reason: 'Entra asks for 204 where a group is patched: advice.',
    checks: ['interop.entra.group-changes.patch-204'],
  },
  'patch-204-unchanged': {
    reason: 'Entra asks for 204 where a group is patched: advice.',
    checks: ['interop.entra.group-changes.patch-204'],
  },
  'no-match-add-refused': {
    reason: 'Entra adds the first work address by emails[type eq "work"].value.',
    checks: [
      'interop.entra-flag.updates.add-address',
      'interop.entra-flag.updates.add-mail',
      'interop.entra-gallery.users.add',
      'interop.entra.updates.add-address',
      'interop.entra.updates.add-mail',
    ],
  },
  'no-match-add-ignored': {
    reason: 'Entra adds the first work address by emails[type eq "work"].value.',
    checks: [
      'interop.entra-flag.updates.add-address',
      'interop.entra-flag.updates.add-mail',
      'interop.entra-gallery.users.add',
      'interop.entra.updates.add-address',
      'interop.entra.updates.add-mail',
    ],
  },
  'op-exact': {
    reason: 'Entra without the flag writes Add, Replace and Remove; with the flag it does not.',
    checks: ['interop.entra', 'interop.entra-gallery.onboarding-users.on-demand'],
  },
  'dangling-refused': {
    reason: "One deleted user blocks Okta's push of the whole group.",
    checks: ['interop.okta-oin.groups.unknown-member'],
  },
  'dangling-404': {
    reason: "One deleted user blocks Okta's push of the whole group.",
    checks: ['interop.okta-oin.groups.unknown-member'],
  },
  'put-clears': {
    reason: "Okta's wizard was seen to rename groups by PUT without members.",
    checks: ['interop.okta-aiw.groups.rename-alone'],
  },
  'created-empty': {
    reason: 'Every provider takes the id from the answer to the create.',
    checks: [
      'cyberark',
      'entra',
      'entra-gallery',
      'google',
      'jumpcloud',
      'okta',
      'okta-oin.spec',
      'onelogin',
      'ping',
      'sailpoint',
    ].map((provider) => `interop.${provider}`),
  },
  'unknown-schemas-refused': {
    reason: "Entra names a schema of its own in groups, and OneLogin's captured template one of SCIM 1.1.",
    checks: [
      'interop.entra-gallery.groups.create',
      'interop.entra-gallery.onboarding-groups.create',
      'interop.entra.groups.create',
      'interop.onelogin.schemas',
    ],
  },
  'brackets-refused': {
    reason: 'Entra matches by emails[type eq "work"].value where it is mapped so.',
    checks: ['interop.entra.lookups.by-mail', 'interop.entra.lookups.by-primary-mail'],
  },
  'rare-attributes-refused': {
    reason: 'Entra matches by the work address where it is mapped so, and looks managers up.',
    checks: [
      'interop.entra.lookups.by-mail',
      'interop.entra.lookups.by-primary-mail',
      'interop.entra.references.lookup',
    ],
  },
  'complex-refused': {
    reason: 'Entra and Ping write the bare name of manager, members and emails in filters.',
    checks: ['interop.entra.members.lookup', 'interop.entra.references.lookup', 'interop.ping.found-by-mail'],
  },
  'value-path-with-sub-attribute-refused': {
    reason: 'Entra matches by emails[type eq "work"].value where it is mapped so.',
    checks: ['interop.entra.lookups.by-mail', 'interop.entra.lookups.by-primary-mail'],
  },
  'plain-json-refused': {
    reason: 'Okta and OneLogin send application/json.',
    checks: [
      'interop.okta-oin.spec.create',
      'interop.okta.connection.json',
      'interop.onelogin.create',
      'interop.onelogin.ids',
      'interop.onelogin.schemas',
    ],
  },
  'errors-brief': {
    reason: 'Okta shows the detail of an error, and its tests ask for one.',
    checks: [
      'interop.okta-oin.spec.short-id',
      'interop.okta-oin.spec.wrong-token',
      'interop.okta-oin.spec.unknown-id',
      'interop.okta.connection.errors',
      'interop.okta.connection.wrong-token',
      'interop.okta.users.duplicate-words',
    ],
  },
  'gateway-errors': {
    reason: 'Okta reads a 401 as an Error message.',
    checks: ['interop.okta-oin.spec.wrong-token', 'interop.okta.connection.wrong-token'],
  },
  'unauthorized-403': {
    reason: 'Okta says that the credentials are wrong where it gets 401.',
    checks: ['interop.okta-oin.spec.wrong-token', 'interop.okta.connection.wrong-token'],
  },
  'resources-absent': {
    reason: 'All samples of Entra show Resources in an empty list: advice.',
    checks: ['interop.entra.connection.empty-array'],
  },
  'if-match-demanded': {
    reason: 'No provider is known to send If-Match with its updates.',
    checks: ALL_PROVIDERS,
  },
  'cursors-only-without-total': {
    reason: 'Providers page by startIndex until they have totalResults of them.',
    checks: ALL_PROVIDERS,
  },
  'comparisons-alone': {
    reason: 'Entra matches by the work address where it is mapped so, and asks who has a manager or a member.',
    checks: [...LOOK_UPS_BY_MAIL, 'interop.entra.members.lookup'],
  },
  'text-lower-case': OTHER_CASE,
  'text-upper-case': OTHER_CASE,
  'role-added': {
    reason: 'Entra compares the roles that come back with those that it sent.',
    checks: ['interop.entra.roles'],
  },
  'no-patch-501': NO_PATCH,
  'no-patch-405': NO_PATCH,
  'no-patch-404': NO_PATCH,
  'deletes-forbidden': NO_DELETE,
  'no-delete-501': NO_DELETE,
  'active-not-deleted': NO_DELETE,
  'user-name-among-mails': {
    reason: 'Providers map userName and e-mail addresses apart, and change one without the other.',
    checks: [
      'interop.cyberark.rename',
      'interop.entra-flag.updates',
      'interop.entra-gallery.users',
      'interop.entra.creates.letter-case',
      'interop.entra.updates',
      'interop.entra.users.shared-mail',
      'interop.jumpcloud.rename',
      'interop.okta.updates.rename',
      'interop.okta.users.shared-mail',
      'interop.onelogin.rename',
      'interop.ping.rename',
    ],
  },
  'one-value': {
    reason: 'Entra maps several telephone numbers and roles.',
    checks: [
      'interop.entra-gallery.onboarding-users.create',
      'interop.entra-gallery.users.create',
      'interop.entra.roles',
      'interop.entra.users.create',
    ],
  },
  'members-read-only': NO_MEMBERS,
  'no-members': NO_MEMBERS,
  'members-required': NO_BARE_GROUPS,
  'groups-read-only': NO_BARE_GROUPS,
  'members-immutable': {
    reason: 'Providers take members out of groups again.',
    checks: [
      'interop.okta-oin.groups.changed',
      'interop.onelogin.member-removed',
      'interop.ping.groups.member-removed',
    ],
  },
  'no-active': {
    reason: 'The tests of Okta ask for active.',
    checks: ['interop.okta-oin.spec.create', 'interop.okta-oin.spec.read'],
  },
  'group-kind-required': NO_BARE_GROUPS,
  'members-by-hundred': {
    reason: 'Okta pushes a large group in one request.',
    checks: ['interop.okta-oin.groups.large'],
  },
  'active-read-only': {
    reason: 'Providers disable users.',
    checks: [
      'interop.cyberark.disable',
      'interop.cyberark.disable-effect',
      'interop.entra-flag.active',
      'interop.entra.active',
      'interop.google.suspend',
      'interop.google.suspend-effect',
      'interop.jumpcloud.disable',
      'interop.jumpcloud.disable-effect',
      'interop.okta-aiw.users',
      'interop.okta-oin.users',
      'interop.onelogin.suspend',
      'interop.onelogin.suspend-effect',
      'interop.ping.disable',
      'interop.ping.disable-effect',
      'interop.sailpoint.disable',
      'interop.sailpoint.disable-effect',
    ],
  },
  'mail-primary-required': {
    reason: 'Entra adds an address by its value, and the template of OneLogin names no primary one.',
    checks: [
      'interop.entra-flag.updates.add-mail',
      'interop.entra-gallery.users.add',
      'interop.entra.updates.add-mail',
      'interop.onelogin.ids',
    ],
  },
  'few-by-default': {
    reason: 'Entra compares the roles and the manager that come back with those that it sent.',
    checks: ['interop.entra.references.manager-array', 'interop.entra.roles'],
  },
  'all-always': {
    reason: 'Entra asks for groups without their members.',
    checks: [
      'interop.entra-gallery.groups.without-members',
      'interop.entra.groups.list-without-members',
      'interop.entra.groups.read-without-members',
    ],
  },
  'display-name-unique': {
    reason: 'Entra clears displayName by an empty text, which another user may have already.',
    checks: ['interop.entra.changes.cleared-by-empty-text'],
  },
  'no-filter-501': NO_FILTER,
  'no-filter-400': NO_FILTER,
};

/** Whether a check may fail on a variation. */
export function isExpected(variation: string, check: string): boolean {
  return (
    (ADVISED[variation] ?? []).includes(check) ||
    (BREAKS[variation]?.checks ?? []).some((each) => check === each || check.startsWith(`${each}.`))
  );
}
