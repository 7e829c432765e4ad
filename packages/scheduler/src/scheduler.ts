import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { explainWait } from './explain.ts';
import type {
  Change,
  ClusterContents,
  Decision,
  NodeOutlooks,
  Policy,
  QueueState,
  Scheduler,
  SchedulerCluster,
  SchedulerUnit,
  Snapshot,
  Standing,
} from './interface.ts';
import { LimitBook } from './limits.ts';
import { nodeByNode } from './node-by-node.ts';
import { type Pass, planPass } from './pass.ts';
import type { Pool } from './pool.ts';
import { queueStates } from './queue-book.ts';
import { Ranks } from './ranks.ts';
import { State } from './state.ts';

/** A scheduler without state. Equal state and time give equal decisions, in equal order. */
export function createScheduler(policy: Policy): Scheduler {
  if (!Number.isInteger(policy.depth) || policy.depth < 1) {
    throw new RangeError(`depth must be a whole number of at least 1, not ${policy.depth}`);
  }
  return new QueueScheduler(policy, new State({ clusters: [], nodes: [], units: [], limits: [] }));
}

class QueueScheduler implements Scheduler {
  readonly #policy: Policy;
  #state: State;
  /** Passes made before: a cluster where nothing changed costs nothing. Not where limits bind clusters together. */
  #passes = new WeakMap<Pool, { version: number; pass: Pass }>();
  #together: { version: number; now: number; passes: Map<Pool, Pass> } | undefined;
  #ranks = new WeakMap<Pool, { version: number; now: number; ranks: Ranks }>();

  constructor(policy: Policy, state: State) {
    this.#policy = policy;
    this.#state = state;
  }

  load(snapshot: Snapshot): void {
    this.#state = new State(snapshot);
    this.#together = undefined;
  }

  apply(change: Change): void {
    this.#state.apply(change);
  }

  decide(now: number, limit: number): Decision[] {
    const decisions: Decision[] = [];
    let left = limit;
    for (const pool of this.#state.pools()) {
      const pass = this.#passOf(pool, now);
      // A pass made a moment ago holds, but what is due is due now.
      for (const one of pass.sizing) decisions.push(one.type === 'resize' && one.at < now ? { ...one, at: now } : one);
      for (const { unit, placements } of pass.starts) {
        if (left <= 0) break;
        left -= 1;
        decisions.push({ type: 'start', unitUid: unit.uid, placements });
      }
      for (const one of pass.preempts) decisions.push(one);
      for (const { unit, reasons, until } of pass.waits.values()) {
        decisions.push({ type: 'wait', unitUid: unit.uid, reasons, until });
      }
    }
    return decisions;
  }

  explain(unitUid: string, now: number): Text[] {
    const unit = this.#state.unit(unitUid);
    if (!unit || unit.held) return [];
    const pool = this.#state.pool(unit.clusterUid);
    const cluster = pool?.cluster;
    if (!cluster) return [unit.blocked ?? reason('clusterMissing')];
    return explainWait(pool, this.#passOf(pool, now), () => this.#ranksOf(pool, cluster, now), unit, now);
  }

  standing(unitUid: string, now: number): Standing | null {
    const unit = this.#state.unit(unitUid);
    const pool = unit && !unit.held ? this.#state.pool(unit.clusterUid) : undefined;
    return unit && pool?.cluster ? this.#ranksOf(pool, pool.cluster, now).standing(unit) : null;
  }

  nodes(unitUid: string, now: number, most: number): NodeOutlooks | null {
    const unit = this.#state.unit(unitUid);
    const pool = unit && !unit.held ? this.#state.pool(unit.clusterUid) : undefined;
    return unit && pool?.cluster ? nodeByNode(pool, this.#passOf(pool, now), unit, now, most) : null;
  }

  queues(clusterUid: string): QueueState[] {
    const pool = this.#state.pool(clusterUid);
    return pool?.cluster ? queueStates(pool, pool.cluster) : [];
  }

  unit(uid: string): SchedulerUnit | null {
    return this.#state.unit(uid) ?? null;
  }

  contents(clusterUid: string): ClusterContents | null {
    return this.#state.contents(clusterUid);
  }

  fork(clusterUids?: readonly string[]): Scheduler {
    return new QueueScheduler(this.#policy, this.#state.copy(clusterUids));
  }

  #passOf(pool: Pool, now: number): Pass {
    if (this.#state.limits.any) return this.#allPasses(now).get(pool) as Pass;
    const made = this.#passes.get(pool);
    if (made?.version === pool.version && holdsAt(made.pass, now)) return made.pass;
    const pass = planPass(pool, this.#policy, new LimitBook(this.#state.limits), now);
    this.#passes.set(pool, { version: pool.version, pass });
    return pass;
  }

  /** With limits over all clusters each pass takes from what the ones before it left. */
  #allPasses(now: number): Map<Pool, Pass> {
    const { version, limits } = this.#state;
    if (this.#together?.version === version && this.#together.now === now) return this.#together.passes;
    const book = new LimitBook(limits);
    const passes = new Map<Pool, Pass>();
    for (const pool of this.#state.pools()) {
      passes.set(pool, planPass(pool, this.#policy, book, now));
    }
    this.#together = { version, now, passes };
    return passes;
  }

  #ranksOf(pool: Pool, cluster: SchedulerCluster, now: number): Ranks {
    const made = this.#ranks.get(pool);
    if (made?.version === pool.version && made.now === now) return made.ranks;
    const ranks = new Ranks(pool, cluster, now);
    this.#ranks.set(pool, { version: pool.version, now, ranks });
    return ranks;
  }
}

function holdsAt({ from, until }: Pass, now: number): boolean {
  return now === from || (now > from && now < until);
}
