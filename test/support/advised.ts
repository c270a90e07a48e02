/**
 * Advice that a legal server earns because its requirement says so: a SHOULD that it leaves out. Reviewed when it
 * changes; nothing else may fail on a variation.
 */
export const ADVISED: Readonly<Record<string, readonly string[]>> = {
  'no-patch-501': ['users.replace-rules.patch-supported'],
  'no-patch-405': ['users.replace-rules.patch-supported'],
  'no-patch-404': ['users.replace-rules.patch-supported'],
  'no-me-404': ['protocol.me.absent'],
  'me-nobody': ['protocol.me.absent'],
  'no-search-501': ['protocol.search.offered'],
  'created-empty': ['users.create-input.body'],
  'no-match-removal-refused': ['groups.members.remove-absent'],
  'errors-brief': [
    'protocol.bulk-jobs.detail',
    'protocol.bulk-jobs.limit-named',
    'protocol.errors.bad-json-400',
    'protocol.errors.invalid-value',
    'protocol.errors.invalid-path',
  ],
  'errors-other-language': ['protocol.bulk-jobs.limit-named'],
  'unauthorized-403': ['protocol.authentication.status-401'],
};
