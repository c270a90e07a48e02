/** Reads hostile text into a tree that can say on which line something stands. */
import { LineCounter, parseDocument } from 'yaml';
import { parseJson } from '../harness/json.js';
import { UsageError } from '../harness/usage-error.js';

export type Path = (string | number)[];

export class Source {
  readonly root: unknown;

  /** Throws UsageError with the line where the text is not JSON. */
  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {
    const { value, problem } = parseJson(text);
    if (problem !== undefined) throw new UsageError(`${file} is not JSON: ${problem}.`);
    this.root = value;
  }

  /** The error for a place that is not as its format wants it. */
  fault(path: Path, what: string): UsageError {
    return new UsageError(`${this.file}, line ${this.line(path)}: ${what}.`);
  }

  /** The line of the value at a path, or of the nearest thing around it. */
  private line(path: Path): number {
    const counter = new LineCounter();
    const document = parseDocument(this.text, { lineCounter: counter, strict: false, uniqueKeys: false });
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return counter.linePos(node.range[0]).line;
    }
    return 1;
  }

  object(value: unknown, path: Path, what: string): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.fault(path, `${what} should be an object`);
    return value as Record<string, unknown>;
  }

  list(value: unknown, path: Path, what: string): unknown[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw this.fault(path, `${what} should be a list`);
    return value;
  }

  string(value: unknown, path: Path, what: string): string {
    if (typeof value !== 'string') throw this.fault(path, `${what} should be a text`);
    return value;
  }
}

/** Text of a value that a tool may write as text, number or boolean. */
export function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : (JSON.stringify(value) ?? '');
}
