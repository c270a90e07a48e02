/**
 * One resource of every type with a value for all that its schemas let a client write: posted, replaced and
 * patched with other values, and read after each step.
 */
import {
  isAdded,
  isObject,
  member,
  notApplicable,
  oracle,
  read,
  readAll,
  resourceOf,
  shared,
  succeeded,
  urns,
  type Capabilities,
  type Context,
  type Json,
  type JsonObject,
  type ResourceModel,
  type ScimResponse,
} from '../../harness/language.js';
import {
  attributesOf,
  collectionOf,
  dataModels,
  publishes,
  valueAt,
  withValueAt,
  type Published,
} from './_published.js';

export interface Step {
  /** The values that the write gave, as a resource. */
  given: JsonObject;
  /** Attributes that it gave. */
  names: string[];
  response: ScimResponse;
  read: ScimResponse;
}

export interface Refusal {
  path: string;
  response: ScimResponse;
}

export interface Sample {
  model: ResourceModel;
  collection: string;
  path: string;
  created: Step;
  replaced?: Step;
  patched?: Step;
  /** Attributes that a write was refused for, each with the answer. */
  refused: { post: Refusal[]; put: Refusal[]; patch: Refusal[] };
  /** Why there is no step. */
  withoutPut?: string;
  withoutPatch?: string;
  /** Reads with `attributes` naming everything, and naming one attribute. */
  asked: ScimResponse;
  narrow: ScimResponse;
  narrowName: string;
}

const MOST_TRIES = 16;

/** A resource in which each multi-valued attribute has its first value alone: some providers keep no more. */
function lessened(resource: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(resource).map(([name, value]) => {
      if (Array.isArray(value) && name !== 'schemas') return [name, value.slice(0, 1)];
      return [name, isObject(value) ? lessened(value) : value];
    }),
  );
}

type Narrowed = Awaited<ReturnType<typeof narrowDownWith>>;

/**
 * Tries a write with all names, and where it is refused for values, with one value of each attribute; `shape` makes what
 * was written of what there is to write.
 */
async function narrowDown(
  names: string[],
  write: (names: string[], shape: (made: JsonObject) => JsonObject) => Promise<ScimResponse>,
): Promise<Narrowed & { shape: (made: JsonObject) => JsonObject }> {
  const whole = (made: JsonObject): JsonObject => made;
  const several = { ...(await narrowDownWith(names, (some) => write(some, whole))), shape: whole };
  if (several.refused.length === 0) return several;
  const single = { ...(await narrowDownWith(names, (some) => write(some, lessened))), shape: lessened };
  if (single.refused.length < several.refused.length) return single;
  return { ...several, response: await write(several.taken, whole) };
}

/** Tries a write with all names; where it is refused, finds by halves those that it is refused for. */
async function narrowDownWith(
  names: string[],
  attempt: (names: string[]) => Promise<ScimResponse>,
): Promise<{ response: ScimResponse; taken: string[]; refused: Refusal[] }> {
  let tries = 1;
  const whole = await attempt(names);
  if (succeeded(whole) || whole.status >= 500 || [401, 403, 404, 405, 409, 413, 429, 501].includes(whole.status))
    return { response: whole, taken: names, refused: [] };
  const refused: Refusal[] = [];
  const search = async (part: string[], answer: ScimResponse): Promise<void> => {
    if (part.length === 1) {
      refused.push({ path: part[0] ?? '', response: answer });
      return;
    }
    const middle = Math.ceil(part.length / 2);
    for (const half of [part.slice(0, middle), part.slice(middle)]) {
      if (tries >= MOST_TRIES) return;
      tries += 1;
      const response = await attempt(half);
      if (!succeeded(response)) await search(half, response);
    }
  };
  const bare = await attempt([]);
  if (!succeeded(bare)) return { response: whole, taken: names, refused: [] };
  await search(names, whole);
  const taken = names.filter((name) => !refused.some(({ path }) => path === name));
  return { response: await attempt(taken), taken, refused };
}

/** The part of a resource that some paths name, required values aside. */
function part(model: ResourceModel, base: JsonObject, values: JsonObject, names: readonly string[]): JsonObject {
  const result: JsonObject = { ...base };
  const schemas = new Set(readAll(base, 'schemas').map(String));
  for (const { path, attribute, extension } of attributesOf(model)) {
    if (!names.includes(path)) continue;
    const source = extension === undefined ? values : member(values, extension);
    const value = isObject(source) ? member(source, attribute.name) : undefined;
    if (value === undefined) continue;
    if (extension === undefined) result[attribute.name] = value;
    else {
      const container = result[extension];
      result[extension] = { ...(isObject(container) ? container : {}), [attribute.name]: value };
      schemas.add(extension);
    }
  }
  return { ...result, schemas: [...schemas] };
}

/** Paths that a resource gives values for. */
function givenPaths(model: ResourceModel, resource: JsonObject): string[] {
  return attributesOf(model)
    .filter(({ attribute, extension }) => {
      const holder = extension === undefined ? resource : member(resource, extension);
      return isObject(holder) && member(holder, attribute.name) !== undefined;
    })
    .map(({ path }) => path);
}

/** What a client may change: readWrite, visible, and not the name by which the resource is known. */
function isChangeable({ path, attribute }: Published): boolean {
  return attribute.mutability === 'readWrite' && attribute.returned !== 'never' && !/^userName$/i.test(path);
}

/** What RFC 7643 requires of users and groups, whatever their schemas say (sections 4.1.1 and 4.2). */
const ALWAYS: Readonly<Record<string, string>> = {
  [urns.USER_SCHEMA.toLowerCase()]: 'userName',
  [urns.GROUP_SCHEMA.toLowerCase()]: 'displayName',
};

/** A resource with what its schemas and the RFC require. */
export function minimalOf(a: Context['a'], model: ResourceModel): JsonObject {
  const made = a.resource(model, { minimal: true });
  const name = ALWAYS[model.core.id.toLowerCase()];
  if (name === undefined || member(made, name) !== undefined) return made;
  return { ...made, [name]: member(a.resource(model), name) ?? `Value ${a.marker()}` };
}

async function sampleOf(model: ResourceModel, { scim, a, target, settle }: Context): Promise<Sample> {
  const collection = collectionOf(model, target);
  const required = givenPaths(model, minimalOf(a, model));
  const names = givenPaths(model, a.resource(model)).filter((path) => !required.includes(path));
  // Fresh values each time: what an earlier try stored may be unique.
  const posted = await narrowDown(names, (some, shape) =>
    scim.post(collection, part(model, minimalOf(a, model), shape(a.resource(model)), some)),
  );
  const resource = resourceOf(posted.response, `POST ${collection}`);
  const path = `${collection}/${encodeURIComponent(String(read(resource, 'id')))}`;
  const look = (): Promise<ScimResponse> => scim.get(path);
  const got = await settle(look, (response) => response.status !== 404);
  const sent = isObject(posted.response.sent) ? posted.response.sent : {};
  const created: Step = { given: sent, names: givenPaths(model, sent), response: posted.response, read: got };

  const changing = attributesOf(model)
    .filter((each) => isChangeable(each) && created.names.includes(each.path))
    .map((each) => each.path);
  const kept = attributesOf(model)
    .filter((each) => !changing.includes(each.path) && each.attribute.returned !== 'never')
    .map((each) => each.path);
  const base = part(model, { schemas: sent['schemas'] ?? [], ...common(sent) }, sent, [...kept, ...required]);
  const second = a.resource(model, { edition: 1 });
  const put = await narrowDown(changing, (some, shape) =>
    scim.put(path, { ...part(model, base, shape(second), some), id: String(read(resource, 'id')) }),
  );
  const replaced = succeeded(put.response)
    ? {
        given: part(model, {}, put.shape(second), put.taken),
        names: put.taken,
        response: put.response,
        read: await look(),
      }
    : undefined;

  const third = a.resource(model, { edition: 2 });
  const lacking = target.lacks('patch');
  const patch =
    lacking === undefined
      ? await narrowDown(changing, (some, shape) =>
          scim.patch(path, operations(model, shape(third), some, common(sent))),
        )
      : undefined;
  const patched =
    patch && succeeded(patch.response)
      ? {
          given: part(model, {}, patch.shape(third), patch.taken),
          names: patch.taken,
          response: patch.response,
          read: await look(),
        }
      : undefined;

  const shown = attributesOf(model).filter(({ attribute }) => attribute.returned === 'default');
  const narrowName = shown.find((each) => created.names.includes(each.path))?.path ?? 'externalId';
  const every = attributesOf(model).map((each) => each.path);
  return {
    model,
    collection,
    path,
    created,
    ...(replaced ? { replaced } : { withoutPut: `the PUT was answered ${put.response.status}` }),
    ...(patched ? { patched } : { withoutPatch: lacking ?? `the PATCH was answered ${patch?.response.status}` }),
    refused: { post: posted.refused, put: put.refused, patch: patch?.refused ?? [] },
    asked: await scim.get(path, { query: { attributes: every.join(',') } }),
    narrow: await scim.get(path, { query: { attributes: narrowName } }),
    narrowName,
  };
}

function common(sent: JsonObject): JsonObject {
  const external = member(sent, 'externalId');
  return external === undefined ? {} : { externalId: external };
}

/** One replace per attribute; with no attribute, a replace by the values that are there, for a message is never empty. */
function operations(
  model: ResourceModel,
  values: JsonObject,
  names: readonly string[],
  current: JsonObject,
): JsonObject[] {
  if (names.length === 0) return Object.entries(current).map(([path, value]) => ({ op: 'replace', path, value }));
  const named = attributesOf(model).filter(({ path }) => names.includes(path));
  return named.flatMap(({ path, attribute, extension }) => {
    const source = extension === undefined ? values : member(values, extension);
    const value = isObject(source) ? member(source, attribute.name) : undefined;
    return value === undefined ? [] : [{ op: 'replace', path, value }];
  });
}

/** A sample of each type, or why there is none. */
export const samples = shared('one full resource of every type', async (context) => {
  const found: { model: ResourceModel; sample?: Sample; problem?: unknown }[] = [];
  for (const model of dataModels(context.target)) {
    try {
      found.push({ model, sample: await sampleOf(model, context) });
    } catch (problem) {
      found.push({ model, problem });
    }
  }
  return found;
});

export interface Subject extends Published {
  sample: Sample;
}

/** The samples that there are; throws as the first one did where there is none. */
export async function usableSamples(): Promise<Sample[]> {
  const all = await samples();
  const usable = all.flatMap(({ sample }) => (sample ? [sample] : []));
  return usable.length > 0 ? usable : Promise.reject(all[0]?.problem as Error);
}

/** The published attributes of all samples. */
export async function subjects(target: Capabilities): Promise<Subject[]> {
  if (!target.declared.schemas) notApplicable('the target publishes no schemas');
  return (await usableSamples()).flatMap((sample) =>
    attributesOf(sample.model)
      .filter(({ extension }) => publishes(target, extension ?? sample.model.core.id))
      .map((each) => ({ ...each, sample })),
  );
}

/** A resource with fresh values for these attributes, no more of each than were taken, and for what is required. */
export function bodyOf(a: Context['a'], model: ResourceModel, own: readonly Subject[]): JsonObject {
  const values = a.resource(model);
  return own.reduce(
    (made, subject) => {
      const value = valueAt(values, subject) as Json | undefined;
      const taken = valueAt(subject.sample.created.given, subject);
      const fitting = Array.isArray(value) && Array.isArray(taken) ? value.slice(0, taken.length) : value;
      return fitting === undefined ? made : withValueAt(made, subject, fitting);
    },
    minimalOf(a, model),
  );
}

/** `User.title`: how findings name an attribute. */
export function nameOf({ sample, path }: Pick<Subject, 'sample' | 'path'>): string {
  return `${sample.model.type.name} ${path}`;
}

/** A displayName made of the parts of the name, a new user who waits to be confirmed: a provider's right. */
function isProvidersOwn({ path, sent, got }: oracle.Difference, { response, given }: Step): boolean {
  if (/^active$/i.test(path)) return response.method === 'POST' && sent === true && got === false;
  if (!/^displayName$/i.test(path) || typeof got !== 'string') return false;
  return ['name.givenName', 'name.familyName', 'name.formatted', 'userName'].some((part) => {
    const value = read(given, part);
    return typeof value === 'string' && value !== '' && got.includes(value);
  });
}

/** Differences between what a step gave and what was read, for one attribute. */
export function lost(step: Step, { path, sample }: Subject): oracle.Difference[] {
  const got = resourceOf(step.read);
  return oracle.differences(step.given, got, sample.model).filter((difference) => {
    const at = difference.path.toLowerCase();
    const name = path.toLowerCase();
    if (at !== name && !at.startsWith(`${name}.`) && !at.startsWith(`${name}[`)) return false;
    const sent = [sample.created.given, sample.replaced?.given, step.given];
    if (isProvidersOwn(difference, step) || isAdded(difference, sent)) return false;
    // The formatted name may stand for its parts (RFC 7643 section 4.1.1).
    return !(at.startsWith('name') && readAll(got, 'name.formatted').length > 0 && difference.kind === 'missing');
  });
}
