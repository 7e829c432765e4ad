import type { Connection } from '../open.ts';

const states = [
  'succeeded',
  'failed',
  'succeeded',
  'queued',
  'running',
  'succeeded',
  'failed',
  'succeeded',
  'terminating',
];
const owners = ['ada', 'grace', 'edsger'];
const levels = ['normal', 'low', 'high', 'normal'];
const teams = ['red', 'blue'];
const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;
/** Numbers in no order, the same each time. */
const mixed = (at: number): number => (at * 7_919 + 31) % 104_729;

/**
 * Jobs `job-FROM` to `job-(FROM + count - 1)` of workspace `w` in one transaction, in two experiments and two clusters, with states, owners,
 * priorities, tags and times of all kinds: past the writer, without events.
 */
export function seedJobs(connection: Connection, { from, count }: { from: number; count: number }): void {
  const place = connection.prepare(
    `INSERT OR IGNORE INTO experiments (uid, path, workspaceUid, revision, createdAt, name, nameKey, state, createdBy)
     VALUES (?, ?, 'w', 1, 1, ?, ?, 'succeeded', 'me')`,
  );
  const job = connection.prepare(
    `INSERT INTO jobs (uid, path, workspaceUid, revision, createdAt, experimentUid, clusterUid, name, nameKey, spec, tags, state, stateAt, toolType,
       segment, "order", reasons, startedAt, endedAt, exitCode, errors, deleting, createdBy, held, dependencies, preemptions, pruned, inputs)
     VALUES (?, ?, 'w', 1, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'custom', 's', ?, '[]', ?, ?, ?, '[]', 0, ?, 0, '[]', 0, '{}', '{}')`,
  );
  connection.transaction(() => {
    ['first', 'second'].forEach((name, at) => {
      place.run(`e${at}`, `w/experiments/${name}`, name, name);
    });
    for (let at = from; at < from + count; at++) {
      const state = pick(states, mixed(at));
      const over = state === 'succeeded' || state === 'failed';
      const startedAt = state === 'queued' ? null : at * 1_000 + 500;
      const spec = {
        nodeCount: 1 + (at % 4),
        schedulingPriority: pick(levels, mixed(at)),
        customToolkitSettings: { commandLine: 'true' },
      };
      const name = `job-${at}`;
      const uid = `uid-${String(at).padStart(7, '0')}`;
      const tags = JSON.stringify({ team: pick(teams, mixed(at)) });
      const endedAt = over ? at * 1_000 + 500 + mixed(at) : null;
      const exitCode = over ? (state === 'failed' ? pick([1, 137], at) : 0) : null;
      job.run(
        uid,
        `w/jobs/${name}`,
        at * 1_000,
        `e${at % 2}`,
        `c${at % 2}`,
        name,
        name,
        JSON.stringify(spec),
        tags,
        state,
        at + 1,
        startedAt,
        endedAt,
        exitCode,
        pick(owners, mixed(at)),
      );
    }
  })();
}
