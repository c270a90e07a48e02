/** What a write takes along, leaves out of its answer, or passes over: extensions, managers, flags, first values. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { JsonObject, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA as URN, GROUP_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise } from './patching.js';
import { answering, hearing, inAnswers, isOne, storing, withMember, without } from './tools.js';

const within = ({ path = '' }: PatchOperation): boolean => path.toLowerCase().startsWith(URN.toLowerCase());
const ofManager = ({ path = '' }: PatchOperation): boolean => /:manager(\.|$)/i.test(path);
const ofValue = ({ path = '' }: PatchOperation): boolean => /:manager\.value$/i.test(path);
const managerOf = (resource: Resource): unknown => isObject(resource[URN]) && resource[URN]['manager'];

const noManager = (resource: JsonObject): JsonObject =>
  withMember(resource, URN, (extension) => (isObject(extension) ? without(extension, 'manager') : extension));

/** Operations of some kind, none of them about the manager, take the manager along. */
const losingManager = (concerns: (operation: PatchOperation) => boolean): Change =>
  stepwise((operation, run) => (concerns(operation) && !ofManager(operation) ? (noManager(run()) as Resource) : run()));

/** The answers to a write lack something. */
const answersTo = (method: string, status: number, change: (body: JsonObject) => JsonObject): Change =>
  inAnswers((answer, request) => request.method === method && answer.status === status && !request.inBulk, change);

/** What a PUT does to the e-mails that stay. */
const putMails = (change: (mail: JsonObject, old: JsonObject) => JsonObject): Change =>
  storing((resource, op, previous) => {
    if (op !== 'replace' || !previous || !Array.isArray(resource['emails'])) return resource;
    const known = valuesOf(previous['emails']).filter(isObject);
    const emails = resource['emails'].map((mail) => {
      const old = isObject(mail) ? known.find((each) => each['value'] === mail['value']) : undefined;
      return isObject(mail) && old ? change(mail, old) : mail;
    });
    return { ...resource, emails };
  });

const KEPT = ['RFC7644-3.2-08'];
const REST = { kills: ['protocol.patch-extensions.rest-kept'] };
const ADDED = ['RFC7644-3.5.2.1-05', 'RFC7644-3.5.2.1-13', 'RFC7644-3.5.2-14'];
const VALUE = { kills: ['protocol.patch-extensions.manager-value'] };
const WHOLE = ['RFC7644-3.5.2-35'];
const IN_PATCH = { kills: ['protocol.patch-extensions.answer'] };
const FIRST = ['RFC7644-3.5.2.1-04', 'RFC7644-3.5.2.1-12'];
const FIRST_VALUE = { on: ['nick-name-immutable'], kills: ['users.replace-rules.immutable-added'] };
const isFirst = ({ op, path }: PatchOperation, resource: Resource): boolean =>
  op === 'add' && path === 'nickName' && resource['nickName'] === undefined;

export const patchBesideMutants: Mutant[] = [
  mutant(
    'patch.manager-lost-with-attribute',
    'Removing an attribute of the extension takes the manager along',
    KEPT,
    losingManager((operation) => within(operation) && operation.op === 'remove'),
    REST,
  ),
  mutant(
    'patch.manager-lost-on-change',
    'Setting an attribute of the extension takes the manager along',
    KEPT,
    losingManager((operation) => within(operation) && operation.op !== 'remove'),
    REST,
  ),
  mutant(
    'patch.manager-lost-without-path',
    'An operation without path on the extension takes the manager along',
    KEPT,
    losingManager(
      ({ path, value }) =>
        path === undefined && isObject(value) && isObject(value[URN]) && value[URN]['manager'] === undefined,
    ),
    REST,
  ),
  mutant(
    'patch.manager-lost-elsewhere',
    'A change of the title takes the manager along',
    KEPT,
    losingManager(({ path }) => path === 'title'),
    REST,
  ),
  mutant(
    'patch.manager-value-not-added',
    'An add of manager.value changes nothing',
    ADDED,
    stepwise((operation, run, resource) => (ofValue(operation) && operation.op === 'add' ? resource : run())),
    VALUE,
  ),
  mutant(
    'patch.manager-value-needs-manager',
    'An add of manager.value is refused where there is no manager',
    ADDED,
    stepwise((operation, run, resource) => {
      if (ofValue(operation) && !managerOf(resource)) throw new ScimError(400, 'noTarget', 'There is no manager.');
      return run();
    }),
    VALUE,
  ),
  mutant(
    'patch.manager-value-not-removed',
    'A remove of manager.value is answered with success and changes nothing',
    ['RFC7644-3.5.2.2-02'],
    stepwise((operation, run, resource) => (ofValue(operation) && operation.op === 'remove' ? resource : run())),
    { kills: ['protocol.patch-extensions.manager-value-removed'] },
  ),
  mutant(
    'patch.answer-without-extension',
    'The answer to a PATCH lacks the extension',
    WHOLE,
    answersTo('PATCH', 200, (body) => without(body, URN)),
    IN_PATCH,
  ),
  mutant(
    'patch.answer-without-manager',
    'The answer to a PATCH lacks the manager',
    WHOLE,
    answersTo('PATCH', 200, noManager),
    IN_PATCH,
  ),
  mutant(
    'patch.answer-without-phones',
    'The answer to a PATCH lacks phones and addresses',
    WHOLE,
    answersTo('PATCH', 200, (body) => without(body, 'phoneNumbers', 'addresses')),
    IN_PATCH,
  ),
  mutant(
    'create.answer-without-extension',
    'The answer to a POST lacks the extension',
    ['RFC7644-3.3-10'],
    answersTo('POST', 201, (body) => without(body, URN)),
    { kills: ['users.replace-values.create-answer'] },
  ),
  mutant(
    'create.answer-without-phones',
    'The answer to a POST lacks phones and addresses',
    ['RFC7644-3.3-10'],
    answersTo('POST', 201, (body) => without(body, 'phoneNumbers', 'addresses')),
    { kills: ['users.replace-values.create-answer'] },
  ),
  mutant(
    'replace.answer-without-extension',
    'The answer to a PUT lacks the extension',
    ['RFC7644-3.5.1-19'],
    answersTo('PUT', 200, (body) => without(body, URN)),
    { kills: ['users.replace-values.answer'] },
  ),
  mutant(
    'replace.answer-without-phones',
    'The answer to a PUT lacks phones and addresses',
    ['RFC7644-3.5.1-19'],
    answersTo('PUT', 200, (body) => without(body, 'phoneNumbers', 'addresses')),
    { kills: ['users.replace-values.answer'] },
  ),
  mutant(
    'replace.primary-stays',
    'A PUT leaves primary where it was for addresses that stay',
    ['RFC7644-3.5.1-06', 'RFC7644-3.5.1-05'],
    putMails((mail, { primary }) => ({ ...without(mail, 'primary'), ...(primary === undefined ? {} : { primary }) })),
    { kills: ['users.replace-values.flags'] },
  ),
  mutant(
    'replace.type-stays',
    'A PUT leaves the type of addresses that stay',
    ['RFC7644-3.5.1-06', 'RFC7644-3.5.1-05'],
    putMails((mail, { type }) => ({ ...mail, ...(type === undefined ? {} : { type }) })),
    { kills: ['users.replace-values.flags'] },
  ),
  mutant(
    'replace.first-extension-lost',
    'A PUT stores no extension that the user did not have',
    ['RFC7644-3.5.1-05'],
    storing((resource, op, previous) =>
      op === 'replace' && previous && !isObject(previous[URN]) ? (without(resource, URN) as Resource) : resource,
    ),
    { kills: ['users.replace-values.first-extension'] },
  ),
  mutant(
    'patch.immutable-first-refused',
    'A PATCH cannot give an immutable attribute its first value',
    FIRST,
    stepwise((operation, run, resource) => {
      if (isFirst(operation, resource)) throw new ScimError(400, 'mutability', 'nickName is immutable.');
      return run();
    }),
    FIRST_VALUE,
  ),
  mutant(
    'patch.immutable-first-ignored',
    'A first value that a PATCH gives an immutable attribute is passed over',
    FIRST,
    stepwise((operation, run, resource) => (isFirst(operation, resource) ? resource : run())),
    FIRST_VALUE,
  ),
  mutant(
    'groups.remove-without-path-empties',
    'A remove without path empties a group',
    ['RFC7644-3.5.2.2-01'],
    stepwise(({ op, path }, run, resource, model) =>
      op === 'remove' && path === undefined && model.core.id === GROUP_SCHEMA
        ? (without(resource, 'members') as Resource)
        : run(),
    ),
    { kills: ['groups.memberships.without-path'] },
  ),
  mutant(
    'groups.patch-asked-204',
    'A PATCH of a group is answered 204, whatever attributes are asked for',
    ['RFC7644-3.5.2-37'],
    answering((answer, request) =>
      request.method === 'PATCH' && isOne(request, 'Groups') && answer.status === 200
        ? { status: 204, headers: answer.headers }
        : answer,
    ),
    { kills: ['groups.mixed.attributes'] },
  ),
  mutant(
    'groups.patch-asked-ignored',
    'attributes is ignored in a PATCH of a group, whose answer is the whole group',
    ['RFC7644-3.9-04', 'RFC7644-3.4.2.5-03'],
    hearing((request) =>
      request.method === 'PATCH' && isOne(request, 'Groups') && request.query.has('attributes')
        ? { ...request, query: new Map([['attributes', 'displayName,members']]) }
        : request,
    ),
    { kills: ['groups.mixed.attributes-only'] },
  ),
];
