/** Lays JSON out for reading without parsing it: only white space is added, every character of the target stays. */

/** UTF-16 units of a body in which a part is looked for without regard to white space. */
const longestTight = 1_000_000;

/** A stretch of the body as received, with the white space to print before it. */
export interface Piece {
  lead: string;
  start: number;
  end: number;
}

/** Deeper levels stay on one line, so that nesting cannot blow a body up into white space. */
const deepest = 12;

/**
 * Pieces of a JSON text, broken and indented like pretty-printed JSON; works on truncated and malformed JSON too.
 * Text that already holds line breaks, or is no JSON object or array, is one piece.
 */
export function layOut(body: string): Piece[] {
  if (!/^\s*[[{]/.test(body) || body.trim().includes('\n')) return [{ lead: '', start: 0, end: body.length }];
  const pieces: Piece[] = [];
  let depth = 0;
  let start = 0;
  let lead = '';
  const breakAt = (index: number, space = `\n${'  '.repeat(depth)}`) => {
    if (depth > deepest) return;
    if (index > start) pieces.push({ lead, start, end: index });
    start = index;
    lead = space;
  };
  for (let index = 0; index < body.length; index += 1) {
    const character = body[index];
    if (character === '"') {
      index = endOfString(body, index);
    } else if (character === '{' || character === '[') {
      const empty = /^\s*[\]}]/.exec(body.slice(index + 1, index + 20));
      if (empty) {
        index += empty[0].length;
        continue;
      }
      depth += 1;
      breakAt(index + 1);
    } else if (character === '}' || character === ']') {
      depth = Math.max(0, depth - 1);
      if (depth < deepest) breakAt(index);
    } else if (character === ',') {
      breakAt(index + 1);
    } else if (character === ':' && body[index + 1] !== ' ') {
      breakAt(index + 1, ' ');
    }
  }
  if (start < body.length) pieces.push({ lead, start, end: body.length });
  return pieces;
}

function endOfString(body: string, open: number): number {
  for (let index = open + 1; index < body.length; index += 1) {
    if (body[index] === '\\') index += 1;
    else if (body[index] === '"') return index;
  }
  return body.length;
}

/**
 * Where `part` stands in `body`: exactly, else with white space between tokens left out of both. Returns start and
 * end in `body`, or undefined.
 */
export function locate(body: string, part: string): [number, number] | undefined {
  if (part === '') return undefined;
  const exact = body.indexOf(part);
  if (exact >= 0) return [exact, exact + part.length];
  if (body.length > longestTight) return undefined;
  const { text, positions } = tight(body);
  const needle = tight(part).text;
  const found = needle === '' ? -1 : text.indexOf(needle);
  if (found < 0) return undefined;
  return [positions[found] ?? 0, (positions[found + needle.length - 1] ?? 0) + 1];
}

function tight(body: string): { text: string; positions: number[] } {
  const kept: string[] = [];
  const positions: number[] = [];
  let inString = false;
  for (let index = 0; index < body.length; index += 1) {
    const character = body[index] ?? '';
    if (!inString && /\s/.test(character)) continue;
    kept.push(character);
    positions.push(index);
    if (character === '"') inString = !inString;
    else if (inString && character === '\\' && index + 1 < body.length) {
      index += 1;
      kept.push(body[index] ?? '');
      positions.push(index);
    }
  }
  return { text: kept.join(''), positions };
}
