import type { Actor } from '@trainyard/contracts/actors';
import type { CapsuleLeft, CapsulePartKind } from '@trainyard/contracts/capsule';
import { metricNames } from '@trainyard/contracts/series-frame';
import { inScope } from '@trainyard/control/policies/decide';
import type { JobView } from '@trainyard/db/readers/jobs';
import { maySee } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { presentArtifact } from '../artifacts/artifact-routes.ts';
import { presentAttempt } from '../jobs/present-attempt.ts';
import { presentJob } from '../jobs/present-job.ts';
import { presentPreemption } from '../preemptions/preemption-routes.ts';

/** Buckets of a series: a wide chart has no more pixels to spare. */
export const pointsKept = 600;
/** Entries of one kind: what a page of a capsule can list. An array has many attempts, of which the first tell enough. */
const entriesMost = 20_000;
const pageSize = 1_000;

/** One kind of facts, as plain data. */
export interface Facts {
  kind: Exclude<CapsulePartKind, 'log'>;
  value: unknown;
}

type Left = (part: CapsuleLeft) => void;

/** All that is known of the job but its logs, one kind after the other; what does not fit is told to `left`. */
export async function* factsOf(doors: Doors, actor: Actor, view: JobView, left: Left): AsyncGenerator<Facts> {
  const { row } = view;
  const { can: _can, ...job } = presentJob(view, actor);
  yield { kind: 'job', value: job };
  const attempts = await attemptsOf(doors, row.uid, left);
  yield { kind: 'attempts', value: attempts };
  if (row.preemptions > 0) {
    const { items } = await doors.read('job.preemptions', { jobUid: row.uid, limit: pageSize, after: undefined });
    yield { kind: 'receipts', value: items.map(presentPreemption) };
  }
  const nodes = new Set(attempts.flatMap(({ tasks }) => tasks.map(({ node }) => node.uid)));
  yield { kind: 'nodes', value: await nodeFacts(doors, actor, [...nodes].slice(0, pageSize)) };
  if (row.pruned.outputs) left({ what: 'outputs', why: 'pruned' });
  else yield { kind: 'files', value: await filesOf(doors, row.uid, left) };
  yield { kind: 'events', value: await eventsOf(doors, actor, row.uid, left) };
  if (row.pruned.series) return left({ what: 'series', why: 'pruned' });
  const span = { from: row.createdAt, to: row.endedAt ?? doors.clock.now() };
  for (const metric of metricNames) {
    const found = await doors.archive.series.query({ jobUid: row.uid, metric, ...span, points: pointsKept });
    if (found.length > 0) yield { kind: 'series', value: found };
  }
}

async function attemptsOf({ read }: Pick<Doors, 'read'>, jobUid: string, left: Left) {
  const found: ReturnType<typeof presentAttempt>[] = [];
  for (let after: string | undefined; ; ) {
    const page = await read('job.attempts', { jobUid, unit: undefined, after, limit: pageSize });
    found.push(...page.attempts.map((attempt) => presentAttempt(attempt, page.tasks)));
    if (page.next === null) return found;
    if (found.length >= entriesMost) {
      left({ what: 'attempts', why: 'limit', kept: found.length });
      return found;
    }
    after = page.next;
  }
}

async function filesOf({ read }: Pick<Doors, 'read'>, jobUid: string, left: Left) {
  const found: ReturnType<typeof presentArtifact>[] = [];
  for (let after: string | undefined; ; ) {
    const page = await read('artifact.list', { jobUid, directory: undefined, after, limit: pageSize });
    found.push(...page.items.map(presentArtifact));
    if (page.next === null) return found;
    if (found.length >= entriesMost) {
      left({ what: 'files', why: 'limit', kept: found.length });
      return found;
    }
    after = page.next;
  }
}

async function eventsOf({ read }: Pick<Doors, 'read'>, actor: Actor, jobUid: string, left: Left) {
  const filter = { subject: undefined, jobUid, clusterUid: undefined, workspaceUid: actor.workspaceUid };
  const found: object[] = [];
  for (let after = 0; ; ) {
    const { events } = await read('event.after', { filter, after, limit: pageSize });
    found.push(...events.filter((event) => maySee(actor, event)));
    const last = events.at(-1);
    if (last === undefined || events.length < pageSize) return found;
    if (found.length >= entriesMost) {
      left({ what: 'events', why: 'limit', kept: found.length });
      return found;
    }
    after = last.seq;
  }
}

/** What each node was, of those that are still known and may be seen: no state, which is of now and not of the job. */
async function nodeFacts({ read }: Pick<Doors, 'read'>, actor: Actor, uids: readonly string[]) {
  const found: object[] = [];
  for (const uid of uids) {
    const view = await read('node.get', { uid });
    if (!view || !inScope(actor, view.row)) continue;
    const { row, cluster, vmSize, labels } = view;
    const { name, agentVersion } = row;
    found.push({
      uid,
      name,
      cluster,
      vmSize,
      agentVersion,
      found: row.found ?? null,
      labels: { ...labels, ...row.labels },
    });
  }
  return found;
}
