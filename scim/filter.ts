/** Filters (RFC 7644 section 3.4.2.2, with the precedence of erratum 4670). */

/** `[urn:]attribute[.subAttribute]`, in the spelling of the filter. */
export interface AttributePath {
  urn?: string;
  attribute: string;
  subAttribute?: string;
}

export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type CompareValue = string | number | boolean | null;

export type Filter =
  | { kind: 'and' | 'or'; filters: Filter[] }
  | { kind: 'not'; filter: Filter }
  | { kind: 'compare'; path: AttributePath; operator: CompareOperator; value: CompareValue }
  | { kind: 'present'; path: AttributePath }
  | { kind: 'valuePath'; path: AttributePath; filter: Filter };

/** Reads a filter. Throws ScimError 400 invalidFilter that names the position. */
export function parseFilter(_text: string): Filter {
  throw new Error('not written yet');
}

/** Writes a filter so that it reads back the same. */
export function formatFilter(_filter: Filter): string {
  throw new Error('not written yet');
}
