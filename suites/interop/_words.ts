/** Titles and remedies of checks that several providers have in common. */
export const says = {
  connected: {
    title: 'the connection test is answered with a list',
    fix: 'Answer GET /Users with 200 and a ListResponse, whatever the page asked for.',
  },
  nobody: {
    title: 'a look-up that matches nobody answers 200 and an empty list',
    fix: 'Answer 200 with totalResults 0, never 404; apply the filter, never ignore it.',
  },
  found: {
    title: 'a look-up by userName finds that user and no other',
    fix: 'Support the filter userName eq "…" in the form that this provider writes.',
  },
  foundInCapitals: {
    title: 'a look-up by userName in capitals finds the same user',
    fix: 'Compare userName without regard to letter case.',
  },
  created: {
    title: 'a create is answered with the resource and its id',
    fix: 'Take the body as this provider writes it and answer 201 with id and userName.',
  },
  stored: {
    title: 'what a create holds is stored',
    fix: 'Store every attribute of the create that your schemas publish, active and externalId included.',
  },
  shown: {
    title: 'the new user is read by its id',
    fix: 'Answer GET /Users/{id} with 200 and the user as soon as the create was answered.',
  },
  shape: {
    title: 'emails and other multi-valued attributes are arrays of objects',
    fix: 'Write emails as [{"value": …, "type": …}], also where there is only one.',
  },
  ids: {
    title: 'ids are text and stay the same',
    fix: 'Write id as a string and never change it.',
  },
  lists: {
    title: 'lists say their schema and totalResults, and every entry its id',
    fix: 'Answer queries with the ListResponse schema, totalResults as a number and entries with id.',
  },
  bodyRead: {
    title: 'a body with the media type that this provider sends is read',
    fix: 'Parse application/scim+json and application/json alike, parameters such as charset aside.',
  },
  duplicate: {
    title: 'a second create with the same userName is refused with 409',
    fix: 'Answer 409 before storing anything when userName is taken; never 200, 201, 400 or 500.',
  },
  duplicateWords: {
    title: 'the refusal says scimType uniqueness and its status as text',
    fix: 'Answer the duplicate with an Error message: status "409" and scimType "uniqueness".',
  },
  ownId: {
    title: 'an id sent in a create is ignored and overwrites nobody',
    fix: 'Issue ids yourself: leave out the id of a create body, or refuse the request.',
  },
  sharedMail: {
    title: 'two users with different userNames share an address',
    fix: 'Enforce uniqueness on userName, not on e-mail addresses.',
  },
  takenName: {
    title: 'a change of userName to one that somebody else has is refused',
    fix: 'Check uniqueness on PATCH and PUT as on POST, and answer 409.',
  },
  renamed: {
    title: 'a changed userName is stored, and look-ups follow it',
    fix: 'Take a change of userName, keep the id, and filter by the new value.',
  },
  again: {
    title: 'a person whose user was deleted is created again',
    fix: 'Leave deleted users out of the check for duplicates (RFC 7644 section 3.6).',
  },
  groupAgain: {
    title: 'a group that was deleted is created again by the same name',
    fix: 'Leave deleted groups out of the check for duplicates (RFC 7644 section 3.6).',
  },
  nameGivenUp: {
    title: 'the old name of a renamed group is free for another',
    fix: 'Change the index of names with the name.',
  },
  groupOutlived: {
    title: 'a group with a member is deleted, and the member stays',
    fix: 'Delete the group and its memberships, never the users in it, and do not ask for an empty group.',
  },
  unusualPerson: {
    title: "a userName with + and ' is looked up as it is stored",
    fix: 'Decode the query once, and hand the value to the database as a parameter.',
  },
  unusualGroup: {
    title: "a displayName with &, %, +, ' and ü is looked up as it is stored",
    fix: 'Decode the query once, as UTF-8, and hand the value to the database as a parameter.',
  },
  stays: {
    title: 'a change of active that is answered with success takes effect',
    fix: 'Store active before you answer; refuse what you do not take.',
  },
  retryAfter: {
    title: 'an answer 429 says by Retry-After when to come back',
    fix: 'Send Retry-After with every 429.',
  },
  updated: {
    title: 'changed attributes are stored',
    fix: 'Apply the update in the form that this provider sends, and store it before answering.',
  },
  othersKept: {
    title: 'attributes that did not change keep their values',
    fix: 'Change what the request names and nothing else.',
  },
  disabled: {
    title: 'a disabled user is stored with active false',
    fix: 'Apply the change of active in the form that this provider sends; never answer success and do nothing.',
  },
  disabledShown: {
    title: 'a disabled user is still read and found, with active false',
    fix: 'Keep disabled users in reads and look-ups: only deleted ones disappear.',
  },
  enabled: {
    title: 'a disabled user is enabled again',
    fix: 'Take active true for a disabled user.',
  },
  inactive: {
    title: 'a user created with active false stays disabled',
    fix: 'Store active as sent in the create.',
  },
  deleted: {
    title: 'a delete is answered, and the user is gone from reads and look-ups',
    fix: 'Answer DELETE with 204, then 404 to reads and an empty list to look-ups.',
  },
  groupCreated: {
    title: 'a group without members is created',
    fix: 'Answer POST /Groups with 201 and the group with its id, also without members.',
  },
  groupFound: {
    title: 'a look-up by displayName finds that group and no other',
    fix: 'Support the filter displayName eq "…" on /Groups.',
  },
  groupNobody: {
    title: 'a look-up of a group that nobody has answers an empty list',
    fix: 'Answer 200 with totalResults 0; apply the filter, never ignore it.',
  },
  groupRenamed: {
    title: 'a group is renamed and keeps its members',
    fix: 'Take the change of displayName in the form that this provider sends.',
  },
  groupDeleted: {
    title: 'a group is deleted and gone',
    fix: 'Answer DELETE /Groups/{id} with 204, then 404 to reads.',
  },
  membersAdded: {
    title: 'members are added in the form that this provider sends',
    fix: 'Take members with value alone: neither type, display nor $ref is needed.',
  },
  largePush: {
    title: 'more than a hundred members are pushed by one request and kept',
    fix: 'Store every member of the request; raise limits on the size of bodies and the length of lists.',
  },
  memberRemoved: {
    title: 'one member is removed and the others stay',
    fix: 'Remove the members that the request names, and nobody else.',
  },
  memberTwice: {
    title: 'adding a member again makes no duplicate and no error',
    fix: 'Take an add of somebody who is a member already as done.',
  },
  memberUnknown: {
    title: 'a member that does not exist is no server error',
    fix: 'Answer 4xx, or leave the unknown member out; never 5xx.',
  },
} as const;
