import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { Calendar } from './calendar.ts';
import { Floor } from './floor.ts';
import type { Claim } from './horizon.ts';
import type { Decision, Placement, Policy, SchedulerUnit } from './interface.ts';
import type { LimitBook } from './limits.ts';
import { compareUnits } from './order.ts';
import type { Pool } from './pool.ts';
import { QueueBook } from './queue-book.ts';
import { Round } from './round.ts';
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
  starts: Start[];
  /** Uids of the units that start; of an array's entry when at least one shard does. */
  started: Set<string>;
  preempts: Extract<Decision, { type: 'preempt' }>[];
  /** Nodes that are kept for units that wait. */
  claims: { unit: SchedulerUnit; claim: Claim }[];
  /** At most `policy.depth`, from the head of the queue; besides, as many of those that take no part. */
  waits: Map<string, Wait>;
  /** True when it ended at `policy.depth` starts: the next pass goes on. */
  cut: boolean;
  from: number;
  until: number;
}

function nothing(now: number): Pass {
  return {
    sizing: [],
    starts: [],
    started: new Set(),
    preempts: [],
    claims: [],
    waits: new Map(),
    cut: false,
    from: now,
    until: Number.POSITIVE_INFINITY,
  };
}

/** Sizing first, then the queue from its head, on the nodes that stay. `limits`: with what passes before this one took. */
export function planPass(pool: Pool, policy: Policy, limits: LimitBook, now: number): Pass {
  const pass = nothing(now);
  for (const unit of pool.waiting.blocked) {
    if (pass.waits.size >= policy.depth) break;
    if (unit.blocked) pass.waits.set(unit.uid, { unit, reasons: [unit.blocked], until: null });
  }
  const { cluster } = pool;
  if (!cluster) {
    const others = [...pool.waiting.units()].filter((unit) => !unit.blocked).sort(compareUnits);
    for (const unit of others.slice(0, policy.depth)) {
      pass.waits.set(unit.uid, { unit, reasons: [reason('clusterMissing')], until: null });
    }
    return pass;
  }
  const calendar = new Calendar(pool, now);
  const queues = new QueueBook(pool, cluster);
  const scale = planScale({ pool, cluster, calendar, queues, limits, now });
  pass.sizing = scale.decisions;
  const haltedUntil = cluster.noGrowth?.until ?? 0;
  const halted = haltedUntil > now;
  // A fixed size waits for nodes, too.
  pass.until = Math.min(scale.until, calendar.until, halted ? haltedUntil : Number.POSITIVE_INFINITY);
  const target = halted ? Math.min(scale.target, pool.counted) : scale.target;
  const floor = new Floor(pool, calendar, scale.leaving, Math.max(0, target - pool.counted), now);
  try {
    new Round({ pool, cluster, floor, calendar, now }, policy, queues, limits, target, pass).run();
  } finally {
    floor.restore();
  }
  return pass;
}
