import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { ClusterScale, Decision, SchedulerCluster, SchedulerNode } from './interface.ts';
import type { Pool } from './pool.ts';

/** What becomes of a cluster's size. */
export interface ScalePlan {
  decisions: Decision[];
  /** Nodes given back in this pass, and how many of them were free: they take no new work. */
  leaving: ReadonlySet<string>;
  leavingFree: number;
  /** The size that the cluster goes to. */
  target: number;
  /** The plan holds until this time if nothing changes; ms since 1970 or Infinity. */
  until: number;
}

type AutoScale = Extract<ClusterScale, { kind: 'auto' }>;

export function planScale(pool: Pool, cluster: SchedulerCluster, now: number): ScalePlan {
  return cluster.scale.kind === 'manual'
    ? planManual(pool, cluster.scale.target)
    : planAuto(pool, cluster.scale, cluster.uid, now);
}

/** The size is the operator's; what is too much goes, busy nodes only when the others do not suffice. */
function planManual(pool: Pool, target: number): ScalePlan {
  const excess = pool.counted - target;
  const quiet = excess > 0 ? takeFirst(spareNodes(pool), excess) : [];
  const busy = excess > quiet.length ? takeFirst(pool.nodes.busy.reversed(), excess - quiet.length) : [];
  return leavingPlan(pool.uid, quiet, busy, { target, until: Number.POSITIVE_INFINITY, resizes: [] });
}

/**
 * The size follows demand: up at once, down only by nodes that were idle for long enough. A smaller size that becomes
 * due later stands in the decisions with its time, so that the caller can set a timer.
 */
function planAuto(pool: Pool, given: AutoScale, clusterUid: string, now: number): ScalePlan {
  const { initial, ...plain } = given;
  if (initial === undefined || now >= initial.until) return planByDemand(pool, plain, clusterUid, now);
  const minimum = Math.min(given.maximum, Math.max(given.minimum, initial.nodes));
  const plan = planByDemand(pool, { ...plain, minimum }, clusterUid, now);
  // What is due once the first size no longer holds, told now so that somebody wakes then.
  const after = planByDemand(pool, { ...plain, target: plan.target }, clusterUid, initial.until);
  const sooner = plan.decisions.filter((one) => one.type !== 'resize' || one.at < initial.until);
  const later = after.decisions.filter((one) => one.type === 'resize' && one.at === initial.until);
  return { ...plan, decisions: [...sooner, ...later], until: Math.min(plan.until, initial.until) };
}

function planByDemand(pool: Pool, scale: AutoScale, clusterUid: string, now: number): ScalePlan {
  const demand = demandOf(pool, scale);
  const counted = pool.counted;
  const idle = counted > Math.min(demand.desired, scale.target) ? idleNodes(pool, scale) : [];
  const due = idle.filter((one) => one.dueAt <= now).slice(0, Math.max(0, counted - demand.desired));
  const kept = Math.max(demand.desired, Math.min(scale.target, counted - due.length));
  const target = clamp(kept, scale);
  const resizes: Decision[] = [];
  if (target !== scale.target) {
    const idled = target < scale.target && due.length > 0;
    const why = idled ? idleFor(due.length, scale) : whyThisMany(demand, scale, target);
    resizes.push({ type: 'resize', clusterUid, target, why, at: now });
  }
  const quiet = due.slice(0, Math.max(0, counted - target)).map((one) => one.node);
  const later = laterDue(idle, now);
  if (later && counted - quiet.length > demand.desired) {
    const next = clamp(Math.max(demand.desired, Math.min(target, counted - quiet.length - later.count)), scale);
    resizes.push({ type: 'resize', clusterUid, target: next, why: idleFor(later.count, scale), at: later.at });
  }
  return leavingPlan(clusterUid, quiet, [], { target, until: later?.at ?? Number.POSITIVE_INFINITY, resizes });
}

interface Demand {
  /** Nodes that running and waiting units need, and those that broken ones cannot give. */
  needed: number;
  running: number;
  queued: number;
  /** `needed` within the bounds. */
  desired: number;
}

function demandOf(pool: Pool, scale: AutoScale): Demand {
  const waiting = pool.demand(scale.maximum);
  const wanted = pool.nodes.busy.size + waiting.nodes;
  const needed = wanted > 0 ? wanted + pool.nodes.broken.size : 0;
  return { needed, running: pool.running, queued: waiting.units, desired: clamp(needed, scale) };
}

function clamp(count: number, scale: AutoScale): number {
  return Math.max(scale.minimum, Math.min(scale.maximum, count));
}

/** Nodes that nothing holds, in the order in which they go: useless ones first, then highest ordinal first. */
function* spareNodes(pool: Pool): Generator<SchedulerNode> {
  yield* pool.nodes.broken.reversed();
  yield* pool.nodes.away.reversed();
  yield* pool.nodes.free.reversed();
}

interface IdleNode {
  node: SchedulerNode;
  dueAt: number;
}

/** Spare nodes with the time from which they may go. Broken ones need not be known to be idle; others must. */
function idleNodes(pool: Pool, scale: AutoScale): IdleNode[] {
  const found: IdleNode[] = [];
  for (const node of spareNodes(pool)) {
    const since = node.idleSince ?? (node.broken ? Number.NEGATIVE_INFINITY : undefined);
    if (since !== undefined) found.push({ node, dueAt: since + scale.idleDelayMs });
  }
  return found;
}

/** The next time at which nodes become due, and how many then. */
function laterDue(idle: readonly IdleNode[], now: number): { at: number; count: number } | undefined {
  const later = idle.filter((one) => one.dueAt > now);
  const first = later[0];
  if (!first) return undefined;
  const at = later.reduce((least, one) => Math.min(least, one.dueAt), first.dueAt);
  return { at, count: later.filter((one) => one.dueAt === at).length };
}

/** Why nodes that are not there yet are needed, or are no longer needed or allowed. */
function whyThisMany({ needed, running, queued }: Demand, scale: AutoScale, target: number): Text {
  const capped = needed > scale.maximum || scale.target > scale.maximum;
  if (capped && target === scale.maximum) return reason('scaleAtMaximum', { needed, target });
  if (needed <= scale.minimum && target === scale.minimum) return reason('scaleToMinimum', { target });
  return reason('scaleUpForJobs', { needed, running, queued });
}

function idleFor(idle: number, scale: AutoScale): Text {
  return reason('scaleDownIdle', { idle, seconds: Math.round(scale.idleDelayMs / 1000) });
}

function takeFirst<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.length >= count) break;
    taken.push(item);
  }
  return taken;
}

function leavingPlan(
  clusterUid: string,
  quiet: readonly SchedulerNode[],
  busy: readonly SchedulerNode[],
  rest: { target: number; until: number; resizes: Decision[] },
): ScalePlan {
  const decisions = rest.resizes;
  const uids = (nodes: readonly SchedulerNode[]) => nodes.map((node) => node.uid);
  if (quiet.length > 0) decisions.push({ type: 'drain', clusterUid, nodeUids: uids(quiet), busy: false });
  if (busy.length > 0) decisions.push({ type: 'drain', clusterUid, nodeUids: uids(busy), busy: true });
  return {
    decisions,
    leaving: new Set(uids(quiet)),
    leavingFree: quiet.filter((node) => node.usable && !node.broken).length,
    target: rest.target,
    until: rest.until,
  };
}
