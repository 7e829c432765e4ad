/** What does not mend itself: recent failures, jobs that can never start, nodes and clusters in trouble. Pure. */
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Job } from '@trainyard/contracts/job';
import type { Node } from '@trainyard/contracts/node';
import type { PreemptionReceipt } from '@trainyard/contracts/preemption';
import type { Text } from '@trainyard/contracts/texts';
import type { Finding, JobVitals } from '@trainyard/contracts/vitals';

/** `at`: since when, ms. */
export type Need = { key: string; at: number } & (
  | { kind: 'failed'; job: Job; why: Text | string | null }
  | { kind: 'stuck'; job: Job; why: Text }
  | { kind: 'finding'; job: Job; finding: Finding; why: Text }
  | { kind: 'preempted'; receipt: PreemptionReceipt; why: Text }
  | { kind: 'node'; node: Node; why: Text | null }
  | { kind: 'cluster'; cluster: Cluster; why: Text }
);

/** A failure of the day before is in the list of jobs; here it would hide the new ones. */
const recentMs = 24 * 3_600_000;

/** A pre-emption that is over is told for so long. */
const toldMs = 10 * 60_000;

/** Somebody wanted it so. */
const wanted = new Set(['terminatedByUser', 'jobDeleted']);
/** A job that waits for one of these waits until somebody does something. */
const never = new Set(['clusterHasNoNodes', 'clusterTooSmall', 'nodesBroken', 'clusterMissing']);

interface Fleet {
  failed: readonly Job[];
  waiting: readonly Job[];
  clusters: readonly Cluster[];
  nodes: readonly Node[];
  running: readonly Job[];
  /** How running jobs fare, by uid of the job. */
  vitals: ReadonlyMap<string, JobVitals>;
  preemptions: readonly PreemptionReceipt[];
  /** Server's clock, ms. */
  now: number;
}

/** All that needs a person, newest first. */
export function needsOf({ failed, waiting, clusters, nodes, running, vitals, preemptions, now }: Fleet): Need[] {
  const needs: Need[] = [];
  for (const job of failed) {
    const at = Date.parse(job.executionInfo.endTime ?? job.executionStateTransitionTime);
    if (now - at > recentMs || job.reasons.some(({ code }) => wanted.has(code))) continue;
    const { failure } = job;
    const told = failure && (failure.says ?? failure.title);
    const why = told ?? job.reasons[0] ?? job.executionInfo.errors?.[0]?.message ?? null;
    needs.push({ kind: 'failed', key: job.uid, at, job, why });
  }
  for (const job of waiting) {
    const why = job.reasons.find(({ code }) => never.has(code));
    if (why) needs.push({ kind: 'stuck', key: job.uid, at: Date.parse(job.creationTime), job, why });
  }
  for (const job of running) {
    const finding = vitals.get(job.uid)?.finding;
    if (finding)
      needs.push({ kind: 'finding', key: `${job.uid} finding`, at: finding.since, job, finding, why: finding.says });
  }
  for (const receipt of preemptions) {
    // One whose job runs again needs nobody any more, and those that were taken long ago are told by their jobs.
    if (receipt.resumedAt !== null && now - receipt.resumedAt > toldMs) continue;
    needs.push({ kind: 'preempted', key: receipt.uid, at: receipt.at, receipt, why: receipt.why });
  }
  for (const node of nodes) {
    if (node.state !== 'unusable' && node.health === 'ok') continue;
    needs.push({ kind: 'node', key: node.uid, at: Date.parse(node.stateTransitionTime), node, why: node.reason });
  }
  for (const cluster of clusters) {
    const [why] = cluster.errors;
    if (why)
      needs.push({
        kind: 'cluster',
        key: cluster.uid,
        at: Date.parse(cluster.allocationStateTransitionTime),
        cluster,
        why,
      });
  }
  return needs.sort((a, b) => b.at - a.at);
}

/** The form in which a job's name is unique. */
export const jobKey = ({ experiment, name }: Pick<Job, 'experiment' | 'name'>): string =>
  `${experiment}/${name}`.toLowerCase();

/** The next name in a row of resubmissions that no known job has: `train` → `train-2` → `train-3`, at most 64 characters. */
export function nextName(of: Pick<Job, 'experiment' | 'name'>, taken: ReadonlySet<string>): string {
  const [, stem = of.name, number] = /^(.*)-(\d{1,4})$/.exec(of.name) ?? [];
  for (let next = number === undefined ? 2 : Number(number) + 1; ; next += 1) {
    const end = `-${next}`;
    const name = stem.slice(0, 64 - end.length) + end;
    if (!taken.has(jobKey({ ...of, name }))) return name;
  }
}
