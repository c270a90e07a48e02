/** Discovery documents as providers read them, one by one. */
import { describeAnswer, expect, fail, isObject, read, type ScimResponse } from '../../harness/language.js';
import { dialects, type DialectId, type DialectRequest } from '../../harness/interop.js';

/** The request by which a provider reads a document. Throws for one that it does not read. */
export const documentOf =
  (id: DialectId) =>
  (path: string): DialectRequest => {
    const found = dialects[id].discovery().find((request) => request.path === path);
    if (!found) throw new Error(`${id} does not read ${path}`);
    return found;
  };

/** 200 with a JSON document that says what it is: by its id, or by its name as resource types do. */
export function expectDocument(response: ScimResponse, id?: string): void {
  expect(response).to.have.status(200);
  if (!isObject(response.json)) fail('a JSON document', describeAnswer(response), { exchange: response.n });
  const shown = [read(response.json, 'id'), read(response.json, 'name')];
  if (id !== undefined && !shown.includes(id))
    fail(
      `the document of ${id}`,
      `a document with id ${JSON.stringify(shown[0])} and name ${JSON.stringify(shown[1])}`,
      {
        exchange: response.n,
      },
    );
}
