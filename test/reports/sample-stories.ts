/** What servers get wrong, told as one exchange each; after bugs seen in the field. */
import type { CheckResult, Level } from '../../reports/model.js';

export interface Story {
  level: Level;
  title: string;
  expected: string;
  actual: string;
  fix: string;
  why: string;
  offending?: string;
  findings?: CheckResult['findings'];
  waived?: CheckResult['waived'];
  request: { method: string; path: string; body?: unknown };
  response?: { status: number; statusText: string; headers?: Record<string, string>; body?: unknown };
}

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';

const user = {
  schemas: [userSchema],
  userName: 'k3f9q2-bjensen@example.com',
  name: { formatted: 'Barbara Jensen', familyName: 'Jensen', givenName: 'Barbara' },
  emails: [{ value: 'k3f9q2-bjensen@example.com', type: 'work', primary: true }],
  active: true,
};
const stored = {
  ...user,
  id: '2819c223',
  meta: { resourceType: 'User', location: 'https://scim.example.com/v2/Users/2819c223' },
};

export const features = [
  'discovery',
  'schema/users',
  'users/create',
  'users/match',
  'users/list',
  'users/patch',
  'users/put',
  'users/disable',
  'groups/members',
  'protocol/errors',
  'protocol/filter',
  'protocol/paging',
  'lifecycle/concurrency',
  'interop/entra',
  'interop/okta',
];

export const titles = [
  'answers 201 Created',
  'gives the resource its id',
  'names the location of the new resource',
  'never gives the password back',
  'answers an error with the SCIM error schema',
  'finds a user by userName in any letter case',
  'counts from one',
  'keeps the attributes that the request does not name',
  'lists the schemas of the resource',
  'answers application/scim+json',
  'writes meta.lastModified anew after a change',
];

export const failureStories: Story[] = [
  {
    level: 'must',
    title: 'answers 201 Created',
    expected: 'status 201',
    actual: 'status 200',
    offending: '200 OK',
    fix: 'Return 201, not 200, when a POST made a new resource.',
    why: 'Clients take 200 for an update and never store the new id; the next cycle creates the person again.',
    request: { method: 'POST', path: '/Users', body: user },
    response: { status: 200, statusText: 'OK', body: stored },
  },
  {
    level: 'must',
    title: 'refuses a second user with the same userName',
    expected: 'status 409 with scimType "uniqueness"',
    actual: 'status 500 with an HTML page',
    offending: 'Internal Server Error',
    fix: 'Answer 409 with scimType "uniqueness" before storing anything.',
    why: 'A client that sees 500 tries again for hours instead of matching the account that is already there.',
    request: { method: 'POST', path: '/Users', body: user },
    response: {
      status: 500,
      statusText: 'Internal Server Error',
      headers: { 'content-type': 'text/html' },
      body: '<html><body><h1>Internal Server Error</h1></body></html>',
    },
  },
  {
    level: 'must',
    title: 'removes the one member that the filter names',
    expected: 'members without 2819c223; 4 others kept',
    actual: 'members []',
    offending: '"members":[]',
    fix: 'Apply the value filter of the path: remove the matching members only.',
    why: 'One person leaving a team takes access away from everybody in it.',
    request: {
      method: 'PATCH',
      path: '/Groups/77',
      body: { schemas: [patchSchema], Operations: [{ op: 'remove', path: 'members[value eq "2819c223"]' }] },
    },
    response: { status: 200, statusText: 'OK', body: { id: '77', displayName: 'Tour Guides', members: [] } },
  },
  {
    level: 'must',
    title: 'publishes schema definitions that agree with what it stores',
    expected: 'what /Schemas promises',
    actual: '3 attributes behave otherwise',
    fix: 'Correct the published definition, or the behavior.',
    why: 'Identity providers build their attribute mapping from /Schemas.',
    findings: [
      { subject: 'userName', expected: 'uniqueness server', actual: 'two users share one value', exchanges: [] },
      { subject: 'emails.type', expected: 'readWrite', actual: 'the value sent is dropped', exchanges: [] },
      { subject: 'meta.created', expected: 'readOnly', actual: 'takes the value of the client', exchanges: [] },
    ],
    request: { method: 'GET', path: '/Schemas' },
    response: {
      status: 200,
      statusText: 'OK',
      body: { totalResults: 1, Resources: [{ id: userSchema, name: 'User' }] },
    },
  },
  {
    level: 'must',
    title: 'finds a user by userName in any letter case',
    expected: '1 result for userName eq "K3F9Q2-BJENSEN@EXAMPLE.COM"',
    actual: 'totalResults 0',
    offending: '"totalResults":0',
    fix: 'Compare userName without regard to case: its caseExact is false.',
    why: 'The provider finds nobody, creates a second account, and the person loses the first one.',
    request: { method: 'GET', path: '/Users?filter=userName%20eq%20%22K3F9Q2-BJENSEN%40EXAMPLE.COM%22' },
    response: {
      status: 200,
      statusText: 'OK',
      body: { totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] },
    },
  },
  {
    level: 'should',
    title: 'answers an error with the SCIM error schema',
    expected: `schemas ["${errorSchema}"]`,
    actual: '{"message":"Not found"}',
    offending: '"message":"Not found"',
    fix: 'Send the error schema, status as a string, and a detail for people.',
    why: 'An administrator sees "unknown error" instead of the sentence that would have helped.',
    request: { method: 'GET', path: '/Users/does-not-exist' },
    response: { status: 404, statusText: 'Not Found', body: { message: 'Not found' } },
  },
  {
    level: 'should',
    title: 'names the location of the new resource',
    expected: 'a Location header equal to meta.location',
    actual: 'no Location header',
    fix: 'Send Location with the URL of the new resource.',
    why: 'Clients that follow Location have nowhere to go.',
    waived: {
      reason: 'Gateway strips it until the upgrade',
      issue: 'https://tracker.example.com/GW-12',
      expires: '2027-03-31',
    },
    request: { method: 'POST', path: '/Users', body: user },
    response: { status: 201, statusText: 'Created', body: stored },
  },
  {
    level: 'interop',
    title: 'takes the disable request that the provider sends',
    expected: 'active false after {"op":"Replace","path":"active","value":"False"}',
    actual: 'active true',
    offending: '"active":true',
    fix: 'Read the strings "True" and "False" as booleans where the attribute is a boolean.',
    why: 'People who left the company keep their access.',
    request: {
      method: 'PATCH',
      path: '/Users/2819c223',
      body: { schemas: [patchSchema], Operations: [{ op: 'Replace', path: 'active', value: 'False' }] },
    },
    response: { status: 200, statusText: 'OK', body: stored },
  },
  {
    level: 'must',
    title: 'answers within the deadline',
    expected: 'an answer',
    actual: 'no answer within 30 s',
    fix: 'Answer, or refuse with 503 and Retry-After.',
    why: 'The provider quarantines the application after repeated time-outs.',
    request: { method: 'GET', path: '/Users?startIndex=1&count=200' },
  },
];
