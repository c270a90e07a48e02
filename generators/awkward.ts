/** Values that break careless readers, each with a name. All are legal strings (RFC 7643 section 2.3.1). */

export interface AwkwardValue {
  name: string;
  value: string;
}

/** Longest string that every server can be expected to keep. */
const LONG = 255;

/**
 * Strings that are perfectly legal in a SCIM string attribute (RFC 7643 section 2.3.1: any UTF-8) and that careless
 * servers mangle. All are in Unicode normalization form C, unless the name says otherwise, and none begins or ends with
 * a blank.
 */
export const awkwardStrings: readonly AwkwardValue[] = [
  { name: 'one character', value: 'X' },
  { name: '255 characters', value: 'Longname '.repeat(30).slice(0, LONG - 1) + 'z' },
  { name: 'apostrophe', value: "O'Brien" },
  { name: 'typographic apostrophe', value: 'O’Brien' },
  { name: 'double quotes', value: 'Robert "Bob" Tables' },
  { name: 'backslashes', value: 'CORP\\new\\table' },
  { name: 'quote after backslash', value: 'a\\"b' },
  { name: 'SQL', value: "Robert'); DROP TABLE users;--" },
  { name: 'HTML', value: '<b>Bold</b> &amp; "quoted" <script>' },
  { name: 'LDAP and filter characters', value: 'a*(b)&|!=,+#;[c] eq "d"' },
  { name: 'percent and plus', value: '100%25 + 5%20 per cent' },
  { name: 'template characters', value: '${user} {{name}} #{id} %s' },
  { name: 'leading zeros', value: '007042' },
  { name: 'looks like a number', value: '1e5' },
  { name: 'looks like a Boolean', value: 'true' },
  { name: 'looks like null', value: 'null' },
  { name: 'looks like a date', value: '2025-01-01' },
  { name: 'two blanks inside', value: 'Anna  Maria' },
  { name: 'tab and line feed', value: 'first\tsecond\nthird' },
  { name: 'emoji', value: 'Wave 👋 Ok' },
  { name: 'emoji of several code points', value: '👩‍👩‍👧‍👦 family 🇪🇺 🏳️‍🌈' },
  { name: 'beyond the basic plane', value: '𠮷野家 𝒜' },
  { name: 'combining marks, not composed', value: 'Zoe\u0308 A\u030Angstro\u0308m' },
  { name: 'composed accents', value: 'Zoë Ångström' },
  { name: 'Vietnamese', value: 'Nguyễn Thị Hồng' },
  { name: 'sharp s', value: 'Straße Groß' },
  { name: 'Turkish dotted and dotless i', value: 'İstanbul ılık' },
  { name: 'final sigma', value: 'Οδυσσεύς' },
  { name: 'right to left', value: 'محمد بن سلمان' },
  { name: 'both directions', value: 'שלום (Hello) 123' },
  { name: 'Chinese', value: '李小龙' },
  { name: 'Japanese', value: '山田 太郎' },
  { name: 'Devanagari', value: 'नमस्ते' },
  { name: 'Thai', value: 'สวัสดี' },
  { name: 'JavaScript property names', value: '__proto__ constructor' },
];

/** The same with a marker at the end, which keeps each unique and known as ours; none is longer than 255 characters. */
export function awkwardValues(mark: string): AwkwardValue[] {
  const room = LONG - mark.length - 1;
  return awkwardStrings.map(({ name, value }) => ({ name, value: `${value.slice(0, room)} ${mark}` }));
}
