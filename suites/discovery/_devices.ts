/** Devices and their applications, as RFC 9944 describes them. */
import {
  describeAnswer,
  entries,
  expect,
  fail,
  judgeEach,
  notApplicable,
  pathOf,
  succeeded,
  type Capabilities,
  type Context,
  type JsonObject,
} from '../../harness/language.js';
import { endpointPath, text, typesOf } from './_documents.js';

export const DEVICE = 'urn:ietf:params:scim:schemas:core:2.0:Device';
export const APPLICATION = 'urn:ietf:params:scim:schemas:core:2.0:EndpointApp';
export const BLE = 'urn:ietf:params:scim:schemas:extension:ble:2.0:Device';
export const DPP = 'urn:ietf:params:scim:schemas:extension:dpp:2.0:Device';

/** The announced type of a schema; not applicable where there is none. */
export function typeOf(target: Capabilities, schema: string): JsonObject {
  const found = typesOf(target).find((type) => text(type, 'schema').toLowerCase() === schema.toLowerCase());
  return found ?? notApplicable(`no resource type with ${schema} is announced`);
}

/** Where resources of a schema are. */
export function placeOf({ target, scim }: Context, schema: string): string {
  const path = endpointPath(text(typeOf(target, schema), 'endpoint'), scim.url(''));
  return text(typeOf(target, schema), 'endpoint') === '' ? notApplicable('the type has no endpoint') : path;
}

/** A device that has what RFC 9944 section 3 describes. */
export function device(a: Context['a'], more: JsonObject = {}): JsonObject {
  const mark = a.marker();
  return {
    schemas: [DEVICE],
    externalId: mark,
    displayName: `Device ${mark}`,
    active: true,
    mudUrl: `https://www.example.com/Mud/${mark}.Json`,
    ...more,
  };
}

/** A device with an extension; not applicable where the type does not list it. */
export function extended({ target, a }: Context, urn: string, values: JsonObject): JsonObject {
  const listed = entries(typeOf(target, DEVICE), 'schemaExtensions').some(
    (each) => text(each, 'schema').toLowerCase() === urn.toLowerCase(),
  );
  if (!listed) notApplicable(`the devices do not have ${urn}`);
  return device(a, { schemas: [DEVICE, urn], [urn]: values });
}

const octet = (a: Context['a']): string => a.integer(0, 255).toString(16).padStart(2, '0').toUpperCase();
/** What the BLE extension needs (RFC 9944 section 7.1). */
export const ble = (a: Context['a']): JsonObject => ({
  deviceMacAddress: ['02', octet(a), octet(a), octet(a), octet(a), octet(a)].join(':'),
  isRandom: false,
  versionSupport: ['5.3'],
  pairingMethods: ['urn:ietf:params:scim:schemas:extension:pairingNull:2.0:Device'],
});
/** What the DPP extension needs (RFC 9944 section 7.2). */
export const dpp = (a: Context['a']): JsonObject => ({
  dppVersion: 2,
  bootstrapKey: Buffer.from(`key ${a.marker()}`).toString('base64'),
});

/** Fails where one of the names can be left out of the values; not applicable where not even the whole is accepted. */
export async function expectRequired(
  context: Context,
  place: string,
  names: readonly string[],
  body: (without?: string) => JsonObject,
): Promise<void> {
  const whole = await context.scim.post(place, body());
  if (!succeeded(whole)) notApplicable(`a complete one is answered ${describeAnswer(whole)}`);
  await judgeEach(
    names,
    (name) => name,
    async (name) => {
      const answer = await context.scim.post(place, body(name));
      if (succeeded(answer)) fail(`a refusal without ${name}`, describeAnswer(answer), { exchange: answer.n });
    },
  );
}

/** Without one member. */
export function less(values: JsonObject, name: string | undefined): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));
}

/** Fails where a secret of a device comes back, in the answer to the POST or in a read. */
export async function expectSecret(
  context: Context,
  urn: string,
  name: string,
  secret: string,
  values: JsonObject,
): Promise<void> {
  const made = await context.scim.post(placeOf(context, DEVICE), extended(context, urn, { ...values, [name]: secret }));
  if (!succeeded(made)) notApplicable(`a device with ${name} is answered ${describeAnswer(made)}`);
  expect(made).not.to.reveal(secret);
  expect(await context.scim.get(pathOf(made))).not.to.reveal(secret);
}
