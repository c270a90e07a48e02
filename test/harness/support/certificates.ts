/** X.509 certificates made in memory (RFC 5280, DER), so that tests need no files and no openssl. */
import { createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  cert: string;
  /** PEM. */
  key: string;
  privateKey: KeyObject;
  name: string;
}

export interface CertificateOptions {
  /** Common name. */
  name: string;
  /** Subject alternative names. */
  dns?: string[];
  ips?: string[];
  /** Self-signed when absent. */
  issuer?: Certificate;
  notBefore?: Date;
  notAfter?: Date;
  authority?: boolean;
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const bytes = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, body]);
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const oid = (...bytes: number[]): Buffer => der(0x06, Buffer.from(bytes));
const yes = der(0x01, Buffer.from([0xff]));
const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

function nameOf(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(commonName, 'utf8')))));
}

function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return der(0x18, Buffer.from(`${digits}Z`, 'latin1'));
}

function extensions(options: CertificateOptions): Buffer {
  const names = [
    ...(options.dns ?? []).map((dns) => der(0x82, Buffer.from(dns, 'latin1'))),
    ...(options.ips ?? []).map((ip) => der(0x87, Buffer.from(ip.split('.').map(Number)))),
  ];
  const list = [];
  if (names.length > 0) list.push(sequence(oid(0x55, 0x1d, 0x11), der(0x04, sequence(...names))));
  if (options.authority) list.push(sequence(oid(0x55, 0x1d, 0x13), yes, der(0x04, sequence(yes))));
  return list.length > 0 ? der(0xa3, sequence(...list)) : Buffer.alloc(0);
}

/** Valid from yesterday for 30 days unless told otherwise; P-256. */
export function makeCertificate(options: CertificateOptions): Certificate {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const day = 86_400_000;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(8)])),
    ecdsaWithSha256,
    nameOf(options.issuer?.name ?? options.name),
    sequence(
      time(options.notBefore ?? new Date(Date.now() - day)),
      time(options.notAfter ?? new Date(Date.now() + 30 * day)),
    ),
    nameOf(options.name),
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    extensions(options),
  );
  const signature = sign('sha256', body, options.issuer?.privateKey ?? privateKey);
  const whole = sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  const lines = whole
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd();
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    privateKey,
    name: options.name,
  };
}
