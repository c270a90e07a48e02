/**
 * Why products of others are ready for an identity provider or not, check by check. Each was looked at in the exchanges:
 * the product answers as it is told here, and the provider's own page says that it needs something else.
 */
import type { ReadinessVerdict } from '../../reports/model.js';

export interface PinnedReadiness {
  verdict: ReadinessVerdict;
  /** Check id -> what the product does. */
  blockers?: Readonly<Record<string, string>>;
  caveats?: Readonly<Record<string, string>>;
}

/** Nothing fails; what the provider sends is not public, so the verdict goes no further. */
const THIN: PinnedReadiness = { verdict: 'ready-with-caveats' };

const ACTIVE_TEXT = 'active as the text "False" is refused, a boolean is wanted';
const NOT_DISABLED = 'follows: the user was not disabled';
const LETTER_CASE = 'names are compared with their letter case';
const SAME_GROUP = 'a second group of the same name is made';
const NO_TARGET = 'Add at emails[type eq "work"].value is noTarget where there is no such address yet';
const PAGE_SIZE = 'itemsPerPage is the number asked for, not that returned';
const BEHIND = 'a startIndex behind the end gives all users again';
const EMPTIED = 'PUT of a group without members empties it';
const ONELOGIN_SCHEMAS = "the schema names of OneLogin's captured template are refused";

const SCIMMY_OKTA = {
  'interop.okta.import.items-per-page': PAGE_SIZE,
  'interop.okta.import.beyond-the-end': BEHIND,
  'interop.okta.users.found-in-capitals': LETTER_CASE,
};

export const SCIMMY_READINESS: Readonly<Record<string, PinnedReadiness>> = {
  entra: {
    verdict: 'not-ready',
    blockers: {
      'interop.entra.active.disable': ACTIVE_TEXT,
      'interop.entra.active.disable-keeps': NOT_DISABLED,
      'interop.entra.active.shown': NOT_DISABLED,
      'interop.entra.active.enable': NOT_DISABLED,
      'interop.entra.active.added': ACTIVE_TEXT,
      'interop.entra.updates.add-mail': NO_TARGET,
    },
    caveats: {
      'interop.entra.creates.nulls': 'null for an array is refused',
      'interop.entra.creates.active-text': ACTIVE_TEXT,
      'interop.entra.groups.same-name': SAME_GROUP,
      'interop.entra.lookups.in-capitals': LETTER_CASE,
      'interop.entra.lookups.by-mail': 'a filter by emails fails with a TypeError where a user has none',
      'interop.entra.members.again': 'a member that is added again is stored twice',
      'interop.entra.updates.add-address': NO_TARGET,
    },
  },
  'entra-gallery': {
    verdict: 'ready-with-caveats',
    caveats: {
      'interop.entra-gallery.groups.filter-case': LETTER_CASE,
      'interop.entra-gallery.groups.duplicate': SAME_GROUP,
      'interop.entra-gallery.users.filter-case': LETTER_CASE,
      'interop.entra-gallery.users.add': NO_TARGET,
    },
  },
  'okta-oin': { verdict: 'ready-with-caveats', caveats: SCIMMY_OKTA },
  'okta-aiw': {
    verdict: 'ready-with-caveats',
    caveats: { ...SCIMMY_OKTA, 'interop.okta-aiw.groups.rename-alone': EMPTIED },
  },
  onelogin: { ...THIN, caveats: { 'interop.onelogin.schemas': ONELOGIN_SCHEMAS } },
  ping: {
    ...THIN,
    caveats: { 'interop.ping.found-by-mail': 'a filter by emails fails with a TypeError where a user has none' },
  },
  jumpcloud: THIN,
  cyberark: THIN,
  sailpoint: THIN,
  google: THIN,
};

const GROUP_SCHEMA = 'the second schema that Entra names in a group is refused';
const EMPTY_TEXT = 'an empty text does not clear displayName, which has to hold something';
const SHARED_MAIL = 'an address belongs to one user, whatever the userName';
const MOST_MEMBERS = 'with more than a hundred members in a request, the later ones are taken for unknown';

export const BETTER_AUTH_READINESS: Readonly<Record<string, PinnedReadiness>> = {
  entra: {
    verdict: 'not-ready',
    blockers: { 'interop.entra.groups.create': GROUP_SCHEMA },
    caveats: {
      'interop.entra.changes.cleared-by-empty-text': EMPTY_TEXT,
      'interop.entra.creates.nulls': 'null is refused',
      'interop.entra.creates.letter-case': 'addresses are stored in lower case',
      'interop.entra.references.lookup': 'there is no filter by manager',
      'interop.entra.roles.added': 'two roles without a type are taken for duplicates',
      'interop.entra.roles.again': 'so is a role that the user has already',
      'interop.entra.users.shared-mail': SHARED_MAIL,
    },
  },
  'entra-gallery': {
    verdict: 'not-ready',
    blockers: {
      'interop.entra-gallery.onboarding-groups.create': GROUP_SCHEMA,
      'interop.entra-gallery.onboarding-users.null-update': EMPTY_TEXT,
    },
    caveats: { 'interop.entra-gallery.groups.create': GROUP_SCHEMA },
  },
  'okta-oin': {
    verdict: 'ready-with-caveats',
    caveats: {
      'interop.okta-oin.groups.unknown-member': 'one unknown member makes the whole push fail',
      'interop.okta-oin.groups.large': MOST_MEMBERS,
      'interop.okta.users.shared-mail': SHARED_MAIL,
    },
  },
  'okta-aiw': {
    verdict: 'ready-with-caveats',
    caveats: {
      'interop.okta-aiw.groups.rename-alone': EMPTIED,
      'interop.okta-aiw.groups.large': MOST_MEMBERS,
      'interop.okta.users.shared-mail': SHARED_MAIL,
    },
  },
  onelogin: { ...THIN, caveats: { 'interop.onelogin.schemas': ONELOGIN_SCHEMAS } },
  ping: { ...THIN, caveats: { 'interop.ping.found-by-mail': 'there is no filter by emails' } },
  jumpcloud: THIN,
  cyberark: THIN,
  sailpoint: THIN,
  google: THIN,
};
