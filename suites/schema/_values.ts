/** Walking a resource with the definitions of its attributes in hand. */
import {
  isObject,
  member,
  oracle,
  resourceOf,
  type Attribute,
  type JsonObject,
  type ResourceModel,
  type ScimResponse,
} from '../../harness/language.js';
import { usableSamples } from './_samples.js';

export interface Place {
  /** `name.givenName`, `emails[0].value`, `urn:…:User:department`. */
  path: string;
  /** The path in the schema, lower case with its URN: `urn:…:user:emails.value`. */
  key: string;
  value: unknown;
  attribute: Attribute;
  /** True for one element of a multi-valued attribute. */
  element: boolean;
}

/** Every assigned value of a resource that its schemas define: attributes, elements and sub-attributes. */
export function placesOf(resource: unknown, model: ResourceModel): Place[] {
  const found: Place[] = [];
  const visit = (
    holder: JsonObject,
    attributes: readonly Attribute[],
    prefix: string,
    key: string,
    depth: number,
  ): void => {
    for (const attribute of attributes) {
      const value: unknown = member(holder, attribute.name);
      if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
      const path = `${prefix}${attribute.name}`;
      const own = `${key}${attribute.name.toLowerCase()}`;
      found.push({ path, key: own, value, attribute, element: false });
      if (depth > 3) continue;
      const elements = Array.isArray(value) ? (value as unknown[]).slice(0, 200) : [];
      for (const [index, element] of elements.entries()) {
        found.push({ path: `${path}[${index}]`, key: own, value: element, attribute, element: true });
        if (isObject(element))
          visit(element, attribute.subAttributes ?? [], `${path}[${index}].`, `${own}.`, depth + 1);
      }
      if (isObject(value)) visit(value, attribute.subAttributes ?? [], `${path}.`, `${own}.`, depth + 1);
    }
  };
  if (!isObject(resource)) return found;
  visit(resource, oracle.topAttributes(model), '', `${model.core.id.toLowerCase()}:`, 0);
  for (const { id, attributes } of model.extensions) {
    const container = member(resource, id);
    if (isObject(container)) visit(container, attributes, `${id}:`, `${id.toLowerCase()}:`, 0);
  }
  return found;
}

export interface Shown {
  model: ResourceModel;
  /** What the answer belongs to, for findings: `POST /Users`. */
  what: string;
  response: ScimResponse;
  resource: JsonObject;
}

/** The resources in the answers to all writes and reads of the samples, the read after the POST proven present. */
export async function shownResources(): Promise<Shown[]> {
  return (await usableSamples()).flatMap(({ model, created, replaced, patched }) => {
    resourceOf(created.read);
    return [created, replaced, patched]
      .flatMap((step) => (step ? [step.response, step.read] : []))
      .flatMap((response) =>
        isObject(response.json) && response.status < 300
          ? [{ model, response, resource: response.json, what: `${response.method} of a ${model.type.name}` }]
          : [],
      );
  });
}
