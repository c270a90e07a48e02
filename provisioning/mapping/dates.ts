/** Dates of mapping expressions: reading and writing with .NET custom format strings, VB-like arithmetic, all in UTC. */
import { EvaluationError } from './values.js';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
/** Milliseconds between 1601, where Active Directory counts from, and 1970. */
const AD_EPOCH = 11_644_473_600_000n;

/** Splits a .NET custom format into its specifiers and literals. */
function tokens(format: string): { spec?: string; literal?: string }[] {
  const pattern =
    /yyyy|yyy|yy|y|MMMM|MMM|MM|M|dddd|ddd|dd|d|HH|H|hh|h|mm|m|ss|s|f{1,7}|F{1,7}|tt|t|zzz|zz|z|K|'([^']*)'|"([^"]*)"|\\(.)|([^])/g;
  return [...format.matchAll(pattern)].map((found) => {
    const literal = found[1] ?? found[2] ?? found[3] ?? found[4];
    return literal === undefined ? { spec: found[0] } : { literal };
  });
}

function patternOf(spec: string): string {
  if (/^y+$/.test(spec)) return spec.length >= 3 ? '(\\d{4})' : '(\\d{1,2})';
  if (spec === 'MMMM') return `(${MONTHS.join('|')})`;
  if (spec === 'MMM') return `(${MONTHS.map((name) => name.slice(0, 3)).join('|')})`;
  if (spec === 'dddd') return `(${DAYS.join('|')})`;
  if (spec === 'ddd') return `(${DAYS.map((name) => name.slice(0, 3)).join('|')})`;
  if (/^f+$/.test(spec)) return `(\\d{${spec.length}})`;
  if (/^F+$/.test(spec)) return `(\\d{0,${spec.length}})`;
  if (/^t+$/.test(spec)) return spec === 't' ? '([AP])' : '([AP]M)';
  if (spec === 'K' || spec === 'zzz') return '(Z|[+-]\\d{2}:?\\d{2}|)';
  if (/^z+$/.test(spec)) return '([+-]\\d{1,2})';
  return spec.length === 2 ? '(\\d{2})' : '(\\d{1,2})';
}

/** Reads a date written in a .NET custom format. Milliseconds since 1970; without an offset the text is UTC. */
export function parseDate(text: string, format: string): number {
  const parts = tokens(format);
  const source = parts.map((part) => (part.spec ? patternOf(part.spec) : escape(part.literal ?? ''))).join('');
  const found = new RegExp(`^\\s*${source}\\s*$`, 'i').exec(text);
  if (!found) throw new EvaluationError(`"${text}" is not a date in the format "${format}"`);
  const field = { year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, ms: 0, offset: 0, afternoon: -1 };
  parts.filter((part) => part.spec).forEach((part, index) => take(field, part.spec ?? '', found[index + 1] ?? ''));
  const hour = field.afternoon < 0 ? field.hour : (field.hour % 12) + (field.afternoon ? 12 : 0);
  const when = Date.UTC(field.year, field.month - 1, field.day, hour, field.minute, field.second, field.ms);
  const back = new Date(when);
  if (back.getUTCMonth() !== field.month - 1 || back.getUTCDate() !== field.day || hour > 23) {
    throw new EvaluationError(`"${text}" is not a date that exists`);
  }
  return when - field.offset * 60_000;
}

type Fields = Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'ms' | 'offset' | 'afternoon', number>;

function take(field: Fields, spec: string, text: string): void {
  const letter = spec[0];
  if (letter === 'y') field.year = spec.length >= 3 ? Number(text) : Number(text) + (Number(text) < 50 ? 2000 : 1900);
  else if (letter === 'M') field.month = /^\d/.test(text) ? Number(text) : monthOf(text);
  else if (letter === 'd' && spec.length < 3) field.day = Number(text);
  else if (letter === 'H' || letter === 'h') field.hour = Number(text);
  else if (letter === 'm') field.minute = Number(text);
  else if (letter === 's') field.second = Number(text);
  else if (letter === 'f' || letter === 'F') field.ms = Math.trunc(Number(`0.${text || '0'}`) * 1000);
  else if (letter === 't') field.afternoon = /^p/i.test(text) ? 1 : 0;
  else if (letter === 'z' || letter === 'K') field.offset = offsetOf(text);
}

const monthOf = (text: string): number =>
  MONTHS.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase()) + 1;

function offsetOf(text: string): number {
  const found = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(text);
  if (!found) return 0;
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3] ?? 0));
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+');

/** Writes a date in a .NET custom format, in UTC. */
export function formatDate(when: number, format: string): string {
  const date = new Date(when);
  return tokens(format)
    .map((part) => (part.spec ? write(date, part.spec) : part.literal))
    .join('');
}

function write(date: Date, spec: string): string {
  const pad = (value: number, length: number): string => String(value).padStart(length, '0');
  const twelve = date.getUTCHours() % 12 || 12;
  const month = MONTHS[date.getUTCMonth()] ?? '';
  const day = DAYS[date.getUTCDay()] ?? '';
  const fraction = `${pad(date.getUTCMilliseconds(), 3)}0000`.slice(0, spec.length);
  switch (spec[0]) {
    case 'y':
      return spec.length >= 3 ? pad(date.getUTCFullYear(), spec.length) : pad(date.getUTCFullYear() % 100, spec.length);
    case 'M':
      return spec.length === 4
        ? month
        : spec.length === 3
          ? month.slice(0, 3)
          : pad(date.getUTCMonth() + 1, spec.length);
    case 'd':
      return spec.length === 4 ? day : spec.length === 3 ? day.slice(0, 3) : pad(date.getUTCDate(), spec.length);
    case 'H':
      return pad(date.getUTCHours(), spec.length);
    case 'h':
      return pad(twelve, spec.length);
    case 'm':
      return pad(date.getUTCMinutes(), spec.length);
    case 's':
      return pad(date.getUTCSeconds(), spec.length);
    case 'f':
      return fraction;
    case 'F':
      return fraction.replace(/0+$/, '');
    case 't':
      return (date.getUTCHours() < 12 ? 'AM' : 'PM').slice(0, spec.length);
    case 'K':
      return 'Z';
    default:
      return spec === 'zzz' ? '+00:00' : spec === 'zz' ? '+00' : '+0';
  }
}

/** How CDate, DateAdd and Now write a date. */
export const LONG_FORMAT = 'M/d/yyyy h:mm:ss tt';

const READABLE = [
  LONG_FORMAT,
  'M/d/yyyy',
  'yyyy-MM-ddzzz',
  'yyyy-MM-ddTHH:mm:sszzz',
  'yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz',
  'yyyy-MM-ddTHH:mmzzz',
  'yyyy-MM-dd HH:mm:sszzz',
];

/** Reads a date in any of the forms the documentation shows. */
export function readDate(text: string): number {
  for (const format of READABLE) {
    try {
      return parseDate(text, format);
    } catch {
      // The next format may fit.
    }
  }
  throw new EvaluationError(
    `"${text}" is not a date; write it as 2020-03-16, 2020-03-16T07:00:00-07:00 or 3/16/2020 7:00:00 AM`,
  );
}

const UNIT_MS: Record<string, number> = { d: 86_400_000, ww: 604_800_000, h: 3_600_000, n: 60_000, s: 1000 };

/** Adds whole intervals; months and years stop at the end of a shorter month. */
export function addInterval(interval: string, count: number, when: number): number {
  const unit = UNIT_MS[interval];
  if (unit !== undefined) return when + count * unit;
  if (interval !== 'm' && interval !== 'yyyy') throw badInterval(interval);
  const months = interval === 'm' ? count : count * 12;
  const date = new Date(when);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

/** Boundaries of the interval between two dates, as VB's DateDiff counts them. */
export function countIntervals(interval: string, first: number, second: number): number {
  const a = new Date(first);
  const b = new Date(second);
  const years = b.getUTCFullYear() - a.getUTCFullYear();
  if (interval === 'yyyy') return years;
  if (interval === 'm') return years * 12 + b.getUTCMonth() - a.getUTCMonth();
  const unit = UNIT_MS[interval];
  if (unit === undefined) throw badInterval(interval);
  // 1 January 1970 was a Thursday; weeks begin on Sunday.
  const shift = interval === 'ww' ? 4 * 86_400_000 : 0;
  return Math.floor((second + shift) / unit) - Math.floor((first + shift) / unit);
}

const badInterval = (interval: string): EvaluationError =>
  new EvaluationError(`"${interval}" is no interval; use yyyy, m, d, ww, h, n or s`);

/** A date as Active Directory counts it: 100 nanoseconds since 1601. */
export function toActiveDirectory(when: number): string {
  return ((BigInt(Math.trunc(when)) + AD_EPOCH) * 10_000n).toString();
}

export function fromActiveDirectory(ticks: string): number {
  if (!/^\d{1,19}$/.test(ticks)) throw new EvaluationError(`"${ticks}" is not a date number of Active Directory`);
  return Number(BigInt(ticks) / 10_000n - AD_EPOCH);
}
