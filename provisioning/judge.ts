/** Reads the target back and compares it with what directory, mapping and scope say it must hold. */
import { judgeGroup } from './judge-groups.js';
import { judgeUser } from './judge-users.js';
import { merge, noJudgment, type Judged } from './lifecycle-checks.js';
import type { Recorder } from './recorder.js';
import { forEachLimit, type Run } from './run.js';
import { Sitting } from './sitting.js';
import { links, tombstones, type Kind } from './state.js';

export interface JudgeOptions {
  run: Run;
  recorder: Recorder;
  /** touched: what the cycle wrote or meant to write. full: everything that is linked or was deleted. */
  extent: 'touched' | 'full';
  concurrency?: number;
  /** Waits before a second and a third look at what seems wrong, for targets that settle late; absent: one look. */
  sleep?(ms: number): Promise<void>;
}

type Task = (sitting: Sitting) => Promise<void>;

const WAITS_MS = [400, 1_600];
/** Where more than this is wrong, patience is spent on the first ones only. */
const LOOKED_AGAIN = 500;

/** Judges what a cycle left behind. Never throws for what the target does. */
export async function judge(options: JudgeOptions): Promise<Judged> {
  const { run, recorder, extent, concurrency = 8, sleep } = options;
  const tasks: Task[] = [];
  const users = extent === 'full' ? await everyone(run, 'user') : run.touched.user;
  const groups = extent === 'full' ? await everyone(run, 'group') : run.touched.group;
  for (const id of users) tasks.push((sitting) => judgeUser(sitting, id));
  for (const id of groups) tasks.push((sitting) => judgeGroup(sitting, id));
  for (const { kind, target, id } of run.removed) {
    tasks.push((sitting) => judgeGone(sitting, kind, target, id, 'surplus'));
  }
  if (extent === 'full') {
    const now = new Set(run.removed.map(({ target }) => target));
    for (const kind of ['user', 'group'] as const) {
      for await (const [target, id] of tombstones(run.store, kind)) {
        if (!now.has(target)) tasks.push((sitting) => judgeGone(sitting, kind, target, id, 'resurrected'));
      }
    }
  }
  const results = new Map<Task, Judged>();
  const look = (some: Task[]): Promise<void> =>
    forEachLimit(some, concurrency, async (task) => {
      const sitting = new Sitting(run, recorder);
      await task(sitting);
      results.set(task, sitting.judged);
    });
  await look(tasks);
  for (const wait of sleep ? WAITS_MS : []) {
    const wrong = tasks.filter((task) => (results.get(task)?.findings.length ?? 0) > 0).slice(0, LOOKED_AGAIN);
    if (wrong.length === 0) break;
    await sleep?.(wait);
    await look(wrong);
  }
  const judged = noJudgment();
  for (const task of tasks) merge(judged, results.get(task) ?? noJudgment());
  return judged;
}

async function everyone(run: Run, kind: Kind): Promise<Set<string>> {
  const ids = new Set<string>((kind === 'user' ? run.directory.people : run.directory.groups).keys());
  for await (const [id] of links(run.store, kind)) ids.add(id);
  return ids;
}

async function judgeGone(
  sitting: Sitting,
  kind: Kind,
  target: string,
  id: string,
  check: 'surplus' | 'resurrected',
): Promise<void> {
  const path = `/${kind === 'user' ? 'Users' : 'Groups'}/${encodeURIComponent(target)}`;
  const back = await sitting.read(path);
  if (back === 'unreadable') return sitting.unsure(check, id, 'it could not be read back');
  sitting.look(check);
  if (back !== 'absent')
    sitting.find(check, id, 'to be gone after its deletion', `GET ${path} answered 200`, back.answer, target);
}
