import type { Text } from '@trainyard/contracts/texts';
import { explainWait } from './explain.ts';
import type {
  Change,
  ClusterContents,
  Decision,
  Policy,
  QueueState,
  Scheduler,
  SchedulerUnit,
  Snapshot,
  Standing,
} from './interface.ts';
import { compareUnits } from './order.ts';
import { type Pass, planPass } from './pass.ts';
import type { Pool } from './pool.ts';
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
  /** Passes made before: a cluster where nothing changed costs nothing. */
  #passes = new WeakMap<Pool, { version: number; pass: Pass }>();

  constructor(policy: Policy, state: State) {
    this.#policy = policy;
    this.#state = state;
  }

  load(snapshot: Snapshot): void {
    this.#state = new State(snapshot);
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
      for (const { unit, placements } of pass.starts.values()) {
        if (left <= 0) break;
        left -= 1;
        decisions.push({ type: 'start', unitUid: unit.uid, placements });
      }
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
    return pool ? explainWait(pool, this.#passOf(pool, now), unit, now) : [];
  }

  standing(unitUid: string): Standing | null {
    const unit = this.#state.unit(unitUid);
    const pool = unit && !unit.held && this.#state.pool(unit.clusterUid);
    if (!unit || !pool) return null;
    const before = [...pool.waiting].filter((one) => compareUnits(one, unit) < 0);
    const ahead = before.slice(-10).reverse();
    return { position: before.length + 1, ahead: ahead.map(({ uid }) => uid) };
  }

  queues(): QueueState[] {
    return [];
  }

  unit(uid: string): SchedulerUnit | null {
    return this.#state.unit(uid) ?? null;
  }

  contents(clusterUid: string): ClusterContents | null {
    return this.#state.contents(clusterUid);
  }

  fork(): Scheduler {
    return new QueueScheduler(this.#policy, this.#state.copy());
  }

  #passOf(pool: Pool, now: number): Pass {
    const made = this.#passes.get(pool);
    if (
      made &&
      made.version === pool.version &&
      (now === made.pass.from || (now > made.pass.from && now < made.pass.until))
    ) {
      return made.pass;
    }
    const pass = planPass(pool, this.#policy, now);
    this.#passes.set(pool, { version: pool.version, pass });
    return pass;
  }
}
