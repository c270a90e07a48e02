/** Spreads jobs over processes, one per core, and gives the outcomes in the order of the jobs. */
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Job, Outcome } from './accuracy-worker.js';

const worker = fileURLToPath(new URL('./accuracy-worker.ts', import.meta.url));

/** Workers that wait for the next jobs, warm; they hold no process open, and end with the one that asked. */
const waiting: ChildProcess[] = [];

function engage(): ChildProcess {
  const child = waiting.pop() ?? fork(worker, { execArgv: ['--import', 'tsx'] });
  child.ref();
  child.channel?.ref();
  return child;
}

function dismiss(child: ChildProcess): void {
  child.removeAllListeners('message').removeAllListeners('exit');
  child.unref();
  child.channel?.unref();
  waiting.push(child);
}

export async function runJobs(jobs: readonly Job[], onDone: (outcome: Outcome) => void = () => {}): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  let next = 0;
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = engage();
      const feed = (): void => {
        const job = jobs[next++];
        if (job) child.send(job);
        else {
          dismiss(child);
          resolve();
        }
      };
      child.on('message', (outcome: Outcome) => {
        outcomes.set(outcome.key, outcome);
        onDone(outcome);
        feed();
      });
      child.on('exit', (code) => reject(new Error(`a worker ended with code ${code}`)));
      feed();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, one));
  return jobs.map((job) => outcomes.get(job.key)).filter((outcome) => outcome !== undefined);
}
