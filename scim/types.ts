/** Shapes of the SCIM language (RFC 7643 sections 6 and 7). Values from the wire stay `unknown` until checked. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** A SCIM resource as parsed JSON: attribute names in the case they came in. */
export type Resource = JsonObject;

export type AttributeType =
  'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';
export type Mutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
export type Returned = 'always' | 'never' | 'default' | 'request';
export type Uniqueness = 'none' | 'server' | 'global';

/** An attribute definition with RFC 7643 section 2.2 defaults filled in. */
export interface Attribute {
  name: string;
  type: AttributeType;
  multiValued: boolean;
  description?: string;
  required: boolean;
  canonicalValues?: string[];
  caseExact: boolean;
  mutability: Mutability;
  returned: Returned;
  uniqueness: Uniqueness;
  referenceTypes?: string[];
  subAttributes?: Attribute[];
}

export interface Schema {
  id: string;
  name: string;
  description?: string;
  attributes: Attribute[];
}

export interface ResourceType {
  id?: string;
  name: string;
  description?: string;
  /** Relative to the base URL, with a leading slash: `/Users`. */
  endpoint: string;
  schema: string;
  schemaExtensions: { schema: string; required: boolean }[];
}

/** Everything needed to read a resource of one type: its core schema and its extensions. */
export interface ResourceModel {
  type: ResourceType;
  core: Schema;
  extensions: Schema[];
}
