import type { Actor } from '@trainyard/contracts/actors';
import { reason } from '@trainyard/contracts/reasons';
import type { Explanation, NodeStanding } from '@trainyard/contracts/standing';
import type { Text } from '@trainyard/contracts/texts';
import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import type { JobRow, NodeRow } from '@trainyard/db/entities';
import type { NodeOutlook, SchedulerUnit } from '@trainyard/scheduler/interface';
import { sayTime } from '@trainyard/scheduler/times';
import { inScope } from '../policies/decide.ts';
import type { QuestionPorts } from './question.ts';

/** More than fills a page; the answer stays below 100 kB. */
const nodesMost = 64;
/** Jobs named of each node. */
const jobsMost = 8;

/** What the nodes of its cluster are to a unit that waits. Of jobs that the asker may not see it has their number alone. */
export function nodesFor(ports: QuestionPorts, unit: SchedulerUnit, actor: Actor, now: number): Explanation['nodes'] {
  const found = ports.brain.nodes(unit.uid, now, nodesMost);
  const items = (found?.nodes ?? []).flatMap((outlook) => {
    const row = ports.rows.get('node', outlook.nodeUid);
    return row ? [standingOf(ports, row, outlook, actor, now)] : [];
  });
  return { items, rest: found?.rest ?? 0 };
}

function standingOf(ports: QuestionPorts, row: NodeRow, outlook: NodeOutlook, actor: Actor, now: number): NodeStanding {
  const { use, fits, gpus, freeGpuIds, cpus, freeCpus, emptyBy } = outlook;
  return {
    node: { uid: row.uid, name: row.name },
    use,
    fits,
    why: whyOf(ports, row, outlook, actor),
    gpus,
    freeGpuIds,
    cpus,
    freeCpus,
    ...jobsOn(ports, outlook, actor),
    emptyBy,
    emptyAbout: emptyAbout(ports, outlook, now),
  };
}

/** The row knows better than the scheduler what ails a node. */
function whyOf(ports: QuestionPorts, row: NodeRow, { why, keptFor }: NodeOutlook, actor: Actor): Text | null {
  if (keptFor) {
    const at = sayTime(keptFor.at);
    const job = jobOfUnit(ports, keptFor.unitUid);
    return job && inScope(actor, job) ? reason('nodeKept', { job: job.name, at }) : reason('nodeKeptForOther', { at });
  }
  if (why?.code !== 'nodeBroken' && why?.code !== 'nodeAway') return why;
  if (row.reason) return row.reason;
  return row.schedulable ? why : reason('nodeNotSchedulable');
}

function jobOfUnit({ brain, rows }: QuestionPorts, unitUid: string): JobRow | undefined {
  return rows.get('job', brain.unit(unitUid)?.jobUid ?? '');
}

/** Its jobs, each once however many of its units are there. */
function jobsOn(
  ports: QuestionPorts,
  { holders }: NodeOutlook,
  actor: Actor,
): Pick<NodeStanding, 'jobs' | 'otherJobs'> {
  const byJob = new Map<string, number[]>();
  for (const { unitUid, gpuIds } of holders) {
    const jobUid = ports.brain.unit(unitUid)?.jobUid ?? unitUid;
    byJob.set(jobUid, [...(byJob.get(jobUid) ?? []), ...gpuIds]);
  }
  const jobs: NodeStanding['jobs'] = [];
  for (const [uid, gpuIds] of byJob) {
    if (jobs.length >= jobsMost) break;
    const job = ports.rows.get('job', uid);
    const experiment = job && ports.rows.get('experiment', job.experimentUid);
    const workspace = job && ports.rows.get('workspace', job.workspaceUid);
    if (!job || !experiment || !workspace || !inScope(actor, job)) continue;
    const place = { workspace: formatWorkspaceRef(workspace), experiment: experiment.name, name: job.name };
    jobs.push({ uid, ...place, gpuIds: gpuIds.sort((a, b) => a - b) });
  }
  return { jobs, otherJobs: byJob.size - jobs.length };
}

/** When the last of its units is likely to have ended; null as soon as of one of them nothing is known. */
function emptyAbout(
  { brain, experience }: QuestionPorts,
  { holders, emptyBy }: NodeOutlook,
  now: number,
): number | null {
  if (holders.length === 0) return emptyBy;
  let last = now;
  for (const { unitUid } of holders) {
    const unit = brain.unit(unitUid);
    const ends = unit && experience.endOf(unit, now);
    if (ends === null) return null;
    last = Math.max(last, ends);
  }
  return emptyBy === null ? last : Math.min(last, emptyBy);
}
