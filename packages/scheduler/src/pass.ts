import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { mayEverFit, whyNotBefore, whyNotFitting } from './fit.ts';
import type { Decision, Placement, Policy, SchedulerCluster, SchedulerUnit } from './interface.ts';
import { FreeNodes } from './placement.ts';
import type { Pool } from './pool.ts';
import { planScale } from './scale.ts';

export interface Start {
  unit: SchedulerUnit;
  placements: Placement[];
}

export interface Wait {
  unit: SchedulerUnit;
  reasons: Text[];
  /** ms since 1970 when it waits for a time alone. */
  until: number | null;
}

/** Everything that one pass decides for a cluster. A function of the pool and the time; it holds in `[from, until)`. */
export interface Pass {
  /** Size and nodes to give back. */
  sizing: Decision[];
  starts: Map<string, Start>;
  /** At most `policy.depth`, from the head of the queue. */
  waits: Map<string, Wait>;
  /** The size that the cluster goes to. */
  target: number;
  /** Nodes that stay free. */
  free: number;
  /** True when it ended at `policy.depth` starts: the next pass goes on. */
  cut: boolean;
  from: number;
  until: number;
}

/** Sizing first, then the queue from its head, on the nodes that stay. */
export function planPass(pool: Pool, policy: Policy, now: number): Pass {
  const none = { sizing: [], starts: new Map(), waits: new Map(), target: 0, free: 0, cut: false };
  const cluster = pool.cluster;
  if (!cluster) {
    const pass: Pass = { ...none, from: now, until: Number.POSITIVE_INFINITY };
    for (const unit of pool.waiting) {
      if (pass.waits.size >= policy.depth) break;
      pass.waits.set(unit.uid, { unit, reasons: [reason('clusterMissing')], until: null });
    }
    return pass;
  }
  const scale = planScale(pool, cluster, now);
  const pass: Pass = { ...none, sizing: scale.decisions, target: scale.target, from: now, until: scale.until };
  const free = new FreeNodes(pool, scale.leaving, scale.leavingFree);
  walk(pool, cluster, policy, free, pass);
  pass.free = free.left;
  return pass;
}

/**
 * Walks the queue in order. A gang that fits starts. The first that does not but may some day holds up all behind it,
 * so that a large gang is never starved by small ones. One that waits for a time or can never fit holds up nobody.
 */
function walk(pool: Pool, cluster: SchedulerCluster, policy: Policy, free: FreeNodes, pass: Pass): void {
  let ahead = 0;
  let blocked = false;
  for (const unit of pool.waiting) {
    if (pass.waits.size >= policy.depth && (blocked || free.left === 0)) return;
    if (unit.notBefore > pass.from) {
      // Words that count down hold for this moment only.
      pass.until = Math.min(pass.until, unit.notBeforeReason ? unit.notBefore : pass.from);
      note(pass, policy, { unit, reasons: [whyNotBefore(unit, pass.from)], until: unit.notBefore });
    } else if (!blocked && unit.nodeCount <= free.left) {
      pass.cut = pass.starts.size >= policy.depth;
      if (pass.cut) return;
      pass.starts.set(unit.uid, { unit, placements: free.take(unit.nodeCount) });
      continue;
    } else if (!blocked || !mayEverFit(pool, cluster, unit)) {
      blocked ||= mayEverFit(pool, cluster, unit);
      note(pass, policy, { unit, reasons: whyNotFitting(pool, cluster, unit, free.left, pass.target), until: null });
    } else {
      note(pass, policy, { unit, reasons: [reason('waitingBehind', { ahead, cluster: cluster.name })], until: null });
    }
    ahead += 1;
  }
}

function note(pass: Pass, policy: Policy, wait: Wait): void {
  if (pass.waits.size < policy.depth) pass.waits.set(wait.unit.uid, wait);
}
