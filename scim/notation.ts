/** Attribute notation: `[urn:]attribute[.subAttribute]` (RFC 7644 sections 3.4.2.2 and 3.10). */

/** In the spelling in which it was written. */
export interface AttributePath {
  urn?: string;
  attribute: string;
  subAttribute?: string;
}

/** ATTRNAME of the grammar, and `$ref`, which RFC 7643 uses although the grammar leaves it out (erratum 8924). */
const ATTRIBUTE_NAME = /^(?:[A-Za-z][A-Za-z0-9_-]*|\$ref)$/;
const URN = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s]*[^\s:]$/;

export function isAttributeName(text: string): boolean {
  return ATTRIBUTE_NAME.test(text);
}

/**
 * Reads an attribute path; undefined where the text is none. The attribute follows the last colon, for a URN may hold
 * dots (`…:2.0:User:name.givenName`).
 */
export function readAttributePath(text: string): AttributePath | undefined {
  const colon = text.lastIndexOf(':');
  const urn = text.slice(0, Math.max(colon, 0));
  if (colon >= 0 && !URN.test(urn)) return undefined;
  const names = text.slice(colon + 1).split('.');
  const [attribute, subAttribute] = names;
  if (attribute === undefined || names.length > 2 || !names.every(isAttributeName)) return undefined;
  return {
    ...(colon >= 0 ? { urn } : {}),
    attribute,
    ...(subAttribute === undefined ? {} : { subAttribute }),
  };
}

export function formatAttributePath(path: AttributePath): string {
  const urn = path.urn === undefined ? '' : `${path.urn}:`;
  const sub = path.subAttribute === undefined ? '' : `.${path.subAttribute}`;
  return `${urn}${path.attribute}${sub}`;
}
