/** Reads the target back and compares it with what directory, mapping and scope say it must hold. */
import { judgeGroup } from './judge-groups.js';
import { judgeUser } from './judge-users.js';
import type { Judged } from './lifecycle-checks.js';
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
}

/** Judges what a cycle left behind. Never throws for what the target does. */
export async function judge({ run, recorder, extent, concurrency = 8 }: JudgeOptions): Promise<Judged> {
  const sitting = new Sitting(run, recorder);
  const users = extent === 'full' ? await everyone(run, 'user') : run.touched.user;
  const groups = extent === 'full' ? await everyone(run, 'group') : run.touched.group;
  await forEachLimit(users, concurrency, (id) => judgeUser(sitting, id));
  await forEachLimit(groups, concurrency, (id) => judgeGroup(sitting, id));
  await forEachLimit(run.removed, concurrency, ({ kind, target, id }) =>
    judgeGone(sitting, kind, target, id, 'surplus'),
  );
  if (extent === 'full') {
    const now = new Set(run.removed.map(({ target }) => target));
    for (const kind of ['user', 'group'] as const) {
      for await (const [target, id] of tombstones(run.store, kind)) {
        if (!now.has(target)) await judgeGone(sitting, kind, target, id, 'resurrected');
      }
    }
  }
  return sitting.judged;
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
