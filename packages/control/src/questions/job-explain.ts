import type { Actor } from '@trainyard/contracts/actors';
import { priorities } from '@trainyard/contracts/priorities';
import { shareOf } from '@trainyard/contracts/share';
import type { Explanation, Lever, StartForecast } from '@trainyard/contracts/standing';
import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import type { ClusterRow, JobRow } from '@trainyard/db/entities';
import { scoreOf } from '@trainyard/db/readers/forecasts';
import type { Rows } from '@trainyard/db/rows';
import type { Scheduler, SchedulerUnit } from '@trainyard/scheduler/interface';
import { type FoundLever, findLevers } from '@trainyard/scheduler/levers';
import { asObject, jobOf } from '../commands/find.ts';
import { inScope } from '../policies/decide.ts';
import { nodeSizeOf } from '../scheduling/node-size.ts';
import { inSlices } from '../scheduling/slices.ts';
import { nodesFor } from './job-nodes.ts';
import { askingPace, type Question, type QuestionPorts } from './question.ts';

/** Why a job waits, what is ahead of it, what would start it now, and when it is likely to start otherwise. */
export const jobExplain: Question<'job.explain'> = {
  verb: 'read',
  locate: (tx, { uid }) => asObject('job', jobOf(tx, uid)),
  async answer({ uid }, ports, actor) {
    const { brain, rows, clock } = ports;
    const now = clock.now();
    const { job, score } = await ports.look((tx) => {
      const { recent: _recent, ...summary } = scoreOf(tx.connection, actor.workspaceUid ?? null);
      return { job: jobOf(tx, uid), score: summary.count > 0 ? summary : null };
    });
    const unit = waitingUnit(brain, rows, job);
    if (!unit && job.state !== 'queued') {
      return { at: now, score, ...notWaiting };
    }
    const standing = unit && brain.standing(unit.uid, now);
    return {
      at: now,
      waiting: true,
      // Told by the rows until the scheduler has heard of it.
      reasons: unit ? brain.explain(unit.uid, now) : job.reasons,
      position: standing?.position ?? null,
      ahead: aheadOf(ports, standing?.ahead ?? [], actor),
      levers: unit ? await leversFor(ports, job, unit, now) : [],
      nodes: unit ? nodesFor(ports, unit, actor, now) : notWaiting.nodes,
      ...startOf(job, unit, ports),
      score,
    };
  },
};

const notWaiting = {
  waiting: false,
  reasons: [],
  position: null,
  ahead: [],
  levers: [],
  nodes: { items: [], rest: 0 },
  forecast: null,
  curve: null,
} satisfies Partial<Explanation>;

/** When it starts: the newest forecast, with its curve; after a start of the control plane the one that was told, until there is a newer. */
function startOf(
  { uid, clusterUid, state, stateAt, forecast }: JobRow,
  unit: SchedulerUnit | null,
  { latest }: QuestionPorts,
): Pick<Explanation, 'forecast' | 'curve'> {
  // A forecast of an earlier wait says nothing about this one.
  const isCurrent = (made: StartForecast | null | undefined) => state === 'queued' && (made?.at ?? 0) >= stateAt;
  const newest = unit?.blocked === null ? latest.of(clusterUid, uid) : undefined;
  if (newest && isCurrent(newest.forecast)) return newest;
  return { forecast: isCurrent(forecast) ? forecast : null, curve: null };
}

/** What of a job waits: shards that never started, or the first unit that does. */
function waitingUnit(brain: Scheduler, rows: Rows, job: JobRow): SchedulerUnit | null {
  const entry = brain.unit(job.uid);
  if (entry) return entry;
  const queued = rows.query('unit', `WHERE jobUid = ? AND state = 'queued' ORDER BY "index" LIMIT 1`, [job.uid]);
  const unit = queued[0] && brain.unit(queued[0].uid);
  return unit && unit.held === null ? unit : null;
}

/** Those ahead that the asker may know of: names of other workspaces are not for everybody. */
function aheadOf({ brain, rows }: QuestionPorts, unitUids: string[], actor: Actor): Explanation['ahead'] {
  return unitUids.flatMap((unitUid) => {
    const job = rows.get('job', brain.unit(unitUid)?.jobUid ?? '');
    if (!job || !inScope(actor, job)) return [];
    const experiment = rows.get('experiment', job.experimentUid)?.name ?? '';
    const { nodeCount, schedulingPriority: priority } = job.spec;
    const home = rows.get('workspace', job.workspaceUid);
    const workspace = home ? formatWorkspaceRef(home) : '';
    return [{ uid: job.uid, workspace, experiment, name: job.name, nodeCount, priority }];
  });
}

async function leversFor(
  ports: QuestionPorts,
  job: JobRow,
  unit: SchedulerUnit,
  now: number,
): Promise<Explanation['levers']> {
  const { brain, rows, clock } = ports;
  const others = rows
    .where('cluster', { workspaceUid: job.workspaceUid })
    .filter((cluster) => cluster.uid !== job.clusterUid && cluster.state !== 'deleting');
  const released = job.held && job.dependencies.length === 0 ? { released: { ...unit, blocked: null } } : {};
  const search = findLevers(brain, unit, now, {
    elsewhere: others.map((cluster) => inCluster(unit, job, cluster)),
    ...released,
  });
  const found = await inSlices(clock, askingPace, search, () => true);
  return found.flatMap((lever) => toldLever(lever, rows, others));
}

/** The unit as it would be, were its job submitted to another cluster with nothing else changed. */
function inCluster(unit: SchedulerUnit, job: JobRow, cluster: ClusterRow): SchedulerUnit {
  return { ...unit, clusterUid: cluster.uid, share: shareOf(job.spec, nodeSizeOf(cluster)) };
}

function toldLever(lever: FoundLever, rows: Rows, others: readonly ClusterRow[]): Lever[] {
  switch (lever.kind) {
    case 'otherCluster': {
      const cluster = others.find(({ uid }) => uid === lever.clusterUid);
      const workspace = cluster && rows.get('workspace', cluster.workspaceUid);
      if (!cluster || !workspace) return [];
      const { uid, name } = cluster;
      return [{ kind: 'otherCluster', cluster: { uid, workspace: formatWorkspaceRef(workspace), name } }];
    }
    case 'higherPriority': {
      const priority = priorities[lever.priority];
      return priority ? [{ ...lever, priority }] : [];
    }
    case 'smallerShare': {
      const { gpus: gpusPerNode, cpus: cpusPerNode, memoryBytes: memoryPerNode } = lever.share;
      return [{ kind: 'smallerShare', gpusPerNode, cpusPerNode, memoryPerNode }];
    }
    default:
      return [lever];
  }
}
