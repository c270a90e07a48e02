/** Variables of an imported file: given by the user, set from answers, initial ones of the file, built-in ones. */
import { Blocked } from '../harness/outcomes.js';
import type { Factory } from '../generators/factory.js';

const PLACEHOLDER = /\{\{\s*([^{}]+?)\s*\}\}/g;
/** Values may name variables in turn; deeper than this they name themselves. */
const DEEPEST = 8;

export class Variables {
  private readonly set = new Map<string, string>();
  private readonly builtIn = new Map<string, string>();
  private readonly missing = new Map<string, string>();

  constructor(
    private readonly given: ReadonlyMap<string, string>,
    private readonly initial: ReadonlyMap<string, string>,
    private readonly a: Factory,
  ) {}

  get(name: string): string | undefined {
    return this.set.get(name) ?? this.given.get(name) ?? this.initial.get(name) ?? this.known(name);
  }

  /** Keeps a value taken from an answer or set by a script. */
  put(name: string, value: unknown): void {
    this.set.set(name, typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  }

  /** Notes why a variable has no value, for the sentence of whatever needs it. */
  lacks(name: string, why: string): void {
    this.missing.set(name, why);
  }

  /** True where the text has placeholders, all of which the user gave values for. */
  givenFor(text: string): boolean {
    const names = placeholdersIn(text);
    return names.length > 0 && names.every((name) => this.given.has(name));
  }

  /** The text with its placeholders filled. Throws Blocked where one has no value. */
  fill(text: string, depth = 0): string {
    if (depth > DEEPEST) throw new Blocked('the imported file', 'its variables name each other without an end');
    return text.replace(PLACEHOLDER, (_, name: string) => {
      const value = this.get(name);
      if (value === undefined)
        throw new Blocked(
          'the imported file',
          `not run: {{${name}}} has no value; ${this.missing.get(name) ?? 'give one with --variables'}`,
        );
      return this.fill(value, depth + 1);
    });
  }

  private known(name: string): string | undefined {
    const kept = this.builtIn.get(name);
    if (kept !== undefined) return kept;
    const made = this.make(name);
    // The words of Okta's test keep one value for the whole file; the tools' own functions draw anew each time.
    if (made !== undefined && /^[A-Za-z]+$/.test(name) && name !== 'uuid') this.builtIn.set(name, made);
    return made;
  }

  private make(name: string): string | undefined {
    const length = /^random_string\((\d{1,3})\)$/.exec(name)?.[1];
    if (length !== undefined)
      return this.a.marker().replace(/-/g, '').padEnd(Number(length), 'x').slice(-Number(length));
    const range = /^random_int(?:\(\s*(\d{1,9})\s*,\s*(\d{1,9})\s*\))?$/.exec(name);
    if (range) return String(this.a.integer(Number(range[1] ?? 0), Number(range[2] ?? 1_000_000)));
    switch (name) {
      case 'randomUsername':
      case 'randomEmail':
        return this.builtIn.get('randomUsername') ?? this.builtIn.get('randomEmail') ?? this.a.email();
      case 'randomUsernameCaps':
        return this.known('randomUsername')?.toUpperCase();
      case 'randomGivenName':
      case 'randomFamilyName':
      case '$randomFirstName':
      case '$randomLastName':
      case '$randomWord':
        return this.a.word();
      case 'randomGroupName':
      case '$randomUserName':
        return this.a.marker();
      case 'InvalidUserEmail':
        return `nobody.${this.a.marker()}@example.com`;
      case 'UserIdThatDoesNotExist':
        return '010101001010101011001010101011';
      case '$randomEmail':
      case '$randomExampleEmail':
        return this.a.email();
      case 'uuid':
      case '$guid':
      case '$randomUUID':
        return this.a.uuid();
      case '$randomInt':
        return String(this.a.integer(0, 1000));
      case 'timestamp':
      case '$timestamp':
        return String(Math.floor(Date.now() / 1000));
      case 'utc_datetime':
      case '$isoTimestamp':
        return new Date().toISOString();
      default:
        return undefined;
    }
  }
}

/** The names in a text's placeholders. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}
