/** Instants of xsd:dateTime values (RFC 7643 section 2.3.5). */

const DATE_TIME = /^(-?\d{4,9})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/;
const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/**
 * The instant of an xsd:dateTime in nanoseconds since 1970, further digits cut off; undefined where the text is none.
 * A value without time zone is legal and read as UTC.
 */
export function instantOf(text: string): bigint | undefined {
  const read = readDateTime(text);
  if (!read) return undefined;
  return BigInt(read.wholeMs) * NANOSECONDS_PER_MILLISECOND + BigInt(read.fraction.padEnd(9, '0').slice(0, 9));
}

export function isDateTime(text: string): boolean {
  return readDateTime(text) !== undefined;
}

/** Whole seconds in milliseconds since 1970, and the digits behind the point. */
function readDateTime(text: string): { wholeMs: number; fraction: string } | undefined {
  const parts = DATE_TIME.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const fraction = parts[7] ?? '';
  const endOfDay = hour === 24 && minute === 0 && second === 0 && /^0*$/.test(fraction);
  if (month < 1 || month > 12 || day < 1 || minute > 59 || second > 59 || (hour > 23 && !endOfDay)) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1) return undefined;
  date.setUTCHours(hour, minute, second);
  const offset = offsetMinutes(parts[8]);
  if (offset === undefined || Number.isNaN(date.getTime())) return undefined;
  return { wholeMs: date.getTime() - offset * 60_000, fraction };
}

function offsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
