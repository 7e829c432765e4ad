import type { Change, ClusterContents, SchedulerCluster, SchedulerNode, SchedulerUnit, Snapshot } from './interface.ts';
import { LabelSets } from './labels.ts';
import { Limits } from './limits.ts';
import { compareUids } from './order.ts';
import { Pool } from './pool.ts';
import { runnerOf } from './running.ts';
import { type Runner, Seat } from './seat.ts';

/**
 * What the scheduler was told, and indexes that are a function of it alone: the order in which it was told leaves no trace.
 * Objects given in are kept, never changed.
 */
export class State {
  readonly limits: Limits;
  readonly #sets: LabelSets;
  readonly #clusters = new Map<string, SchedulerCluster>();
  readonly #units = new Map<string, SchedulerUnit>();
  readonly #runners = new Map<string, Runner>();
  /** Nodes, and what is held of those not known yet. */
  readonly #seats = new Map<string, Seat>();
  readonly #pools = new Map<string, Pool>();
  #sorted: Pool[] | undefined;
  /** Moves with every change. */
  version = 0;

  constructor(snapshot: Snapshot, limits = new Limits(), sets = new LabelSets()) {
    this.limits = limits;
    this.#sets = sets;
    for (const cluster of snapshot.clusters) this.apply({ type: 'cluster', cluster });
    for (const node of snapshot.nodes) this.apply({ type: 'node', node });
    for (const unit of snapshot.units) this.apply({ type: 'unit', unit });
    if (snapshot.limits.length > 0) this.apply({ type: 'limits', limits: snapshot.limits });
  }

  apply(change: Change): void {
    this.version += 1;
    switch (change.type) {
      case 'cluster':
        this.#setCluster(change.cluster.uid, change.cluster);
        break;
      case 'clusterGone':
        this.#setCluster(change.uid, undefined);
        break;
      case 'node':
        this.#setNode(change.node.uid, change.node);
        break;
      case 'nodeGone':
        this.#setNode(change.uid, undefined);
        break;
      case 'unit':
        this.#setUnit(change.unit.uid, change.unit);
        break;
      case 'unitGone':
        this.#setUnit(change.uid, undefined);
        break;
      case 'limits':
        this.limits.set(change.limits);
        break;
    }
  }

  unit(uid: string): SchedulerUnit | undefined {
    return this.#units.get(uid);
  }

  /** All of one cluster. */
  contents(clusterUid: string): ClusterContents | null {
    const pool = this.#pools.get(clusterUid);
    if (!pool?.cluster) return null;
    const running = [...pool.running.ending].map(({ unit }) => unit);
    return {
      cluster: pool.cluster,
      nodes: [...pool.members.values()].flatMap(({ node }) => node ?? []),
      units: [...running, ...pool.waiting.units()],
      limited: this.limits.any,
    };
  }

  pool(clusterUid: string): Pool | undefined {
    return this.#pools.get(clusterUid);
  }

  /** Pools by uid of their cluster, so that decisions come in the same order everywhere. */
  pools(): readonly Pool[] {
    this.#sorted ??= [...this.#pools.values()].sort((a, b) => compareUids(a.uid, b.uid));
    return this.#sorted;
  }

  /** An independent copy; of some clusters alone when they are named. What others use of the limits stays counted. */
  copy(clusterUids?: readonly string[]): State {
    const other = new State({ clusters: [], nodes: [], units: [], limits: [] }, this.limits.copy(), this.#sets);
    const wanted = clusterUids && new Set(clusterUids);
    const has = (uid: string) => !wanted || wanted.has(uid);
    for (const [uid, cluster] of this.#clusters) if (has(uid)) other.#clusters.set(uid, cluster);
    for (const [uid, unit] of this.#units) if (has(unit.clusterUid)) other.#units.set(uid, unit);
    for (const [uid, runner] of this.#runners) if (has(runner.unit.clusterUid)) other.#runners.set(uid, runner);
    for (const [uid, seat] of this.#seats) {
      const copied = !seat.node || has(seat.node.clusterUid);
      if (copied) other.#seats.set(uid, seat.copy());
    }
    const seatOf = (seat: Seat) => other.#seats.get(seat.uid) as Seat;
    for (const [uid, pool] of this.#pools) if (has(uid)) other.#pools.set(uid, new Pool(uid, pool, seatOf));
    return other;
  }

  #setCluster(uid: string, next: SchedulerCluster | undefined): void {
    if (next) this.#clusters.set(uid, next);
    else if (!this.#clusters.delete(uid)) return;
    this.#change(uid, (pool) => pool.setCluster(next ?? null));
  }

  #setNode(uid: string, next: SchedulerNode | undefined): void {
    const seat = this.#seat(uid);
    const before = seat.node;
    if (before) {
      this.#change(before.clusterUid, (pool) => {
        pool.unfile(seat);
        pool.members.delete(uid);
      });
    }
    seat.tell(next ?? null, this.#sets);
    if (!next) {
      this.#dropUnused(seat);
      return;
    }
    this.#change(next.clusterUid, (pool) => {
      pool.members.set(uid, seat);
      pool.file(seat);
    });
  }

  #setUnit(uid: string, next: SchedulerUnit | undefined): void {
    const before = this.#units.get(uid);
    if (before) this.#forget(before);
    if (!next) {
      this.#units.delete(uid);
      return;
    }
    this.#units.set(uid, next);
    if (next.held === null) {
      this.#change(next.clusterUid, (pool) => pool.addWaiting(next));
      return;
    }
    const runner = runnerOf(next);
    this.#runners.set(uid, runner);
    this.limits.run(runner, 1);
    this.#change(next.clusterUid, (pool) => pool.addRunner(runner));
    this.#hold(runner, 1);
  }

  #forget(unit: SchedulerUnit): void {
    const runner = this.#runners.get(unit.uid);
    if (!runner) {
      this.#change(unit.clusterUid, (pool) => pool.removeWaiting(unit));
      return;
    }
    this.#runners.delete(unit.uid);
    this.limits.run(runner, -1);
    this.#hold(runner, -1);
    this.#change(unit.clusterUid, (pool) => pool.removeRunner(runner));
  }

  /** Counts a unit in or out at each node it holds; the nodes are filed anew. */
  #hold(runner: Runner, by: 1 | -1): void {
    const held = runner.unit.held ?? [];
    const uids = held.map((part) => part.nodeUid);
    for (const nodeUid of uids.length > 1 ? new Set(uids) : uids) {
      const seat = this.#seat(nodeUid);
      const pool = seat.node && this.#pools.get(seat.node.clusterUid);
      if (pool) {
        pool.hold(seat, runner, by);
        pool.version += 1;
      } else {
        seat.hold(runner, by);
        this.#dropUnused(seat);
      }
    }
  }

  #seat(uid: string): Seat {
    let seat = this.#seats.get(uid);
    if (!seat) {
      seat = new Seat(uid);
      this.#seats.set(uid, seat);
    }
    return seat;
  }

  #dropUnused(seat: Seat): void {
    if (!seat.node && seat.holders.length === 0) this.#seats.delete(seat.uid);
  }

  /** Changes a pool, which is made when first named and dropped when nothing names it any more. */
  #change(uid: string, change: (pool: Pool) => void): void {
    let pool = this.#pools.get(uid);
    if (!pool) {
      pool = new Pool(uid);
      this.#pools.set(uid, pool);
      this.#sorted = undefined;
    }
    change(pool);
    pool.version += 1;
    if (pool.empty) {
      this.#pools.delete(uid);
      this.#sorted = undefined;
    }
  }
}
