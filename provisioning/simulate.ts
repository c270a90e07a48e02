/** Lets time pass: events of the timeline happen, cycles run when they are due. */
import type { Directory } from './directory/directory.js';
import { saveChanges, type Moment } from './directory/persist.js';
import type { TimelineEvent } from './directory/model.js';
import type { FinishedCycle, Job } from './job.js';
import type { Store } from './store.js';

/** The virtual calendar of a simulation. */
export class Calendar {
  constructor(public now: number) {}
}

export interface Simulation {
  job: Job;
  directory: Directory;
  store: Store;
  calendar: Calendar;
  /** In order of time. */
  timeline: TimelineEvent[];
  /** How many events have happened already. */
  applied: number;
  /** Changes of the directory that are stored already. */
  saved: number;
}

/** Brings the directory to the calendar's moment and stores it. */
export async function catchUp(simulation: Simulation): Promise<void> {
  const { directory, store, calendar, timeline } = simulation;
  for (
    let event = timeline[simulation.applied];
    event && event.at <= calendar.now;
    event = timeline[simulation.applied]
  ) {
    directory.advance(event.at);
    directory.apply(event, event.at);
    simulation.applied += 1;
  }
  directory.advance(calendar.now);
  const moment: Moment = { now: calendar.now, applied: simulation.applied, watermark: directory.watermark };
  await saveChanges(store, directory, simulation.saved, moment);
  simulation.saved = directory.watermark;
}

/**
 * Runs cycles, each at its time, until `cycles` of them are done or the job is switched off. An interrupted cycle is
 * taken up again first. `after` may end the simulation early by giving false.
 */
export async function simulate(
  simulation: Simulation,
  cycles: number,
  after: (cycle: FinishedCycle) => Promise<boolean> | boolean,
): Promise<void> {
  const { job, calendar } = simulation;
  for (let done = 0; done < cycles; done += 1) {
    const due = job.nextRunAt();
    if (due === null) return;
    calendar.now = Math.max(calendar.now, due);
    await catchUp(simulation);
    if (!(await after(await job.runCycle()))) return;
  }
}
