/**
 * Conversations that identity providers hold with a target, each written once and spoken in any dialect. The functions
 * here are called inside a scenario: they declare its givens and hand them to the checks.
 */
import {
  blocked,
  given,
  idOf,
  isObject,
  member,
  notApplicable,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  urns,
  type Context,
  type Given,
  type Json,
  type ScimResponse,
} from '../../harness/language.js';
import {
  dialects,
  ONELOGIN_SCHEMAS,
  speak,
  type Change,
  type Dialect,
  type DialectId,
  type DialectRequest,
  type Flow,
} from '../../harness/interop.js';
import { isMapped, newPerson, textOf } from './_people.js';

type Ids = { user?: string; group?: string };

/** A context that speaks one dialect. */
export interface Talk extends Context {
  dialect: Dialect;
  /** Sends a request as the provider does. */
  ask: (request: DialectRequest | null, ids?: Ids) => Promise<ScimResponse>;
  /** The same, and the lesser request where one is refused that holds more than a target need take. */
  say: (request: DialectRequest | null, ids?: Ids) => Promise<ScimResponse>;
  /** The answer to a request, or to the lesser one where it is refused. */
  orLesser: (request: DialectRequest, answer: ScimResponse, ids?: Ids) => Promise<ScimResponse>;
}

/** The body of a given or check, in a dialect. */
export function speaking<T>(id: DialectId, body: (talk: Talk) => T): (context: Context) => T {
  return (context) => {
    const dialect = dialects[id];
    const ask: Talk['ask'] = async (request, ids) => {
      if (!request) return notApplicable(`${dialect.name} does not send this request`);
      return withoutEmptyLists(await speak(context.scim, dialect, request, ids));
    };
    const orLesser: Talk['orLesser'] = async (request, answer, ids) => {
      const other = answer.status === 400 ? (withRfcTemplate(request) ?? bare(request)) : undefined;
      return other ? speak(context.scim, dialect, other, ids) : answer;
    };
    const say: Talk['say'] = async (request, ids) => {
      const answer = await ask(request, ids);
      return request ? orLesser(request, answer, ids) : answer;
    };
    return body({ ...context, dialect, ask, say, orLesser });
  };
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/**
 * An empty list is in the request whatever the target publishes: there is no mapping that an administrator could take
 * away. That the schemas do not define it is no excuse.
 */
function withoutEmptyLists(answer: ScimResponse): ScimResponse {
  const { undeclared, sent } = answer;
  if (undeclared && isObject(sent)) answer.undeclared = undeclared.filter((name) => !isEmptyList(member(sent, name)));
  return answer;
}

/**
 * The create of a user without empty lists, and without the URN of a schema of which it holds nothing: one check says
 * that it is refused with them, and the others look at what the provider does to users that there are.
 */
function bare(request: DialectRequest): DialectRequest | undefined {
  const { method, path, body } = request;
  if (method !== 'POST' || path !== '/Users' || !body) return undefined;
  const kept = Object.entries(body).filter(([, value]) => !isEmptyList(value));
  const [base, ...others] = readAll(body, 'schemas');
  const used = others.filter((urn) => member(body, String(urn)) !== undefined);
  if (kept.length === Object.keys(body).length && used.length === others.length) return undefined;
  return { ...request, body: { ...Object.fromEntries(kept), schemas: [base, ...used] as Json } };
}

/**
 * OneLogin's bodies come from a template that the administrator writes: where the captured schema names are refused,
 * the URNs of RFC 7643 stand in it. undefined for every other request.
 */
function withRfcTemplate(request: DialectRequest): DialectRequest | undefined {
  const schemas = request.body?.['schemas'];
  return Array.isArray(schemas) && schemas[0] === ONELOGIN_SCHEMAS[0]
    ? { ...request, body: { ...request.body, schemas: [urns.USER_SCHEMA] } }
    : undefined;
}

export type Resource = Parameters<Dialect['updateUser']>[2];

/** Reads a user as the provider does, lets it answer with requests, sends them and gives the last answer. */
export async function changeUser(
  { dialect, say }: Talk,
  id: string,
  make: (current: Resource) => DialectRequest[] | null,
): Promise<ScimResponse> {
  const look = await say(dialect.readUser(id));
  return sendAll(say, make(resourceOf(look) as Resource), look);
}

/** Sends requests one after the other and gives the last answer; `look` is the read that some begin with. */
export async function sendAll(
  say: Talk['say'],
  requests: DialectRequest[] | null,
  look: ScimResponse,
): Promise<ScimResponse> {
  if (!requests) return say(null);
  let last = look;
  // The read that precedes a replacement has just been made.
  for (const request of requests.filter(({ method }) => method !== 'GET')) last = await say(request);
  return last;
}

/** Ids of the resources in a list. */
export const idsIn = (response: ScimResponse): unknown[] => resourcesOf(response).map((each) => read(each, 'id'));

/** Looks users up as the provider does until `id` is among them, within patience. */
export function findUser(
  { dialect, say, settle }: Talk,
  value: string,
  id: string,
  attribute = 'userName',
): Promise<ScimResponse> {
  return settle(
    () => say(dialect.matchUser(attribute, value)),
    (response) => idsIn(response).includes(id),
  );
}

/** Looks users up as the provider does until `id` is no longer among them, within patience. */
export function missUser({ dialect, say, settle }: Talk, value: string, id: string): Promise<ScimResponse> {
  return settle(
    () => say(dialect.matchUser(dialect.matchingAttribute, value)),
    (response) => !idsIn(response).includes(id),
  );
}

/** A person is looked up, created, read and looked up again. `asked` is the answer to the provider's own request. */
export function joining(id: DialectId, paths?: readonly string[]) {
  const who = given('a person of the directory', (context) => newPerson(context, paths));
  const before = given(
    'the person is looked up',
    speaking(id, ({ dialect, say }) =>
      say(dialect.matchUser(dialect.matchingAttribute, textOf(who.value, 'userName'))),
    ),
  );
  const asked = given(
    'the person is created',
    speaking(id, ({ dialect, ask }) => ask(dialect.createUser(who.value))),
  );
  const created = given(
    'the user is there',
    speaking(id, ({ dialect, orLesser }) => orLesser(dialect.createUser(who.value), asked.response)),
  );
  const shown = given(
    'the user is read',
    speaking(id, ({ dialect, say }) => say(dialect.readUser(created.id))),
  );
  const found = given(
    'the person is looked up again',
    speaking(id, (talk) => findUser(talk, textOf(who.value, 'userName'), created.id)),
  );
  return { who, before, asked, created, shown, found };
}

/** A user exists, as the provider creates it. */
export function existing(id: DialectId, paths?: readonly string[]) {
  const who = given('a person of the directory', (context) => newPerson(context, paths));
  const created = given(
    'the person is created',
    speaking(id, ({ dialect, say }) => say(dialect.createUser(who.value))),
  );
  return { who, created };
}

/** Attributes of a user change and it is read back. `make` gives the changes; those to unpublished paths are left out. */
export function changing(id: DialectId, created: Given<ScimResponse>, title: string, make: (context: Context) => Flow) {
  const flow = given(`new values: ${title}`, (context) => {
    const wanted = Object.entries(make(context)).filter(([path]) => isMapped(context, path));
    if (wanted.length === 0) notApplicable(`the target publishes none of these attributes: ${title}`);
    return Object.fromEntries(wanted) as Flow;
  });
  const before = given(
    `the user is read before: ${title}`,
    speaking(id, ({ dialect, say }) => say(dialect.readUser(created.id))),
  );
  const changed = given(
    `they are sent: ${title}`,
    speaking(id, ({ dialect, say }) => {
      const current = before.resource as Resource;
      return sendAll(say, dialect.updateUser(created.id, changesOf(flow.value), current), before.response);
    }),
  );
  const shown = given(
    `the user is read after: ${title}`,
    speaking(id, ({ dialect, say }) => say(dialect.readUser(created.id))),
  );
  return { flow, before, changed, shown };
}

export const changesOf = (flow: Flow): Change[] => Object.entries(flow).map(([path, value]) => ({ path, value }));

/** A user is disabled, read and looked up while disabled, enabled and read again. */
export function leavingAndReturning(id: DialectId) {
  const { who, created } = existing(id);
  const before = given(
    'the user is read',
    speaking(id, ({ dialect, say, target }) => {
      if (!target.attribute('/Users', 'active')) notApplicable('the target does not publish active');
      return say(dialect.readUser(created.id));
    }),
  );
  const disabled = given(
    'the user is disabled',
    speaking(id, (talk) => {
      if (read(before.resource, 'active') !== true)
        blocked(
          'active on create',
          `the user was read with active ${JSON.stringify(read(before.resource, 'active'))} before it was disabled`,
        );
      return changeUser(talk, created.id, (current) => talk.dialect.disableUser(created.id, current));
    }),
  );
  const whileDisabled = given(
    'the disabled user is read',
    speaking(id, ({ dialect, say }) => {
      void disabled.response;
      return say(dialect.readUser(created.id));
    }),
  );
  const found = given(
    'the disabled user is looked up',
    speaking(id, (talk) => {
      void disabled.response;
      return findUser(talk, textOf(who.value, 'userName'), created.id);
    }),
  );
  const enabled = given(
    'the user is enabled',
    speaking(id, (talk) => {
      void before.response;
      return changeUser(talk, created.id, (current) => talk.dialect.enableUser(created.id, current));
    }),
  );
  const afterwards = given(
    'the enabled user is read',
    speaking(id, ({ dialect, say }) => {
      void enabled.response;
      return say(dialect.readUser(created.id));
    }),
  );
  return { who, created, before, disabled, whileDisabled, found, enabled, afterwards };
}

/** A user is deleted; afterwards it is read, looked up and deleted once more. */
export function deleting(id: DialectId) {
  const { who, created } = existing(id);
  const deleted = given(
    'the user is deleted',
    speaking(id, ({ dialect, say }) => say(dialect.deleteUser(created.id))),
  );
  const shown = given(
    'the deleted user is read',
    speaking(id, ({ dialect, say }) => {
      void deleted.response;
      return say(dialect.readUser(created.id));
    }),
  );
  const missed = given(
    'the deleted user is looked up',
    speaking(id, (talk) => {
      void deleted.response;
      return missUser(talk, textOf(who.value, 'userName'), created.id);
    }),
  );
  const again = given(
    'the user is deleted again',
    speaking(id, ({ dialect, say }) => say(dialect.deleteUser(created.id))),
  );
  return { who, created, deleted, shown, missed, again };
}

/** Users for groups, as the provider creates them. */
export function people(id: DialectId, count: number): Given<string[]> {
  return given(
    `${count} people are created`,
    speaking(id, async (talk) => {
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1) ids.push(idOf(await talk.say(talk.dialect.createUser(newPerson(talk)))));
      return ids;
    }),
  );
}
