/** Looks through parsed YAML, collecting problems with file and line instead of stopping at the first. */
import { isMap, isPair, isSeq, type Document, type LineCounter } from 'yaml';

export type Path = (string | number)[];

/** Walks parsed YAML with the path it is at, collecting problems instead of stopping at the first. */
export class Inspector {
  readonly problems: string[] = [];

  constructor(
    private readonly file: string,
    private readonly document: Document,
    private readonly lines: LineCounter,
  ) {}

  problem(path: Path, sentence: string): void {
    const line = this.lineOf(path);
    this.problems.push(
      `${this.file}${line === null ? '' : `:${line}`}: ${path.join('.')}${path.length ? ': ' : ''}${sentence}`,
    );
  }

  map(value: unknown, path: Path, known: string[]): Record<string, unknown> {
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' || Array.isArray(value)) {
      this.problem(path, 'is a list of names with values');
      return {};
    }
    const object: Record<string, unknown> = { ...value };
    for (const name of Object.keys(object)) {
      if (!known.includes(name)) this.problem([...path, name], `is not known here; known are ${known.join(', ')}`);
    }
    return object;
  }

  list(value: unknown, path: Path): unknown[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    this.problem(path, 'is a list');
    return [];
  }

  text(value: unknown, path: Path, otherwise: string): string {
    if (value === undefined) return otherwise;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    this.problem(path, 'is text');
    return otherwise;
  }

  optional(value: unknown, path: Path): string | null {
    return value === undefined || value === null ? null : this.text(value, path, '');
  }

  bool(value: unknown, path: Path, otherwise: boolean): boolean {
    if (value === undefined) return otherwise;
    if (typeof value !== 'boolean') this.problem(path, 'is true or false');
    return value === true;
  }

  oneOf<T extends string>(value: unknown, path: Path, choices: readonly T[], otherwise: T): T {
    if (value === undefined) return otherwise;
    // YAML 1.1 habits: On and Off may arrive as booleans from other tools.
    const text = value === true ? 'On' : value === false ? 'Off' : value;
    const found = choices.find((choice) => choice === text);
    if (found === undefined) this.problem(path, `is one of ${choices.join(', ')}`);
    return found ?? otherwise;
  }

  private lineOf(path: Path): number | null {
    for (let length = path.length; length >= 0; length -= 1) {
      const offset = this.offsetOf(path.slice(0, length));
      if (offset !== null) return this.lines.linePos(offset).line;
    }
    return null;
  }

  private offsetOf(path: Path): number | null {
    const last = path.at(-1);
    const parent: unknown = path.length > 1 ? this.document.getIn(path.slice(0, -1), true) : this.document.contents;
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && String(item.key) === String(last));
      const key = pair?.key as { range?: [number, number, number] } | undefined;
      return key?.range?.[0] ?? null;
    }
    const node: unknown = isSeq(parent) ? parent.items[Number(last)] : undefined;
    return (node as { range?: [number, number, number] } | undefined)?.range?.[0] ?? null;
  }
}
