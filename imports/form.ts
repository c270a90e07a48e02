/** Bodies of forms. */

/** Stands between the parts of a multipart body; values that hold it cannot be sent. */
const BOUNDARY = 'scimspec-part-of-an-imported-form';

export interface Form {
  type: string;
  text: string;
}

/** A form as browsers send it. Placeholders stay as they are. */
export function formOf(pairs: readonly [name: string, value: string][]): Form {
  return {
    type: 'application/x-www-form-urlencoded',
    text: pairs.map(([name, value]) => `${name}=${value}`).join('&'),
  };
}

/** A form of parts (RFC 7578); undefined where a name or value cannot stand in one. */
export function multipartOf(pairs: readonly [name: string, value: string][]): Form | undefined {
  if (pairs.some(([name, value]) => /["\r\n]/.test(name) || value.includes(BOUNDARY))) return undefined;
  const parts = pairs.map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { type: `multipart/form-data; boundary=${BOUNDARY}`, text: `${parts.join('')}--${BOUNDARY}--\r\n` };
}
