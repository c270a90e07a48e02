/** Errors of the protocol as values that can be thrown and sent (RFC 7644 section 3.12). */
import type { JsonObject } from './types.js';
import { ERROR_MESSAGE } from './urns.js';

/** Detail error keywords: RFC 7644 table 9, then RFC 9865 section 2.1's for cursors. */
const SCIM_TYPES = [
  'invalidFilter',
  'tooMany',
  'uniqueness',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
  'invalidCursor',
  'expiredCursor',
  'invalidCount',
] as const;

export type ScimType = (typeof SCIM_TYPES)[number];

/** The keyword that a scimType means in another spelling (`InvalidPath`, `invalid_path`); undefined for all others. */
export function misspelledKeyword(scimType: unknown): ScimType | undefined {
  const plain = String(scimType).toLowerCase().replace(/[_ -]/g, '');
  const keyword = SCIM_TYPES.find((each) => each.toLowerCase() === plain);
  return keyword === scimType ? undefined : keyword;
}

/** A refusal with the HTTP status and the keyword that a server would answer. */
export class ScimError extends Error {
  readonly status: number;
  readonly scimType: ScimType | undefined;
  readonly detail: string;

  constructor(status: number, scimType: ScimType | undefined, detail: string) {
    super(detail);
    this.name = 'ScimError';
    this.status = status;
    this.scimType = scimType;
    this.detail = detail;
  }
}

/** The JSON body of an error answer; `status` is a string there. */
export function errorBody(error: { status: number; scimType?: ScimType | undefined; detail?: string }): JsonObject {
  return {
    schemas: [ERROR_MESSAGE],
    status: String(error.status),
    ...(error.scimType ? { scimType: error.scimType } : {}),
    ...(error.detail ? { detail: error.detail } : {}),
  };
}
