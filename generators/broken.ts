/** Values that an attribute does not take, each one edit away from a valid one (RFC 7643 section 2.3). */
import type { Attribute, AttributeType, Json } from '../scim/types.js';

export interface BrokenValue {
  name: string;
  value: Json;
  /** Many servers take it in good will, and nothing is lost: no rule of the RFC makes them refuse. */
  tolerated?: boolean;
}

const OBJECT: BrokenValue = { name: 'an object', value: { value: 'x' } };
const NUMBER: BrokenValue = { name: 'a number', value: 42 };
const TRUE: BrokenValue = { name: 'a Boolean', value: true };

/** By type, for a single value (RFC 7643 section 2.3). */
const BROKEN: Record<AttributeType, readonly BrokenValue[]> = {
  string: [OBJECT, { ...NUMBER, tolerated: true }, { ...TRUE, tolerated: true }],
  boolean: [
    { name: 'a word', value: 'yes' },
    { name: 'a number', value: 7 },
    OBJECT,
    { name: 'true as a string', value: 'true', tolerated: true },
    { name: 'one for true', value: 1, tolerated: true },
  ],
  integer: [
    { name: 'a fraction', value: 1.5 },
    { name: 'a word', value: 'twelve' },
    OBJECT,
    TRUE,
    { name: 'an integer as a string', value: '12', tolerated: true },
  ],
  decimal: [
    { name: 'a word', value: 'twelve' },
    OBJECT,
    TRUE,
    { name: 'a decimal as a string', value: '1.5', tolerated: true },
  ],
  dateTime: [
    { name: 'a month 13', value: '2011-13-01T04:42:34Z' },
    { name: 'a day 32', value: '2011-05-32T04:42:34Z' },
    { name: 'an hour 25', value: '2011-05-13T25:42:34Z' },
    { name: 'a word', value: 'yesterday' },
    OBJECT,
    TRUE,
    { name: 'a blank for the T', value: '2011-05-13 04:42:34Z', tolerated: true },
    { name: 'a date without time', value: '2011-05-13', tolerated: true },
    { name: 'seconds since 1970', value: 1_305_261_754, tolerated: true },
  ],
  binary: [
    { name: 'characters outside base64', value: '!not*base64!' },
    OBJECT,
    TRUE,
    { name: 'a length that base64 never has', value: 'AAAAA', tolerated: true },
  ],
  reference: [OBJECT, { ...NUMBER, tolerated: true }, { name: 'no URI', value: 'http://[not a uri', tolerated: true }],
  complex: [
    { name: 'a number', value: 42 },
    { name: 'a Boolean', value: true },
    { name: 'a string', value: 'plain text', tolerated: true },
  ],
};

/**
 * Values that an attribute does not take, each with one fault. A multi-valued attribute gets arrays with one broken
 * element, and a bare value in place of the array; a single-valued one gets an array, too.
 */
export function brokenValues(attribute: Attribute): BrokenValue[] {
  const single = BROKEN[attribute.type];
  if (!attribute.multiValued) {
    const list: BrokenValue = { name: 'an array of two', value: [sample(attribute.type), sample(attribute.type)] };
    return [...single, list].map((each) => structuredClone(each));
  }
  const elements = single.map((each) => ({ ...each, name: `an array with ${each.name}`, value: [each.value] }));
  // A lone value for the array is what several identity providers send.
  const bare: BrokenValue = { name: 'no array', value: sample(attribute.type), tolerated: true };
  return [...elements, { name: 'an array in an array', value: [[sample(attribute.type)]] }, bare].map((each) =>
    structuredClone(each),
  );
}

function sample(type: AttributeType): Json {
  const samples: Record<AttributeType, Json> = {
    string: 'text',
    boolean: true,
    integer: 1,
    decimal: 1.5,
    dateTime: '2011-05-13T04:42:34Z',
    binary: 'AAAA',
    reference: 'https://example.com/a',
    complex: { value: 'text' },
  };
  return samples[type];
}
