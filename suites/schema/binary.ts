import {
  describeAnswer,
  entries,
  fail,
  given,
  may,
  must,
  notApplicable,
  read,
  readAll,
  resourceOf,
  scenario,
  succeeded,
  type Given,
  type ScimResponse,
} from '../../harness/language.js';
import { shownResources } from './_values.js';

const STANDARD = /^[A-Za-z0-9+/]*={0,2}$/;
/** Length of the DER value that starts at 0, header included; undefined where it is no SEQUENCE. */
function sequenceLength(bytes: Buffer): number | undefined {
  if (bytes[0] !== 0x30 || bytes.length < 2) return undefined;
  const first = bytes[1] ?? 0;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  if (count === 0 || count > 4 || bytes.length < 2 + count) return undefined;
  return 2 + count + bytes.readUIntBE(2, count);
}

scenario('Certificates', () => {
  const created = given('a user with a certificate is posted', ({ scim, a, target }) => {
    if (!target.attribute('/Users', 'x509Certificates')) notApplicable('the target publishes no x509Certificates');
    return scim.post('/Users', a.user({ x509Certificates: [{ value: CERTIFICATE }] }));
  });
  const got = given('the user is read', ({ scim }) => scim.get(created.path));
  /** The values that a read shows; not applicable where the target keeps no certificate. */
  const valuesOf = (read: Given<ScimResponse>): unknown[] => {
    if (!succeeded(created.response))
      notApplicable(`a user with a certificate was answered ${describeAnswer(created.response)}`);
    const shown = entriesOf(read);
    return shown.length > 0 ? shown : notApplicable('the target stores no certificate');
  };
  const entriesOf = (from: Given<ScimResponse>): unknown[] =>
    entries(from.resource, 'x509Certificates').flatMap((entry) => {
      const value = entry['value'];
      return value === undefined || value === null ? [] : [value];
    });
  const decode = (value: unknown): Buffer =>
    typeof value === 'string' ? Buffer.from(value, 'base64') : notApplicable('the value is no string');

  must(
    'schema.binary.string',
    {
      title: 'a binary value is a JSON string',
      spec: 'RFC7643-2.3.6-06',
      fix: 'Write base64 text, not a list of bytes.',
    },
    () => {
      for (const value of valuesOf(got))
        if (typeof value !== 'string')
          fail('base64 in a JSON string', JSON.stringify(value).slice(0, 60), { exchange: got.response.n });
    },
  );

  must(
    'schema.binary.alphabet',
    {
      title: 'a binary value is in the standard base64 alphabet, the bytes kept',
      spec: 'RFC7643-2.3.6-01',
      fix: 'Encode by RFC 4648 section 4: A-Z, a-z, 0-9, + and /; no line breaks, no PEM headers.',
    },
    () => {
      const values = valuesOf(got);
      const odd = values.find((value) => typeof value === 'string' && !STANDARD.test(value));
      if (odd !== undefined)
        fail('the standard base64 alphabet', JSON.stringify(odd).slice(0, 80), { exchange: got.response.n });
      if (!values.some((value) => decode(value).equals(Buffer.from(CERTIFICATE, 'base64'))))
        fail('the bytes that were sent', 'other bytes', { exchange: got.response.n });
    },
  );

  must(
    'schema.binary.certificate',
    {
      title: 'a certificate value is one DER certificate in base64',
      spec: ['RFC7643-4.1.2-31', 'RFC7643-4.1.2-32'],
      fix: 'Return each certificate as a value of its own, DER without headers.',
    },
    async () => {
      // The full resources of the samples have two certificates.
      const others = (await shownResources().catch(() => [])).flatMap(({ resource, response }) =>
        readAll(resource, 'x509Certificates.value').map((value) => ({ value, response })),
      );
      for (const { value, response } of [
        ...valuesOf(got).map((each) => ({ value: each, response: got.response })),
        ...others,
      ]) {
        const bytes = decode(value);
        const length = sequenceLength(bytes);
        if (length === undefined)
          fail('a DER certificate', JSON.stringify(value).slice(0, 80), { exchange: response.n });
        // Two texts that were put together end, for a decoder, with the padding of the first.
        const more = String(value).replace(/=+$/, '').includes('=') ? 'another text' : `${bytes.length - length} bytes`;
        if (bytes.length !== length || more === 'another text')
          fail('one certificate in a value', `${more} after it`, { exchange: response.n });
      }
    },
  );

  may(
    'schema.binary.padding',
    {
      title: 'base64 with and without padding',
      spec: ['RFC7643-2.3.6-03', 'RFC7643-2.3.6-02'],
      fix: 'Accept both: trailing "=" may be left out.',
    },
    async ({ scim, a }) => {
      valuesOf(got);
      const bare = CERTIFICATE.replace(/=+$/, '');
      const posted = await scim.post('/Users', a.user({ x509Certificates: [{ value: bare }] }));
      if (!succeeded(posted)) return `without padding: refused, ${describeAnswer(posted)}`;
      const stored = resourceOf(await scim.get(`/Users/${encodeURIComponent(String(read(resourceOf(posted), 'id')))}`));
      const value = String(read(stored, 'x509Certificates.value') ?? 'nothing');
      return `without padding: accepted, shown ${value.endsWith('=') ? 'with' : 'without'} padding`;
    },
  );
});

/** A self-signed certificate whose base64 needs padding. */
const CERTIFICATE =
  'MIIBdTCCAR2gAwIBAgIULaEwd+MVnngUnwesyLNNZJclOXkwCgYIKoZIzj0EAwIwEDEOMAwGA1UEAwwFcGFkbWUwIBcNMjYxMTI0MTY0ODQ3WhgPMjEyNjEwMzExNjQ4NDdaMBAxDjAMBgNVBAMMBXBhZG1lMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEA226YPp8Y9p8Xp89xA+bTT4RtSDaUGhFTMnQvQHyxDyK4cFUVQFqzjp6OYugI7WhpS2OGsSbX9hgJdAgKxx97KNTMFEwHQYDVR0OBBYEFMKEGdseHWHvsS3naMJOsYSrmqBHMB8GA1UdIwQYMBaAFMKEGdseHWHvsS3naMJOsYSrmqBHMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRgAwQwIfZwEr1oS+K5UJXIy7RdJl//nytkTtR8viztvJ4yiC9wIgQ048Jic+S5+1ittMJbMiL3rkbqNkxakGxkEIt5EIYnI=';
