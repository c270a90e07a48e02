/** Ctrl-C and SIGTERM: the first asks the run to stop and clean up, the second leaves at once. */
import { warn } from './print.js';

export interface Interrupt {
  signal: AbortSignal;
  /** 130 or 143 when the run was interrupted. */
  code: () => number | undefined;
  /** The exit code where `problem` is the interruption itself: it came before anything was made. Says so of `what`. */
  stopped: (problem: unknown, what: string) => number | undefined;
  release: () => void;
}

export function onSignals(ledger: string): Interrupt {
  const controller = new AbortController();
  let code: number | undefined;
  const handler = (signal: NodeJS.Signals): void => {
    const wanted = signal === 'SIGINT' ? 130 : 143;
    if (code !== undefined) {
      warn(`Left at once. scimspec clean ${ledger} removes what the run made.`);
      process.exit(wanted);
    }
    code = wanted;
    warn('\nStopping: what the run made is being removed. Ctrl-C again leaves at once.');
    controller.abort(new Error('the run was interrupted'));
  };
  process.on('SIGINT', handler).on('SIGTERM', handler);
  return {
    signal: controller.signal,
    code: () => code,
    stopped: (problem, what) => {
      if (code === undefined || problem !== controller.signal.reason) return undefined;
      warn(`The ${what} was stopped before it made anything.`);
      return code;
    },
    release: () => void process.off('SIGINT', handler).off('SIGTERM', handler),
  };
}
