/** Patching step by step: each step patches, reads back, and hands its state on to the next. */
import {
  describeDifference,
  expect,
  fail,
  given,
  isAdded,
  isObject,
  notApplicable,
  oracle,
  read,
  readAll,
  resourceOf,
  type Capabilities,
  type Context,
  type Given,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';

export interface Operation {
  op: string;
  path?: string;
  value?: unknown;
}

export interface Patched {
  before: JsonObject;
  operations: Operation[];
  /** All that was sent so far. */
  sent: readonly unknown[];
  response: ScimResponse;
  /** The read after the PATCH. */
  read: ScimResponse;
  after: JsonObject;
}

/** Makes the steps of one scenario: `step(title, (before, context) => operations)`. */
export function steps(created: Given<ScimResponse>, query?: Record<string, string>) {
  const sent: unknown[] = [];
  let state: (context: Context) => Promise<JsonObject> = async ({ scim }) => resourceOf(await scim.get(created.path));
  return (title: string, operations: (before: JsonObject, context: Context) => Operation[]): Given<Patched> => {
    const previous = state;
    let known: JsonObject | undefined;
    const step = given(title, async (context) => {
      const before = await previous(context);
      known = before;
      const made = operations(before, context);
      sent.push(made);
      const response = await context.scim.patch(created.path, made, query ? { query } : {});
      const after = await context.scim.get(created.path);
      known = isObject(after.json) ? after.json : before;
      return {
        before,
        operations: made,
        sent: [created.sent, ...sent],
        response,
        read: after,
        after: resourceOf(after),
      };
    });
    state = async (context) => {
      try {
        return step.value.after;
      } catch {
        return known ?? previous(context);
      }
    };
    return step;
  };
}

/** A text as it is compared: letter case does not count, nor how a telephone number is spelled. */
export const plainText = (text: unknown): string =>
  /^(tel:)?\+?[\d\s().-]+$/i.test(String(text))
    ? String(text).replace(/\D/g, '').slice(-7)
    : String(text).toLowerCase();

/** Attributes that servers may derive from one another: a change of one may move the others. */
const DERIVED: Record<string, string[]> = {
  name: ['displayName'],
  displayName: ['name'],
  emails: ['userName'],
  userName: ['emails'],
};

const topName = (path: string): string => (path.startsWith('urn:') ? path : (path.split(/[.[]/)[0] ?? path));

/** Top-level attributes that operations name. */
function named(operations: readonly Operation[]): string[] {
  return operations.flatMap(({ path, value }) =>
    path !== undefined ? [topName(path)] : isObject(value) ? Object.keys(value).map(topName) : [],
  );
}

/** What the resource holds by the oracle; what it held before and holds no longer is null. */
function expected({ before, operations }: Patched, target: Capabilities, collection: string): JsonObject {
  const model = collection === '/Groups' ? target.group : target.user;
  const result = oracle.applyPatch(before, operations as never, model ?? oracle.userModel, { lenient: false });
  const gone = Object.keys(before).filter((name) => !(name in result));
  return { ...Object.fromEntries(gone.map((name) => [name, null])), ...result };
}

/** Fails unless the PATCH succeeded and the attributes that it names hold what the oracle says. */
export function expectApplied(step: Patched, target: Capabilities, collection = '/Users'): void {
  expect(step.response).to.succeeded();
  compare(step, target, collection, (path) => named(step.operations).some((name) => startsWith(path, name)));
}

/** Fails when attributes that no operation names have changed. */
export function expectOthersKept(step: Patched, target: Capabilities, collection = '/Users'): void {
  const touched = named(step.operations);
  const spared = [...touched, ...touched.flatMap((name) => DERIVED[name] ?? [])];
  compare(step, target, collection, (path) => !spared.some((name) => startsWith(path, name)));
}

/** Fails when anything that the client can set has changed, or has a value that it did not have. */
export function expectUnchanged(step: Patched, target: Capabilities, collection = '/Users'): void {
  const unassigned = named(step.operations).filter((name) => readAll(step.before, name).length === 0);
  const before = { ...step.before, ...Object.fromEntries(unassigned.map((name) => [name, null])) };
  compare({ ...step, before, operations: [] }, target, collection, () => true);
}

function startsWith(path: string, name: string): boolean {
  const [lower, start] = [path.toLowerCase(), name.toLowerCase()];
  return (
    lower === start || lower.startsWith(`${start}.`) || lower.startsWith(`${start}[`) || lower.startsWith(`${start}:`)
  );
}

function compare(step: Patched, target: Capabilities, collection: string, counts: (path: string) => boolean): void {
  const model = (collection === '/Groups' ? target.group : target.user) ?? oracle.userModel;
  const found = oracle.differences(expected(step, target, collection), step.after, model).filter((difference) => {
    const { path } = difference;
    const isCore = path.toLowerCase().startsWith(`${model.core.id.toLowerCase()}:`);
    return counts(isCore ? path.slice(model.core.id.length + 1) : path) && !isAdded(difference, step.sent);
  });
  const first = found[0];
  if (first)
    fail(
      `${first.path} ${first.sent === null || first.sent === undefined ? 'unassigned' : JSON.stringify(first.sent)} ${
        step.operations.length > 0 ? `after ${spell(step.operations)}` : 'as before'
      }`,
      describeDifference(first),
      {
        exchange: step.read.n,
      },
    );
}

/** Operations in one line. */
export function spell(operations: readonly Operation[]): string {
  return operations
    .map(({ op, path, value }) =>
      `${op} ${path ?? ''}${value === undefined ? '' : ` ${JSON.stringify(value)}`}`.slice(0, 90),
    )
    .join(', then ');
}

/** Optional readWrite single-valued strings that servers seldom derive, in order of preference. */
const PLAIN = ['title', 'nickName', 'userType', 'preferredLanguage', 'displayName'];

/** Names of plain attributes that the target publishes and lets clients write. */
export function plainAttributes(target: Capabilities): string[] {
  return PLAIN.filter((name) => {
    const definition = target.attribute('/Users', name);
    return (
      definition !== undefined &&
      definition.type === 'string' &&
      !definition.multiValued &&
      definition.mutability === 'readWrite' &&
      (definition.returned === 'default' || definition.returned === 'always') &&
      !definition.canonicalValues
    );
  });
}

/** A plain attribute that has a value now; not applicable where the target stores none. */
export function assignedPlain(before: JsonObject, target: Capabilities): string {
  const name = plainAttributes(target).find((each) => typeof read(before, each) === 'string');
  return (
    name ?? notApplicable('the target stores none of title, nickName, userType, preferredLanguage and displayName')
  );
}

/** A plain, optional attribute that has no value now. */
export function unassignedPlain(before: JsonObject, target: Capabilities): string {
  const name = plainAttributes(target).find(
    (each) => readAll(before, each).length === 0 && target.attribute('/Users', each)?.required !== true,
  );
  return name ?? notApplicable('the target gives every plain attribute a value');
}

/** Not applicable unless the resource holds a value at this path now. */
export function needsStored(before: JsonObject, path: string): void {
  if (readAll(before, path).length === 0) notApplicable(`the target does not store ${path}`);
}

/** The value that a user of the suite has for an e-mail of a type; not applicable where it is not stored so. */
export function emailOf(resource: JsonObject, type: string): string {
  const found = readAll(resource, 'emails').find((email) => String(read(email, 'type')).toLowerCase() === type);
  const value = read(found, 'value');
  return typeof value === 'string' ? value : notApplicable(`the target does not store an e-mail of type ${type}`);
}
