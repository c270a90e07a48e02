/** A live line while checks run; silent where there is no terminal. */
import type { CheckResult } from '../reports/model.js';

export interface Progress {
  start(total: number): void;
  result(result: CheckResult): void;
  stop(): void;
}

/** Draws on standard error, at most ten times a second. */
export function startProgress(stream: NodeJS.WriteStream = process.stderr): Progress | undefined {
  if (!stream.isTTY) return undefined;
  let total = 0;
  let done = 0;
  let failed = 0;
  let drawn = 0;
  const clear = (): void => void stream.write('\r\u001b[2K');
  return {
    start: (checks) => (total = checks),
    result(result) {
      done += 1;
      if (result.verdict === 'fail') failed += 1;
      if (Date.now() - drawn < 100 && done < total) return;
      drawn = Date.now();
      clear();
      stream.write(`${done}/${total} checks${failed > 0 ? `, ${failed} failed` : ''}  ${result.id}`.slice(0, (stream.columns || 80) - 1));
    },
    stop: clear,
  };
}
