/** Bugs of the catalogue that no exchange with the server can show, each with the reason. */
export const notShowable: readonly { bug: number; what: string; reason: string }[] = [
  {
    bug: 54,
    what: 'An id of another tenant is taken for changes',
    reason: 'It takes the credentials of two tenants; a run has those of one.',
  },
  {
    bug: 57,
    what: 'A disabled user still has sessions and keys',
    reason: 'Sessions and keys lie outside of SCIM.',
  },
  {
    bug: 66,
    what: 'A change of access waits for the next sign-in',
    reason: 'Signing in lies outside of SCIM.',
  },
  {
    bug: 68,
    what: 'A token that expires during a run, an incomplete chain of certificates',
    reason: 'The server speaks plain HTTP, and its token does not expire.',
  },
];
