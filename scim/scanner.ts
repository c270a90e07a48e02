/** A cursor over the text of a filter or a path. */

const SPACE = /\s/;
/** Ends a name: blanks, brackets and quotes. Colons and dots are part of it, for URNs hold both. */
const DELIMITER = /[\s()[\]"]/;

export class Scanner {
  position = 0;

  constructor(readonly text: string) {}

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** The next character; empty at the end. */
  peek(): string {
    return this.text.charAt(this.position);
  }

  /** Steps over a character if it is the next one. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.position += 1;
    return true;
  }

  /** Steps over blanks; whether there were any. */
  blanks(): boolean {
    const start = this.position;
    while (!this.atEnd && SPACE.test(this.peek())) this.position += 1;
    return this.position > start;
  }

  /** The run of characters up to a delimiter, stepped over; empty where there is none. */
  word(): string {
    const start = this.position;
    while (!this.atEnd && !DELIMITER.test(this.peek())) this.position += 1;
    return this.text.slice(start, this.position);
  }

  /** The JSON string that starts here, quotes included, stepped over; undefined where its end is missing. */
  quoted(): string | undefined {
    const start = this.position;
    for (let at = start + 1; at < this.text.length; at += 1) {
      const character = this.text.charAt(at);
      if (character === '\\') at += 1;
      else if (character === '"') {
        this.position = at + 1;
        return this.text.slice(start, this.position);
      }
    }
    return undefined;
  }
}
